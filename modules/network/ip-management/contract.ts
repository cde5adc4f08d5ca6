import { z } from 'zod';
import { command, contract, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { each, Id, idList, instant, internal, open, Paging, personal, resource } from '#kernel/contract/fields.ts';

export const poolTypes = ['ipv4_public', 'ipv4_private', 'ipv6_global', 'ipv6_ula', 'ipv6_pd'] as const;
export const poolStatuses = ['active', 'depleted', 'maintenance'] as const;
export const reservationStates = ['reserved', 'assigned', 'released'] as const;

export const IpPool = resource('IpPool', {
  id: open(z.uuid()),
  name: open(z.string()),
  type: open(z.enum(poolTypes)),
  /** The range, such as `203.0.113.0/24`. */
  cidr: open(z.string()),
  gateway: open(z.string().nullable()),
  dnsServers: open(z.array(z.string())),
  vlanId: open(z.int().nullable()),
  status: open(z.enum(poolStatuses)),
  /** New subscriptions draw from it unless they name another. */
  isDefault: open(z.boolean()),
  /** For `ipv6_pd`: length of the prefixes handed out. */
  delegatedLength: open(z.int().nullable()),
  /** Seconds an address rests after release before anyone else gets it. */
  quarantineSeconds: internal(z.int()),
  warnAtPercent: internal(z.int()),
  /** Usable addresses: without network, broadcast and gateway; at most 2^53 - 1. */
  size: open(z.int()),
  assigned: open(z.int()),
  available: open(z.int()),
  createdAt: open(instant()),
});

export const IpReservation = resource('IpReservation', {
  id: open(z.uuid()),
  poolId: open(z.uuid()),
  poolName: open(z.string()),
  /** Address, or prefix in CIDR form for `ipv6_pd`. */
  address: personal('subscriber', z.string()),
  state: open(z.enum(reservationStates)),
  subscriptionId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
  customerName: personal('subscriber', z.string().nullable()),
  reason: open(z.string()),
  assignedAt: open(instant()),
  releasedAt: open(instant().nullable()),
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
/** A cell of the utilisation grid: one address, or a block of neighbours where the pool is too large to show each. */
export const AddressBlock = resource('AddressBlock', {
  first: personal('subscriber', z.string()),
  size: open(z.int()),
  /** Of these, what can be handed out: not the network, broadcast or gateway address. */
  usable: open(z.int()),
  assigned: open(z.int()),
  /** Released, and resting before anyone else gets them. */
  resting: open(z.int()),
  isGateway: open(z.boolean()),
  /** Whose it is, when the cell is one address. */
  reservationId: open(z.uuid().nullable()),
  customerName: personal('subscriber', z.string().nullable()),
});
export const Conflict = resource('IpConflict', {
  source: open(z.enum(['reservation', 'gateway', 'outside_pool', 'live_session'])),
  detail: open(z.string()),
});

const list = '/dashboard/network/ip-pools';
const detail = '/dashboard/network/ip-pools/$poolId';
/** Without defaults: what a change does not name stays as it is. */
const poolFields = z.object({
  name: z.string().trim().min(1, 'A name is needed.').max(100),
  type: z.enum(poolTypes),
  cidr: z.string().trim().min(1, 'Give the range, such as 203.0.113.0/24.').max(50),
  gateway: z.string().trim().max(45).nullish(),
  dnsServers: z.array(z.string().trim().max(45)).max(4),
  vlanId: z.int().min(1).max(4094, 'A VLAN id is 1 to 4094.').nullish(),
  isDefault: z.boolean(),
  delegatedLength: z.int().min(48).max(64).nullish(),
  quarantineSeconds: z
    .int()
    .min(0)
    .max(30 * 86_400),
  warnAtPercent: z.int().min(1).max(100),
});
const poolInput = poolFields.extend({
  dnsServers: poolFields.shape.dnsServers.default([]),
  isDefault: poolFields.shape.isDefault.default(false),
  quarantineSeconds: poolFields.shape.quarantineSeconds.default(3600),
  warnAtPercent: poolFields.shape.warnAtPercent.default(80),
});
const about = { poolId: open(z.uuid()) };
const assigned = {
  ...about,
  reservationId: open(z.uuid()),
  subscriptionId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
};

export const ipManagement = contract({
  name: 'ip-management',
  title: 'IP management',
  events: {
    'ip-pool.created': about,
    'ip-pool.updated': about,
    'ip-pool.removed': about,
    'ip-pool.depleted': about,
    'ip-pool.threshold-crossed': { ...about, percent: open(z.int()) },
    'ip-address.assigned': assigned,
    'ip-address.released': assigned,
  },
  realtime: {
    'ip-pools': {
      events: [
        'ip-pool.created',
        'ip-pool.updated',
        'ip-pool.removed',
        'ip-pool.depleted',
        'ip-pool.threshold-crossed',
        'ip-address.assigned',
        'ip-address.released',
      ],
      for: ['isp'],
      can: 'network.ip:read',
    },
  },
  operations: {
    listPools: query('GET /ip-management/pools', {
      summary: 'List address pools',
      for: ['isp'],
      can: 'network.ip:read',
      in: Paging.extend({
        type: z.enum(poolTypes).optional(),
        status: z.enum(poolStatuses).optional(),
        isDefault: z.stringbool().optional(),
      }),
      out: page(IpPool),
      ui: list,
    }),
    getPool: query('GET /ip-management/pools/{id}', {
      summary: 'Fetch an address pool',
      for: ['isp'],
      can: 'network.ip:read',
      in: Id,
      out: one(IpPool),
      ui: detail,
    }),
    createPool: command('POST /ip-management/pools', {
      summary: 'Create an address pool; refused when it overlaps another',
      for: ['isp'],
      can: 'network.ip:write',
      in: poolInput,
      out: one(IpPool),
      emits: ['ip-pool.created'],
      ui: list,
    }),
    updatePool: command('PATCH /ip-management/pools/{id}', {
      summary: 'Change an address pool; its range stays',
      for: ['isp'],
      can: 'network.ip:write',
      in: Id.extend(poolFields.omit({ cidr: true, type: true, delegatedLength: true }).partial().shape).extend({
        status: z.enum(['active', 'maintenance']).optional(),
      }),
      out: one(IpPool),
      emits: ['ip-pool.updated'],
      ui: detail,
    }),
    removePool: command('DELETE /ip-management/pools/{id}', {
      summary: 'Remove an address pool that never gave out an address',
      for: ['isp'],
      can: 'network.ip:write',
      in: Id,
      out: nothing(),
      emits: ['ip-pool.removed'],
      ui: detail,
    }),
    addressMap: query('GET /ip-management/pools/{id}/map', {
      summary: 'A pool as a grid of at most 1024 cells; of an IPv6 pool the first 1024 addresses',
      for: ['isp'],
      can: 'network.ip:read',
      in: Id,
      out: many(AddressBlock),
      ui: detail,
    }),
    watch: command('POST /ip-management/pools/{id}/watch', {
      summary: 'Raise or clear the alarms of a pool after its use has changed',
      for: [],
      can: 'network.ip:write',
      in: Id,
      out: nothing(),
      emits: ['ip-pool.depleted', 'ip-pool.threshold-crossed'],
      ui: { none: 'internal' },
    }),
    availableIps: query('GET /ip-management/pools/{id}/available-ips', {
      summary: 'The next free addresses of a pool',
      for: ['isp'],
      can: 'network.ip:read',
      in: Id,
      out: one(AvailableIps),
      ui: detail,
    }),
    utilization: query('GET /ip-management/pools/{id}/utilization', {
      summary: 'How full a pool is',
      for: ['isp'],
      can: 'network.ip:read',
      in: Id,
      out: one(Utilization),
      ui: detail,
    }),
    listReservations: query('GET /ip-management/reservations', {
      summary: 'List addresses in use and released',
      for: ['isp'],
      can: 'network.ip:read',
      in: Paging.extend({
        poolId: z.uuid().optional(),
        state: z.enum(reservationStates).optional(),
        customerId: z.uuid().optional(),
        q: z.string().trim().max(60).optional(),
      }),
      out: page(IpReservation),
      ui: detail,
    }),
    reserve: command('POST /ip-management/reservations', {
      summary: 'Reserve a particular address',
      for: ['isp'],
      can: 'network.ip:write',
      in: z.object({
        poolId: z.uuid(),
        address: z.string().trim().min(2).max(50),
        subscriptionId: z.uuid().nullish(),
        customerId: z.uuid().nullish(),
        reason: z.string().trim().max(300).default(''),
      }),
      out: one(IpReservation),
      emits: ['ip-address.assigned'],
      ui: detail,
    }),
    autoAssign: command('POST /ip-management/reservations/auto-assign', {
      summary: 'Assign the next free address of a pool',
      description: 'Safe under any number of callers at once: no address is given out twice.',
      for: ['isp'],
      can: 'network.ip:write',
      in: z.object({
        poolId: z.uuid().nullish(),
        subscriptionId: z.uuid().nullish(),
        customerId: z.uuid().nullish(),
        reason: z.string().trim().max(300).default(''),
      }),
      out: one(IpReservation),
      emits: ['ip-address.assigned'],
      ui: detail,
    }),
    release: command('DELETE /ip-management/reservations/{id}', {
      summary: 'Release an address; it rests for the pool’s quarantine',
      for: ['isp'],
      can: 'network.ip:write',
      in: Id,
      out: one(IpReservation),
      emits: ['ip-address.released'],
      ui: detail,
    }),
    releaseOf: command('POST /ip-management/subscribers/{subscriptionId}/release', {
      summary: 'Release every address of a subscription',
      for: [],
      can: 'network.ip:write',
      in: z.object({ subscriptionId: z.uuid(), quarantine: z.boolean().default(true) }),
      out: nothing(),
      emits: ['ip-address.released'],
      ui: { none: 'internal' },
    }),
    ofSubscriber: query('GET /ip-management/subscribers/{id}/reservations', {
      summary: 'Addresses of a subscription',
      for: ['isp'],
      can: 'network.ip:read',
      in: Id,
      out: many(IpReservation),
      ui: '/dashboard/operations/customers/$id',
    }),
    poolsByIds: query('GET /ip-management/pools/by-ids', {
      summary: 'Fetch several address pools',
      for: ['isp'],
      can: 'network.ip:read',
      in: z.object({ ids: idList() }),
      out: many(IpPool),
      ui: { none: 'graph' },
    }),
    utilizationsOf: query('GET /ip-management/pools/utilizations', {
      summary: 'How full several pools are',
      for: ['isp'],
      can: 'network.ip:read',
      in: z.object({ poolIds: idList() }),
      out: many(Utilization),
      ui: { none: 'graph' },
    }),
    reservationsIn: query('GET /ip-management/reservations/of-pools', {
      summary: 'The addresses in use of each of several pools, lowest first',
      for: ['isp'],
      can: 'network.ip:read',
      in: z.object({ poolIds: idList(), each: each() }),
      out: many(IpReservation),
      ui: { none: 'graph' },
    }),
    reservationsOf: query('GET /ip-management/reservations/of-subscriptions', {
      summary: 'The addresses of several subscriptions',
      for: ['isp'],
      can: 'network.ip:read',
      in: z.object({ subscriptionIds: idList() }),
      out: many(IpReservation),
      ui: { none: 'graph' },
    }),
    checkConflict: query('GET /ip-management/check-conflict', {
      summary: 'Say why an address cannot be given out, if it cannot',
      for: ['isp'],
      can: 'network.ip:read',
      in: z.object({ poolId: z.uuid(), address: z.string().trim().min(2).max(50) }),
      out: many(Conflict),
      ui: detail,
    }),
  },
});
