import { z } from 'zod';
import { command, file, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, Paging } from '#kernel/contract/fields.ts';
import { internalStep, poolPage, prefixLength, read, vrf, write } from './pool-operations.ts';
import {
  BulkOutcome,
  Conflict,
  families,
  ImportOutcome,
  IpReservation,
  lifecycles,
  reservationStates,
} from './resources.ts';

export const reservationsPage = '/dashboard/network/ip-reservations';
export const customerPage = '/dashboard/operations/customers/$id';
export const address = z.string().trim().min(2, 'Give the address.').max(50);
/** The most addresses one command takes, or gives back. */
export const mostAtOnce = 1024;

const whose = {
  subscriptionId: z.uuid().nullish(),
  customerId: z.uuid().nullish(),
  reason: z.string().trim().max(300).default(''),
  expiresAt: instant().nullish().describe('Ends by itself at this instant.'),
};
export const reservationFilters = z.object({
  poolId: z.uuid().optional(),
  vrf: vrf.optional(),
  family: z.enum(families).optional(),
  state: z.enum(reservationStates).optional(),
  lifecycle: z.enum(lifecycles).optional(),
  customerId: z.uuid().optional(),
  rangeId: z.uuid().optional(),
  temporary: z.stringbool().optional().describe('Only those that end by themselves, or only those that do not.'),
  q: z.string().trim().max(60).optional(),
});

export const reservationOperations = {
  listReservations: query('GET /ip-management/reservations', {
    ...read,
    summary: 'List addresses in use and released',
    in: Paging.extend(reservationFilters.shape).extend({ sort: z.enum(['address', 'changed']).default('address') }),
    out: page(IpReservation),
    ui: [reservationsPage, poolPage],
  }),
  getReservation: query('GET /ip-management/reservations/{id}', {
    ...read,
    summary: 'Fetch a reservation',
    in: Id,
    out: one(IpReservation),
    ui: reservationsPage,
  }),
  reserve: command('POST /ip-management/reservations', {
    ...write,
    summary: 'Reserve a particular address',
    in: z.object({ poolId: z.uuid(), address, ...whose, overrideConflicts: z.boolean().default(false) }),
    out: one(IpReservation),
    emits: ['ip-address.assigned'],
    ui: [poolPage, reservationsPage],
  }),
  autoAssign: command('POST /ip-management/reservations/auto-assign', {
    ...write,
    summary: 'Assign the next free address of a pool',
    description: 'Safe under any number of callers at once: no address is given out twice.',
    in: z.object({ poolId: z.uuid().nullish(), ...whose }),
    out: one(IpReservation),
    emits: ['ip-address.assigned'],
    ui: [poolPage, reservationsPage],
  }),
  reserveRange: command('POST /ip-management/reservations/range', {
    ...write,
    summary: 'Reserve neighbours from an address on, a free prefix of a size, or so many addresses; all or none',
    in: z
      .object({
        poolId: z.uuid(),
        first: address.optional().describe('The run begins here; `count` says how long it is.'),
        count: z.int().min(1).max(mostAtOnce).optional(),
        prefixLength: prefixLength.optional().describe('The first free prefix of this length.'),
        ...whose,
      })
      .refine((r) => (r.count === undefined) !== (r.prefixLength === undefined), {
        message: 'Say how many addresses, or the length of the prefix.',
        path: ['count'],
      }),
    out: many(IpReservation),
    emits: ['ip-range.reserved'],
    ui: poolPage,
  }),
  updateReservation: command('PATCH /ip-management/reservations/{id}', {
    ...write,
    summary: 'Change what a reservation is for, or when it ends',
    in: Id.extend({ reason: z.string().trim().max(300).optional(), expiresAt: instant().nullable().optional() }),
    out: one(IpReservation),
    emits: ['ip-address.changed'],
    ui: poolPage,
  }),
  release: command('DELETE /ip-management/reservations/{id}', {
    ...write,
    summary: 'Release an address; a session that uses it is ended first, then it rests for the pool’s quarantine',
    in: Id,
    out: one(IpReservation),
    emits: ['ip-address.released', 'ip-address.changed'],
    ui: [poolPage, reservationsPage],
  }),
  bulkAssign: command('POST /ip-management/reservations/bulk-assign', {
    ...write,
    summary: 'Assign the next free addresses of a pool to several subscriptions',
    in: z.object({
      poolId: z.uuid(),
      subscriptionIds: z.array(z.uuid()).min(1).max(500),
      reason: whose.reason,
    }),
    out: one(BulkOutcome),
    emits: ['ip-address.assigned'],
    ui: reservationsPage,
  }),
  bulkRelease: command('POST /ip-management/reservations/bulk-release', {
    ...write,
    summary: 'Release several addresses',
    in: z.object({ ids: z.array(z.uuid()).min(1).max(mostAtOnce) }),
    out: one(BulkOutcome),
    emits: ['ip-address.released', 'ip-address.changed'],
    ui: reservationsPage,
  }),
  exportReservations: query('GET /ip-management/reservations/export', {
    ...read,
    summary: 'Export reservations as CSV',
    in: reservationFilters,
    out: file('text/csv'),
    ui: reservationsPage,
  }),
  importReservations: command('POST /ip-management/reservations/import', {
    ...write,
    summary: 'Reserve the addresses of a CSV file; all or none, errors by line',
    in: z.object({ csv: z.string().min(1).max(2_000_000), dryRun: z.boolean().default(false) }),
    out: one(ImportOutcome),
    emits: ['ip-range.reserved', 'ip-address.assigned'],
    ui: reservationsPage,
  }),
  ofSubscriber: query('GET /ip-management/subscribers/{id}/reservations', {
    ...read,
    summary: 'Addresses of a subscription',
    in: Id,
    out: many(IpReservation),
    ui: customerPage,
  }),
  checkConflict: command('POST /ip-management/check-conflict', {
    ...write,
    can: 'network.ip:read',
    summary: 'Say why an address cannot be given out, if it cannot',
    description: 'Looks at reservations, resting addresses, logins, live sessions, and what other sources know.',
    in: z.object({
      address,
      poolId: z.uuid().optional().describe('Absent: the pool the address lies in.'),
      vrf: vrf.default(''),
      subscriptionId: z.uuid().nullish().describe('Whose it shall be; what they use themselves is no conflict.'),
    }),
    out: many(Conflict),
    ui: poolPage,
  }),
  addressHistory: query('GET /ip-management/address-history', {
    ...read,
    summary: 'Who had an address when, the latest first',
    in: Paging.extend({
      address,
      vrf: vrf.default(''),
      at: instant().optional().describe('Only who had it at this instant.'),
    }),
    out: page(IpReservation),
    ui: [poolPage, reservationsPage],
  }),
  releaseOf: command('POST /ip-management/subscribers/{subscriptionId}/release', {
    ...internalStep,
    summary: 'Release every address of a subscription',
    in: z.object({ subscriptionId: z.uuid(), quarantine: z.boolean().default(true) }),
    out: nothing(),
    emits: ['ip-address.released', 'ip-address.changed'],
  }),
};
