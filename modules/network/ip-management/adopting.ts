import { and, asc, eq, inArray, isNotNull, lte, ne, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { takeThese } from './allocation.ts';
import { book } from './booking.ts';
import type { ipManagement } from './contract.ts';
import type { lifecycleOperations } from './lifecycle-operations.ts';
import { followLogins, lockLines } from './login.ts';
import { poolAround } from './pools.ts';
import { about, isLive, ofSubscription, reservations } from './reservations.ts';
import { fail, finish, type Revoking, settle, takeBack } from './revoking.ts';
import { loginSlots, rangeOf, slotOf, slotOfAddress } from './rules.ts';
import { ipReservation } from './tables.ts';

type Events = EventsOf<typeof ipManagement>;
type Input<K extends keyof typeof lifecycleOperations> = z.output<(typeof lifecycleOperations)[K]['in']>;

/**
 * A login was made or changed: it carries what is reserved for its line. An address it carries of its own, out of a pool
 * that still had it, is put down as reserved, so that it is given to nobody else.
 */
export async function followLogin(
  ctx: Ctx<Events, 'ip-address.assigned'>,
  { id }: Input<'followLogin'>,
): Promise<void> {
  const found = await ctx.call(radius, 'lineLogins', { accountIds: [id] });
  const line = found.items[0]?.subscriptionId;
  if (!line) return;
  await lockLines(ctx, [line]);
  await followLogins(ctx, [line], []);
  const rows = await ofSubscription(ctx, line);
  // Read again, now that nobody changes it: an address just taken away would look like one it brought along.
  const { items } = await ctx.call(radius, 'lineLogins', { accountIds: [id] });
  const [login] = items;
  if (!login) return;
  for (const slot of loginSlots) {
    const address = login[slot];
    if (address === null || rows.some((row) => slotOfAddress(row.address) === slot)) continue;
    const pool = await poolAround(ctx, address, '');
    const place = pool && slotOf(rangeOf(pool), address);
    if (!pool || !place || place.slot === null || place.slot === pool.gatewaySlot) continue;
    if ((await takeThese(ctx, pool, [place.slot])).size === 0) continue;
    const { subscriptionId, customerId } = login;
    const whose = { subscriptionId, customerId, reason: 'Found on the login' };
    for (const made of await book(ctx, pool, [{ address, slot: place.slot }], whose)) {
      await ctx.emit('ip-address.assigned', about(made));
      const set = { lifecycle: 'active' as const, activatedAt: ctx.nowIso };
      await ctx.db.update(ipReservation).set(set).where(eq(ipReservation.id, made.id));
    }
  }
}

const waiting = inArray(ipReservation.lifecycle, ['revoking', 'failed']);

/** A NAS has answered: what waited for the session is over, or the reason why not is put down. */
export async function sessionsEnded(ctx: Revoking, { id, problem }: Input<'sessionsEnded'>): Promise<void> {
  await lockLines(ctx, [id]);
  const rows = await reservations(ctx)
    .where(and(eq(ipReservation.subscriptionId, id), waiting))
    .for('update', { of: ipReservation });
  if (rows.length === 0) return;
  // The NAS says that it is gone; the Stop record may still be on its way, and the address rests anyway.
  if (problem === null)
    await finish(ctx, rows, { endsAs: 'released', reason: 'The session was ended.', quarantine: true });
  else await fail(ctx, await settle(ctx, rows), problem);
}

export async function expireDue(ctx: Revoking, { limit }: Input<'expireDue'>) {
  const due = await reservations(ctx)
    .where(
      and(
        isNotNull(ipReservation.expiresAt),
        lte(ipReservation.expiresAt, ctx.nowIso),
        isLive,
        ne(ipReservation.lifecycle, 'revoking'),
      ),
    )
    .orderBy(asc(ipReservation.expiresAt))
    .limit(limit);
  if (due.length > 0)
    await takeBack(
      ctx,
      inArray(
        ipReservation.id,
        due.map((row) => row.id),
      ),
      { endsAs: 'expired', reason: 'Its time was over.', quarantine: true },
    );
  return { done: due.length, failed: 0, items: [] };
}

const patienceMinutes = 5;
const hopeMinutes = 60;
export async function settleStale(ctx: Revoking, { limit }: Input<'settleStale'>) {
  const since = (minutes: number) => ctx.now.subtract({ minutes }).toString();
  const rows = await reservations(ctx)
    .where(and(waiting, lte(ipReservation.revokedAt, since(patienceMinutes)), isLive))
    .orderBy(sql`${ipReservation.lifecycle} = 'failed'`, asc(ipReservation.revokedAt))
    .limit(limit)
    .for('update', { of: ipReservation });
  const left = await settle(ctx, rows);
  const hopeless = left.filter((row) => row.lifecycle === 'revoking' && (row.revokedAt ?? '') <= since(hopeMinutes));
  await fail(ctx, hopeless, 'Its session has not ended for an hour.');
  return { done: rows.length - left.length, failed: hopeless.length, items: [] };
}
