import { z } from 'zod';
import { command, contract, many, nothing, query } from '#kernel/contract/contract.ts';
import { currencyCode, instant, internal, minorUnits, open, personal, resource } from '#kernel/contract/fields.ts';
import { seatTypes } from '#modules/licensing/catalogue/contract.ts';

/** A colleague, and the seat they hold or would need. */
export const Seat = resource('Seat', {
  memberId: open(z.uuid()),
  name: personal('staff', z.string()),
  email: personal('staff', z.string()),
  memberStatus: open(z.enum(['invited', 'active', 'disabled'])),
  roleNames: open(z.array(z.string())),
  /** The least that is enough for their roles. */
  needs: open(z.enum(seatTypes)),
  type: open(z.enum(seatTypes).nullable()),
  /** `revoked`: taken away by hand; they are kept out until they are given one again. */
  status: open(z.enum(['held', 'revoked', 'none'])),
  givenBy: personal('staff', z.string().nullable()),
  changedAt: open(instant().nullable()),
});
export const SeatStock = resource('SeatStock', {
  type: open(z.enum(seatTypes)),
  name: open(z.string()),
  description: open(z.string()),
  included: open(z.int()),
  bought: open(z.int()),
  used: open(z.int()),
  /** Below nothing when more are in use than there are. */
  available: open(z.int()),
  /** What one more costs in a month; null: none are sold. */
  monthMinor: open(minorUnits().nullable()),
  addonId: open(z.uuid().nullable()),
  currency: open(currencyCode()),
});

const licences = '/tenant-portal/licenses';
const member = { memberId: z.uuid() };
const read = { for: ['tenant', 'isp'], can: 'licensing.seat:read', ui: [licences, '/dashboard/licensing'] } as const;
const write = { for: ['tenant'], can: 'licensing.seat:write', ui: licences, emits: ['seat.changed'] } as const;
const within = { for: [], can: 'licensing.seat:read', ui: { none: 'internal' } } as const;

export const licensingSeats = contract({
  name: 'licensing-seats',
  title: 'Seats of providers’ staff',
  events: { 'seat.changed': { memberId: open(z.uuid()) } },
  realtime: { seats: { events: ['seat.changed'], for: ['tenant', 'isp'], can: 'licensing.seat:read' } },
  operations: {
    stock: query('GET /licensing/seats/stock', {
      ...read,
      summary: 'How many seats of each type there are, are used, and cost',
      in: z.object({}),
      out: many(SeatStock),
    }),
    list: query('GET /licensing/seats', {
      ...read,
      summary: 'Who holds which seat',
      in: z.object({}),
      out: many(Seat),
    }),
    assign: command('PUT /licensing/seats/{memberId}', {
      ...write,
      summary: 'Give a colleague a seat, or another type of seat',
      in: z.object({ ...member, type: z.enum(seatTypes) }),
      out: nothing(),
    }),
    revoke: command('DELETE /licensing/seats/{memberId}', {
      ...write,
      summary: 'Take a colleague’s seat; they are kept out until they are given one again',
      in: z.object(member),
      out: nothing(),
    }),
    withheld: query('GET /licensing/seats/withheld', {
      ...within,
      summary: 'Whose seat was taken',
      in: z.object({}),
      out: many(resource('WithheldSeat', { memberId: internal(z.uuid()) })),
    }),
    settle: command('POST /licensing/seats/settle', {
      ...within,
      summary: 'Give a colleague the seat their roles need, or take it when they have left',
      in: z.object({ ...member, strict: z.boolean() }),
      out: nothing(),
      emits: ['seat.changed'],
    }),
    settleAll: command('POST /licensing/seats/settle-all', {
      ...within,
      summary: 'Give seats to all who are there when a contract begins',
      in: z.object({}),
      out: nothing(),
      emits: ['seat.changed'],
    }),
  },
});
