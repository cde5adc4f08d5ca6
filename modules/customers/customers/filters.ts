import { and, arrayContains, eq, gt, gte, inArray, like, lt, or, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { AnyCtx } from '#kernel/context.ts';
import type { customerFilters } from './contract.ts';
import { customersElsewhere } from './elsewhere.ts';
import { searchPatterns } from './search.ts';
import { resolveSegment } from './segment.ts';
import { customer, customerPin } from './tables.ts';

export type Filters = z.output<typeof customerFilters>;
export type FilterCtx = Pick<AnyCtx, 'db' | 'actor' | 'tenant' | 'now' | 'today'>;

/** The first instant of a local day. */
const dayStart = (ctx: FilterCtx, day: string, later = 0) =>
  Temporal.PlainDate.from(day).add({ days: later }).toZonedDateTime(ctx.tenant.timeZone).toInstant().toString({
    smallestUnit: 'millisecond',
  });

function balanceIs(balance: Filters['balance']): SQL | undefined {
  if (balance === 'overdue') return gt(customer.overdueMinor, 0);
  if (balance === 'owing') return gt(customer.balanceMinor, 0);
  return balance === 'clear' ? eq(customer.balanceMinor, 0) : undefined;
}

/** What was typed, in the customer's own words or found where other things of theirs are kept. */
async function searched(ctx: FilterCtx, q: string): Promise<SQL | undefined> {
  const words = and(...searchPatterns(q).map((pattern) => like(customer.search, pattern)));
  const found = await customersElsewhere(ctx.db, q);
  if (found.ids.length === 0) return words;
  const among = inArray(customer.id, found.ids);
  return found.exact ? among : or(words, among);
}

async function criteria(ctx: FilterCtx, f: Omit<Filters, 'segmentId'>): Promise<SQL | undefined> {
  const ago = f.createdWithinDays && ctx.now.subtract({ hours: 24 * f.createdWithinDays });
  return and(
    f.status && eq(customer.status, f.status),
    f.kind && eq(customer.kind, f.kind),
    f.tier && eq(customer.tier, f.tier),
    f.tag ? arrayContains(customer.tags, [f.tag]) : undefined,
    f.city ? eq(customer.city, f.city) : undefined,
    f.planId ? eq(customer.planId, f.planId) : undefined,
    f.health && eq(customer.healthBand, f.health),
    balanceIs(f.balance),
    f.createdFrom ? gte(customer.createdAt, dayStart(ctx, f.createdFrom)) : undefined,
    f.createdTo ? lt(customer.createdAt, dayStart(ctx, f.createdTo, 1)) : undefined,
    ago ? gte(customer.createdAt, ago.toString()) : undefined,
    f.q ? await searched(ctx, f.q) : undefined,
  );
}

const pinnedTo = (listId: string) =>
  sql`exists (select 1 from ${customerPin} where ${customerPin.listId} = ${listId} and ${customerPin.customerId} = ${customer.id})`;

/** The condition that a filter amounts to; a segment's own criteria and what narrows it both hold. */
export async function matching(
  ctx: FilterCtx,
  { segmentId, ...own }: Filters & { pinnedIn?: string | undefined },
): Promise<SQL | undefined> {
  const segment = segmentId ? await resolveSegment(ctx, segmentId) : null;
  const narrowed = await criteria(ctx, own);
  const listId = own.pinnedIn ?? segment?.pinnedIn;
  return and(
    narrowed,
    segment?.criteria ? await criteria(ctx, segment.criteria) : undefined,
    listId ? pinnedTo(listId) : undefined,
  );
}
