import { z } from 'zod';
import { command, contract, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, once, open, Paging, personal, resource, secret } from '#kernel/contract/fields.ts';

export const nasVendors = ['mikrotik', 'cisco', 'huawei', 'juniper', 'generic'] as const;
export const accountStates = ['active', 'suspended', 'disabled'] as const;
export const coaKinds = ['disconnect', 'change_speed'] as const;
export const coaOutcomes = ['pending', 'ack', 'nak', 'timeout', 'no_session'] as const;
export type NasVendor = (typeof nasVendors)[number];
export type AccountState = (typeof accountStates)[number];
export type CoaKind = (typeof coaKinds)[number];
export type CoaOutcome = (typeof coaOutcomes)[number];

/** A login: what the AAA engine answers from. */
export const RadiusAccount = resource('RadiusAccount', {
  id: open(z.uuid()),
  username: personal('subscriber', z.string()),
  password: secret(z.string()),
  subscriptionId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
  customerName: personal('subscriber', z.string().nullable()),
  state: open(z.enum(accountStates)),
  /** Reply-Message of the reject while suspended. */
  rejectMessage: open(z.string().nullable()),
  downloadKbps: open(z.int()),
  uploadKbps: open(z.int()),
  framedIpAddress: personal('subscriber', z.string().nullable()),
  delegatedIpv6Prefix: personal('subscriber', z.string().nullable()),
  sessionTimeoutSeconds: internal(z.int().nullable()),
  idleTimeoutSeconds: internal(z.int().nullable()),
  simultaneousUse: internal(z.int()),
  online: open(z.boolean()),
  createdAt: open(instant()),
});
export const RevealedPassword = resource('RevealedPassword', {
  id: open(z.uuid()),
  username: personal('subscriber', z.string()),
  password: once(z.string()),
});

export const Nas = resource('Nas', {
  id: open(z.uuid()),
  name: open(z.string()),
  /** Source address of its packets; unique in the installation. */
  address: internal(z.string()),
  vendor: open(z.enum(nasVendors)),
  /** UDP port that takes CoA and Disconnect requests (RFC 5176: 3799). */
  coaPort: internal(z.int()),
  sharedSecret: secret(z.string()),
  /** Only in the answer of the command that set it. */
  newSecret: once(z.string()),
  /** RFC 3579 Message-Authenticator demanded on Access-Requests (Blast-RADIUS, CVE-2024-3596). */
  requireMessageAuthenticator: internal(z.boolean()),
  description: open(z.string()),
  liveSessions: open(z.int()),
  /** Last packet that verified. */
  lastSeenAt: open(instant().nullable()),
  /** Why packets from its address were last not believed, in words; mostly a wrong secret. */
  lastProblem: internal(z.string().nullable()),
  lastProblemAt: internal(instant().nullable()),
  createdAt: open(instant()),
});

export const RadiusSession = resource('RadiusSession', {
  id: open(z.uuid()),
  acctSessionId: internal(z.string()),
  username: personal('subscriber', z.string()),
  accountId: open(z.uuid().nullable()),
  subscriptionId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
  customerName: personal('subscriber', z.string().nullable()),
  nasId: open(z.uuid()),
  nasName: open(z.string()),
  nasPortId: internal(z.string().nullable()),
  callingStationId: personal('subscriber', z.string().nullable()),
  framedIpAddress: personal('subscriber', z.string().nullable()),
  framedIpv6Prefix: personal('subscriber', z.string().nullable()),
  delegatedIpv6Prefix: personal('subscriber', z.string().nullable()),
  startedAt: open(instant()),
  updatedAt: open(instant()),
  /** Null while the session lives. */
  stoppedAt: open(instant().nullable()),
  terminateCause: open(z.string().nullable()),
  sessionSeconds: open(z.int()),
  /** Acct-Output-Octets with Gigawords: towards the subscriber. */
  downloadBytes: open(z.number()),
  /** Acct-Input-Octets with Gigawords: from the subscriber. */
  uploadBytes: open(z.number()),
  /** Mean over the last interim interval. */
  downloadBps: open(z.number()),
  uploadBps: open(z.number()),
});

