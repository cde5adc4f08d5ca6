import { and, asc, eq, inArray } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { conflict, invalid } from '#kernel/errors.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { type Pool, type Source, type Taken, takeNext, takeQuickly, takeSome, takeThese } from './allocation.ts';
import { conflictsOf } from './conflicts.ts';
import type { ipManagement } from './contract.ts';
import { findGap } from './gaps.ts';
import { followLogins, knownLine, lockLines } from './login.ts';
import { mayDraw } from './pools.ts';
import { mostAtOnce, type reservationOperations } from './reservation-operations.ts';
import { about, findReservation, type Reservation, reservations } from './reservations.ts';
import { atSlot, rangeOf, slotOf } from './rules.ts';
import { ipReservation } from './tables.ts';

type Events = EventsOf<typeof ipManagement>;
type Input<K extends keyof typeof reservationOperations> = z.output<(typeof reservationOperations)[K]['in']>;
type Place = Pick<Ctx, 'db' | 'now' | 'nowIso' | 'newId' | 'call' | 'changed' | 'actor'>;

export interface For {
  subscriptionId?: string | null | undefined;
  customerId?: string | null | undefined;
  customerName?: string | null | undefined;
  reason: string;
  expiresAt?: string | null | undefined;
  rangeId?: string | undefined;
}

export const nameOf = async (ctx: Pick<Ctx, 'call'>, customerId: string | null | undefined): Promise<string | null> =>
  customerId ? (await ctx.call(customers, 'get', { id: customerId })).name : null;

/** Writes down who has addresses that were taken from the pool. */
export async function book(ctx: Place, pool: Source, taken: readonly Taken[], whose: For): Promise<Reservation[]> {
  if (whose.expiresAt && whose.expiresAt <= ctx.nowIso) throw invalid('This instant is over already.', 'expiresAt');
  const isSomebodys = Boolean(whose.subscriptionId || whose.customerId);
  const customerName = whose.customerName ?? (await nameOf(ctx, whose.customerId));
  const rows = taken.map(({ address, slot }) => ({
    id: ctx.newId(),
    poolId: pool.id,
    vrf: pool.vrf,
    address,
    slot,
    state: isSomebodys ? ('assigned' as const) : ('reserved' as const),
    lifecycle: isSomebodys ? ('allocated' as const) : ('pending' as const),
    withheld: false,
    lifecycleReason: '',
    subscriptionId: whose.subscriptionId ?? null,
    customerId: whose.customerId ?? null,
    customerName,
    rangeId: whose.rangeId ?? null,
    reason: whose.reason,
    expiresAt: whose.expiresAt ?? null,
    endsAs: null,
    assignedAt: ctx.nowIso,
    assignedBy: ctx.actor.name,
    activatedAt: null,
    suspendedAt: null,
    revokedAt: null,
    releasedAt: null,
    releasedBy: null,
    changedAt: ctx.nowIso,
  }));
  await ctx.db
    .insert(ipReservation)
    .values(rows)
    .catch((error: unknown) => {
      if (conflictOf(error)?.constraint === 'ip_reservation_live')
        throw conflict(`${rows.length === 1 ? rows[0]?.address : 'One of these'} is in use.`, 'address');
      throw error;
    });
  for (const row of rows)
    ctx.changed({
      type: 'ip-reservation',
      id: row.id,
      after: { poolId: pool.id, address: row.address, state: row.state },
    });
  return rows.map((row) => ({ ...row, poolName: pool.name }));
}

type Assigning = Ctx<Events, 'ip-address.assigned'>;
/** Books one address; the login of its subscription, when there is one, carries it from now on. */
export async function assignTaken(ctx: Assigning, pool: Source, taken: Taken, whose: For): Promise<Reservation> {
  const [made] = await book(ctx, pool, [taken], whose);
  if (!made) throw conflict('No address was taken.');
  await ctx.emit('ip-address.assigned', about(made));
  if (!made.subscriptionId) return made;
  const [login] = await followLogins(ctx, [made.subscriptionId], []);
  if (!login) return made;
  await beginUse(ctx, [made.id], login.state);
  return findReservation(ctx, made.id);
}

/** What is given to a line that has its login is in use at once, or waits with a suspended one. */
async function beginUse({ db, nowIso }: Place, ids: readonly string[], login: string): Promise<void> {
  await db
    .update(ipReservation)
    .set(
      login === 'active'
        ? { lifecycle: 'active', activatedAt: nowIso }
        : { lifecycle: 'suspended', suspendedAt: nowIso, lifecycleReason: 'The login is not active.' },
    )
    .where(and(inArray(ipReservation.id, [...ids]), eq(ipReservation.lifecycle, 'allocated')));
}

/** The place of an address in a pool that may give it by name, or a refusal that names the field. */
export function placeIn(pool: Pool, address: string): Taken {
  const place = slotOf(rangeOf(pool), address);
  if (place.slot === null) throw invalid(place.reason, 'address');
  const exact = atSlot(rangeOf(pool), place.slot);
  if (place.slot === pool.gatewaySlot) throw conflict(`${exact} is the gateway of this pool.`, 'address');
  return { address: exact, slot: place.slot };
}

