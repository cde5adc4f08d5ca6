import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { AppError, conflict, notFound } from '#kernel/errors.ts';
import { type Pool, unissued } from './allocation.ts';
import { type PoolInput, type Problem, poolProblems, whyNotGive } from './rules.ts';
import { ipPool } from './tables.ts';

type Place = Pick<Ctx, 'db' | 'nowIso'>;
export interface Used {
  pool: Pool;
  /** On the free list and rested. */
  ready: number;
  /** Released and still resting. */
  resting: number;
}

/** Pools with what is left of them. Counted from the free list, which is short: it is filled by chunks. */
export function usedPools({ db, nowIso }: Place) {
  const counts = sql`lateral (select count(*) filter (where free_at <= ${nowIso})::int as ready, count(*) filter (where free_at > ${nowIso})::int as resting
    from ip_free where pool_id = ${ipPool.id}) as f`;
  return db
    .select({ pool: ipPool, ready: sql<number>`f.ready`, resting: sql<number>`f.resting` })
    .from(ipPool)
    .crossJoin(counts);
}

/** `available = 0` as a condition, the same arithmetic as `unissued`. */
export const isDepleted: SQL = sql`f.ready = 0 and ${ipPool.capacity} - ${ipPool.nextSlot} - ${ipPool.issuedAhead} - (coalesce(${ipPool.gatewaySlot}, -1) >= ${ipPool.nextSlot})::int = 0`;

export function figures({ pool, ready, resting }: Used) {
  const size = pool.capacity - (pool.gatewaySlot === null ? 0 : 1);
  const available = ready + unissued(pool);
  return { size, available, resting, assigned: size - available - resting };
}

export function poolRow(used: Used) {
  const { pool } = used;
  const { size, available, resting, assigned } = figures(used);
  const status = pool.mode === 'active' && available === 0 ? ('depleted' as const) : pool.mode;
  return { ...pool, status, size, available, resting, assigned };
}

export async function findPool(ctx: Place, id: string): Promise<Used> {
  const [found] = await usedPools(ctx).where(eq(ipPool.id, id));
  if (!found) throw notFound('address pool');
  return found;
}

/** The pool to draw from: the one named, else the default for addresses. Refused when it does not give so. */
export async function mayDraw(
  { db }: Pick<Ctx, 'db'>,
  poolId: string | null | undefined,
  how: 'auto' | 'manual',
): Promise<Pool> {
  const which = poolId ? eq(ipPool.id, poolId) : and(ipPool.isDefault, sql`${ipPool.type} <> 'ipv6_pd'`);
  const [pool] = await db.select().from(ipPool).where(which);
  if (!pool)
    throw poolId
      ? notFound('address pool')
      : conflict('No pool is the default; name one, or mark one as default.', 'poolId');
  const refusal = whyNotGive({ ...pool, status: pool.mode }, how);
  if (refusal) throw conflict(refusal, 'poolId');
  return pool;
}

/** The pool itself, for what only needs to know that it is there. */
export async function poolOf({ db }: Pick<Ctx, 'db'>, id: string) {
  const [pool] = await db.select().from(ipPool).where(eq(ipPool.id, id));
  if (!pool) throw notFound('address pool');
  return pool;
}

/** The pool of a VRF that an address lies in. */
export async function poolAround({ db }: Pick<Ctx, 'db'>, address: string, vrf: string): Promise<Pool | undefined> {
  const [pool] = await db
    .select()
    .from(ipPool)
    .where(and(eq(ipPool.vrf, vrf), sql`${ipPool.cidr} >>= ${address}::inet`));
  return pool;
}

export function refuseWrong(input: PoolInput): void {
  const issues: Problem[] = poolProblems(input);
  const [first] = issues;
  if (first) throw new AppError('invalid', `${first.field}: ${first.message}`, { field: first.field, issues });
}

/** Only one pool of a kind is the default: naming a new one retires the old. */
export async function retireDefault({ db }: Place, type: Pool['type'], exceptId: string): Promise<void> {
  await db
    .update(ipPool)
    .set({ isDefault: false })
    .where(
      and(
        eq(ipPool.isDefault, true),
        sql`(${ipPool.type} = 'ipv6_pd') = ${type === 'ipv6_pd'}`,
        ne(ipPool.id, exceptId),
      ),
    );
}

/** Runs a write whose refusal by the database has a better sentence here. A savepoint keeps the transaction usable to find it. */
export async function naming<T>(
  ctx: Place,
  { cidr, vrf }: { cidr: string; vrf: string },
  write: (db: Ctx['db']) => Promise<T>,
): Promise<T> {
  try {
    return await ctx.db.transaction((db) => write(db));
  } catch (error) {
    const broken = conflictOf(error);
    if (broken?.constraint === 'ip_pool_name') throw conflict('Another pool has this name.', 'name');
    if (broken?.constraint === 'ip_pool_default')
      throw conflict('Somebody else has just made another pool the default; look again.', 'isDefault');
    if (broken?.constraint !== 'ip_pool_no_overlap') throw error;
    const [other] = await ctx.db
      .select({ name: ipPool.name, cidr: ipPool.cidr })
      .from(ipPool)
      .where(and(eq(ipPool.vrf, vrf), sql`${ipPool.cidr} && ${cidr}::cidr`))
      .limit(1);
    throw conflict(
      `${cidr} overlaps with the pool ${other ? `${other.name} (${other.cidr})` : 'of somebody who is creating it now'}.`,
      'cidr',
    );
  }
}
