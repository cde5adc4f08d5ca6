import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, type EventsOf, implement } from '#kernel/context.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { addressMap } from './address-map.ts';
import { lockPool, moveGateway, type Pool, takeNext, takeThis, unissued } from './allocation.ts';
import { ipManagement } from './contract.ts';
import { figures, findPool, isDepleted, naming, poolRow, refuseWrong, retireDefault, usedPools } from './pools.ts';
import { poolsByIds, reservationsIn, reservationsOf, utilizationOf, utilizationsOf } from './related.ts';
import { book, end, type For, findReservation, listed, type Reservation, reservations } from './reservations.ts';
import { atSlot, capacityOf, cidrText, percentOf, rangeOf, slotOf } from './rules.ts';
import { ipFree, ipPool, ipReservation } from './tables.ts';

type Events = EventsOf<typeof ipManagement>;

async function mayDraw(ctx: Pick<Ctx, 'db'>, poolId: string | null | undefined): Promise<Pool> {
  const which = poolId ? eq(ipPool.id, poolId) : and(ipPool.isDefault, sql`${ipPool.type} <> 'ipv6_pd'`);
  const [pool] = await ctx.db.select().from(ipPool).where(which);
  if (!pool)
    throw poolId
      ? notFound('address pool')
      : conflict('No pool is the default; name one, or mark one as default.', 'poolId');
  if (pool.maintenance) throw conflict(`The pool ${pool.name} is in maintenance and gives out nothing.`, 'poolId');
  return pool;
}

const about = ({ id, poolId, subscriptionId, customerId }: Reservation) => ({
  poolId,
  reservationId: id,
  subscriptionId,
  customerId,
});

async function assign(
  ctx: Ctx<Events, 'ip-address.assigned'>,
  pool: Pool,
  address: string,
  whose: For,
): Promise<Reservation> {
  const reservation = await book(ctx, pool, address, whose);
  await ctx.emit('ip-address.assigned', about(reservation));
  return reservation;
}

/** Names are unique, so the last one shown is all a cursor needs. */
const Position = z.tuple([z.string()]);

