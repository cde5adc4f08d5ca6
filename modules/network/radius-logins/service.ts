import type { z } from 'zod';
import { type AnyCtx, implement } from '#kernel/context.ts';
import { conflict, invalid } from '#kernel/errors.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { type loginInput, radiusLogins } from './contract.ts';

type Input = z.output<typeof loginInput>;

/** Whose login it is and how fast: as its subscription says, where there is one. */
async function terms(ctx: Pick<AnyCtx, 'call'>, { subscriptionId, customerId, downloadKbps, uploadKbps }: Input) {
  if (subscriptionId === null) {
    if (downloadKbps === undefined) throw invalid('Give the download speed.', 'downloadKbps');
    if (uploadKbps === undefined) throw invalid('Give the upload speed.', 'uploadKbps');
    return { customerId, downloadKbps, uploadKbps, status: 'active' as const };
  }
  const subscription = await ctx.call(subscriptions, 'get', { id: subscriptionId });
  const { status } = subscription;
  if (customerId !== null && customerId !== subscription.customerId)
    throw invalid('This subscription is another customer’s.', 'subscriptionId');
  if (status === 'cancelled' || status === 'failed')
    throw conflict(`This subscription is ${status}; it needs no login.`, 'subscriptionId');
  return {
    customerId: subscription.customerId,
    downloadKbps: subscription.downloadKbps,
    uploadKbps: subscription.uploadKbps,
    status,
  };
}

export const service = implement(radiusLogins, {
  async create(ctx, input) {
    const { status, ...of } = await terms(ctx, input);
    const account = await ctx.call(radius, 'createAccount', { ...input, ...of });
    if (status !== 'suspended' || input.subscriptionId === null) return account;
    const { subscriptionId } = input;
    const suspended = await ctx.call(radius, 'setAccountState', { subscriptionId, state: 'suspended' });
    return { ...account, ...suspended };
  },
});
