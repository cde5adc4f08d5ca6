import { and, asc, desc, eq, gt, isNotNull, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, implement } from '#kernel/context.ts';
import { toCsv } from '#kernel/csv.ts';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { segments } from '#modules/customers/segments/contract.ts';
import { actions } from './actions.ts';
import { customerBulk } from './contract.ts';
import { actionWords, draftHours, mostAtOnce, needs, whyNotCancel, whyNotStart } from './rules.ts';
import { bulkItem, bulkRun } from './tables.ts';

type Place = Pick<Ctx, 'db'>;
type Row = typeof bulkRun.$inferSelect;

async function find(ctx: Place, id: string, lock = false): Promise<Row> {
  const query = ctx.db.select().from(bulkRun).where(eq(bulkRun.id, id));
  const [row] = await (lock ? query.for('update') : query);
  if (!row) throw notFound('action');
  return row;
}
async function set(ctx: Place, id: string, change: Partial<typeof bulkRun.$inferInsert>): Promise<Row> {
  const [row] = await ctx.db.update(bulkRun).set(change).where(eq(bulkRun.id, id)).returning();
  if (!row) throw notFound('action');
  return row;
}
function mayDo(ctx: Pick<Ctx, 'actor'>, { action }: Pick<Row, 'action'>) {
  const permission = needs[action];
  if (!ctx.actor.permissions.has(permission))
    throw forbidden(`${actionWords[action].title} needs the permission ${permission}.`);
}

/** The customers of a run with their names, by customer id. */
const itemsOf = (ctx: Place) =>
  ctx.db
    .select({
      customerId: bulkItem.customerId,
      number: bulkItem.number,
      name: sql<string>`coalesce((select name from customer_identity i where i.id = ${bulkItem.customerId}), '')`,
      outcome: bulkItem.outcome,
      reason: bulkItem.reason,
      settledAt: bulkItem.settledAt,
    })
    .from(bulkItem);

/** Settles one waiting customer; false when another execution has done so. */
async function settle(ctx: Place & Pick<Ctx, 'nowIso'>, runId: string, customerId: string, reason: string | null) {
  const rows = await ctx.db
    .update(bulkItem)
    .set({ outcome: reason === null ? 'done' : 'failed', reason, settledAt: ctx.nowIso })
    .where(and(eq(bulkItem.runId, runId), eq(bulkItem.customerId, customerId), eq(bulkItem.outcome, 'waiting')))
    .returning({ id: bulkItem.customerId });
  return rows.length > 0;
}

const Position = z.tuple([z.uuid()]);

