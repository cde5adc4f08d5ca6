import { and, desc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, implement } from '#kernel/context.ts';
import { toCsv } from '#kernel/csv.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { speedRollouts } from './contract.ts';
import { secondsFor, tallyOf, whyNotCancel } from './rules.ts';
import { speedRollout } from './tables.ts';

type ServiceCtx = Pick<Ctx, 'db' | 'call' | 'tenant'>;
type Row = typeof speedRollout.$inferSelect;

/** The run's id, as the durable engine makes it of the workflow's name, the tenant and the rollout. */
const runIdOf = ({ tenantId, id }: Row) => `apply-speed:${tenantId}:${id}`;
const view = (row: Row) => ({ ...row, runId: runIdOf(row) });

async function hold(ctx: Pick<Ctx, 'db'>, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(speedRollout).where(eq(speedRollout.id, id)).for('update');
  if (!row) throw notFound('rollout');
  return row;
}

async function find(ctx: Pick<Ctx, 'db'>, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(speedRollout).where(eq(speedRollout.id, id));
  if (!row) throw notFound('rollout');
  return row;
}

async function set(ctx: Pick<Ctx, 'db'>, id: string, change: Partial<typeof speedRollout.$inferInsert>): Promise<Row> {
  const [row] = await ctx.db.update(speedRollout).set(change).where(eq(speedRollout.id, id)).returning();
  if (!row) throw notFound('rollout');
  return row;
}

/** The plans a change would reach: the one named, or all that sell a profile. */
async function plansOf(ctx: ServiceCtx, planId: string | undefined, bandwidthProfileId: string | undefined) {
  if (planId) return [await ctx.call(internetPlans, 'get', { id: planId })];
  if (!bandwidthProfileId) throw invalid('Name a plan or a bandwidth profile.', 'planId');
  return (await ctx.call(internetPlans, 'ofProfiles', { profileIds: [bandwidthProfileId] })).items;
}

/** A list is long only when a whole NAS failed; more rows than this help nobody. */
const mostFailures = 20_000;
async function* failedRequests(ctx: ServiceCtx, rolloutId: string) {
  let cursor: string | undefined;
  for (let seen = 0; seen < mostFailures; ) {
    const page = await ctx.call(radius, 'listCoa', {
      rolloutId,
      failed: 'true',
      limit: 200,
      ...(cursor ? { cursor } : {}),
    });
    yield* page.items;
    seen += page.items.length;
    if (page.next === null) return;
    cursor = page.next;
  }
}

const Position = z.tuple([z.uuid()]);

export const service = implement(speedRollouts, {
  async preview(ctx, { planId, bandwidthProfileId }) {
    const plans = await plansOf(ctx, planId, bandwidthProfileId);
    const reach = await ctx.call(radius, 'speedReach', {
      planIds: plans.map(({ id }) => id),
      bandwidthProfileId: bandwidthProfileId ?? null,
    });
    return {
      ...reach,
      plans: plans.map(({ id, name, subscriptionCount }) => ({ id, name, subscriptions: subscriptionCount })),
      subscriptions: plans.reduce((sum, plan) => sum + plan.subscriptionCount, 0),
      seconds: secondsFor(reach.nases),
    };
  },

  async list(ctx, { causeId, status, cursor, limit }) {
    const after = readCursor(cursor, Position);
    const rows = await ctx.db
      .select()
      .from(speedRollout)
      .where(
        and(
          causeId ? eq(speedRollout.causeId, causeId) : undefined,
          status ? eq(speedRollout.status, status) : undefined,
          after ? lt(speedRollout.id, after[0]) : undefined,
        ),
      )
      .orderBy(desc(speedRollout.id))
      .limit(limit + 1);
    return pageOf(rows, limit, view, (row) => [row.id]);
  },

  get: async (ctx, { id }) => view(await find(ctx, id)),

  async failures(ctx, { id }) {
    await find(ctx, id);
    const rows: string[][] = [['Login', 'NAS', 'Outcome', 'Error-Cause', 'Asked', 'Disconnected instead']];
    for await (const one of failedRequests(ctx, id))
      rows.push([
        one.username,
        one.nasName,
        one.outcome === 'nak' ? 'refused' : 'no answer',
        [one.errorCause, one.errorCauseText].filter((part) => part !== null).join(' '),
        one.requestedAt,
        one.fallbackId === null ? '' : 'yes',
      ]);
    return { filename: 'speed-not-taken.csv', body: toCsv(rows) };
  },

  async cancel(ctx, { id }) {
    const row = await hold(ctx, id);
    const reason = whyNotCancel(row);
    if (reason) throw conflict(reason);
    const after = await set(ctx, id, { cancelledAt: ctx.nowIso });
    ctx.changed({ type: 'speed-rollout', id, after: { cancelledAt: ctx.nowIso } });
    await ctx.emit('speed-rollout.progressed', { rolloutId: id });
    return view(after);
  },

  async begin(ctx, { id, ...input }) {
    const [row] = await ctx.db
      .insert(speedRollout)
      .values({ ...input, id, createdAt: ctx.nowIso })
      .returning();
    await ctx.emit('speed-rollout.requested', { rolloutId: id });
    return view(row!);
  },

  async start(ctx, { id }) {
    const { planIds } = await hold(ctx, id);
    let subscriptionCount = 0;
    for (const planId of planIds)
      subscriptionCount += (await ctx.call(internetPlans, 'get', { id: planId })).subscriptionCount;
    await set(ctx, id, { status: 'running', startedAt: ctx.nowIso, subscriptions: subscriptionCount });
    await ctx.emit('speed-rollout.progressed', { rolloutId: id });
    return { planIds };
  },

  async advance(ctx, { id, planId, after }) {
    const { cancelledAt, force, subscriptionsDone } = await hold(ctx, id);
    const { coaIds, looked, next } = await ctx.call(subscriptions, 'followPlan', {
      planId,
      rolloutId: id,
      toSessions: cancelledAt === null,
      force,
      ...(after === null ? {} : { after }),
    });
    await set(ctx, id, { subscriptionsDone: subscriptionsDone + looked });
    await ctx.emit('speed-rollout.progressed', { rolloutId: id });
    return { coaIds, next };
  },

  async record(ctx, { id, answers }) {
    const { items } = await ctx.call(radius, 'answerCoas', { answers });
    const row = await hold(ctx, id);
    const more = tallyOf(items);
    await set(ctx, id, {
      sessionsAsked: row.sessionsAsked + more.sessionsAsked,
      acknowledged: row.acknowledged + more.acknowledged,
      refused: row.refused + more.refused,
      unanswered: row.unanswered + more.unanswered,
      ended: row.ended + more.ended,
      disconnected: row.disconnected + more.disconnected,
    });
    await ctx.emit('speed-rollout.progressed', { rolloutId: id });
    return { instead: items.flatMap(({ fallbackId }) => fallbackId ?? []) };
  },

  async finish(ctx, { id }) {
    const { cancelledAt } = await hold(ctx, id);
    const row = await set(ctx, id, {
      status: cancelledAt === null ? 'done' : 'cancelled',
      finishedAt: ctx.nowIso,
    });
    await ctx.emit('speed-rollout.finished', { rolloutId: id });
    return view(row);
  },
});
