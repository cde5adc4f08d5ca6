import { and, desc, eq, getTableColumns, inArray, like, lt, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { searchPatterns } from '../search.ts';
import { monthlyMinor, refusal, type SubscriptionCommand, type SubscriptionStatus, transitions } from './rules.ts';
import { subscription, subscriptionCounter, subscriptionTally } from './tables.ts';

export type Row = typeof subscription.$inferSelect;
export type StoreCtx = Pick<Ctx, 'db' | 'call' | 'changed' | 'nowIso' | 'today'>;

export async function find(ctx: StoreCtx, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(subscription).where(eq(subscription.id, id));
  if (!row) throw notFound('subscription');
  return row;
}

/** The row, held until the end of the transaction, and in a state that can take the command. */
export async function hold(ctx: StoreCtx, id: string, command: SubscriptionCommand): Promise<Row> {
  const [row] = await ctx.db.select().from(subscription).where(eq(subscription.id, id)).for('update');
  if (!row) throw notFound('subscription');
  const reason = refusal(command, row.status);
  if (reason) throw conflict(reason);
  return row;
}

/** Writes a command's change, and keeps the sums in step. */
export async function save(
  ctx: StoreCtx,
  command: SubscriptionCommand,
  before: Row,
  change: Partial<typeof subscription.$inferInsert>,
): Promise<Row> {
  const status = transitions[command].to ?? before.status;
  const [after] = await ctx.db
    .update(subscription)
    .set({ ...change, status })
    .where(and(eq(subscription.id, before.id), inArray(subscription.status, [...transitions[command].from])))
    .returning();
  if (!after) throw conflict('Somebody else has just changed this subscription; look again.');
  const counted = [before, after].map(({ status: s, cycle, priceMinor }) => `${s} ${cycle} ${priceMinor}`);
  if (counted[0] !== counted[1]) await tally(ctx, before, after);
  const was = Object.fromEntries(Object.entries(before).filter(([key]) => key in change));
  ctx.changed({
    type: 'subscription',
    id: before.id,
    before: { ...was, status: before.status },
    after: { ...change, status },
  });
  return after;
}

/** `S-000001`; the counter's row is held until commit, so call it late. */
export async function nextNumber(ctx: StoreCtx): Promise<string> {
  const [counter] = await ctx.db
    .insert(subscriptionCounter)
    .values({ last: 1 })
    .onConflictDoUpdate({
      target: [subscriptionCounter.tenantId],
      set: { last: sql`${subscriptionCounter.last} + 1` },
    })
    .returning({ last: subscriptionCounter.last });
  if (!counter) throw new Error('The counter of subscriptions gave no number.');
  return `S-${String(counter.last).padStart(6, '0')}`;
}

// ---- sums ---------------------------------------------------------------------------------------------------------------

type Counted = Pick<Row, 'id' | 'status' | 'cycle' | 'priceMinor'>;

/** Moves a subscription from one sum to another. Last in a transaction: these rows are shared by many. */
export async function tally(ctx: StoreCtx, before: Counted | null, after: Counted | null): Promise<void> {
  const part = (row: Counted, by: 1 | -1) => ({
    shard: Number.parseInt(row.id.slice(-1), 16),
    status: row.status,
    cycle: row.cycle,
    subscriptions: by,
    priceMinor: by * row.priceMinor,
  });
  const parts = [...(before ? [part(before, -1)] : []), ...(after ? [part(after, 1)] : [])];
  // In one order everywhere, so that two of them cannot wait for each other.
  const place = ({ status, cycle }: (typeof parts)[number]) => `${status} ${cycle}`;
  for (const values of parts.sort((a, b) => (place(a) < place(b) ? -1 : 1)))
    await ctx.db
      .insert(subscriptionTally)
      .values(values)
      .onConflictDoUpdate({
        target: [
          subscriptionTally.tenantId,
          subscriptionTally.shard,
          subscriptionTally.status,
          subscriptionTally.cycle,
        ],
        set: {
          subscriptions: sql`${subscriptionTally.subscriptions} + excluded.subscriptions`,
          priceMinor: sql`${subscriptionTally.priceMinor} + excluded.price_minor`,
        },
      });
}

export async function sums(ctx: StoreCtx) {
  const rows = await ctx.db
    .select({
      status: subscriptionTally.status,
      cycle: subscriptionTally.cycle,
      subscriptions: sql<number>`sum(${subscriptionTally.subscriptions})::bigint`,
      priceMinor: sql<number>`sum(${subscriptionTally.priceMinor})::bigint`,
    })
    .from(subscriptionTally)
    .groupBy(subscriptionTally.status, subscriptionTally.cycle);
  const count = (status: SubscriptionStatus) =>
    rows.filter((row) => row.status === status).reduce((sum, row) => sum + row.subscriptions, 0);
  const running = rows.filter((row) => row.status === 'active');
  return { count, mrrMinor: running.reduce((sum, row) => sum + monthlyMinor(row.priceMinor, row.cycle), 0) };
}

// ---- list ---------------------------------------------------------------------------------------------------------------

export interface Filters {
  q?: string | undefined;
  status?: SubscriptionStatus | undefined;
  customerId?: string | undefined;
  planId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Ids sort by time, so the id of the last row shown is all a cursor needs. */
const Position = z.tuple([z.uuid()]);

/** Newest order first. */
export async function list(ctx: StoreCtx, { q, status, customerId, planId, cursor, limit }: Filters) {
  const after = readCursor(cursor, Position);
  const rows = await ctx.db
    .select()
    .from(subscription)
    .where(
      and(
        status ? eq(subscription.status, status) : undefined,
        customerId ? eq(subscription.customerId, customerId) : undefined,
        planId ? eq(subscription.planId, planId) : undefined,
        ...searchPatterns(q ?? '').map((pattern) => like(subscription.search, pattern)),
        after ? lt(subscription.id, after[0]) : undefined,
      ),
    )
    .orderBy(desc(subscription.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => row,
    (row) => [row.id],
  );
}

/** The newest subscriptions of each of several customers. */
export async function ofCustomers(ctx: StoreCtx, customerIds: string[], each: number): Promise<Row[]> {
  const place = sql<number>`row_number() over (partition by ${subscription.customerId} order by ${subscription.id} desc)`;
  const ranked = ctx.db
    .select({ ...getTableColumns(subscription), place: place.as('place') })
    .from(subscription)
    .where(inArray(subscription.customerId, customerIds))
    .as('ranked');
  const rows = await ctx.db.select().from(ranked).where(lte(ranked.place, each)).orderBy(desc(ranked.id));
  return rows;
}
