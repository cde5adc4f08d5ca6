import { eq, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { conflict } from '#kernel/errors.ts';
import { atSlot, rangeOf, slotOf } from './rules.ts';
import { ipFree, ipPool } from './tables.ts';

export type Pool = typeof ipPool.$inferSelect;
type Place = Pick<Ctx, 'db' | 'nowIso'>;
/** An address and where it stands in its pool. */
export interface Taken {
  address: string;
  slot: number;
}

const epoch = new Date(0).toISOString();
/** How many addresses are put on the free list at a time; the pool's row is locked once per so many assignments. */
const chunk = 256;

/** Addresses that have never been on the free list, the gateway and what was reserved ahead taken off. */
export const unissued = (pool: Pick<Pool, 'capacity' | 'nextSlot' | 'issuedAhead' | 'gatewaySlot'>) =>
  pool.capacity -
  pool.nextSlot -
  pool.issuedAhead -
  (pool.gatewaySlot !== null && pool.gatewaySlot >= pool.nextSlot ? 1 : 0);

/** Takes addresses off the free list. `skip` passes over those that another transaction is taking; else it waits for them. */
async function pick({ db, nowIso }: Place, poolId: string, others: 'skip' | 'wait', count = 1): Promise<Taken[]> {
  const { rows } = await db.execute<{ address: string; slot: string }>(sql`
    with next as (
      select pool_id, slot from ip_free where pool_id = ${poolId} and free_at <= ${nowIso}
      order by free_at, slot limit ${count} for update ${others === 'skip' ? sql`skip locked` : sql``}
    )
    delete from ip_free using next where ip_free.pool_id = next.pool_id and ip_free.slot = next.slot
    returning ip_free.address, ip_free.slot`);
  return rows.map(({ address, slot }) => ({ address, slot: Number(slot) }));
}

/**
 * Locks a pool, so that where its untouched part begins stands still. `no key update` lets those go on who only refer to
 * the pool: each new reservation does, and with `for update` it would wait here while holding an address.
 */
export async function lockPool({ db }: Place, poolId: string): Promise<Pool> {
  const [pool] = await db.select().from(ipPool).where(eq(ipPool.id, poolId)).for('no key update');
  if (!pool) throw conflict('This pool has just been removed.', 'poolId');
  return pool;
}

/**
 * Puts the next addresses of the untouched part on the free list, until at least so many are there or the part is used up.
 * What was given out by name ahead of it is known from `ip_ahead` alone: such an address may be anywhere by now, also in the
 * hands of a transaction that nobody sees yet.
 */
async function refill({ db }: Place, pool: Pool, wanted: number): Promise<void> {
  const range = rangeOf(pool);
  let { nextSlot, issuedAhead } = pool;
  let added = 0;
  while (added < wanted && nextSlot < pool.capacity) {
    const end = Math.min(nextSlot + chunk, pool.capacity);
    const { rows } = await db.execute<{ slot: string }>(
      sql`delete from ip_ahead where pool_id = ${pool.id} and slot < ${end} returning slot`,
    );
    const given = new Set(rows.map((row) => Number(row.slot)));
    const fresh: { poolId: string; address: string; slot: number; freeAt: string }[] = [];
    for (let slot = nextSlot; slot < end; slot += 1)
      if (slot !== pool.gatewaySlot && !given.has(slot))
        fresh.push({ poolId: pool.id, address: atSlot(range, slot), slot, freeAt: epoch });
    if (fresh.length > 0) await db.insert(ipFree).values(fresh);
    issuedAhead -= given.size;
    added += fresh.length;
    nextSlot = end;
  }
  await db.update(ipPool).set({ nextSlot, issuedAhead }).where(eq(ipPool.id, pool.id));
}

const noneFree = (pool: Pool) => conflict(`The pool ${pool.name} has no free address.`, 'poolId');

/**
 * Takes the next free address or prefix of a pool. Callers at once each get another one: they share no lock until the free
 * list runs dry, and the last addresses are waited for rather than guessed about.
 */
export async function takeNext(ctx: Place, pool: Pool): Promise<Taken> {
  const [quick] = await pick(ctx, pool.id, 'skip');
  if (quick) return quick;
  // From here one at a time. Whoever holds a row of the free list never waits for the pool, so this cannot lock up.
  const locked = await lockPool(ctx, pool.id);
  const [second] = await pick(ctx, pool.id, 'skip');
  if (second) return second;
  if (unissued(locked) > 0) await refill(ctx, locked, 1);
  const [last] = await pick(ctx, pool.id, 'wait');
  if (last) return last;
  throw noneFree(pool);
}

/** What booking needs of a pool. */
export type Source = Pick<Pool, 'id' | 'name' | 'vrf'>;

/**
 * The usual case in one statement: a pool that gives the next free address, and one that is ready. Null when either is not
 * so; then it has to be asked for step by step, which also says why.
 */
export async function takeQuickly(
  { db, nowIso }: Place,
  poolId: string | null | undefined,
): Promise<{ pool: Source; taken: Taken } | null> {
  const which = poolId ? sql`id = ${poolId}` : sql`is_default and type <> 'ipv6_pd'`;
  const { rows } = await db.execute<Source & { address: string; slot: string }>(sql`
    with pool as (select id, name, vrf from ip_pool where ${which} and mode = 'active' and auto_assign),
    next as (
      select pool_id, slot from ip_free where pool_id = (select id from pool) and free_at <= ${nowIso}
      order by free_at, slot limit 1 for update skip locked
    ),
    gone as (
      delete from ip_free using next where ip_free.pool_id = next.pool_id and ip_free.slot = next.slot
      returning ip_free.address, ip_free.slot
    )
    select pool.id, pool.name, pool.vrf, gone.address, gone.slot from pool cross join gone`);
  const [row] = rows;
  if (!row) return null;
  const { id, name, vrf, address, slot } = row;
  return { pool: { id, name, vrf }, taken: { address, slot: Number(slot) } };
}

/** Takes so many free addresses of a pool, or none. */
export async function takeSome(ctx: Place, pool: Pool, count: number): Promise<Taken[]> {
  const locked = await lockPool(ctx, pool.id);
  const taken = await pick(ctx, pool.id, 'skip', count);
  if (taken.length < count && unissued(locked) > 0) {
    await refill(ctx, locked, count - taken.length);
    taken.push(...(await pick(ctx, pool.id, 'skip', count - taken.length)));
  }
  if (taken.length < count) taken.push(...(await pick(ctx, pool.id, 'wait', count - taken.length)));
  if (taken.length === count) return taken.toSorted((a, b) => a.slot - b.slot);
  throw conflict(
    `The pool ${pool.name} has ${taken.length === 0 ? 'no' : `only ${taken.length}`} free ${taken.length === 1 ? 'address' : 'addresses'} of the ${count} asked for.`,
    'count',
  );
}

/** Takes particular addresses, under the lock of the pool where one was never on the free list. @returns the slots taken */
export async function takeThese(ctx: Place, pool: Pool, slots: readonly number[]): Promise<Set<number>> {
  const wanted = sql`${sql.param([...slots])}::bigint[]`;
  const { rows } = await ctx.db.execute<{ slot: string }>(
    sql`delete from ip_free where pool_id = ${pool.id} and slot = any(${wanted}) returning slot`,
  );
  const taken = new Set(rows.map((row) => Number(row.slot)));
  if (taken.size === slots.length) return taken;
  const locked = await lockPool(ctx, pool.id);
  const ahead = slots.filter((slot) => slot >= locked.nextSlot && !taken.has(slot) && slot !== locked.gatewaySlot);
  if (ahead.length === 0) return taken;
  const { rows: fresh } = await ctx.db.execute<{ slot: string }>(sql`
    insert into ip_ahead (pool_id, slot) select ${pool.id}, slot from unnest(${sql.param(ahead)}::bigint[]) as wanted(slot)
    on conflict do nothing returning slot`);
  if (fresh.length > 0)
    await ctx.db
      .update(ipPool)
      .set({ issuedAhead: sql`${ipPool.issuedAhead} + ${fresh.length}` })
      .where(eq(ipPool.id, pool.id));
  for (const { slot } of fresh) taken.add(Number(slot));
  return taken;
}

/** Puts addresses back; they rest until `freeAt`. */
export async function putBack({ db }: Place, poolId: string, back: readonly Taken[], freeAt: string): Promise<void> {
  if (back.length > 0)
    await db.insert(ipFree).values(back.map(({ address, slot }) => ({ poolId, address, slot, freeAt })));
}

/** Moves the gateway: the old one becomes free, the new one leaves the free list. @returns the new place */
export async function moveGateway(ctx: Place, pool: Pool, gateway: string | null): Promise<number | null> {
  const range = rangeOf(pool);
  if (pool.gateway && pool.gatewaySlot !== null && pool.gatewaySlot < pool.nextSlot)
    await putBack(ctx, pool.id, [{ address: pool.gateway, slot: pool.gatewaySlot }], epoch);
  if (!gateway) return null;
  const { slot } = slotOf(range, gateway);
  const { rows } = await ctx.db.execute(
    sql`select 1 from ip_reservation where pool_id = ${pool.id} and slot = ${slot} and released_at is null`,
  );
  if (rows.length > 0) throw conflict(`${gateway} is in use; release it before it becomes the gateway.`, 'gateway');
  await ctx.db.execute(sql`delete from ip_free where pool_id = ${pool.id} and slot = ${slot}`);
  const ahead = await ctx.db.execute(
    sql`delete from ip_ahead where pool_id = ${pool.id} and slot = ${slot} returning 1`,
  );
  if (ahead.rows.length > 0)
    await ctx.db
      .update(ipPool)
      .set({ issuedAhead: sql`${ipPool.issuedAhead} - 1` })
      .where(eq(ipPool.id, pool.id));
  return slot;
}
