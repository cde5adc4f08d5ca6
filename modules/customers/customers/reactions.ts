import { eq } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { on } from '#kernel/module.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { customers } from './contract.ts';
import { type ServiceStatus, statusFrom } from './rules.ts';
import { servicesOf } from './status.ts';
import { customer, customerSubscription } from './tables.ts';

/** Notes what became of a subscription and brings its customer's status in line. */
async function follow(
  ctx: AnyCtx,
  { subscriptionId, customerId }: { subscriptionId: string; customerId: string },
  status: ServiceStatus,
  activated?: boolean,
): Promise<void> {
  const known = { status, ...(activated === undefined ? {} : { activated }) };
  await ctx.db
    .insert(customerSubscription)
    .values({ subscriptionId, customerId, ...known })
    .onConflictDoUpdate({ target: [customerSubscription.tenantId, customerSubscription.subscriptionId], set: known });
  const [current] = await ctx.db.select({ status: customer.status }).from(customer).where(eq(customer.id, customerId));
  if (!current) return;
  const to = statusFrom(current.status, await servicesOf(ctx.db, customerId));
  if (to !== current.status) await ctx.call(customers, 'setStatus', { id: customerId, status: to });
}

/** One name for all of them: while an event waits to be tried again, those after it wait too. */
const name = 'customers.follow-subscriptions';

export const reactions = [
  on(subscriptions, 'subscription.ordered', name, (ctx, event) => follow(ctx, event, 'pending')),
  on(subscriptions, 'subscription.activated', name, (ctx, event) => follow(ctx, event, 'active', true)),
  on(subscriptions, 'subscription.suspended', name, (ctx, event) => follow(ctx, event, 'suspended')),
  on(subscriptions, 'subscription.resumed', name, (ctx, event) => follow(ctx, event, 'active')),
  on(subscriptions, 'subscription.cancelled', name, (ctx, event) => follow(ctx, event, 'cancelled')),
  // Rolled back: if it had been activated on the way, that is taken back too.
  on(subscriptions, 'subscription.failed', name, (ctx, event) => follow(ctx, event, 'failed', false)),
];
