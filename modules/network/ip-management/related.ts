import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { figures, poolRow, usedPools } from './pools.ts';
import { reservations } from './reservations.ts';
import { percentOf } from './rules.ts';
import { ipPool, ipReservation } from './tables.ts';

type Place = Pick<Ctx, 'db' | 'nowIso'>;

export async function poolsByIds(ctx: Place, { ids }: { ids: string[] }) {
  return { items: (await usedPools(ctx).where(inArray(ipPool.id, ids))).map(poolRow) };
}

export async function utilizationsOf(ctx: Place, { poolIds }: { poolIds: string[] }) {
  const found = await usedPools(ctx).where(inArray(ipPool.id, poolIds));
  return { items: found.map((used) => utilizationOf(used)) };
}

export function utilizationOf(used: Parameters<typeof figures>[0]) {
  const { size, available, resting, assigned } = figures(used);
  return { poolId: used.pool.id, size, assigned, quarantined: resting, available, percent: percentOf(assigned, size) };
}

/** The first addresses of each pool by its index, so that the size of a pool does not matter. */
export async function reservationsIn(ctx: Place, { poolIds, each }: { poolIds: string[]; each: number }) {
  const lowest = ctx.db
    .select({ id: ipReservation.id })
    .from(ipReservation)
    .where(and(eq(ipReservation.poolId, ipPool.id), isNull(ipReservation.releasedAt)))
    .orderBy(asc(ipReservation.address))
    .limit(each)
    .as('lowest');
  const chosen = ctx.db
    .select({ id: lowest.id })
    .from(ipPool)
    .crossJoinLateral(lowest)
    .where(inArray(ipPool.id, poolIds));
  return {
    items: await reservations(ctx).where(inArray(ipReservation.id, chosen)).orderBy(asc(ipReservation.address)),
  };
}

export async function reservationsOf(ctx: Place, { subscriptionIds }: { subscriptionIds: string[] }) {
  const live = and(inArray(ipReservation.subscriptionId, subscriptionIds), isNull(ipReservation.releasedAt));
  return { items: await reservations(ctx).where(live).orderBy(asc(ipReservation.address)) };
}
