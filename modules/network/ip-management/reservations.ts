import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { type Pool, putBack } from './allocation.ts';
import { ipPool, ipReservation } from './tables.ts';

type Place = Pick<Ctx, 'db' | 'now' | 'nowIso' | 'newId' | 'call' | 'changed'>;

export interface For {
  subscriptionId?: string | null | undefined;
  customerId?: string | null | undefined;
  reason: string;
}

export function reservations({ db }: Pick<Ctx, 'db'>) {
  return db
    .select({
      id: ipReservation.id,
      poolId: ipReservation.poolId,
      poolName: ipPool.name,
      address: ipReservation.address,
      state: ipReservation.state,
      subscriptionId: ipReservation.subscriptionId,
      customerId: ipReservation.customerId,
      customerName: ipReservation.customerName,
      reason: ipReservation.reason,
      assignedAt: ipReservation.assignedAt,
      releasedAt: ipReservation.releasedAt,
    })
    .from(ipReservation)
    .innerJoin(ipPool, eq(ipPool.id, ipReservation.poolId));
}
export type Reservation = Awaited<ReturnType<typeof reservations>>[number];

/** Writes down who has an address that was taken from the pool. */
export async function book(ctx: Place, pool: Pool, address: string, whose: For): Promise<Reservation> {
  const customer = whose.customerId ? await ctx.call(customers, 'get', { id: whose.customerId }) : null;
  const row = {
    id: ctx.newId(),
    poolId: pool.id,
    address,
    state: whose.subscriptionId || whose.customerId ? ('assigned' as const) : ('reserved' as const),
    subscriptionId: whose.subscriptionId ?? null,
    customerId: whose.customerId ?? null,
    customerName: customer?.name ?? null,
    reason: whose.reason,
    assignedAt: ctx.nowIso,
    releasedAt: null,
  };
  await ctx.db
    .insert(ipReservation)
    .values(row)
    .catch((error: unknown) => {
      if (conflictOf(error)?.constraint === 'ip_reservation_live') throw conflict(`${address} is in use.`, 'address');
      throw error;
    });
  ctx.changed({ type: 'ip-reservation', id: row.id, after: { poolId: pool.id, address, state: row.state } });
  return { ...row, poolName: pool.name };
}

/** Ends reservations; each address rests for the quarantine of its pool unless told otherwise. */
export async function end(ctx: Place, which: SQL | undefined, quarantine: boolean): Promise<Reservation[]> {
  const live = await reservations(ctx)
    .where(and(which, isNull(ipReservation.releasedAt)))
    .for('update', { of: ipReservation });
  for (const row of live) {
    const [pool] = await ctx.db
      .select({ rest: ipPool.quarantineSeconds })
      .from(ipPool)
      .where(eq(ipPool.id, row.poolId));
    const freeAt = quarantine ? ctx.now.add({ seconds: pool?.rest ?? 0 }).toString() : new Date(0).toISOString();
    await ctx.db
      .update(ipReservation)
      .set({ state: 'released', releasedAt: ctx.nowIso })
      .where(and(eq(ipReservation.id, row.id), isNull(ipReservation.releasedAt)));
    await putBack(ctx, row.poolId, row.address, freeAt);
    ctx.changed({ type: 'ip-reservation', id: row.id, before: { state: row.state }, after: { state: 'released' } });
  }
  return live.map((row) => ({ ...row, state: 'released', releasedAt: ctx.nowIso }));
}

export async function findReservation(ctx: Pick<Ctx, 'db'>, id: string): Promise<Reservation> {
  const [found] = await reservations(ctx).where(eq(ipReservation.id, id));
  if (!found) throw notFound('address reservation');
  return found;
}

// ---- the list, by address; the cursor is the address and id of the last row shown -----------------------------------

const Position = z.tuple([z.union([z.ipv4(), z.ipv6(), z.cidrv6()]), z.uuid()]);

export interface Filter {
  poolId?: string | undefined;
  state?: Reservation['state'] | undefined;
  customerId?: string | undefined;
  q?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

export async function listed(ctx: Pick<Ctx, 'db'>, { poolId, state, customerId, q, cursor, limit }: Filter) {
  const after = readCursor(cursor, Position);
  const rows = await reservations(ctx)
    .where(
      and(
        poolId ? eq(ipReservation.poolId, poolId) : undefined,
        state ? eq(ipReservation.state, state) : undefined,
        customerId ? eq(ipReservation.customerId, customerId) : undefined,
        q ? sql`${ipReservation.search} like ${`%${q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`}` : undefined,
        after
          ? sql`(${ipReservation.address}, ${ipReservation.id}) > (${after[0]}::inet, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(asc(ipReservation.address), asc(ipReservation.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => row,
    (row) => [row.address, row.id],
  );
}
