import { z } from 'zod';
import { embedMany, instant, internal, open, personal, resource } from '#kernel/contract/fields.ts';

export const poolTypes = ['ipv4_public', 'ipv4_private', 'ipv6_global', 'ipv6_ula', 'ipv6_pd'] as const;
/** What a person sets; `depleted` comes of itself. */
export const poolModes = ['active', 'reserved', 'maintenance'] as const;
export const poolStatuses = [...poolModes, 'depleted'] as const;
export const poolPurposes = ['subscribers', 'static', 'cgnat', 'infrastructure', 'management', 'other'] as const;
export const alarmLevels = ['none', 'warning', 'critical'] as const;
export const reservationStates = ['reserved', 'assigned', 'released', 'expired'] as const;
export const lifecycles = ['pending', 'allocated', 'active', 'suspended', 'revoking', 'revoked', 'failed'] as const;
export const families = ['ipv4', 'ipv6'] as const;
export const conflictSources = [
  'outside_pool',
  'gateway',
  'reservation',
  'quarantine',
  'static_login',
  'live_session',
  'external',
] as const;
export type PoolType = (typeof poolTypes)[number];
export type Lifecycle = (typeof lifecycles)[number];
export type Family = (typeof families)[number];
export type AlarmLevel = (typeof alarmLevels)[number];

export const IpPool = resource('IpPool', {
  id: open(z.uuid()),
  name: open(z.string()),
  type: open(z.enum(poolTypes)),
  /** The range, such as `203.0.113.0/24`. */
  cidr: open(z.string()),
  /** Routing table the range lives in; empty is the global one. Ranges overlap only across tables. */
  vrf: open(z.string()),
  purpose: open(z.enum(poolPurposes)),
  gateway: open(z.string().nullable()),
  dnsServers: open(z.array(z.string())),
  vlanId: open(z.int().nullable()),
  /** `reserved`: kept for later, gives out only what is asked for by name. `maintenance`: gives out nothing. */
  status: open(z.enum(poolStatuses)),
  /** New subscriptions draw from it unless they name another. */
  isDefault: open(z.boolean()),
  /** Whether the next free address may be asked for. */
  autoAssign: open(z.boolean()),
  /** Whether an address may be asked for by name. */
  allowManual: open(z.boolean()),
  /** For `ipv6_pd`: length of the prefixes handed out. */
  delegatedLength: open(z.int().nullable()),
  /** Seconds an address rests after release before anyone else gets it. */
  quarantineSeconds: internal(z.int()),
  warnAtPercent: internal(z.int()),
  criticalAtPercent: internal(z.int()),
  /** The highest threshold that its use stands above. */
  alarm: open(z.enum(alarmLevels)),
  notes: internal(z.string()),
  /** Usable addresses: without network, broadcast and gateway; at most 2^53 - 1. */
  size: open(z.int()),
  assigned: open(z.int()),
  /** Released, and resting. */
  resting: open(z.int()),
  available: open(z.int()),
  createdAt: open(instant()),
});

export const IpReservation = resource('IpReservation', {
  id: open(z.uuid()),
  poolId: open(z.uuid()),
  poolName: open(z.string()),
  vrf: open(z.string()),
  /** Address, or prefix in CIDR form for `ipv6_pd`. */
  address: personal('subscriber', z.string()),
  state: open(z.enum(reservationStates)),
  /** Where it stands in the network. */
  lifecycle: open(z.enum(lifecycles)),
  /** Suspended by hand: the login goes without it. A suspended subscription keeps its address on the login. */
  withheld: open(z.boolean()),
  /** Why it came to stand there, when somebody or something said so. */
  lifecycleReason: internal(z.string()),
  subscriptionId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
  customerName: personal('subscriber', z.string().nullable()),
  /** Addresses that were taken together share it. */
  rangeId: open(z.uuid().nullable()),
  reason: open(z.string()),
  /** When a temporary reservation ends by itself. */
  expiresAt: open(instant().nullable()),
  assignedAt: open(instant()),
  assignedBy: personal('staff', z.string()),
  activatedAt: open(instant().nullable()),
  suspendedAt: open(instant().nullable()),
  /** When taking it back began; over when it is released. */
  revokedAt: open(instant().nullable()),
  releasedAt: open(instant().nullable()),
  releasedBy: personal('staff', z.string().nullable()),
  changedAt: open(instant()),
});

