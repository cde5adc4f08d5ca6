import { z } from 'zod';
import { command, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, Paging } from '#kernel/contract/fields.ts';
import {
  AddressMap,
  AvailableIps,
  alarmLevels,
  FreeRange,
  families,
  IpOverview,
  IpPool,
  poolModes,
  poolPurposes,
  poolStatuses,
  poolTypes,
  Utilization,
} from './resources.ts';

export const poolsPage = '/dashboard/network/ip-pools';
export const poolPage = '/dashboard/network/ip-pools/$poolId';
export const overviewPage = '/dashboard/ipam';
export const read = { for: ['isp'], can: 'network.ip:read' } as const;
export const write = { for: ['isp'], can: 'network.ip:write' } as const;
export const internalStep = { for: [], can: 'network.ip:write', ui: { none: 'internal' } } as const;
/** A routing table, as it is called on the routers. */
export const vrf = z
  .string()
  .trim()
  .max(64)
  .regex(/^[\w.:-]*$/, 'Use letters, digits and . : - _ only.');

/** Without defaults: what a change does not name stays as it is. */
export const poolFields = z.object({
  name: z.string().trim().min(1, 'A name is needed.').max(100),
  type: z.enum(poolTypes),
  cidr: z.string().trim().min(1, 'Give the range, such as 203.0.113.0/24.').max(50),
  vrf,
  purpose: z.enum(poolPurposes),
  gateway: z.string().trim().max(45).nullish(),
  dnsServers: z.array(z.string().trim().max(45)).max(4),
  vlanId: z.int().min(1).max(4094, 'A VLAN id is 1 to 4094.').nullish(),
  status: z.enum(poolModes),
  isDefault: z.boolean(),
  autoAssign: z.boolean(),
  allowManual: z.boolean(),
  delegatedLength: z.int().min(48).max(64).nullish(),
  quarantineSeconds: z
    .int()
    .min(0)
    .max(30 * 86_400),
  warnAtPercent: z.int().min(1).max(100),
  criticalAtPercent: z.int().min(1).max(100),
  notes: z.string().trim().max(2000),
});
export const poolInput = poolFields.extend({
  vrf: poolFields.shape.vrf.default(''),
  purpose: poolFields.shape.purpose.default('subscribers'),
  dnsServers: poolFields.shape.dnsServers.default([]),
  status: poolFields.shape.status.default('active'),
  isDefault: poolFields.shape.isDefault.default(false),
  autoAssign: poolFields.shape.autoAssign.default(true),
  allowManual: poolFields.shape.allowManual.default(true),
  quarantineSeconds: poolFields.shape.quarantineSeconds.default(3600),
  warnAtPercent: poolFields.shape.warnAtPercent.default(80),
  criticalAtPercent: poolFields.shape.criticalAtPercent.default(90),
  notes: poolFields.shape.notes.default(''),
});
/** Length of a prefix to be found in, or cut from, a pool. */
export const prefixLength = z.int().min(8).max(128);

export const poolOperations = {
  listPools: query('GET /ip-management/pools', {
    ...read,
    summary: 'List address pools',
    in: Paging.extend({
      q: z.string().trim().max(60).optional(),
      type: z.enum(poolTypes).optional(),
      family: z.enum(families).optional(),
      status: z.enum(poolStatuses).optional(),
      purpose: z.enum(poolPurposes).optional(),
      vrf: vrf.optional(),
      alarm: z.enum(alarmLevels).optional(),
      isDefault: z.stringbool().optional(),
    }),
    out: page(IpPool),
    ui: poolsPage,
  }),
  getPool: query('GET /ip-management/pools/{id}', {
    ...read,
    summary: 'Fetch an address pool',
    in: Id,
    out: one(IpPool),
    ui: poolPage,
  }),
  createPool: command('POST /ip-management/pools', {
    ...write,
    summary: 'Create an address pool; refused when it overlaps another of its VRF',
    in: poolInput,
    out: one(IpPool),
    emits: ['ip-pool.created'],
    ui: poolsPage,
  }),
  updatePool: command('PATCH /ip-management/pools/{id}', {
    ...write,
    summary: 'Change an address pool; its range and VRF stay',
    in: Id.extend(poolFields.omit({ cidr: true, type: true, vrf: true, delegatedLength: true }).partial().shape),
    out: one(IpPool),
    emits: ['ip-pool.updated'],
    ui: poolPage,
  }),
  removePool: command('DELETE /ip-management/pools/{id}', {
    ...write,
    summary: 'Remove an address pool that never gave out an address',
    in: Id,
    out: nothing(),
    emits: ['ip-pool.removed'],
    ui: poolPage,
  }),
  addressMap: query('GET /ip-management/pools/{id}/map', {
    ...read,
    summary: 'A pool, or a part of it, as a grid of at most 1024 cells',
    description:
      'Without `span` the whole pool; of an IPv6 pool the least part that holds every address ever given out.',
    in: Id.extend({
      from: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
      span: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    }),
    out: one(AddressMap),
    ui: poolPage,
  }),
  availableIps: query('GET /ip-management/pools/{id}/available-ips', {
    ...read,
    summary: 'The next free addresses of a pool',
    in: Id,
    out: one(AvailableIps),
    ui: poolPage,
  }),
  nextFree: query('GET /ip-management/pools/{id}/next-free', {
    ...read,
    summary: 'The first free prefix of a size in a pool, such as a /29 or a /56',
    in: Id.extend({ prefixLength: z.coerce.number().pipe(prefixLength) }),
    out: one(FreeRange),
    ui: poolPage,
  }),
  utilization: query('GET /ip-management/pools/{id}/utilization', {
    ...read,
    summary: 'How full a pool is',
    in: Id,
    out: one(Utilization),
    ui: poolPage,
  }),
  overview: query('GET /ip-management/overview', {
    ...read,
    summary: 'Address space by family, subscribers by stack, and pools that run out',
    in: z.object({}),
    out: one(IpOverview),
    ui: overviewPage,
  }),
  watch: command('POST /ip-management/pools/{id}/watch', {
    ...internalStep,
    summary: 'Raise or clear the alarms of a pool after its use has changed',
    in: Id,
    out: nothing(),
    emits: ['ip-pool.depleted', 'ip-pool.replenished', 'ip-pool.threshold-crossed', 'ip-pool.threshold-cleared'],
  }),
  noteExternal: command('POST /ip-management/external-uses', {
    ...internalStep,
    summary: 'Replace what another source knows to be in use; conflict checks look there too',
    in: z.object({
      source: z.string().trim().min(1).max(40),
      vrf: vrf.default(''),
      items: z.array(z.object({ address: z.string().max(50), detail: z.string().max(300) })).max(50_000),
    }),
    out: nothing(),
  }),
};
