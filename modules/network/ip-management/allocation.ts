import { eq, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { conflict } from '#kernel/errors.ts';
import { atSlot, rangeOf, slotOf } from './rules.ts';
import { ipFree, ipPool } from './tables.ts';

export type Pool = typeof ipPool.$inferSelect;
type Place = Pick<Ctx, 'db' | 'nowIso'>;

/** How many addresses are put on the free list at a time; the pool's row is locked once per so many assignments. */
const chunk = 256;

/** Addresses that have never been on the free list, the gateway and what was reserved ahead taken off. */
export const unissued = (pool: Pick<Pool, 'capacity' | 'nextSlot' | 'issuedAhead' | 'gatewaySlot'>) =>
  pool.capacity -
  pool.nextSlot -
  pool.issuedAhead -
  (pool.gatewaySlot !== null && pool.gatewaySlot >= pool.nextSlot ? 1 : 0);

/** Takes one address off the free list. `skip` passes over those that another transaction is taking; else it waits for them. */
async function pick({ db, nowIso }: Place, poolId: string, others: 'skip' | 'wait'): Promise<string | null> {
  const { rows } = await db.execute<{ address: string }>(sql`
    with next as (
      select pool_id, address from ip_free where pool_id = ${poolId} and free_at <= ${nowIso}
      order by free_at, address limit 1 for update ${others === 'skip' ? sql`skip locked` : sql``}
    )
    delete from ip_free using next where ip_free.pool_id = next.pool_id and ip_free.address = next.address
    returning ip_free.address`);
  return rows[0]?.address ?? null;
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

/** Puts the next addresses of the untouched part on the free list, until at least one is there or the part is used up. */
async function refill({ db }: Place, pool: Pool): Promise<void> {
  const range = rangeOf(pool);
  let { nextSlot, issuedAhead } = pool;
  let added = 0;
  while (added === 0 && nextSlot < pool.capacity) {
    const end = Math.min(nextSlot + chunk, pool.capacity);
    const addresses: string[] = [];
    for (let slot = nextSlot; slot < end; slot += 1) if (slot !== pool.gatewaySlot) addresses.push(atSlot(range, slot));
    const { rowCount } = await db.execute(sql`
      insert into ip_free (pool_id, address, free_at)
      select ${pool.id}, wanted.address, 'epoch' from unnest(${sql.param(addresses)}::inet[]) as wanted(address)
      where not exists (select 1 from ip_reservation r where r.address = wanted.address and r.released_at is null)
      on conflict do nothing`);
    added = rowCount ?? 0;
    // What was not added had been reserved by name: it is in use, or was released onto the free list.
    issuedAhead -= addresses.length - added;
    nextSlot = end;
  }
  await db.update(ipPool).set({ nextSlot, issuedAhead }).where(eq(ipPool.id, pool.id));
}

/**
 * Takes the next free address or prefix of a pool. Callers at once each get another one: they share no lock until the free
 * list runs dry, and the last addresses are waited for rather than guessed about.
 */
export async function takeNext(ctx: Place, pool: Pool): Promise<string> {
  const quick = await pick(ctx, pool.id, 'skip');
  if (quick) return quick;
  // From here one at a time. Whoever holds a row of the free list never waits for the pool, so this cannot lock up.
  const locked = await lockPool(ctx, pool.id);
  const second = await pick(ctx, pool.id, 'skip');
  if (second) return second;
  if (unissued(locked) > 0) await refill(ctx, locked);
  const last = await pick(ctx, pool.id, 'wait');
  if (last) return last;
  throw conflict(`The pool ${pool.name} has no free address.`, 'poolId');
}

/** Takes a particular address. @returns false when somebody has it */
export async function takeThis(ctx: Place, pool: Pool, address: string): Promise<boolean> {
  const taken = await ctx.db.execute(
    sql`delete from ip_free where pool_id = ${pool.id} and address = ${address}::inet returning 1`,
  );
  if (taken.rows.length > 0) return true;
  const locked = await lockPool(ctx, pool.id);
  const { slot } = slotOf(rangeOf(locked), address);
  if (slot === null || slot < locked.nextSlot) return false;
  const { rows } = await ctx.db.execute(
    sql`select 1 from ip_reservation where address = ${address}::inet and released_at is null`,
  );
  if (rows.length > 0) return false;
  await ctx.db
    .update(ipPool)
    .set({ issuedAhead: sql`${ipPool.issuedAhead} + 1` })
    .where(eq(ipPool.id, pool.id));
  return true;
}

/** Puts an address back; it rests until `freeAt`. */
export async function putBack({ db }: Place, poolId: string, address: string, freeAt: string): Promise<void> {
  await db.insert(ipFree).values({ poolId, address, freeAt });
}

/** Moves the gateway: the old one becomes free, the new one leaves the free list. @returns the new place */
export async function moveGateway(ctx: Place, pool: Pool, gateway: string | null): Promise<number | null> {
  const range = rangeOf(pool);
  if (pool.gateway && pool.gatewaySlot !== null && pool.gatewaySlot < pool.nextSlot)
    await putBack(ctx, pool.id, pool.gateway, new Date(0).toISOString());
  if (!gateway) return null;
  const { slot } = slotOf(range, gateway);
  const { rows } = await ctx.db.execute(
    sql`select 1 from ip_reservation where address = ${gateway}::inet and released_at is null`,
  );
  if (rows.length > 0) throw conflict(`${gateway} is in use; release it before it becomes the gateway.`, 'gateway');
  const freed = await ctx.db.execute(
    sql`delete from ip_free where pool_id = ${pool.id} and address = ${gateway}::inet returning 1`,
  );
  if (freed.rows.length > 0 && slot !== null && slot >= pool.nextSlot)
    await ctx.db
      .update(ipPool)
      .set({ issuedAhead: sql`${ipPool.issuedAhead} - 1` })
      .where(eq(ipPool.id, pool.id));
  return slot;
}