export const Utilization = resource('IpPoolUtilization', {
  poolId: open(z.uuid()),
  size: open(z.int()),
  assigned: open(z.int()),
  quarantined: open(z.int()),
  available: open(z.int()),
  percent: open(z.number()),
});
export const AvailableIps = resource('AvailableIps', {
  next: open(z.string().nullable()),
  sample: open(z.array(z.string())),
  available: open(z.int()),
});
/** A run of free neighbours that begins where a prefix of its size begins. */
export const FreeRange = resource('FreeIpRange', {
  /** In CIDR form; null when the pool has no such gap. */
  cidr: open(z.string().nullable()),
  first: open(z.string().nullable()),
  last: open(z.string().nullable()),
  /** Addresses, or delegated prefixes, in it. */
  size: open(z.int()),
});

/** A cell of the utilisation grid: one address, or a block of neighbours where there are too many to show each. */
export const AddressBlock = resource('AddressBlock', {
  first: personal('subscriber', z.string()),
  /** Places before it in the range, from the first address of the range on. */
  offset: open(z.int()),
  size: open(z.int()),
  /** Of these, what can be handed out: not the network, broadcast or gateway address. */
  usable: open(z.int()),
  /** Taken, with or without a subscriber. */
  assigned: open(z.int()),
  /** Released, and resting before anyone else gets them. */
  resting: open(z.int()),
  isGateway: open(z.boolean()),
  /** Whose it is, when the cell is one address. */
  reservationId: open(z.uuid().nullable()),
  lifecycle: open(z.enum(lifecycles).nullable()),
  customerName: personal('subscriber', z.string().nullable()),
});
/** A pool, or a part of it, as at most 1024 cells of equal size. */
export const AddressMap = resource('AddressMap', {
  poolId: open(z.uuid()),
  /** Places before the part shown. */
  from: open(z.int()),
  /** Places in the part shown. */
  span: open(z.int()),
  cellSize: open(z.int()),
  /** Places in the whole range, what cannot be handed out included; at most 2^53 - 1. */
  total: open(z.int()),
  cells: embedMany(AddressBlock),
});

/** Why an address cannot be given out. */
export const Conflict = resource('IpConflict', {
  source: open(z.enum(conflictSources)),
  detail: personal('subscriber', z.string()),
  /** Nobody can have it all the same; else an operator who knows better may go on. */
  isFinal: open(z.boolean()),
});

/** One of many: what was done for it, or why not. */
export const BulkItem = resource('IpBulkItem', {
  /** Subscription or reservation it is about. */
  id: open(z.uuid()),
  address: personal('subscriber', z.string().nullable()),
  problem: open(z.string().nullable()),
});
export const BulkOutcome = resource('IpBulkOutcome', {
  done: open(z.int()),
  failed: open(z.int()),
  items: embedMany(BulkItem),
});
export const ImportProblem = resource('IpImportProblem', {
  line: open(z.int()),
  field: open(z.string()),
  message: open(z.string()),
});
export const ImportOutcome = resource('IpImportOutcome', {
  rows: open(z.int()),
  created: open(z.int()),
  failed: open(z.int()),
  problems: embedMany(ImportProblem),
});

/** The address or prefix of a line, and whether its login agrees. */
export const LineAddress = resource('LineAddress', {
  subscriptionId: open(z.uuid()),
  family: open(z.enum(families)),
  reservationId: open(z.uuid().nullable()),
  address: personal('subscriber', z.string().nullable()),
  lifecycle: open(z.enum(lifecycles).nullable()),
  withheld: open(z.boolean()),
  /** User name of the login; null before one is made. */
  username: personal('subscriber', z.string().nullable()),
  /** What the login carries now. */
  loginAddress: personal('subscriber', z.string().nullable()),
  inStep: open(z.boolean()),
  online: open(z.boolean()),
});

export const PoolTypeUse = resource('IpTypeUse', {
  type: open(z.enum(poolTypes)),
  pools: open(z.int()),
  size: open(z.number()),
  assigned: open(z.number()),
  resting: open(z.number()),
});
export const LifecycleCount = resource('IpLifecycleCount', {
  family: open(z.enum(families)),
  lifecycle: open(z.enum(lifecycles)),
  addresses: open(z.int()),
});
/** All of a provider's address space at a glance. */
export const IpOverview = resource('IpOverview', {
  types: embedMany(PoolTypeUse),
  lifecycles: embedMany(LifecycleCount),
  /** Subscriptions by what they hold. */
  ipv4Only: open(z.int()),
  ipv6Only: open(z.int()),
  dualStack: open(z.int()),
  delegatedPrefixes: open(z.int()),
  poolsAlarming: open(z.int()),
  /** Pools above a threshold or empty, the fullest first. */
  alarming: embedMany(IpPool),
  fullest: embedMany(IpPool),
  /** Temporary reservations that end within a day. */
  expiringSoon: open(z.int()),
});
