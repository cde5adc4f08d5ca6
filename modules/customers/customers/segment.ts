import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { AnyCtx } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import { uuidPattern } from '#kernel/ids.ts';
import { builtInSegments } from './built-in-segments.ts';
import { segmentCriteria } from './contract.ts';

export interface ResolvedSegment {
  criteria: z.output<typeof segmentCriteria> | null;
  pinnedIn: string | null;
}

/** What a segment asks for today. Saved ones are shown by `segments` in a view; another person's own is not there. */
export async function resolveSegment(
  ctx: Pick<AnyCtx, 'db' | 'actor' | 'today'>,
  id: string,
): Promise<ResolvedSegment> {
  const given = builtInSegments.find((segment) => segment.id === id);
  if (given) return { criteria: given.criteria(ctx.today), pinnedIn: null };
  if (!uuidPattern.test(id)) throw notFound('segment');
  const everybody = ctx.actor.kind === 'system';
  const { rows } = await ctx.db.execute<{ criteria: unknown }>(sql`
    select criteria from customer_segment_criteria
    where id = ${id} and (shared or ${everybody} or owner_id = ${ctx.actor.id ?? ctx.actor.kind})`);
  const [row] = rows;
  if (!row) throw notFound('segment');
  return row.criteria === null
    ? { criteria: null, pinnedIn: id }
    : { criteria: segmentCriteria.parse(row.criteria), pinnedIn: null };
}
