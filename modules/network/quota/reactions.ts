import { and, eq, ne } from 'drizzle-orm';
import { on } from '#kernel/module.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { quota } from './contract.ts';
import { quotaLine } from './tables.ts';

// One name for what changes a line, and one for plans: each is followed in its order.
const line = 'quota.follow-subscription';
const plan = 'quota.follow-plan';

export const reactions = [
  on(subscriptions, 'subscription.activated', line, async (ctx, { subscriptionId }) => {
    await ctx.call(quota, 'follow', { subscriptionId });
  }),
  on(subscriptions, 'subscription.plan-changed', line, async (ctx, { subscriptionId }) => {
    await ctx.call(quota, 'follow', { subscriptionId });
  }),
  on(subscriptions, 'subscription.cancelled', line, async (ctx, { subscriptionId }) => {
    await ctx.call(quota, 'forget', { subscriptionId });
  }),
  on(internetPlans, 'plan.created', plan, async (ctx, { planId }) => {
    await ctx.call(quota, 'followPlan', { planId });
  }),
  on(internetPlans, 'plan.updated', plan, async (ctx, { planId }) => {
    await ctx.call(quota, 'followPlan', { planId });
  }),
  on(customers, 'customer.updated', 'quota.follow-customer', async (ctx, { customerId }) => {
    const { name } = await ctx.call(customers, 'get', { id: customerId });
    await ctx.db
      .update(quotaLine)
      .set({ customerName: name })
      .where(and(eq(quotaLine.customerId, customerId), ne(quotaLine.customerName, name)));
  }),
  // Accounting has just been counted: whoever may have passed a threshold is looked at now, and nobody else.
  on(radius, 'radius.usage-updated', 'quota.check', async (ctx) => {
    await ctx.call(quota, 'check', {});
  }),
];
