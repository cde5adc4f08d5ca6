import { z } from 'zod';
import { command, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, instant } from '#kernel/contract/fields.ts';
import { internalStep, read, write } from './pool-operations.ts';
import { address, customerPage } from './reservation-operations.ts';
import { BulkOutcome, families, IpReservation, LineAddress } from './resources.ts';

/** A subscription's address (`ipv4`), or its delegated prefix and addresses (`ipv6`). */
const Line = Id.extend({ family: z.enum(families) });
const reason = z.string().trim().max(300).default('');
const Step = Line.extend({
  reason,
  reservationId: z.uuid().nullish().describe('Absent: what its login carries; of IPv6 the prefix before the address.'),
});
const step = { ...write, out: one(IpReservation), ui: customerPage } as const;

export const lifecycleOperations = {
  lineAddress: query('GET /network/subscribers/{id}/{family}/status', {
    ...read,
    summary: 'The address or prefix of a subscription, and whether its login agrees',
    in: Line,
    out: one(LineAddress),
    ui: customerPage,
  }),
  allocate: command('POST /network/subscribers/{id}/{family}/allocate', {
    ...step,
    summary: 'Give a subscription an address or prefix; its login follows and a live session begins anew',
    in: Line.extend({
      poolId: z.uuid(),
      address: address.nullish().describe('Absent: the next free one. One reserved for nobody may be named.'),
      reason,
      expiresAt: instant().nullish(),
      replace: z.boolean().default(false).describe('Take back the one it has; else having one is a conflict.'),
      overrideConflicts: z.boolean().default(false),
    }),
    emits: ['ip-address.assigned', 'ip-address.released', 'ip-address.changed'],
  }),
  suspend: command('POST /network/subscribers/{id}/{family}/suspend', {
    ...step,
    summary: 'Withhold an address: it stays the subscription’s, its login goes without',
    in: Step,
    emits: ['ip-address.changed'],
  }),
  resume: command('POST /network/subscribers/{id}/{family}/resume', {
    ...step,
    summary: 'Give a withheld address back to the login',
    in: Step,
    emits: ['ip-address.changed'],
  }),
  revoke: command('POST /network/subscribers/{id}/{family}/revoke', {
    ...step,
    summary: 'Take an address back: the session is ended, then it rests and is released',
    in: Step,
    emits: ['ip-address.released', 'ip-address.changed'],
  }),
  followLine: command('POST /network/subscribers/{id}/follow', {
    ...internalStep,
    summary: 'Move the addresses of a subscription along with it',
    in: Id.extend({ to: z.enum(['active', 'suspended']) }),
    out: nothing(),
    emits: ['ip-address.changed'],
  }),
  followLogin: command('POST /network/logins/{id}/follow', {
    ...internalStep,
    summary: 'Set right a login whose address differs from the reservation; take over one that has none',
    in: Id,
    out: nothing(),
    emits: ['ip-address.assigned'],
  }),
  sessionsEnded: command('POST /network/subscribers/{id}/sessions-ended', {
    ...internalStep,
    summary: 'Finish what waited for the sessions of a subscription to end, or note why they did not',
    in: Id.extend({ problem: z.string().max(300).nullable() }),
    out: nothing(),
    emits: ['ip-address.released', 'ip-address.changed'],
  }),
  expireDue: command('POST /ip-management/reservations/expire-due', {
    ...internalStep,
    summary: 'End temporary reservations whose time is over',
    in: z.object({ limit: z.int().min(1).max(1000) }),
    out: one(BulkOutcome),
    emits: ['ip-address.released', 'ip-address.changed'],
  }),
  settleStale: command('POST /ip-management/reservations/settle-stale', {
    ...internalStep,
    summary: 'Finish what was being taken back and no session uses any more; mark what will not end',
    in: z.object({ limit: z.int().min(1).max(1000) }),
    out: one(BulkOutcome),
    emits: ['ip-address.released', 'ip-address.changed'],
  }),
};
