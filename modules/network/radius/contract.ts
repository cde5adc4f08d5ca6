import { z } from 'zod';
import { command, contract, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { each, Id, idList, instant, open, Paging } from '#kernel/contract/fields.ts';
import { accountOperations } from './account-operations.ts';
import { addressOperations } from './address-operations.ts';
import { coaOperations } from './coa-operations.ts';
import { diagnosticsOperations } from './diagnostics-operations.ts';
import { lineOperations } from './line-operations.ts';
import { monitorOperations } from './monitor-operations.ts';
import { probeOutcomes } from './monitor-resources.ts';
import { policyOperations } from './policy-operations.ts';
import { replicaOperations } from './replica-operations.ts';
import {
  AuthLogEntry,
  coaKinds,
  coaOutcomes,
  coaVerifications,
  Nas,
  nasVendors,
  passwordKeepings,
  RadiusMetrics,
  RadiusServer,
  RadiusSession,
  SubscriptionTraffic,
  UsagePoint,
} from './resources.ts';

export { accountFields, accountInput } from './account-input.ts';
export * from './coa-operations.ts';
// Other modules meet this one at its contract alone.
export * from './diagnostics-resources.ts';
export * from './monitor-resources.ts';
export { policyChange } from './policy-operations.ts';
export * from './resources.ts';

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
  radsecIdentity: z
    .string()
    .trim()
    .max(253)
    .nullable()
    .describe('A name in the client certificate (DNS or IP name, or common name), or its SHA-256 fingerprint.'),
  description: z.string().trim().max(500),
};
export const nasInput = z.object({
  ...nasFields,
  coaPort: nasFields.coaPort.default(3799),
  sharedSecret: nasFields.sharedSecret.optional().describe('Absent: one is made and shown once.'),
  requireMessageAuthenticator: nasFields.requireMessageAuthenticator.default(true),
  radsecIdentity: nasFields.radsecIdentity.default(null),
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
    'radius.policy-changed': { passwordKeeping: open(z.enum(passwordKeepings)) },
    'radius.nas-changed': { nasId: open(z.uuid()) },
    'radius.disconnect-requested': drop,
    'radius.speed-changed': { ...account, reason: open(z.string()) },
    'radius.speed-requested': {
      sessionId: open(z.uuid()),
      customerId: open(z.uuid().nullable()),
      coaId: open(z.uuid()),
    },
    'radius.coa-requested': { coaId: open(z.uuid()), customerId: open(z.uuid().nullable()) },
    'radius.coa-answered': {
      coaId: open(z.uuid()),
      customerId: open(z.uuid().nullable()),
      kind: open(z.enum(coaKinds)),
      outcome: open(z.enum(coaOutcomes)),
    },
    'radius.probe-requested': { probeId: open(z.uuid()), nasId: open(z.uuid()) },
    'radius.nas-probed': { probeId: open(z.uuid()), nasId: open(z.uuid()), outcome: open(z.enum(probeOutcomes)) },
    'radius.coa-verified': {
      coaId: open(z.uuid()),
      customerId: open(z.uuid().nullable()),
      kind: open(z.enum(coaKinds)),
      verification: open(z.enum(coaVerifications)),
    },
    'radius.session-started': session,
    'radius.session-stopped': session,
    /** Once per batch of accounting records and logins, not per session. */
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
        'radius.nas-changed',
        'radius.nas-probed',
        'radius.coa-verified',
      ],
      for: ['isp'],
      can: 'network.radius:read',
    },
  },
  operations: {
    ...coaOperations,
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
    ...accountOperations,
    ...monitorOperations,
    ...policyOperations,
    ...diagnosticsOperations,
    listSessions: query('GET /radius/sessions', {
      summary: 'List sessions, live or past',
      for: ['isp'],
      can: 'network.radius:read',
      in: Paging.extend({
        live: z.stringbool().default(true),
        q: z.string().trim().max(100).optional(),
        nasId: z.uuid().optional(),
        customerId: z.uuid().optional(),
        subscriptionId: z.uuid().optional(),
        accountId: z.uuid().optional(),
        stale: z.stringbool().default(false).describe('Only those that have not reported for too long.'),
      }),
      out: page(RadiusSession),
      ui: [sessionsPage, person],
    }),
    sessionsOf: query('GET /radius/sessions/of-customers', {
      summary: 'Live sessions of each of several customers',
      for: ['isp'],
      can: 'network.radius:read',
      in: z.object({ customerIds: idList(), each: each() }),
      out: many(RadiusSession),
      ui: '/dashboard/operations/customers',
    }),
    getSession: query('GET /radius/sessions/{id}', {
      summary: 'Fetch a session, live or past',
      for: ['isp'],
      can: 'network.radius:read',
      in: Id,
      out: one(RadiusSession),
      ui: sessionsPage,
    }),
    authLog: query('GET /radius/auth-log', {
      summary: 'Recent logins and refusals with the reason',
      for: ['isp'],
      can: 'network.radius:read',
      in: Paging.extend({
        customerId: z.uuid().optional(),
        accountId: z.uuid().optional(),
        accepted: z.stringbool().optional(),
        reason: z.string().max(100).optional(),
        nasId: z.uuid().optional(),
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
    subscriptionTraffic: query('GET /radius/subscription-traffic', {
      ...internalStep,
      summary: 'Traffic of subscriptions, each within its own time; the hour under way is included',
      in: z.object({
        wanted: z.array(z.object({ subscriptionId: z.uuid(), from: instant(), to: instant() })).max(1000),
      }),
      out: many(SubscriptionTraffic),
    }),
    servers: query('GET /radius/servers', {
      summary: 'AAA processes, the ports they listen on, and how far behind they are',
      for: ['isp'],
      can: 'network.radius:read',
      in: z.object({}),
      out: many(RadiusServer),
      ui: [nasPage, sessionsPage, '/dashboard/radius'],
    }),
    ...replicaOperations,
    metrics: query('GET /radius/metrics', {
      summary: 'Who is online, how much flows, how logins go',
      for: ['isp'],
      can: 'network.radius:read',
      in: z.object({}),
      out: one(RadiusMetrics),
      ui: ['/dashboard', sessionsPage, '/dashboard/radius'],
    }),
    ...addressOperations,
    ...lineOperations,
  },
});
