import { z } from 'zod';
import { instant, internal, once, open, personal, resource, secret } from '#kernel/contract/fields.ts';

export const nasVendors = ['mikrotik', 'cisco', 'huawei', 'juniper', 'nokia', 'ubiquiti', 'generic'] as const;
export const accountStates = ['active', 'suspended', 'disabled'] as const;
export const coaKinds = ['disconnect', 'change_speed'] as const;
export const coaOutcomes = ['pending', 'ack', 'nak', 'timeout', 'no_session'] as const;
/** Who is let in first when everybody comes at once. */
export const priorityClasses = ['standard', 'business', 'emergency'] as const;
/** What happens when a login comes from another line or device than it is bound to. */
export const bindings = ['enforce', 'log', 'ignore'] as const;
/** `reversible` serves PAP, CHAP and MS-CHAPv2; `hashed` cannot be read by anybody and serves PAP alone. */
export const passwordKeepings = ['reversible', 'hashed'] as const;
export const suspendedAccesses = ['reject', 'walled_garden'] as const;
export const simultaneousUsePolicies = ['refuse', 'take_over'] as const;
export const loadStates = ['normal', 'queueing', 'shedding'] as const;
export type LoadState = (typeof loadStates)[number];
export type PriorityClass = (typeof priorityClasses)[number];
export type Binding = (typeof bindings)[number];
export type PasswordKeeping = (typeof passwordKeepings)[number];
export type SuspendedAccess = (typeof suspendedAccesses)[number];
export type SimultaneousUsePolicy = (typeof simultaneousUsePolicies)[number];
export type NasVendor = (typeof nasVendors)[number];
export type AccountState = (typeof accountStates)[number];
export type CoaKind = (typeof coaKinds)[number];
export type CoaOutcome = (typeof coaOutcomes)[number];
/** Whether what a NAS acknowledged has been seen to happen. */
export const coaVerifications = ['none', 'waiting', 'confirmed', 'contradicted', 'unknown'] as const;
export type CoaVerification = (typeof coaVerifications)[number];

/** How a line may burst above its speed, and what its router's own profile is called. */
export const shaping = z.object({
  burstDownloadKbps: z.int().positive().nullable(),
  burstUploadKbps: z.int().positive().nullable(),
  /** Average below which it may burst; null: the line's own speed. */
  burstDownloadThresholdKbps: z.int().positive().nullable(),
  burstUploadThresholdKbps: z.int().positive().nullable(),
  /** Length of the averaging. */
  burstSeconds: z.int().positive().nullable(),
  /** A profile set up on the router, where its make limits by name. */
  qosProfileName: z.string().nullable(),
});
export type Shaping = z.infer<typeof shaping>;
/** What is laid upon a login for a while, whatever its plan grants: a data cap that was reached. */
export const restriction = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('throttle'),
    downloadKbps: z.int().positive(),
    uploadKbps: z.int().positive(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('block'), reason: z.string() }),
]);
export type Restriction = z.infer<typeof restriction>;

