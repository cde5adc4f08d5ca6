import { sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import type { Pool } from './allocation.ts';
import type { Lifecycle } from './resources.ts';
import { atPlace, capacityOf, placesOf, rangeOf, skippedPlaces } from './rules.ts';

type Place = Pick<Ctx, 'db' | 'nowIso'>;
const mostCells = 1024;
const powerOfTwo = (least: number) => 2 ** Math.ceil(Math.log2(Math.max(1, least)));

/** The least part of the range, from its start, that holds every place ever given out. */
async function extent({ db }: Place, pool: Pool): Promise<number> {
  const { rows } = await db.execute<{ last: string | null }>(sql`
    select max(slot) as last from ip_ahead where pool_id = ${pool.id}`);
  const last = Math.max(pool.nextSlot, Number(rows[0]?.last ?? 0));
  return powerOfTwo(Math.max(mostCells, last + 2));
}

interface Count extends Record<string, unknown> {
  cell: number;
  free: number;
  resting: number;
  ahead: number;
}
interface Holder {
  slot: string;
  id: string;
  lifecycle: Lifecycle;
  customer_name: string | null;
}

/**
 * A part of a pool as a grid of at most 1024 cells. Places are counted from the first address of the range, so that cells
 * are prefixes; those that cannot be handed out are places too.
 */
export async function addressMap(ctx: Place, pool: Pool, from: number, asked: number | undefined) {
  const { db, nowIso } = ctx;
  const range = rangeOf(pool);
  const total = placesOf(range);
  const whole = pool.type.startsWith('ipv6') ? Math.min(total, await extent(ctx, pool)) : total;
  const start = Math.min(from, total - 1);
  const cellSize = Math.max(1, powerOfTwo((asked ?? whole) / mostCells));
  const span = Math.min(total - start, cellSize * Math.min(mostCells, Math.ceil((asked ?? whole) / cellSize)));
  const skip = skippedPlaces(range);
  const [low, high] = [start - skip, start + span - skip];
  const within = sql`pool_id = ${pool.id} and slot >= ${low} and slot < ${high}`;
  // Counted from what is free: of it, unlike of what is taken, an index alone tells.
  const { rows } = await db.execute<Count>(sql`
    select cell, sum(free)::int as free, sum(resting)::int as resting, sum(ahead)::int as ahead from (
      select ((slot - ${low}) / ${cellSize}::bigint)::int as cell, count(*) as free, count(*) filter (where free_at > ${nowIso}) as resting, 0 as ahead
      from ip_free where ${within} group by 1
      union all
      select ((slot - ${low}) / ${cellSize}::bigint)::int, 0, 0, count(*) from ip_ahead where ${within} group by 1
    ) counted group by cell`);
  const byCell = new Map(rows.map((row) => [row.cell, row]));
  const holders = new Map<number, Holder>();
  if (cellSize === 1) {
    const held = await db.execute<Holder & Record<string, unknown>>(
      sql`select slot, id, lifecycle, customer_name from ip_reservation where ${within} and released_at is null`,
    );
    for (const row of held.rows) holders.set(Number(row.slot) - low, row);
  }
  // Each takes a place from its cell: what stands before the first place given out, behind the last, and the gateway.
  const usableFrom = skip;
  const usableTo = capacityOf(range) + skip;
  const gatewayPlace = pool.gatewaySlot === null ? null : pool.gatewaySlot + skip;
  const cells = Array.from({ length: Math.ceil(span / cellSize) }, (_, at) => {
    const offset = start + at * cellSize;
    const size = Math.min(cellSize, total - offset);
    const hasGateway = gatewayPlace !== null && gatewayPlace >= offset && gatewayPlace < offset + size;
    const usable = Math.max(0, Math.min(offset + size, usableTo) - Math.max(offset, usableFrom));
    // Places that were given out at some time: of these, those that are not free are taken.
    const issuedTo = Math.min(offset + size, pool.nextSlot + skip);
    const issued = Math.max(0, issuedTo - Math.max(offset, usableFrom));
    const counted = byCell.get(at);
    const holder = holders.get(at);
    const gateways = hasGateway && (pool.gatewaySlot ?? 0) < pool.nextSlot ? 1 : 0;
    return {
      first: atPlace(range, offset),
      offset,
      size,
      usable: usable - (hasGateway ? 1 : 0),
      assigned: issued - gateways + (counted?.ahead ?? 0) - (counted?.free ?? 0),
      resting: counted?.resting ?? 0,
      isGateway: size === 1 && hasGateway,
      reservationId: holder?.id ?? null,
      lifecycle: holder?.lifecycle ?? null,
      customerName: holder?.customer_name ?? null,
    };
  });
  return { poolId: pool.id, from: start, span, cellSize, total, cells };
}
