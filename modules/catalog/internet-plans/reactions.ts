import { and, eq, sql } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { on } from '#kernel/module.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlanSubscriber as subscriber, internetPlanUsage as usage } from './tables.ts';

async function count(ctx: AnyCtx, planId: string, by: 1 | -1) {
  await ctx.db
    .insert(usage)
    .values({ planId, subscriptions: Math.max(by, 0) })
    .onConflictDoUpdate({
      target: [usage.tenantId, usage.planId],
      set: { subscriptions: sql`${usage.subscriptions} + ${by}` },
    });
}

/** Each subscription is counted where it is known to stand, so an event told twice counts once. */
async function leave(ctx: AnyCtx, subscriptionId: string) {
  const [left] = await ctx.db
    .delete(subscriber)
    .where(eq(subscriber.subscriptionId, subscriptionId))
    .returning({ planId: subscriber.planId });
  if (left) await count(ctx, left.planId, -1);
}

async function join(ctx: AnyCtx, subscriptionId: string, planId: string) {
  const [there] = await ctx.db
    .select({ planId: subscriber.planId })
    .from(subscriber)
    .where(and(eq(subscriber.subscriptionId, subscriptionId), eq(subscriber.planId, planId)));
  if (there) return;
  await leave(ctx, subscriptionId);
  await ctx.db.insert(subscriber).values({ subscriptionId, planId });
  await count(ctx, planId, 1);
}

// One name for all of them: what is told later waits behind what failed before, so the count cannot drift.
const name = 'internet-plans.count-subscriptions';

export const reactions = [
  on(subscriptions, 'subscription.ordered', name, (ctx, e) => join(ctx, e.subscriptionId, e.planId)),
  on(subscriptions, 'subscription.plan-changed', name, (ctx, e) => join(ctx, e.subscriptionId, e.toPlanId)),
  on(subscriptions, 'subscription.cancelled', name, (ctx, e) => leave(ctx, e.subscriptionId)),
  on(subscriptions, 'subscription.failed', name, (ctx, e) => leave(ctx, e.subscriptionId)),
];
