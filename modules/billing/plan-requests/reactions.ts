import { on } from '#kernel/module.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { planRequests } from './contract.ts';

export const reactions = [
  on(planRequests, 'plan-request.asked', 'plan-requests.carry-out', async (ctx, { planRequestId }) => {
    await ctx.call(planRequests, 'carryOut', { id: planRequestId });
  }),
  on(subscriptions, 'subscription.cancelled', 'plan-requests.follow', async (ctx, { subscriptionId }, { at }) => {
    await ctx.call(planRequests, 'follow', {
      subscriptionId,
      ended: true,
      reason: 'The subscription has ended.',
      at,
    });
  }),
  on(
    subscriptions,
    'subscription.plan-change-dropped',
    'plan-requests.follow',
    async (ctx, { subscriptionId, reason }, { at }) => {
      await ctx.call(planRequests, 'follow', { subscriptionId, ended: false, reason, at });
    },
  ),
];
