import { eq } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { on } from '#kernel/module.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { bandwidthProfilePlan as sold } from './tables.ts';

async function follow(ctx: AnyCtx, planId: string): Promise<void> {
  const { name: planName, bandwidthProfileId } = await ctx.call(internetPlans, 'get', { id: planId });
  if (bandwidthProfileId === null) {
    await ctx.db.delete(sold).where(eq(sold.planId, planId));
    return;
  }
  await ctx.db
    .insert(sold)
    .values({ planId, planName, bandwidthProfileId })
    .onConflictDoUpdate({ target: [sold.tenantId, sold.planId], set: { planName, bandwidthProfileId } });
}

// One name for both: a plan's changes are followed in their order.
const name = 'bandwidth-profiles.follow-plan';
export const reactions = [
  on(internetPlans, 'plan.created', name, (ctx, { planId }) => follow(ctx, planId)),
  on(internetPlans, 'plan.updated', name, (ctx, { planId }) => follow(ctx, planId)),
];