export const CoaRequest = resource('CoaRequest', {
  id: open(z.uuid()),
  kind: open(z.enum(coaKinds)),
  sessionId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
  username: personal('subscriber', z.string()),
  nasName: open(z.string()),
  outcome: open(z.enum(coaOutcomes)),
  /** RFC 5176 §3.5, with a NAK. */
  errorCause: open(z.int().nullable()),
  errorCauseText: open(z.string().nullable()),
  attempts: open(z.int()),
  reason: open(z.string()),
  requestedAt: open(instant()),
  answeredAt: open(instant().nullable()),
});

export const AuthLogEntry = resource('AuthLogEntry', {
  id: open(z.uuid()),
  at: open(instant()),
  username: personal('subscriber', z.string()),
  customerId: open(z.uuid().nullable()),
  nasName: open(z.string().nullable()),
  callingStationId: personal('subscriber', z.string().nullable()),
  accepted: open(z.boolean()),
  /** In words: "wrong password", "suspended", "no such user". */
  reason: open(z.string()),
});

/** One bucket of traffic; of a customer, or of the whole tenant. */
export const UsagePoint = resource('UsagePoint', {
  at: open(instant()),
  downloadBytes: open(z.number()),
  uploadBytes: open(z.number()),
});
export const RadiusMetrics = resource('RadiusMetrics', {
  online: open(z.int()),
  accounts: open(z.int()),
  downloadBps: open(z.number()),
  uploadBps: open(z.number()),
  acceptsLastHour: open(z.int()),
  rejectsLastHour: open(z.int()),
  /** When the newest accounting record arrived. */
  measuredAt: open(instant().nullable()),
});

/** A process of the AAA engine. */
export const RadiusServer = resource('RadiusServer', {
  id: open(z.string()),
  /** Address it listens on; 127.0.0.1 and ::1 are reached by no other machine. */
  host: internal(z.string()),
  authPort: internal(z.int()),
  acctPort: internal(z.int()),
  startedAt: open(instant()),
  /** It reports every few seconds while the database is reachable. */
  seenAt: open(instant()),
  /** Octets of accounting that wait in its spool. */
  backlogBytes: internal(z.number()),
});
const sessionsPage = '/dashboard/radius/sessions';
const nasPage = '/dashboard/radius/nas';
const person = '/dashboard/operations/customers/$id';
const account = { accountId: open(z.uuid()), customerId: open(z.uuid().nullable()) };
const drop = {
  accountId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
  /** Null: every live session of the account. */
  sessionId: open(z.uuid().nullable()),
  /** The request that is already on record. */
  coaId: open(z.uuid().nullable()),
  reason: open(z.string()),
};
const session = {
  sessionId: open(z.uuid()),
  accountId: open(z.uuid().nullable()),
  subscriptionId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
};
const nasFields = {
  name: z.string().trim().min(1, 'A name is needed.').max(100),
  address: z.union([z.ipv4(), z.ipv6()], 'Give the IP address its packets come from.'),
  vendor: z.enum(nasVendors),
  coaPort: z.int().min(1).max(65_535),
  sharedSecret: z.string().min(8, 'At least 8 characters.').max(128),
  requireMessageAuthenticator: z.boolean(),
  description: z.string().trim().max(500),
};
export const nasInput = z.object({
  ...nasFields,
  coaPort: nasFields.coaPort.default(3799),
  sharedSecret: nasFields.sharedSecret.optional().describe('Absent: one is made and shown once.'),
  requireMessageAuthenticator: nasFields.requireMessageAuthenticator.default(true),
  description: nasFields.description.default(''),
});
/** Without defaults: what is not named stays as it is. */
export const nasChange = z.object(nasFields).partial();
const internalStep = { for: [], can: 'network.radius:write', ui: { none: 'internal' } } as const;

