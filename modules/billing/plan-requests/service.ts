import { and, desc, eq, gt, gte, inArray, like, lt, min, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflict, forbidden, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { moneyText } from '#modules/billing/money.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { planRequests } from './contract.ts';
import { approve, carryOut, tellAnswer } from './decide.ts';
import { directionOf, happensAtOnce } from './rules.ts';
import { aboutOf, holdWaiting, settingsOf, settle } from './store.ts';
import { planRequest, planSelfService } from './tables.ts';

const Position = z.tuple([z.uuid()]);

/** Who asks, with the subscription they ask about: of others' there is nothing to be found. */
async function mineOf(ctx: Pick<Ctx, 'actor' | 'call'>, subscriptionId: string) {
  if (!ctx.actor.customerId) throw forbidden('This is for subscribers.');
  return ctx.call(subscriptions, 'get', { id: subscriptionId });
}

/** The plans for sale that a subscription may move to, the cheapest first. */
async function choicesFor(ctx: Pick<Ctx, 'db' | 'call' | 'actor'>, subscriptionId: string) {
  const { mode, hiddenPlanIds } = await settingsOf(ctx);
  const of = await mineOf(ctx, subscriptionId);
  if (mode === 'off' || !['active', 'suspended'].includes(of.status)) return [];
  const { items } = await ctx.call(internetPlans, 'list', { status: 'active', sort: 'priceMinor', limit: 200 });
  return items
    .filter((plan) => plan.id !== of.planId && plan.currency === of.currency && !hiddenPlanIds.includes(plan.id))
    .map((plan) => {
      const direction = directionOf(of, plan);
      return {
        ...plan,
        planId: plan.id,
        direction,
        differenceMinor: plan.cycle === of.cycle ? plan.priceMinor - of.priceMinor : null,
        mayBeginNow: of.status === 'active',
        atOnce: happensAtOnce(mode, direction),
      };
    });
}

export const service = implement(planRequests, {
  async list({ db }, { status, customerId, q, cursor, limit }) {
    const after = readCursor(cursor, Position);
    const rows = await db
      .select()
      .from(planRequest)
      .where(
        and(
          status ? eq(planRequest.status, status) : undefined,
          customerId ? eq(planRequest.customerId, customerId) : undefined,
          q ? like(planRequest.search, `%${q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`) : undefined,
          after ? lt(planRequest.id, after[0]) : undefined,
        ),
      )
      .orderBy(desc(planRequest.id))
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => row,
      (row) => [row.id],
    );
  },

  async metrics({ db, now }) {
    const monthAgo = now.subtract({ hours: 30 * 24 }).toString();
    const [waiting] = await db
      .select({ count: sql<number>`count(*)::int`, oldest: min(planRequest.requestedAt) })
      .from(planRequest)
      .where(eq(planRequest.status, 'waiting'));
    const decided = await db
      .select({ status: planRequest.status, count: sql<number>`count(*)::int` })
      .from(planRequest)
      .where(and(inArray(planRequest.status, ['approved', 'declined']), gte(planRequest.decidedAt, monthAgo)))
      .groupBy(planRequest.status);
    const of = (status: string) => decided.find((row) => row.status === status)?.count ?? 0;
    return {
      waiting: waiting?.count ?? 0,
      oldestWaitingAt: waiting?.oldest ?? null,
      approvedLast30Days: of('approved'),
      declinedLast30Days: of('declined'),
    };
  },

  async approve(ctx, { id }) {
    return approve(ctx, await holdWaiting(ctx, id), ctx.actor.name);
  },

  async decline(ctx, { id, reason }) {
    const row = await holdWaiting(ctx, id);
    const declined = await settle(ctx, row, 'declined', { statusReason: reason, decidedBy: ctx.actor.name });
    await tellAnswer(ctx, row, `We cannot do this: ${reason}`);
    await ctx.emit('plan-request.declined', aboutOf(row));
    return declined;
  },

  settings: (ctx) => settingsOf(ctx),

  async updateSettings(ctx, input) {
    const before = await settingsOf(ctx);
    const ids = [...new Set(input.hiddenPlanIds)];
    const known = ids.length === 0 ? [] : (await ctx.call(internetPlans, 'byIds', { ids })).items;
    if (known.length < ids.length) throw notFound('internet plan');
    await ctx.db
      .insert(planSelfService)
      .values(input)
      .onConflictDoUpdate({ target: [planSelfService.tenantId], set: input });
    ctx.changed({ type: 'plan-self-service', id: ctx.tenant.id, before, after: input });
    return input;
  },

  choices: async (ctx, { subscriptionId }) => ({ items: await choicesFor(ctx, subscriptionId) }),

  async mine(ctx) {
    const { customerId } = ctx.actor;
    if (!customerId) throw forbidden('This is for subscribers.');
    const items = await ctx.db
      .select()
      .from(planRequest)
      .where(eq(planRequest.customerId, customerId))
      .orderBy(desc(planRequest.id))
      .limit(20);
    return { items };
  },

  async ask(ctx, { subscriptionId, planId, when, expectedNetMinor, note }) {
    const of = await mineOf(ctx, subscriptionId);
    const preview = await ctx.call(subscriptions, 'previewMyPlanChange', { id: subscriptionId, planId, when });
    if (!(await choicesFor(ctx, subscriptionId)).some((choice) => choice.planId === planId))
      throw conflict('This plan cannot be asked for here. Write to your provider.', 'planId');
    if (preview.netMinor !== expectedNetMinor)
      throw conflict(
        `The sum is ${moneyText(preview.netMinor, preview.currency)} now; look at it again.`,
        'expectedNetMinor',
      );
    const [row] = await ctx.db
      .insert(planRequest)
      .values({
        id: ctx.newId(),
        subscriptionId,
        subscriptionNumber: of.number,
        customerId: of.customerId,
        customerName: of.customerName,
        fromPlanName: preview.fromPlanName,
        toPlanId: planId,
        toPlanName: preview.toPlanName,
        direction: preview.direction,
        startsWith: when,
        fromPriceMinor: preview.fromPriceMinor,
        toPriceMinor: preview.toPriceMinor,
        currency: preview.currency,
        agreedNetMinor: preview.netMinor,
        note,
        status: 'waiting',
        requestedAt: ctx.nowIso,
      })
      .onConflictDoNothing()
      .returning();
    if (!row) throw conflict('You have asked for another plan already; take that back first.');
    ctx.changed({ type: 'plan-request', id: row.id, after: { subscriptionId, planId, when } });
    await ctx.emit('plan-request.asked', aboutOf(row));
    return row;
  },

  async withdraw(ctx, { id }) {
    const row = await holdWaiting(ctx, id);
    const withdrawn = await settle(ctx, row, 'withdrawn');
    await ctx.emit('plan-request.withdrawn', aboutOf(row));
    return withdrawn;
  },

  async carryOut(ctx, { id }) {
    const [row] = await ctx.db.select().from(planRequest).where(eq(planRequest.id, id)).for('update');
    if (!row) throw notFound('plan request');
    const { mode } = await settingsOf(ctx);
    if (row.status === 'waiting' && happensAtOnce(mode, row.direction)) await carryOut(ctx, row);
  },

  async follow(ctx, { subscriptionId, ended, reason, at }) {
    const rows = await ctx.db
      .select()
      .from(planRequest)
      .where(
        and(
          eq(planRequest.subscriptionId, subscriptionId),
          ended
            ? eq(planRequest.status, 'waiting')
            : and(
                eq(planRequest.status, 'approved'),
                gt(planRequest.effectiveOn, ctx.today.toString()),
                lt(planRequest.decidedAt, at),
              ),
        ),
      )
      .for('update');
    for (const row of rows) {
      await settle(ctx, row, ended ? 'declined' : 'dropped', { statusReason: reason });
      await ctx.emit(ended ? 'plan-request.declined' : 'plan-request.dropped', aboutOf(row));
    }
  },
});