export const service = implement(customerBulk, {
  async prepare(ctx, { action, ids, filters, ...how }) {
    mayDo(ctx, { action });
    const what = actions[action];
    what.check(how);
    // The run acts as the system, so whether the list is theirs is asked now.
    if (how.listId) await ctx.call(segments, 'pin', { id: how.listId });
    if (!ids && !filters) throw invalid('ids: Choose customers, or say which filter they match.', 'ids');
    await ctx.db
      .delete(bulkRun)
      .where(
        and(
          eq(bulkRun.status, 'draft'),
          lt(bulkRun.createdAt, new Date(ctx.now.subtract({ hours: draftHours }).epochMilliseconds).toISOString()),
        ),
      );
    const { items: chosen } = await ctx.call(customers, 'choose', ids ? { ids } : { filters: filters ?? {} });
    if (chosen.length === 0) throw notFound('customer');
    if (chosen.length > mostAtOnce)
      throw conflict(`More than ${mostAtOnce} customers match; narrow the filter and go in parts.`);
    const id = ctx.newId();
    const { title } = actionWords[action];
    await ctx.db.insert(bulkRun).values({
      id,
      action,
      title,
      how,
      createdById: ctx.actor.id,
      createdBy: ctx.actor.name,
      createdAt: ctx.nowIso,
    });
    const { rows } = await ctx.db.execute<{ customers: number; able: number; effects: number }>(sql`
      with kept as (
        insert into customer_bulk_item (run_id, customer_id, number, reason)
        select ${id}::uuid, c.id, c.number, ${what.unable(how)} from customer_identity c
        where c.id = any(${sql.param(chosen.map((one) => one.id))}::uuid[])
        returning customer_id, reason
      )
      select count(*)::int as customers, count(*) filter (where k.reason is null)::int as able,
        coalesce(sum(${what.effects}) filter (where k.reason is null), 0)::int as effects
      from kept k join customer_identity c on c.id = k.customer_id`);
    const counts = rows[0] ?? { customers: 0, able: 0, effects: 0 };
    ctx.changed({ type: 'bulk-run', id, after: { action, ...counts } });
    return set(ctx, id, { customers: counts.customers, able: counts.able, effects: counts.effects });
  },

  async start(ctx, { id }) {
    const row = await find(ctx, id, true);
    mayDo(ctx, row);
    const refusal = whyNotStart(row.status, row.able);
    if (refusal) throw conflict(refusal);
    await ctx.db
      .update(bulkItem)
      .set({ outcome: 'skipped', settledAt: ctx.nowIso })
      .where(and(eq(bulkItem.runId, id), isNotNull(bulkItem.reason)));
    ctx.changed({ type: 'bulk-run', id, before: { status: row.status }, after: { status: 'queued', ...row.how } });
    await ctx.emit('bulk-run.started', { bulkRunId: id });
    return set(ctx, id, { status: 'queued', skipped: row.customers - row.able });
  },

  async cancel(ctx, { id }) {
    const row = await find(ctx, id, true);
    const refusal = whyNotCancel(row.status, row.cancelledAt);
    if (refusal) throw conflict(refusal);
    ctx.changed({ type: 'bulk-run', id, after: { cancelledAt: ctx.nowIso } });
    await ctx.emit('bulk-run.progressed', { bulkRunId: id });
    const over = row.status === 'draft' ? ({ status: 'cancelled', finishedAt: ctx.nowIso } as const) : {};
    return set(ctx, id, { cancelledAt: ctx.nowIso, ...over });
  },

  async list(ctx, { cursor, limit }) {
    const after = readCursor(cursor, Position);
    const rows = await ctx.db
      .select()
      .from(bulkRun)
      .where(and(sql`status <> 'draft'`, after ? lt(bulkRun.id, after[0]) : undefined))
      .orderBy(desc(bulkRun.id))
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => row,
      (row) => [row.id],
    );
  },

  get: (ctx, { id }) => find(ctx, id),

  async items(ctx, { id, outcome, unable, cursor, limit }) {
    await find(ctx, id);
    const after = readCursor(cursor, Position);
    const rows = await itemsOf(ctx)
      .where(
        and(
          eq(bulkItem.runId, id),
          outcome ? eq(bulkItem.outcome, outcome) : undefined,
          unable ? isNotNull(bulkItem.reason) : undefined,
          after ? gt(bulkItem.customerId, after[0]) : undefined,
        ),
      )
      .orderBy(asc(bulkItem.customerId))
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => row,
      (row) => [row.customerId],
    );
  },

  async results(ctx, { id }) {
    await find(ctx, id);
    const rows = await itemsOf(ctx).where(eq(bulkItem.runId, id)).orderBy(asc(bulkItem.number));
    return {
      filename: 'bulk-results.csv',
      body: toCsv([
        ['Number', 'Name', 'Outcome', 'Reason'],
        ...rows.map((row) => [row.number, row.name, row.outcome, row.reason ?? '']),
      ]),
    };
  },

  async exportChosen(ctx, { ids }) {
    const file = await ctx.call(customers, 'exportCsv', { ids });
    ctx.changed({ type: 'customer', id: ids[0] ?? '', after: { exported: ids.length } });
    return file;
  },

  async open(ctx, { id }) {
    await set(ctx, id, { status: 'running', startedAt: ctx.nowIso });
  },

  async waiting(ctx, { id, after, limit }) {
    const { cancelledAt } = await find(ctx, id);
    if (cancelledAt !== null) return { items: [], next: null };
    const items = await itemsOf(ctx)
      .where(
        and(
          eq(bulkItem.runId, id),
          eq(bulkItem.outcome, 'waiting'),
          after ? gt(bulkItem.customerId, after) : undefined,
        ),
      )
      .orderBy(asc(bulkItem.customerId))
      .limit(limit);
    return { items, next: items.length < limit ? null : (items.at(-1)?.customerId ?? null) };
  },

  async apply(ctx, { id, customerId }) {
    const { action, how } = await find(ctx, id);
    // Settled first, so that its row is held while it is done.
    if (await settle(ctx, id, customerId, null)) await actions[action].do(ctx, customerId, how);
  },

  async refuse(ctx, { id, customerId, reason }) {
    await settle(ctx, id, customerId, reason);
  },

  async count(ctx, { id, finish }) {
    const { cancelledAt } = await find(ctx, id, true);
    const { rows } = await ctx.db.execute<{ done: number; skipped: number; failed: number }>(sql`
      select count(*) filter (where outcome = 'done')::int as done, count(*) filter (where outcome = 'skipped')::int as skipped,
        count(*) filter (where outcome = 'failed')::int as failed
      from customer_bulk_item where run_id = ${id}`);
    const { done = 0, skipped = 0, failed = 0 } = rows[0] ?? {};
    const over = { status: cancelledAt === null ? 'done' : 'cancelled', finishedAt: ctx.nowIso } as const;
    await ctx.emit(finish ? 'bulk-run.finished' : 'bulk-run.progressed', { bulkRunId: id });
    return set(ctx, id, { done, skipped, failed, ...(finish ? over : {}) });
  },
});
