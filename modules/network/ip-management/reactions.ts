import { eq } from 'drizzle-orm';
import { on } from '#kernel/module.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { ipManagement } from './contract.ts';
import { ipReservation } from './tables.ts';

const whyNotEnded: Record<string, string> = {
  nak: 'The NAS refused to end the session.',
  timeout: 'The NAS did not answer when asked to end the session.',
};

export const reactions = [
  // After the commit and one at a time, so that the alarm neither slows assignment nor is missed between two callers.
  on(ipManagement, 'ip-address.assigned', 'ip-management.watch-assigned', async (ctx, { poolId }) => {
    await ctx.call(ipManagement, 'watch', { id: poolId });
  }),
  on(ipManagement, 'ip-address.released', 'ip-management.watch-released', async (ctx, { poolId }) => {
    await ctx.call(ipManagement, 'watch', { id: poolId });
  }),
  on(ipManagement, 'ip-range.reserved', 'ip-management.watch-range', async (ctx, { poolId }) => {
    await ctx.call(ipManagement, 'watch', { id: poolId });
  }),
  on(ipManagement, 'ip-pool.updated', 'ip-management.watch-updated', async (ctx, { poolId }) => {
    await ctx.call(ipManagement, 'watch', { id: poolId });
  }),
  on(customers, 'customer.updated', 'ip-management.follow-name', async (ctx, { customerId }) => {
    const { name } = await ctx.call(customers, 'get', { id: customerId });
    await ctx.db.update(ipReservation).set({ customerName: name }).where(eq(ipReservation.customerId, customerId));
  }),

  on(subscriptions, 'subscription.activated', 'ip-management.take-into-use', async (ctx, { subscriptionId }) => {
    await ctx.call(ipManagement, 'followLine', { id: subscriptionId, to: 'active' });
  }),
  on(subscriptions, 'subscription.suspended', 'ip-management.suspend', async (ctx, { subscriptionId }) => {
    await ctx.call(ipManagement, 'followLine', { id: subscriptionId, to: 'suspended' });
  }),
  on(subscriptions, 'subscription.resumed', 'ip-management.resume', async (ctx, { subscriptionId }) => {
    await ctx.call(ipManagement, 'followLine', { id: subscriptionId, to: 'active' });
  }),

  on(radius, 'radius.account-changed', 'ip-management.follow-login', async (ctx, { accountId }) => {
    await ctx.call(ipManagement, 'followLogin', { id: accountId });
  }),
  on(
    radius,
    'radius.coa-answered',
    'ip-management.after-disconnect',
    async (ctx, { coaId, customerId, kind, outcome }) => {
      if (kind !== 'disconnect' || customerId === null || outcome === 'pending') return;
      const { items } = await ctx.call(radius, 'listCoa', { customerId, limit: 50 });
      const sessionId = items.find((request) => request.id === coaId)?.sessionId;
      if (!sessionId) return;
      const { subscriptionId } = await ctx.call(radius, 'getSession', { id: sessionId });
      if (subscriptionId)
        await ctx.call(ipManagement, 'sessionsEnded', { id: subscriptionId, problem: whyNotEnded[outcome] ?? null });
    },
  ),
];
