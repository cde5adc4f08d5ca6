import { and, eq, ne } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { durable } from '#kernel/durable.ts';
import { on } from '#kernel/module.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { subscriptions } from './contract.ts';
import { subscription } from './tables.ts';
import { followPlanChange } from './workflows.ts';

/** The plan may have changed between the sale and this event; a change that comes later finds the subscription itself. */
const settle = async (ctx: AnyCtx, planId: string, subscriptionId: string) => {
  await ctx.call(subscriptions, 'followPlan', { planId, subscriptionId });
};

export const reactions = [
  on(customers, 'customer.updated', 'subscriptions.follow-customer', async (ctx, { customerId }) => {
    const { name } = await ctx.call(customers, 'get', { id: customerId });
    await ctx.db
      .update(subscription)
      .set({ customerName: name })
      .where(and(eq(subscription.customerId, customerId), ne(subscription.customerName, name)));
  }),

  on(internetPlans, 'plan.updated', 'subscriptions.follow-plan', async (ctx, { planId, rolloutId }, event) => {
    // The run that carries the new speed carries the name as well.
    if (rolloutId !== null) return;
    const plan = await ctx.call(internetPlans, 'get', { id: planId });
    const [behind] = await ctx.db
      .select({ id: subscription.id })
      .from(subscription)
      .where(and(eq(subscription.planId, planId), ne(subscription.planName, plan.name)))
      .limit(1);
    if (!behind) return;
    await durable().start(followPlanChange, event.id, {
      tenantId: ctx.tenant.id,
      planId,
      atMs: ctx.now.epochMilliseconds,
    });
  }),

  on(subscriptions, 'subscription.activated', 'subscriptions.settle-speed', (ctx, e) =>
    ctx
      .call(subscriptions, 'get', { id: e.subscriptionId })
      .then(({ planId }) => settle(ctx, planId, e.subscriptionId)),
  ),
  on(subscriptions, 'subscription.plan-changed', 'subscriptions.settle-speed', (ctx, e) =>
    settle(ctx, e.toPlanId, e.subscriptionId),
  ),
];
