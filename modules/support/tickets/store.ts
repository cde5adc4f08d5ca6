import { and, arrayContains, asc, desc, eq, inArray, isNull, like, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { records } from '#modules/platform/records/contract.ts';
import type { tickets } from './contract.ts';
import { ticket, ticketCounter, ticketMessage } from './tables.ts';

export type Row = typeof ticket.$inferSelect;
type Input<K extends keyof (typeof tickets)['operations']> = z.output<(typeof tickets)['operations'][K]['in']>;
type Detail = Returned<(typeof tickets)['operations']['get']['out']>;
type Reading = Pick<Ctx, 'db' | 'call'>;

const Position = z.tuple([z.iso.datetime(), z.uuid()]);
const pattern = (q: string) => `%${q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;

export async function listTickets(
  ctx: Pick<Ctx, 'db'>,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  ...conditions: (SQL | undefined)[]
) {
  const after = readCursor(cursor, Position);
  const rows = await ctx.db
    .select()
    .from(ticket)
    .where(
      and(...conditions, after ? sql`(${ticket.updatedAt}, ${ticket.id}) < (${after[0]}, ${after[1]})` : undefined),
    )
    .orderBy(desc(ticket.updatedAt), desc(ticket.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => row,
    (row) => [row.updatedAt, row.id],
  );
}

export function chosen({ status, assignee, priority, customerId, q }: Input<'list'>, me: string | null) {
  const whose = assignee === 'me' ? me : assignee;
  return and(
    status ? eq(ticket.status, status) : undefined,
    priority ? eq(ticket.priority, priority) : undefined,
    customerId ? eq(ticket.customerId, customerId) : undefined,
    assignee === 'nobody' ? isNull(ticket.assigneeId) : undefined,
    // An API key is nobody's colleague: nothing is assigned to it.
    assignee && assignee !== 'nobody' ? (whose ? eq(ticket.assigneeId, whose) : sql`false`) : undefined,
    ...(q ? q.split(/\s+/).map((word) => like(ticket.search, pattern(word))) : []),
  );
}

export async function findTicket(ctx: Pick<Ctx, 'db'>, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(ticket).where(eq(ticket.id, id));
  if (!row) throw notFound('ticket');
  return row;
}
/** The ticket, held until commit: two answers at once must not both move it. */
export async function holdTicket(ctx: Pick<Ctx, 'db'>, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(ticket).where(eq(ticket.id, id)).for('update');
  if (!row) throw notFound('ticket');
  return row;
}

export const messagesOf = (ctx: Pick<Ctx, 'db'>, ticketId: string) =>
  ctx.db
    .select()
    .from(ticketMessage)
    .where(eq(ticketMessage.ticketId, ticketId))
    .orderBy(asc(ticketMessage.writtenAt), asc(ticketMessage.id));

export async function detail(ctx: Reading, row: Row): Promise<Detail> {
  const messages = await messagesOf(ctx, row.id);
  const { items } = messages.some((m) => m.fileIds.length > 0)
    ? await ctx.call(records, 'listFiles', { subjectType: 'ticket', subjectId: row.id })
    : { items: [] };
  return {
    ...row,
    messages: messages.map((message) => ({
      ...message,
      files: items.filter((stored) => message.fileIds.includes(stored.id)),
    })),
  };
}

/** A file is reached through a message that the caller may read. */
export async function downloadFrom(ctx: Reading, id: string) {
  const [message] = await ctx.db
    .select({ id: ticketMessage.id })
    .from(ticketMessage)
    .where(arrayContains(ticketMessage.fileIds, [id]))
    .limit(1);
  if (!message) throw notFound('file');
  return ctx.call(records, 'download', { id });
}

export async function nextNumber(ctx: Pick<Ctx, 'db'>): Promise<string> {
  const [counter] = await ctx.db
    .insert(ticketCounter)
    .values({ last: 1 })
    .onConflictDoUpdate({ target: [ticketCounter.tenantId], set: { last: sql`${ticketCounter.last} + 1` } })
    .returning({ last: ticketCounter.last });
  return `T-${String(counter!.last).padStart(6, '0')}`;
}

export async function metrics(ctx: Pick<Ctx, 'db' | 'now'>) {
  const weekAgo = ctx.now.subtract({ hours: 7 * 24 }).toString();
  const live = inArray(ticket.status, ['open', 'waiting']);
  const [sums] = await ctx.db
    .select({
      open: sql<number>`count(*) filter (where status = 'open')::int`,
      waiting: sql<number>`count(*) filter (where status = 'waiting')::int`,
      unassigned: sql<number>`count(*) filter (where assignee_id is null)::int`,
      urgent: sql<number>`count(*) filter (where priority = 'urgent')::int`,
      oldestUnansweredAt: sql<Date | null>`min(unanswered_since)`,
    })
    .from(ticket)
    .where(live);
  const [solved] = await ctx.db
    .select({ n: sql<number>`count(*)::int` })
    .from(ticket)
    .where(
      and(
        inArray(ticket.status, ['solved', 'closed']),
        sql`${ticket.updatedAt} >= ${weekAgo}`,
        sql`${ticket.solvedAt} >= ${weekAgo}`,
      ),
    );
  const oldest = sums!.oldestUnansweredAt;
  return {
    ...sums!,
    oldestUnansweredAt: oldest === null ? null : new Date(oldest).toISOString(),
    solvedLast7Days: solved!.n,
  };
}

/** How the tickets of each customer stand; a customer without one has zeros. */
export async function countsOf(ctx: Pick<Ctx, 'db'>, customerIds: string[]) {
  const isOpen = sql`status in ('open', 'waiting')`;
  const rows = await ctx.db
    .select({
      customerId: ticket.customerId,
      open: sql<number>`count(*) filter (where ${isOpen})::int`,
      closed: sql<number>`count(*) filter (where not ${isOpen})::int`,
      critical: sql<number>`count(*) filter (where ${isOpen} and priority = 'urgent')::int`,
      lastTouchedAt: sql<Date>`max(updated_at)`,
    })
    .from(ticket)
    .where(inArray(ticket.customerId, customerIds))
    .groupBy(ticket.customerId);
  return customerIds.map((customerId) => {
    const row = rows.find((counted) => counted.customerId === customerId);
    if (!row) return { customerId, open: 0, closed: 0, critical: 0, lastTouchedAt: null };
    return { ...row, lastTouchedAt: new Date(row.lastTouchedAt).toISOString() };
  });
}
