import { and, desc, eq, gte, isNotNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { capOf, checkDue, checkLines, type Line, type Plan, plansOf, usedOf } from './check.ts';
import { quota } from './contract.ts';
import { whyNotAddData } from './rules.ts';
import { quotaLine, quotaPlan } from './tables.ts';

const view = (line: Line, plan: Plan | undefined) => {
  const { subscriptionId, customerId, customerName, subscriptionNumber, planId, periodStart, periodEnd } = line;
  const { extraBytes, usedBytes, reachedPercent, state, stateSince, appliedKbps, checkedAt } = line;
  const cap = plan && capOf(plan, extraBytes);
  return {
    subscriptionId,
    customerId,
    customerName,
    subscriptionNumber,
    planId,
    planName: plan?.planName ?? '',
    periodStart,
    periodEnd,
    capBytes: cap?.capBytes ?? null,
    extraBytes,
    usedBytes,
    policy: cap?.policy ?? ('none' as const),
    noticePercents: [...(cap?.noticePercents ?? [])],
    reachedPercent,
    state,
    stateSince,
    throttledKbps: appliedKbps ?? cap?.throttledKbps ?? null,
    checkedAt,
  };
};

async function hold(ctx: Pick<Ctx, 'db'>, subscriptionId: string): Promise<Line> {
  const [line] = await ctx.db
    .select()
    .from(quotaLine)
    .where(eq(quotaLine.subscriptionId, subscriptionId))
    .for('update');
  if (!line) throw notFound('running subscription');
  return line;
}

/** Those of a plan are looked at as soon as somebody looks. */
const lookAgain = (ctx: Pick<Ctx, 'db' | 'nowIso'>, planId: string) =>
  ctx.db.update(quotaLine).set({ checkAt: ctx.nowIso }).where(eq(quotaLine.planId, planId));

const deciding = ['capBytes', 'policy', 'throttledKbps', 'downloadKbps', 'uploadKbps'] as const;
const isSameCap = (a: Omit<Plan, 'planId' | 'tenantId'>, b: Omit<Plan, 'planId' | 'tenantId'>): boolean =>
  deciding.every((key) => a[key] === b[key]) && a.noticePercents.join() === b.noticePercents.join();

const Position = z.tuple([z.int(), z.uuid()]);

export const service = implement(quota, {
  async list(ctx, { state, planId, minimumPercent, cursor, limit }) {
    const after = readCursor(cursor, Position);
    const rows = await ctx.db
      .select()
      .from(quotaLine)
      .where(
        and(
          isNotNull(quotaLine.checkAt),
          state ? eq(quotaLine.state, state) : undefined,
          planId ? eq(quotaLine.planId, planId) : undefined,
          minimumPercent > 0 ? gte(quotaLine.usedPermille, minimumPercent * 10) : undefined,
          after
            ? sql`(${quotaLine.usedPermille}, ${quotaLine.subscriptionId}) < (${after[0]}::int, ${after[1]}::uuid)`
            : undefined,
        ),
      )
      .orderBy(desc(quotaLine.usedPermille), desc(quotaLine.subscriptionId))
      .limit(limit + 1);
    const plans = await plansOf(ctx, rows);
    return pageOf(
      rows,
      limit,
      (line) => view(line, plans.get(line.planId)),
      (line) => [line.usedPermille, line.subscriptionId],
    );
  },

  async ofCustomer(ctx, { customerId }) {
    const lines = await ctx.db
      .select()
      .from(quotaLine)
      .where(eq(quotaLine.customerId, customerId))
      .orderBy(quotaLine.subscriptionId);
    if (lines.length === 0) return { items: [] };
    const { items: periods } = await ctx.call(subscriptions, 'periods', { customerId });
    const used = await usedOf(ctx, periods);
    const plans = await plansOf(ctx, lines);
    return {
      items: lines.map((line) => ({
        ...view(line, plans.get(line.planId)),
        usedBytes: used.get(line.subscriptionId) ?? line.usedBytes,
        checkedAt: ctx.nowIso,
      })),
    };
  },

  async addData(ctx, { subscriptionId, bytes, reason }) {
    const line = await hold(ctx, subscriptionId);
    const plan = (await plansOf(ctx, [line])).get(line.planId);
    const refused = whyNotAddData({ capBytes: plan?.capBytes ?? null });
    if (refused) throw conflict(refused);
    const [more] = await ctx.db
      .update(quotaLine)
      .set({ extraBytes: line.extraBytes + bytes })
      .where(eq(quotaLine.subscriptionId, subscriptionId))
      .returning();
    ctx.changed({
      type: 'quota',
      id: subscriptionId,
      before: { extraBytes: line.extraBytes },
      after: { extraBytes: line.extraBytes + bytes, reason },
    });
    await ctx.emit('quota.data-added', { subscriptionId, customerId: line.customerId, bytes, reason });
    const [after] = await checkLines(ctx, [more!]);
    return view(after!, plan);
  },

  async check(ctx, { limit }) {
    const lines = await checkDue(ctx, limit);
    const plans = await plansOf(ctx, lines);
    return { items: lines.map((line) => view(line, plans.get(line.planId))) };
  },

  async follow(ctx, { subscriptionId }) {
    const { items } = await ctx.call(subscriptions, 'periods', { subscriptionIds: [subscriptionId] });
    const [period] = items;
    if (!period) return;
    const { customerId, customerName, number: subscriptionNumber, planId, start, end, startsAt, endsAt } = period;
    const known = { customerId, customerName, subscriptionNumber, planId, checkAt: ctx.nowIso };
    await ctx.db
      .insert(quotaLine)
      .values({
        ...known,
        subscriptionId,
        periodStart: start,
        periodEnd: end,
        startsAt,
        endsAt,
        checkedAt: ctx.nowIso,
      })
      .onConflictDoUpdate({ target: [quotaLine.tenantId, quotaLine.subscriptionId], set: known });
    await checkLines(ctx, [await hold(ctx, subscriptionId)]);
  },

  async followPlan(ctx, { planId }) {
    const plan = await ctx.call(internetPlans, 'get', { id: planId });
    const [before] = await ctx.db.select().from(quotaPlan).where(eq(quotaPlan.planId, planId)).for('update');
    const terms = {
      planName: plan.name,
      capBytes: plan.dataCapBytes,
      policy: plan.capPolicy,
      throttledKbps: plan.throttledKbps,
      noticePercents: [...plan.capNoticePercents],
      downloadKbps: plan.downloadKbps,
      uploadKbps: plan.uploadKbps,
    };
    await ctx.db
      .insert(quotaPlan)
      .values({ planId, ...terms })
      .onConflictDoUpdate({ target: [quotaPlan.tenantId, quotaPlan.planId], set: terms });
    if (before === undefined || !isSameCap(before, terms)) await lookAgain(ctx, planId);
  },

  async forget(ctx, { subscriptionId }) {
    await ctx.db.delete(quotaLine).where(eq(quotaLine.subscriptionId, subscriptionId));
  },
});
