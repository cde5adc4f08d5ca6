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
