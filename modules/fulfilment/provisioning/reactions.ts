import { durable } from '#kernel/durable.ts';
import { on } from '#kernel/module.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { provisionSubscription } from './workflows.ts';

export const reactions = [
  // Keyed by the event: handed out twice it starts one run, and another try at a failed sale starts another.
  on(
    subscriptions,
    'subscription.ordered',
    'provisioning.start',
    async (ctx, { subscriptionId, customerId, planId, poolId }, event) => {
      const { number } = await ctx.call(subscriptions, 'get', { id: subscriptionId });
      await durable().start(
        provisionSubscription,
        `${subscriptionId}:${event.id}`,
        { tenantId: ctx.tenant.id, subscriptionId, customerId, planId, poolId, atMs: Date.parse(event.at) },
        { subscriptionId, customerId, subject: number },
      );
    },
  ),
];
