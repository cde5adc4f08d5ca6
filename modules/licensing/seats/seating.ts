import { count, eq, sql } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { type SeatCounts, type SeatType, seatNames, seatTypes } from '#modules/licensing/catalogue/contract.ts';
import { isEnough, seatFor } from './rules.ts';
import { accountSeat as seat } from './tables.ts';

export type Base = Pick<AnyCtx, 'db' | 'call' | 'tenant' | 'actor' | 'nowIso' | 'changed'>;

export async function used(ctx: Pick<AnyCtx, 'db'>): Promise<SeatCounts> {
  const rows = await ctx.db
    .select({ type: seat.type, n: count() })
    .from(seat)
    .where(eq(seat.status, 'held'))
    .groupBy(seat.type);
  const of = (type: SeatType) => rows.find((r) => r.type === type)?.n ?? 0;
  return { admin: of('admin'), operator: of('operator'), 'read-only': of('read-only') };
}

/** What each role's holder may do, by the role's id. */
export async function grantsByRole(ctx: Pick<AnyCtx, 'call'>): Promise<Map<string, readonly string[]>> {
  const { items } = await ctx.call(staff, 'listRoles', {});
  return new Map(items.map((role) => [role.id, role.permissions]));
}
export const neededBy = (roleIds: readonly string[], grants: Map<string, readonly string[]>): SeatType =>
  seatFor(roleIds.flatMap((id) => grants.get(id) ?? []));

/** Two who take the last seat go one after the other. */
const oneAtATime = (ctx: Base) =>
  ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.tenant.id}:seats`}::text, 0))`);

/** @throws AppError `limit` when no seat of the type is free */
export async function give(ctx: Base, memberId: string, type: SeatType, strict: boolean): Promise<void> {
  const { seats, status, planName } = await ctx.call(licensingAccounts, 'snapshot', {});
  if (!seats) return;
  if (strict && status === 'cancelled')
    throw new AppError(
      'limit',
      'The contract has ended; choose a plan in the tenant portal before you add colleagues.',
    );
  await oneAtATime(ctx);
  const [before] = await ctx.db.select().from(seat).where(eq(seat.memberId, memberId));
  if (before?.status === 'held' && before.type === type) return;
  const taken = (await used(ctx))[type];
  if (strict && taken >= seats[type])
    throw new AppError(
      'limit',
      `${seats[type] === 0 ? `${planName} has no ${seatNames[type]} seat` : `All ${seats[type]} ${seatNames[type]} seats are taken`}. Revoke one under Licences in the tenant portal, or buy another under Add-ons.`,
    );
  const now = { type, status: 'held' as const, givenBy: ctx.actor.name, changedAt: ctx.nowIso };
  await ctx.db
    .insert(seat)
    .values({ memberId, ...now })
    .onConflictDoUpdate({ target: [seat.tenantId, seat.memberId], set: now });
  ctx.changed({
    type: 'seat',
    id: memberId,
    before: before ? { type: before.type, status: before.status } : null,
    after: { type, status: 'held' },
  });
}

export async function release(ctx: Base, memberId: string): Promise<boolean> {
  const [gone] = await ctx.db.delete(seat).where(eq(seat.memberId, memberId)).returning();
  if (gone) ctx.changed({ type: 'seat', id: memberId, before: { type: gone.type, status: gone.status }, after: null });
  return gone !== undefined;
}

/** Brings a colleague's seat in line with what they are now. A seat taken by hand stays taken. */
export async function settle(ctx: Base, memberId: string, strict: boolean): Promise<boolean> {
  const { seats } = await ctx.call(licensingAccounts, 'snapshot', {});
  if (!seats) return false;
  const member = await ctx.call(staff, 'getUser', { id: memberId });
  if (member.status === 'disabled') return release(ctx, memberId);
  const needs = neededBy(member.roleIds, await grantsByRole(ctx));
  const [own] = await ctx.db.select().from(seat).where(eq(seat.memberId, memberId));
  if (own && (own.status === 'revoked' || isEnough(own.type, needs))) return false;
  await give(ctx, memberId, needs, strict);
  return true;
}

export async function everybody(ctx: Pick<AnyCtx, 'call'>) {
  type Page = Awaited<ReturnType<typeof page>>;
  const page = (cursor: string | undefined) =>
    ctx.call(staff, 'listUsers', { limit: 200, ...(cursor ? { cursor } : {}) });
  const all: Page['items'] = [];
  for (let cursor: string | undefined; ; ) {
    const found: Page = await page(cursor);
    all.push(...found.items);
    if (!found.next) return all;
    cursor = found.next;
  }
}

export async function stock(
  ctx: Base,
  addons: readonly { seatType: SeatType | null; id: string; monthMinor: number }[],
) {
  const account = await ctx.call(licensingAccounts, 'account', {});
  const taken = await used(ctx);
  return seatTypes.map((type) => {
    const included = account.plan?.seats[type] ?? 0;
    const total = account.seats?.[type] ?? 0;
    const addon = addons.find((a) => a.seatType === type);
    return {
      type,
      name: seatNames[type],
      description: words[type],
      included,
      bought: total - included,
      used: taken[type],
      available: total - taken[type],
      monthMinor: addon?.monthMinor ?? null,
      addonId: addon?.id ?? null,
      currency: account.currency,
    };
  });
}
const words: Record<SeatType, string> = {
  admin: 'May do everything, also decide who may do what',
  operator: 'Works with subscribers, network or money',
  'read-only': 'Looks, and changes nothing',
};