/** A login: what the AAA engine answers from. */
export const RadiusAccount = resource('RadiusAccount', {
  id: open(z.uuid()),
  username: personal('subscriber', z.string()),
  password: secret(z.string()),
  passwordKeeping: internal(z.enum(passwordKeepings)),
  subscriptionId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
  customerName: personal('subscriber', z.string().nullable()),
  state: open(z.enum(accountStates)),
  /** Reply-Message of the reject while suspended. */
  rejectMessage: open(z.string().nullable()),
  downloadKbps: open(z.int()),
  uploadKbps: open(z.int()),
  planId: open(z.uuid().nullable()),
  bandwidthProfileId: open(z.uuid().nullable()),
  shaping: open(shaping.nullable()),
  /** Null: nothing stands between the login and what its plan grants. */
  restriction: open(restriction.nullable()),
  framedIpAddress: personal('subscriber', z.string().nullable()),
  /** Pool of the router to take the address from; not sent beside an address. */
  framedPool: internal(z.string().nullable()),
  /** For the link itself, such as 2001:db8:1::/64. */
  framedIpv6Prefix: personal('subscriber', z.string().nullable()),
  framedIpv6Address: personal('subscriber', z.string().nullable()),
  framedIpv6Pool: internal(z.string().nullable()),
  delegatedIpv6Prefix: personal('subscriber', z.string().nullable()),
  delegatedIpv6PrefixPool: internal(z.string().nullable()),
  sessionTimeoutSeconds: internal(z.int().nullable()),
  idleTimeoutSeconds: internal(z.int().nullable()),
  /** Sessions at once; 0 is without limit. */
  simultaneousUse: internal(z.int()),
  /** Option 82 as the line must show it; null: not bound. */
  circuitId: internal(z.string().nullable()),
  remoteId: internal(z.string().nullable()),
  /** Null: as the policy says. */
  lineBinding: internal(z.enum(bindings).nullable()),
  /** Devices it may log in from; none: any. */
  macAddresses: personal('subscriber', z.array(z.string())),
  macBinding: internal(z.enum(bindings).nullable()),
  /** Outer VLAN; the inner one stands in customerVlan where lines are double tagged. */
  serviceVlan: internal(z.int().nullable()),
  customerVlan: internal(z.int().nullable()),
  priorityClass: internal(z.enum(priorityClasses)),
  note: internal(z.string()),
  /** Only in the answer of the command that set it. */
  newPassword: once(z.string()),
  online: open(z.boolean()),
  createdAt: open(instant()),
});
/** How a provider's logins are judged. */
export const RadiusPolicy = resource('RadiusPolicy', {
  passwordKeeping: internal(z.enum(passwordKeepings)),
  suspendedAccess: internal(z.enum(suspendedAccesses)),
  gardenDownloadKbps: internal(z.int()),
  gardenUploadKbps: internal(z.int()),
  /** What the routers know the walled garden by. */
  gardenName: internal(z.string()),
  gardenRedirectUrl: internal(z.string().nullable()),
  /** A session in the garden ends after this, and the subscriber logs in again. */
  gardenSessionSeconds: internal(z.int()),
  lineBinding: internal(z.enum(bindings)),
  macBinding: internal(z.enum(bindings)),
  simultaneousUse: internal(z.enum(simultaneousUsePolicies)),
  /** A session that missed so many reports counts no longer. */
  ghostAfterInterims: internal(z.int()),
  /** Logins whose password is kept either way; after a change they follow, as far as they can. */
  reversibleLogins: internal(z.int()),
  hashedLogins: internal(z.int()),
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
  /** What its RadSec certificate is recognised by: a name in it, or `sha256:` and its fingerprint. Null: no RadSec. */
  radsecIdentity: internal(z.string().nullable()),
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
  /** Live, but not reported on for longer than the tenant's rule allows. */
  stale: open(z.boolean()),
  /** Ended without a Stop: proved gone by its NAS, or given up. A later report brings it back. */
  stopPresumed: open(z.boolean()),
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
  /** Packets sent. */
  attempts: open(z.int()),
  reason: open(z.string()),
  /** What was asked for, when it is not what the login has: for this session alone, until it logs in again. */
  downloadKbps: open(z.int().nullable()),
  uploadKbps: open(z.int().nullable()),
  requestedAt: open(instant()),
  answeredAt: open(instant().nullable()),
  verification: open(z.enum(coaVerifications)),
  verifiedAt: open(instant().nullable()),
  /** When it is asked again, or looked after; null when it is settled. */
  followUpAt: open(instant().nullable()),
  /** The refused or unanswered change in whose stead this Disconnect was sent. */
  fallbackOf: open(z.uuid().nullable()),
  /** The Disconnect that was sent instead. */
  fallbackId: open(z.uuid().nullable()),
  rolloutId: open(z.uuid().nullable()),
});

/** What it takes to ask a NAS about a session; only for those who send. */
export const CoaTarget = resource('CoaTarget', {
  /** Of the request; of the session when it is probed. */
  id: open(z.uuid()),
  kind: open(z.enum([...coaKinds, 'probe'])),
  nasId: open(z.uuid()),
  vendor: open(z.enum(nasVendors)),
  address: internal(z.string()),
  coaPort: internal(z.int()),
  sharedSecret: secret(z.string()),
  username: personal('subscriber', z.string()),
  acctSessionId: internal(z.string()),
  framedIpAddress: personal('subscriber', z.string().nullable()),
  callingStationId: personal('subscriber', z.string().nullable()),
  downloadKbps: open(z.int().nullable()),
  uploadKbps: open(z.int().nullable()),
  shaping: open(shaping.nullable()),
});

/** Traffic of a subscription's login within a time. */
export const SubscriptionTraffic = resource('SubscriptionTraffic', {
  subscriptionId: open(z.uuid()),
  downloadBytes: open(z.number()),
  uploadBytes: open(z.number()),
});

/** How many logins and live sessions a change of speed would touch. */
export const SpeedReach = resource('SpeedReach', {
  logins: open(z.int()),
  liveSessions: open(z.int()),
  /** By NAS, those with most sessions first. */
  nases: open(z.array(z.object({ nasId: z.uuid(), name: z.string(), vendor: z.enum(nasVendors), sessions: z.int() }))),
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
  accountId: open(z.uuid().nullable()),
  /** The whole story in a sentence or two. */
  explanation: internal(z.string().nullable()),
  /** PAP, CHAP, MS-CHAPv2. */
  method: internal(z.string().nullable()),
  /** Option 82 as the request carried it. */
  circuitId: internal(z.string().nullable()),
  remoteId: internal(z.string().nullable()),
  nasPortId: internal(z.string().nullable()),
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
  /** TCP port of RadSec; null while that is off. */
  radsecPort: internal(z.int().nullable()),
  startedAt: open(instant()),
  /** It reports every few seconds while the database is reachable. */
  seenAt: open(instant()),
  /** Octets of accounting that wait in its spool. */
  backlogBytes: internal(z.number()),
  /** `queueing`: requests wait for their turn; `shedding`: some were dropped unanswered in the last seconds, the late ones first. */
  loadState: open(z.enum(loadStates)),
  /** The longest a request waited in the last seconds, for its turn or for the processor. */
  queueDelayMs: internal(z.int()),
  /** Logins dropped unanswered since it started, by class of the customer; `unknown` are names that nobody has. */
  shedEmergency: internal(z.int()),
  shedBusiness: internal(z.int()),
  shedStandard: internal(z.int()),
  shedUnknown: internal(z.int()),
  /** Accounting requests not acknowledged for the same reason; their NAS sends them again. */
  shedAccounting: internal(z.int()),
  /** Packets that the operating system dropped because its buffer was full. */
  systemDrops: internal(z.int()),
});