/** Takes a particular address. Whose login or session it is, and whether it rests, stands against it unless overridden. */
export async function assignNamed(
  ctx: Assigning,
  pool: Pool,
  address: string,
  whose: For,
  overrideConflicts: boolean,
): Promise<Reservation> {
  const wanted = placeIn(pool, address);
  const against = await conflictsOf(ctx, pool, wanted, whose.subscriptionId);
  const final = against.find((c) => c.isFinal) ?? (overrideConflicts ? undefined : against[0]);
  if (final) throw conflict(final.source === 'reservation' ? `${wanted.address} is in use.` : final.detail, 'address');
  const taken = await takeThese(ctx, pool, [wanted.slot]);
  if (taken.size === 0) throw conflict(`${wanted.address} is in use.`, 'address');
  return assignTaken(ctx, pool, wanted, whose);
}

export const assignNext = async (ctx: Assigning, pool: Pool, whose: For): Promise<Reservation> =>
  assignTaken(ctx, pool, await takeNext(ctx, pool), whose);

export async function reserve(ctx: Assigning, { poolId, address, overrideConflicts, ...whose }: Input<'reserve'>) {
  await knownLine(ctx, whose.subscriptionId);
  await lockLines(ctx, [whose.subscriptionId]);
  return assignNamed(ctx, await mayDraw(ctx, poolId, 'manual'), address, whose, overrideConflicts);
}

export async function autoAssign(ctx: Assigning, { poolId, ...whose }: Input<'autoAssign'>) {
  await knownLine(ctx, whose.subscriptionId);
  await lockLines(ctx, [whose.subscriptionId]);
  const quick = await takeQuickly(ctx, poolId);
  return quick
    ? assignTaken(ctx, quick.pool, quick.taken, whose)
    : assignNext(ctx, await mayDraw(ctx, poolId, 'auto'), whose);
}

/** Neighbours: from an address on, or the first free prefix of a length. */
async function takeRun(
  ctx: Place,
  pool: Pool,
  { first, count, prefixLength }: Pick<Input<'reserveRange'>, 'first' | 'count' | 'prefixLength'>,
): Promise<Taken[]> {
  const gap = prefixLength === undefined ? null : await findGap(ctx, pool, prefixLength);
  const length = gap?.size ?? count ?? 0;
  if (gap && gap.slot === null) throw conflict(`The pool ${pool.name} has no free /${prefixLength}.`, 'prefixLength');
  if (length > mostAtOnce)
    throw invalid(`At most ${mostAtOnce} addresses can be reserved at once.`, gap ? 'prefixLength' : 'count');
  const begin = gap?.slot ?? placeIn(pool, first ?? '').slot;
  const range = rangeOf(pool);
  const slots = Array.from({ length }, (_, at) => begin + at);
  const end = slots.at(-1) ?? begin;
  if (end >= pool.capacity) throw invalid(`The run goes beyond the last address of ${pool.cidr}.`, 'count');
  if (pool.gatewaySlot !== null && pool.gatewaySlot >= begin && pool.gatewaySlot <= end)
    throw conflict(`The gateway ${pool.gateway} lies in this run.`, 'first');
  const taken = await takeThese(ctx, pool, slots);
  const missing = slots.find((slot) => !taken.has(slot));
  if (missing !== undefined) throw conflict(`${atSlot(range, missing)} is in use.`, gap ? 'prefixLength' : 'first');
  return slots.map((slot) => ({ address: atSlot(range, slot), slot }));
}

export async function reserveRange(
  ctx: Ctx<Events, 'ip-range.reserved'>,
  { poolId, first, count, prefixLength, ...whose }: Input<'reserveRange'>,
) {
  await knownLine(ctx, whose.subscriptionId);
  await lockLines(ctx, [whose.subscriptionId]);
  const asked = first !== undefined || prefixLength !== undefined;
  const pool = await mayDraw(ctx, poolId, asked ? 'manual' : 'auto');
  const taken = asked
    ? await takeRun(ctx, pool, { first, count, prefixLength })
    : await takeSome(ctx, pool, count ?? 1);
  const rangeId = ctx.newId();
  const made = await book(ctx, pool, taken, { ...whose, rangeId });
  await ctx.emit('ip-range.reserved', { poolId: pool.id, rangeId, addresses: made.length });
  if (!whose.subscriptionId) return { items: made };
  const [login] = await followLogins(ctx, [whose.subscriptionId], []);
  if (!login) return { items: made };
  const ids = made.map((row) => row.id);
  await beginUse(ctx, ids, login.state);
  return { items: await reservations(ctx).where(inArray(ipReservation.id, ids)).orderBy(asc(ipReservation.slot)) };
}

export async function updateReservation(
  ctx: Ctx<Events, 'ip-address.changed'>,
  { id, ...change }: Input<'updateReservation'>,
): Promise<Reservation> {
  const before = await findReservation(ctx, id);
  if (change.reason === undefined && change.expiresAt === undefined) throw invalid('Say what to change.');
  if (before.releasedAt) throw conflict(`${before.address} has been released already.`);
  if (change.expiresAt && change.expiresAt <= ctx.nowIso) throw invalid('This instant is over already.', 'expiresAt');
  const set = {
    ...(change.reason === undefined ? {} : { reason: change.reason }),
    ...(change.expiresAt === undefined ? {} : { expiresAt: change.expiresAt }),
    changedAt: ctx.nowIso,
  };
  await ctx.db.update(ipReservation).set(set).where(eq(ipReservation.id, id));
  ctx.changed({
    type: 'ip-reservation',
    id,
    before: { reason: before.reason, expiresAt: before.expiresAt },
    after: change,
  });
  const after = await findReservation(ctx, id);
  await ctx.emit('ip-address.changed', { ...about(after), lifecycle: after.lifecycle });
  return after;
}
