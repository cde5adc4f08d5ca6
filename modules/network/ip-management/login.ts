import { and, asc, inArray, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { isLive, type Reservation, reservations } from './reservations.ts';
import { isOnLogin, type LoginSlot, loginSlots, slotOfAddress } from './rules.ts';
import { ipReservation } from './tables.ts';

type Place = Pick<Ctx, 'db' | 'nowIso' | 'call'>;

const older = (a: Reservation, b: Reservation) =>
  a.assignedAt === b.assignedAt ? (a.id < b.id ? -1 : 1) : a.assignedAt < b.assignedAt ? -1 : 1;

/** The row of a line that its login carries in this place: the oldest. Others are on record only. */
export const carriedIn = (rows: readonly Reservation[], slot: LoginSlot): Reservation | undefined =>
  rows
    .filter((row) => row.vrf === '' && slotOfAddress(row.address) === slot && isOnLogin(row))
    .toSorted(older)
    .at(0);

/**
 * What a login should carry in a place. An address of its own, for whose line nothing is reserved, is left alone unless it
 * was just taken away.
 */
function wanted(now: string | null, rows: readonly Reservation[], slot: LoginSlot, gone: ReadonlySet<string>) {
  const carried = carriedIn(rows, slot);
  if (carried) return carried.address;
  const isManaged = rows.some((row) => row.vrf === '' && slotOfAddress(row.address) === slot);
  return isManaged || (now !== null && gone.has(now)) ? null : now;
}

/**
 * Holds lines still until the transaction ends: who changes their addresses, or makes a login follow them, does so one after
 * the other. Taken before any pool and any reservation, in one order, so that nobody waits in a circle.
 */
export async function lockLines({ db }: Pick<Ctx, 'db'>, subscriptionIds: readonly (string | null | undefined)[]) {
  const ids = [...new Set(subscriptionIds.filter((id) => typeof id === 'string'))].sort();
  if (ids.length > 0)
    await db.execute(
      sql`select pg_advisory_xact_lock(hashtextextended('addresses of ' || id, 0)) from unnest(${sql.param(ids)}::text[]) with ordinality as line(id, place) order by place`,
    );
}

/**
 * Refuses a line that is none. Provisioning reserves before the login is made, and knows of what it speaks; people and keys
 * may only name a line that has its login.
 */
export async function knownLine(ctx: Pick<Ctx, 'call' | 'actor'>, subscriptionId: string | null | undefined) {
  if (!subscriptionId || ctx.actor.kind === 'system') return;
  const { items } = await ctx.call(radius, 'lineLogins', { subscriptionIds: [subscriptionId] });
  if (items.length === 0) throw notFound('subscription with a login');
}

/**
 * Makes the logins of these subscriptions carry what is reserved for them. The reservation is the truth: called in the
 * transaction of every change to it, its lines being locked.
 * @param gone addresses just taken away, which a login may not keep
 * @returns the logins as they were
 */
export async function followLogins(ctx: Place, subscriptionIds: readonly string[], gone: readonly string[]) {
  if (subscriptionIds.length === 0) return [];
  const ids = [...new Set(subscriptionIds)];
  const { items: logins } = await ctx.call(radius, 'lineLogins', { subscriptionIds: ids });
  if (logins.length === 0) return [];
  const rows = await reservations(ctx)
    .where(and(inArray(ipReservation.subscriptionId, ids), isLive))
    .orderBy(asc(ipReservation.id));
  const taken = new Set(gone);
  for (const login of logins) {
    const theirs = rows.filter((row) => row.subscriptionId === login.subscriptionId);
    const change = Object.fromEntries(
      loginSlots
        .map((slot) => [slot, wanted(login[slot], theirs, slot, taken)] as const)
        .filter(([slot, address]) => address !== login[slot]),
    );
    if (login.subscriptionId && Object.keys(change).length > 0)
      await ctx.call(radius, 'setAddresses', {
        subscriptionId: login.subscriptionId,
        ...change,
        reason: 'address changed',
      });
  }
  return logins;
}
