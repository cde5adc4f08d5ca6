import { sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { invalid } from '#kernel/errors.ts';
import type { Pool } from './allocation.ts';
import { atPlace, capacityOf, placesInPrefix, prefixAt, rangeOf, skippedPlaces } from './rules.ts';

type Place = Pick<Ctx, 'db' | 'nowIso'>;

export interface Gap {
  cidr: string | null;
  first: string | null;
  last: string | null;
  size: number;
  /** Where it begins, as the pool counts. */
  slot: number | null;
}

interface Blocks {
  pool: Pool;
  size: number;
  skip: number;
  from: number;
  to: number;
}

/** The first block of which every place was given out before and is free again. */
async function amongIssued({ db, nowIso }: Place, { pool, size, skip, from, to }: Blocks): Promise<number | null> {
  if (to < from) return null;
  const { rows } = await db.execute<{ block: string }>(sql`
    select block from (
      select (slot + ${skip}) / ${size}::bigint as block, count(*) as ready from ip_free
      where pool_id = ${pool.id} and free_at <= ${nowIso} and slot >= ${from * size - skip} and slot < ${(to + 1) * size - skip} group by 1
    ) counted where ready = ${size} order by block limit 1`);
  return rows[0] ? Number(rows[0].block) : null;
}

/** The first block that reaches into the untouched part, of which nothing was given out by name, or is free again. */
async function amongUntouched({ db, nowIso }: Place, { pool, size, skip, from, to }: Blocks): Promise<number | null> {
  if (to < from) return null;
  const { rows } = await db.execute<{ block: string }>(sql`
    select distinct (slot + ${skip}) / ${size}::bigint as block from (
      select slot from ip_ahead where pool_id = ${pool.id}
      union all select generate_series(${from * size - skip}::bigint, ${pool.nextSlot - 1}::bigint)
    ) given where slot >= ${from * size - skip}
      and not exists (select 1 from ip_free f where f.pool_id = ${pool.id} and f.slot = given.slot and f.free_at <= ${nowIso})
    order by block`);
  const taken = new Set(rows.map((row) => Number(row.block)));
  if (pool.gatewaySlot !== null) taken.add(Math.floor((pool.gatewaySlot + skip) / size));
  for (let block = from; block <= to; block += 1) if (!taken.has(block)) return block;
  return null;
}

/**
 * The first prefix of this length in a pool of which nothing is taken, resting, the gateway, or beyond what the pool gives
 * out. Looked for in what is free, which an index tells of, not in what is taken.
 */
export async function findGap(ctx: Place, pool: Pool, length: number): Promise<Gap> {
  const range = rangeOf(pool);
  const size = placesInPrefix(range, length);
  if (size === null)
    throw invalid(
      `A pool of ${pool.cidr} that gives out ${pool.delegatedLength === null ? 'addresses' : `/${pool.delegatedLength}`} has no /${length}.`,
      'prefixLength',
    );
  const skip = skippedPlaces(range);
  const first = Math.ceil(skip / size);
  const last = Math.floor((capacityOf(range) + skip) / size) - 1;
  /** The block in which the untouched part begins. */
  const border = Math.max(first, Math.floor((pool.nextSlot + skip) / size));
  const blocks = { pool, size, skip };
  const block =
    (await amongIssued(ctx, { ...blocks, from: first, to: Math.min(last, border - 1) })) ??
    (await amongUntouched(ctx, { ...blocks, from: border, to: last }));
  if (block === null) return { cidr: null, first: null, last: null, size, slot: null };
  const place = block * size;
  return {
    cidr: prefixAt(range, place, length),
    first: atPlace(range, place),
    last: atPlace(range, place + size - 1),
    size,
    slot: place - skip,
  };
}