export const radius = contract({
  name: 'radius',
  title: 'RADIUS',
  events: {
    'radius.account-changed': account,
    'radius.account-removed': account,
    'radius.nas-changed': { nasId: open(z.uuid()) },
    'radius.disconnect-requested': drop,
    'radius.speed-changed': { ...account, reason: open(z.string()) },
    'radius.coa-requested': { coaId: open(z.uuid()), customerId: open(z.uuid().nullable()) },
    'radius.coa-answered': {
      coaId: open(z.uuid()),
      customerId: open(z.uuid().nullable()),
      kind: open(z.enum(coaKinds)),
      outcome: open(z.enum(coaOutcomes)),
    },
    'radius.session-started': session,
    'radius.session-stopped': session,
    /** Once per batch of accounting records, not per session. */
    'radius.usage-updated': { sessions: open(z.int()) },
  },
  realtime: {
    'radius-sessions': {
      events: [
        'radius.session-started',
        'radius.session-stopped',
        'radius.usage-updated',
        'radius.coa-requested',
        'radius.coa-answered',
      ],
      for: ['isp'],
      can: 'network.radius:read',
    },
  },
  operations: {
    listNas: query('GET /radius/nas', {
      summary: 'List NAS devices',
      for: ['isp'],
      can: 'network.radius:read',
      in: Paging,
      out: page(Nas),
      ui: nasPage,
    }),
    getNas: query('GET /radius/nas/{id}', {
      summary: 'Fetch a NAS',
      for: ['isp'],
      can: 'network.radius:read',
      in: Id,
      out: one(Nas),
      ui: nasPage,
    }),
    createNas: command('POST /radius/nas', {
      summary: 'Add a NAS; its secret is shown once',
      for: ['isp'],
      can: 'network.radius:write',
      in: nasInput,
      out: one(Nas),
      emits: ['radius.nas-changed'],
      ui: nasPage,
    }),
    updateNas: command('PATCH /radius/nas/{id}', {
      summary: 'Change a NAS; naming a secret replaces it',
      for: ['isp'],
      can: 'network.radius:write',
      in: Id.extend(nasChange.shape),
      out: one(Nas),
      emits: ['radius.nas-changed'],
      ui: nasPage,
    }),
    removeNas: command('DELETE /radius/nas/{id}', {
      summary: 'Remove a NAS that carries no live session',
      for: ['isp'],
      can: 'network.radius:write',
      in: Id,
      out: nothing(),
      emits: ['radius.nas-changed'],
      ui: nasPage,
    }),
    listAccounts: query('GET /radius/subscribers', {
      summary: 'List RADIUS logins',
      for: ['isp'],
      can: 'network.radius:read',
      in: Paging.extend({
        q: z.string().trim().max(100).optional(),
        state: z.enum(accountStates).optional(),
        customerId: z.uuid().optional(),
      }),
      out: page(RadiusAccount),
      ui: person,
    }),
    revealPassword: command('POST /radius/subscribers/{id}/reveal-password', {
      summary: 'Show a login’s password; recorded in the audit',
      for: ['isp'],
      can: 'network.radius-password:read',
      in: Id,
      out: one(RevealedPassword),
      ui: person,
    }),
    createAccount: command('POST /radius/subscribers', {
      ...internalStep,
      summary: 'Create the login of a subscription',
      in: z.object({
        username: z.string().regex(/^[^\s\p{C}]{3,64}$/u, 'Use 3 to 64 characters without spaces.'),
        password: z
          .string()
          .min(8, 'At least 8 characters.')
          .max(64)
          .optional()
          .describe('Absent: one of 16 characters is made.'),
        subscriptionId: z.uuid(),
        customerId: z.uuid(),
        downloadKbps: z.int().positive(),
        uploadKbps: z.int().positive(),
        framedIpAddress: z.ipv4('Give an IPv4 address.').nullable().default(null),
        delegatedIpv6Prefix: z.cidrv6('Give an IPv6 prefix, such as 2001:db8:100::/56.').nullable().default(null),
        sessionTimeoutSeconds: z.int().positive().nullable().default(null),
        idleTimeoutSeconds: z.int().positive().nullable().default(null),
      }),
      out: one(RadiusAccount),
      emits: ['radius.account-changed'],
    }),
    removeAccount: command('POST /radius/subscribers/remove', {
      ...internalStep,
      summary: 'Remove the login of a subscription and drop its session',
      in: z.object({ subscriptionId: z.uuid() }),
      out: nothing(),
      emits: ['radius.account-removed', 'radius.disconnect-requested'],
    }),
    setAccountState: command('POST /radius/subscribers/state', {
      ...internalStep,
      summary: 'Suspend or restore the login of a subscription',
      in: z.object({
        subscriptionId: z.uuid(),
        state: z.enum(accountStates),
        rejectMessage: z.string().max(200).nullable().default(null),
      }),
      out: one(RadiusAccount),
      emits: ['radius.account-changed', 'radius.disconnect-requested'],
    }),
    setAccountSpeed: command('POST /radius/subscribers/speed', {
      ...internalStep,
      summary: 'Change the speed of a subscription’s login and of its live session',
      in: z.object({ subscriptionId: z.uuid(), downloadKbps: z.int().positive(), uploadKbps: z.int().positive() }),
      out: one(RadiusAccount),
      emits: ['radius.account-changed', 'radius.speed-changed'],
    }),
    listSessions: query('GET /radius/sessions', {
      summary: 'List sessions, live or past',
      for: ['isp'],
      can: 'network.radius:read',
      in: Paging.extend({
        live: z.stringbool().default(true),
        q: z.string().trim().max(100).optional(),
        nasId: z.uuid().optional(),
        customerId: z.uuid().optional(),
      }),
      out: page(RadiusSession),
      ui: [sessionsPage, person],
    }),
    getSession: query('GET /radius/sessions/{id}', {
      summary: 'Fetch a session, live or past',
      for: ['isp'],
      can: 'network.radius:read',
      in: Id,
      out: one(RadiusSession),
      ui: sessionsPage,
    }),
    disconnect: command('POST /radius/sessions/{id}/disconnect', {
      summary: 'Send a Disconnect-Request for a live session to its NAS',
      for: ['isp'],
      can: 'network.radius-session:manage',
      in: Id.extend({ reason: z.string().trim().max(200).default('operator') }),
      out: one(CoaRequest),
      emits: ['radius.disconnect-requested'],
      ui: [sessionsPage, person],
    }),
    listCoa: query('GET /radius/coa-requests', {
      summary: 'CoA and Disconnect requests with the NAS’s answers',
      for: ['isp'],
      can: 'network.radius:read',
      in: Paging.extend({ customerId: z.uuid().optional(), sessionId: z.uuid().optional() }),
      out: page(CoaRequest),
      ui: [sessionsPage, person],
    }),
    authLog: query('GET /radius/auth-log', {
      summary: 'Recent logins and refusals with the reason',
      for: ['isp'],
      can: 'network.radius:read',
      in: Paging.extend({
        customerId: z.uuid().optional(),
        accepted: z.stringbool().optional(),
        q: z.string().trim().max(100).optional(),
      }),
      out: page(AuthLogEntry),
      ui: [sessionsPage, person],
    }),
    usage: query('GET /radius/usage', {
      summary: 'Traffic per hour or day, of one customer or of all',
      for: ['isp'],
      can: 'network.radius:read',
      in: z.object({
        customerId: z.uuid().optional(),
        from: instant(),
        to: instant(),
        bucket: z.enum(['hour', 'day']).default('hour'),
      }),
      out: many(UsagePoint),
      ui: [person, '/dashboard'],
    }),
    servers: query('GET /radius/servers', {
      summary: 'AAA processes, the ports they listen on, and how far behind they are',
      for: ['isp'],
      can: 'network.radius:read',
      in: z.object({}),
      out: many(RadiusServer),
      ui: [nasPage, sessionsPage],
    }),
    openCoa: command('POST /radius/coa-requests/open', {
      ...internalStep,
      summary: 'Put a request to each live session of an account on record',
      in: z.object({ kind: z.enum(coaKinds), accountId: z.uuid(), reason: z.string(), requestedAt: instant() }),
      out: many(CoaRequest),
      emits: ['radius.coa-requested', 'radius.coa-answered'],
    }),
    answerCoa: command('POST /radius/coa-requests/{id}/answer', {
      ...internalStep,
      summary: 'Record what a NAS answered',
      in: Id.extend({
        outcome: z.enum(['ack', 'nak', 'timeout', 'no_session']),
        errorCause: z.int().nullable(),
        errorCauseText: z.string().nullable(),
        attempts: z.int().min(0),
      }),
      out: one(CoaRequest),
      emits: ['radius.coa-answered'],
    }),
    metrics: query('GET /radius/metrics', {
      summary: 'Who is online, how much flows, how logins go',
      for: ['isp'],
      can: 'network.radius:read',
      in: z.object({}),
      out: one(RadiusMetrics),
      ui: ['/dashboard', sessionsPage],
    }),
  },
});
