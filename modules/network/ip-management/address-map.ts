import { sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import type { Pool } from './allocation.ts';
import { addressText, atSlot, type Network, parseCidr, rangeOf } from './rules.ts';

const cells = 1024;

const distance = (network: Network, address: string) =>
  Number((parseCidr(`${address}/32`)?.base ?? network.base) - network.base);

interface Cell extends Record<string, unknown> {
  cell: number;
  assigned: number;
  resting: number;
  reservation_id: string | null;
  customer_name: string | null;
}

/** A pool as a grid: an IPv4 pool whole, in up to 1024 blocks of equal size; of an IPv6 pool the first 1024 places. */
export async function addressMap({ db, nowIso }: Pick<Ctx, 'db' | 'nowIso'>, pool: Pool) {
  const range = rangeOf(pool);
  const { family, base, prefixLength } = range.network;
  const blockSize = family === 4 ? Math.max(1, 2 ** (32 - prefixLength) / cells) : 1;
  const count = family === 4 ? 2 ** (32 - prefixLength) / blockSize : Math.min(pool.capacity, cells);
  // IPv4 cells are counted from the network address; IPv6 cells are looked up by name, for 2^64 has no integer type.
  const first = Array.from({ length: count }, (_, at) =>
    family === 4 ? addressText(4, base + BigInt(at * blockSize)) : atSlot(range, at),
  );
  const cellOf = (column: string) =>
    family === 4
      ? sql`((${sql.raw(column)} - ${first[0]}::inet) / ${blockSize}::bigint)::int`
      : sql`(array_position(${sql.param(first)}::inet[], ${sql.raw(column)}) - 1)`;
  const bounded = (column: string) =>
    family === 4 ? sql`` : sql`and ${sql.raw(column)} = any(${sql.param(first)}::inet[])`;
  const { rows } = await db.execute<Cell>(sql`
    select cell, sum(assigned)::int as assigned, sum(resting)::int as resting, min(reservation_id::text) as reservation_id, min(customer_name) as customer_name
    from (
      select ${cellOf('address')} as cell, 1 as assigned, 0 as resting, id as reservation_id, customer_name
      from ip_reservation where pool_id = ${pool.id} and released_at is null ${bounded('address')}
      union all
      select ${cellOf('address')}, 0, 1, null, null from ip_free where pool_id = ${pool.id} and free_at > ${nowIso} ${bounded('address')}
    ) used group by cell`);
  const byCell = new Map(rows.map((row) => [row.cell, row]));
  const gateway = pool.gatewaySlot === null ? null : atSlot(range, pool.gatewaySlot);
  // Each takes one place from its cell: network and broadcast address stand at the ends of an IPv4 range.
  const gatewayCell =
    gateway === null
      ? []
      : [family === 4 ? Math.floor(distance(range.network, gateway) / blockSize) : first.indexOf(gateway)];
  const edges = family === 4 && prefixLength <= 30 ? [0, count - 1] : [];
  const unusable = [...edges, ...gatewayCell];
  return first.map((address, at) => {
    const used = byCell.get(at);
    const single = blockSize === 1 && used?.assigned === 1;
    return {
      first: address,
      size: blockSize,
      usable: blockSize - unusable.filter((cell) => cell === at).length,
      assigned: used?.assigned ?? 0,
      resting: used?.resting ?? 0,
      isGateway: blockSize === 1 && address === gateway,
      reservationId: single ? used.reservation_id : null,
      customerName: single ? used.customer_name : null,
    };
  });
}
