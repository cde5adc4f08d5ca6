import { and, asc, eq, isNull, like, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { conflict, invalid } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { addressMap } from './address-map.ts';
import { lockPool, moveGateway, unissued } from './allocation.ts';
import type { ipManagement } from './contract.ts';
import { findGap } from './gaps.ts';
import type { poolOperations } from './pool-operations.ts';
import { figures, findPool, isDepleted, naming, poolRow, refuseWrong, retireDefault, usedPools } from './pools.ts';
import { alarmOf, alarmSteps, atSlot, capacityOf, cidrText, percentOf, rangeOf, slotOf } from './rules.ts';
import { ipExternalUse, ipFree, ipPool, ipReservation } from './tables.ts';

type Events = EventsOf<typeof ipManagement>;
type Input<K extends keyof typeof poolOperations> = z.output<(typeof poolOperations)[K]['in']>;
type Reading = Pick<Ctx, 'db' | 'nowIso'>;

/** Names are unique, so the last one shown is all a cursor needs. */
const Position = z.tuple([z.string()]);
const escaped = (text: string) => `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;

export async function listPools(
  ctx: Reading,
  { q, type, family, status, purpose, vrf, alarm, isDefault, cursor, limit }: Input<'listPools'>,
) {
  const after = readCursor(cursor, Position);
  const ofStatus =
    status === undefined
      ? undefined
      : status === 'depleted'
        ? and(eq(ipPool.mode, 'active'), isDepleted)
        : and(eq(ipPool.mode, status), status === 'active' ? sql`not (${isDepleted})` : undefined);
  const rows = await usedPools(ctx)
    .where(
      and(
        q ? like(sql`lower(${ipPool.name}) || ' ' || text(${ipPool.cidr})`, escaped(q)) : undefined,
        type ? eq(ipPool.type, type) : undefined,
        family ? sql`family(${ipPool.cidr}) = ${family === 'ipv4' ? 4 : 6}` : undefined,
        purpose ? eq(ipPool.purpose, purpose) : undefined,
        vrf === undefined ? undefined : eq(ipPool.vrf, vrf),
        alarm ? eq(ipPool.alarm, alarm) : undefined,
        isDefault === undefined ? undefined : eq(ipPool.isDefault, isDefault),
        ofStatus,
        after ? sql`lower(${ipPool.name}) > ${after[0]}` : undefined,
      ),
    )
    .orderBy(asc(sql`lower(${ipPool.name})`))
    .limit(limit + 1);
  return pageOf(rows, limit, poolRow, ({ pool }) => [pool.name.toLowerCase()]);
}

export async function createPool(ctx: Ctx<Events, 'ip-pool.created'>, { status, ...input }: Input<'createPool'>) {
  refuseWrong(input);
  const range = rangeOf({ cidr: input.cidr, delegatedLength: input.delegatedLength ?? null });
  const gateway = input.gateway || null;
  const id = ctx.newId();
  if (input.isDefault) await retireDefault(ctx, input.type, id);
  const row = {
    ...input,
    id,
    mode: status,
    cidr: cidrText(range.network),
    gateway,
    delegatedLength: range.delegatedLength,
    capacity: capacityOf(range),
    gatewaySlot: gateway ? slotOf(range, gateway).slot : null,
    createdAt: ctx.nowIso,
  };
  await naming(ctx, row, (db) => db.insert(ipPool).values(row));
  await ctx.emit('ip-pool.created', { poolId: id });
  ctx.changed({ type: 'ip-pool', id, after: input });
  return poolRow(await findPool(ctx, id));
}

export async function updatePool(ctx: Ctx<Events, 'ip-pool.updated'>, { id, status, ...change }: Input<'updatePool'>) {
  if (Object.keys(change).length === 0 && !status) throw invalid('Say what to change.');
  await findPool(ctx, id);
  const before = await lockPool(ctx, id);
  refuseWrong({ ...before, ...change });
  const gateway = change.gateway === undefined ? before.gateway : change.gateway || null;
  const moved = gateway === before.gateway ? before.gatewaySlot : await moveGateway(ctx, before, gateway);
  if (change.isDefault) await retireDefault(ctx, before.type, id);
  const set = { ...change, gateway, gatewaySlot: moved, ...(status ? { mode: status } : {}) };
  await naming(ctx, before, (db) => db.update(ipPool).set(set).where(eq(ipPool.id, id)));
  await ctx.emit('ip-pool.updated', { poolId: id });
  const was = Object.fromEntries(Object.entries(before).filter(([key]) => key in set));
  ctx.changed({ type: 'ip-pool', id, before: was, after: set });
  return poolRow(await findPool(ctx, id));
}

export async function removePool(ctx: Ctx<Events, 'ip-pool.removed'>, { id }: Input<'removePool'>): Promise<void> {
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
}

export async function availableIps(ctx: Reading, { id }: Input<'availableIps'>) {
  const used = await findPool(ctx, id);
  const { pool } = used;
  const ready = await ctx.db
    .select({ address: ipFree.address })
    .from(ipFree)
    .where(and(eq(ipFree.poolId, id), sql`${ipFree.freeAt} <= ${ctx.nowIso}`))
    .orderBy(asc(ipFree.freeAt), asc(ipFree.slot))
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
      .where(
        and(
          eq(ipReservation.vrf, pool.vrf),
          sql`${ipReservation.address} = any(${sql.param(ahead)}::inet[])`,
          isNull(ipReservation.releasedAt),
        ),
      );
    const gone = new Set([...taken.map((row) => row.address), ...sample]);
    sample.push(...ahead.filter((address) => !gone.has(address)).slice(0, 10 - sample.length));
  }
  return { next: sample[0] ?? null, sample, available: figures(used).available };
}

export async function nextFree(ctx: Reading, { id, prefixLength }: Input<'nextFree'>) {
  const { pool } = await findPool(ctx, id);
  return findGap(ctx, pool, prefixLength);
}

export async function utilization(ctx: Reading, { id }: Input<'utilization'>) {
  const { size, assigned, resting, available } = figures(await findPool(ctx, id));
  return { poolId: id, size, assigned, quarantined: resting, available, percent: percentOf(assigned, size) };
}

export const mapOf = async (ctx: Reading, { id, from, span }: Input<'addressMap'>) =>
  addressMap(ctx, (await findPool(ctx, id)).pool, from, span);

type AlarmEvents =
  | 'ip-pool.depleted'
  | 'ip-pool.replenished'
  | 'ip-pool.threshold-crossed'
  | 'ip-pool.threshold-cleared';
export async function watch(ctx: Ctx<Events, AlarmEvents>, { id }: Input<'watch'>): Promise<void> {
  const [used] = await usedPools(ctx).where(eq(ipPool.id, id));
  // Removed since.
  if (!used) return;
  const { pool } = used;
  const { size, assigned, available } = figures(used);
  const percent = percentOf(assigned, size);
  const alarm = alarmOf(percent, pool.alarm, pool);
  const depleted = available === 0;
  if (alarm === pool.alarm && depleted === pool.depleted) return;
  await ctx.db.update(ipPool).set({ alarm, depleted }).where(eq(ipPool.id, id));
  for (const { level, crossed } of alarmSteps(pool.alarm, alarm))
    await ctx.emit(crossed ? 'ip-pool.threshold-crossed' : 'ip-pool.threshold-cleared', {
      poolId: id,
      level,
      percent: Math.floor(percent),
    });
  if (depleted !== pool.depleted) await ctx.emit(depleted ? 'ip-pool.depleted' : 'ip-pool.replenished', { poolId: id });
}

export async function noteExternal(
  ctx: Pick<Ctx, 'db' | 'nowIso' | 'changed'>,
  { source, vrf, items }: Input<'noteExternal'>,
): Promise<void> {
  const theirs = and(eq(ipExternalUse.source, source), eq(ipExternalUse.vrf, vrf));
  await ctx.db.delete(ipExternalUse).where(theirs);
  if (items.length > 0)
    await ctx.db.execute(sql`
      insert into ip_external_use (source, vrf, address, detail, seen_at)
      select ${source}, ${vrf}, item.address::inet, item.detail, ${ctx.nowIso}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as item(address text, detail text)
      on conflict do nothing`);
  ctx.changed({ type: 'ip-external-use', id: source, after: { vrf, addresses: items.length } });
}