export const service = implement(ipManagement, {
  async listPools(ctx, { type, status, isDefault, cursor, limit }) {
    const after = readCursor(cursor, Position);
    const rows = await usedPools(ctx)
      .where(
        and(
          type ? eq(ipPool.type, type) : undefined,
          isDefault === undefined ? undefined : eq(ipPool.isDefault, isDefault),
          status ? eq(ipPool.maintenance, status === 'maintenance') : undefined,
          status === 'depleted' ? isDepleted : status === 'active' ? sql`not (${isDepleted})` : undefined,
          after ? sql`lower(${ipPool.name}) > ${after[0]}` : undefined,
        ),
      )
      .orderBy(asc(sql`lower(${ipPool.name})`))
      .limit(limit + 1);
    return pageOf(rows, limit, poolRow, ({ pool }) => [pool.name.toLowerCase()]);
  },

  getPool: async (ctx, { id }) => poolRow(await findPool(ctx, id)),

  async createPool(ctx, input) {
    refuseWrong(input);
    const range = rangeOf({ cidr: input.cidr, delegatedLength: input.delegatedLength ?? null });
    const gateway = input.gateway || null;
    const id = ctx.newId();
    if (input.isDefault) await retireDefault(ctx, input.type, id);
    const row = {
      ...input,
      id,
      cidr: cidrText(range.network),
      gateway,
      delegatedLength: range.delegatedLength,
      capacity: capacityOf(range),
      gatewaySlot: gateway ? slotOf(range, gateway).slot : null,
      createdAt: ctx.nowIso,
    };
    await naming(ctx, row.cidr, (db) => db.insert(ipPool).values(row));
    await ctx.emit('ip-pool.created', { poolId: id });
    ctx.changed({ type: 'ip-pool', id, after: input });
    return poolRow(await findPool(ctx, id));
  },

  async updatePool(ctx, { id, status, ...change }) {
    if (Object.keys(change).length === 0 && !status) throw invalid('Say what to change.');
    await findPool(ctx, id);
    const before = await lockPool(ctx, id);
    refuseWrong({ ...before, ...change });
    const gateway = change.gateway === undefined ? before.gateway : change.gateway || null;
    const moved = gateway === before.gateway ? before.gatewaySlot : await moveGateway(ctx, before, gateway);
    if (change.isDefault) await retireDefault(ctx, before.type, id);
    const set = {
      ...change,
      gateway,
      gatewaySlot: moved,
      ...(status ? { maintenance: status === 'maintenance' } : {}),
    };
    await naming(ctx, before.cidr, (db) => db.update(ipPool).set(set).where(eq(ipPool.id, id)));
    await ctx.emit('ip-pool.updated', { poolId: id });
    const was = Object.fromEntries(Object.entries(before).filter(([key]) => key in set));
    ctx.changed({ type: 'ip-pool', id, before: was, after: set });
    return poolRow(await findPool(ctx, id));
  },

  async removePool(ctx, { id }) {
    const { pool } = await findPool(ctx, id);
    await lockPool(ctx, id);
    const [used] = await ctx.db
      .select({ id: ipReservation.id })
      .from(ipReservation)
      .where(eq(ipReservation.poolId, id))
      .limit(1);
    if (used)
      throw conflict(
        `${pool.name} has given out addresses, and who had them stays on record. Put it into maintenance instead.`,
      );
    await ctx.db.delete(ipPool).where(eq(ipPool.id, id));
    await ctx.emit('ip-pool.removed', { poolId: id });
    ctx.changed({ type: 'ip-pool', id, before: { name: pool.name, cidr: pool.cidr } });
  },

  async availableIps(ctx, { id }) {
    const used = await findPool(ctx, id);
    const { pool } = used;
    const ready = await ctx.db
      .select({ address: ipFree.address })
      .from(ipFree)
      .where(and(eq(ipFree.poolId, id), sql`${ipFree.freeAt} <= ${ctx.nowIso}`))
      .orderBy(asc(ipFree.freeAt), asc(ipFree.address))
      .limit(10);
    const sample = ready.map((row) => row.address);
    if (sample.length < 10 && unissued(pool) > 0) {
      const range = rangeOf(pool);
      const ahead = Array.from({ length: Math.min(64, pool.capacity - pool.nextSlot) }, (_, at) => pool.nextSlot + at)
        .filter((slot) => slot !== pool.gatewaySlot)
        .map((slot) => atSlot(range, slot));
      const taken = await ctx.db
        .select({ address: ipReservation.address })
        .from(ipReservation)
        .where(and(sql`${ipReservation.address} = any(${sql.param(ahead)}::inet[])`, isNull(ipReservation.releasedAt)));
      const gone = new Set([...taken.map((row) => row.address), ...sample]);
      sample.push(...ahead.filter((address) => !gone.has(address)).slice(0, 10 - sample.length));
    }
    return { next: sample[0] ?? null, sample, available: figures(used).available };
  },

  async utilization(ctx, { id }) {
    return utilizationOf(await findPool(ctx, id));
  },

  poolsByIds,
  utilizationsOf,
  reservationsIn,
  reservationsOf,

  async addressMap(ctx, { id }) {
    return { items: await addressMap(ctx, (await findPool(ctx, id)).pool) };
  },

  async watch(ctx, { id }) {
    const used = await findPool(ctx, id);
    const { size, assigned, available } = figures(used);
    const percent = percentOf(assigned, size);
    const warned = percent >= used.pool.warnAtPercent;
    const depleted = available === 0;
    if (warned === used.pool.warned && depleted === used.pool.depleted) return;
    await ctx.db.update(ipPool).set({ warned, depleted }).where(eq(ipPool.id, id));
    if (warned && !used.pool.warned)
      await ctx.emit('ip-pool.threshold-crossed', { poolId: id, percent: Math.floor(percent) });
    if (depleted && !used.pool.depleted) await ctx.emit('ip-pool.depleted', { poolId: id });
  },

  listReservations: (ctx, filter) => listed(ctx, filter),

  async reserve(ctx, { poolId, address, ...whose }) {
    const pool = await mayDraw(ctx, poolId);
    const place = slotOf(rangeOf(pool), address);
    if (place.slot === null) throw invalid(place.reason, 'address');
    if (place.slot === pool.gatewaySlot) throw conflict(`${address} is the gateway of this pool.`, 'address');
    const exact = atSlot(rangeOf(pool), place.slot);
    if (!(await takeThis(ctx, pool, exact))) throw conflict(`${exact} is in use.`, 'address');
    return assign(ctx, pool, exact, whose);
  },

  async autoAssign(ctx, { poolId, ...whose }) {
    const pool = await mayDraw(ctx, poolId);
    return assign(ctx, pool, await takeNext(ctx, pool), whose);
  },

  async release(ctx, { id }) {
    const found = await findReservation(ctx, id);
    const [released] = await end(ctx, eq(ipReservation.id, id), true);
    if (!released) throw conflict(`${found.address} has been released already.`);
    await ctx.emit('ip-address.released', about(released));
    return released;
  },

  async releaseOf(ctx, { subscriptionId, quarantine }) {
    for (const released of await end(ctx, eq(ipReservation.subscriptionId, subscriptionId), quarantine))
      await ctx.emit('ip-address.released', about(released));
  },

  async ofSubscriber(ctx, { id }) {
    const live = and(eq(ipReservation.subscriptionId, id), isNull(ipReservation.releasedAt));
    return { items: await reservations(ctx).where(live).orderBy(asc(ipReservation.address)) };
  },

  async checkConflict(ctx, { poolId, address }) {
    const { pool } = await findPool(ctx, poolId);
    const place = slotOf(rangeOf(pool), address);
    if (place.slot === null) return { items: [{ source: 'outside_pool' as const, detail: place.reason }] };
    const exact = atSlot(rangeOf(pool), place.slot);
    const items: { source: 'reservation' | 'gateway' | 'live_session'; detail: string }[] = [];
    if (place.slot === pool.gatewaySlot)
      items.push({ source: 'gateway', detail: `${exact} is the gateway of this pool.` });
    const [holder] = await reservations(ctx).where(
      and(sql`${ipReservation.address} = ${exact}::inet`, isNull(ipReservation.releasedAt)),
    );
    if (holder)
      items.push({
        source: 'reservation',
        detail: `${exact} belongs to ${holder.customerName ?? (holder.reason || 'a reservation without a name')}.`,
      });
    const online = await ctx.call(radius, 'listSessions', { live: 'true', q: exact, limit: 10 });
    const session = online.items.find((s) => s.framedIpAddress === exact || s.delegatedIpv6Prefix === exact);
    if (session && session.subscriptionId !== holder?.subscriptionId)
      items.push({ source: 'live_session', detail: `${session.username} is online with it at ${session.nasName}.` });
    return { items };
  },
});
