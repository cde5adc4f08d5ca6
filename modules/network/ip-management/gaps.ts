import { sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { invalid } from '#kernel/errors.ts';
import type { Pool } from './allocation.ts';
import { atPlace, capacityOf, placesInPrefix, placesOf, prefixAt, rangeOf, skippedPlaces } from './rules.ts';

export interface Gap {
  cidr: string | null;
  first: string | null;
  last: string | null;
  size: number;
  /** Where it begins, as the pool counts. */
  slot: number | null;
}

/**
 * The first prefix of this length in a pool of which nothing is taken, resting, the gateway, or beyond what the pool gives
 * out. One pass over what is taken, so that it costs the same wherever the gap is.
 */
export async function findGap({ db, nowIso }: Pick<Ctx, 'db' | 'nowIso'>, pool: Pool, length: number): Promise<Gap> {
  const range = rangeOf(pool);
  const size = placesInPrefix(range, length);
  if (size === null)
    throw invalid(
      `A pool of ${pool.cidr} that gives out ${pool.delegatedLength === null ? 'addresses' : `/${pool.delegatedLength}`} has no /${length}.`,
      'prefixLength',
    );
  const skip = skippedPlaces(range);
  const firstBlock = Math.ceil(skip / size);
  const lastBlock = Math.floor((capacityOf(range) + skip) / size) - 1;
  const none = { cidr: null, first: null, last: null, size, slot: null };
  if (lastBlock < firstBlock || firstBlock * size >= placesOf(range)) return none;
  const { rows } = await db.execute<{ block: string }>(sql`
    with taken as (
      select distinct (slot + ${skip}) / ${size}::bigint as block from (
        select slot from ip_reservation where pool_id = ${pool.id} and released_at is null
        union all select slot from ip_free where pool_id = ${pool.id} and free_at > ${nowIso}
        union all select ${pool.gatewaySlot}::bigint where ${pool.gatewaySlot}::bigint is not null
        union all select ${(firstBlock - 1) * size - skip}::bigint
      ) used
    )
    select block + 1 as block from (select block, lead(block) over (order by block) as following from taken) row
    where block >= ${firstBlock - 1} and (following is null or following > block + 1) order by block limit 1`);
  const block = Number(rows[0]?.block ?? Number.POSITIVE_INFINITY);
  if (block > lastBlock) return none;
  const place = block * size;
  return {
    cidr: prefixAt(range, place, length),
    first: atPlace(range, place),
    last: atPlace(range, place + size - 1),
    size,
    slot: place - skip,
  };
}
