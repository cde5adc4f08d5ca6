import { sql } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { saga } from '#kernel/durable.ts';
import { conflict } from '#kernel/errors.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { speedText, usernameOf } from './rules.ts';

export interface Sale {
  subscriptionId: string;
  customerId: string;
  planId: string;
  /** Pool that the order named; null: the default one. */
  poolId: string | null;
}
interface Line {
  /** Null: the line gets an address from the BNG. */
  poolId: string | null;
  prefixPoolId: string | null;
  address: string | null;
  prefix: string | null;
  username: string;
  invoiceId: string;
  invoiceNumber: string;
}

const isIpv4 = (type: string) => type === 'ipv4_public' || type === 'ipv4_private';

/** Where the line's address and delegated prefix come from. */
async function poolsFor(ctx: AnyCtx, poolId: string | null) {
  const { items: defaults } = await ctx.call(ipManagement, 'listPools', { isDefault: 'true' });
  const named = poolId ? await ctx.call(ipManagement, 'getPool', { id: poolId }) : null;
  if (named && !isIpv4(named.type) && named.type !== 'ipv6_pd')
    throw conflict(
      `A line takes its address from an IPv4 pool and its prefix from a delegation pool; ${named.name} is neither.`,
      'poolId',
    );
  const addressPool = named && isIpv4(named.type) ? named : defaults.find((pool) => isIpv4(pool.type));
  const prefixPool = named?.type === 'ipv6_pd' ? named : defaults.find((pool) => pool.type === 'ipv6_pd');
  for (const pool of [addressPool, prefixPool]) {
    if (pool?.status === 'maintenance')
      throw conflict(`The pool ${pool.name} is in maintenance and gives out nothing.`, 'poolId');
    if (pool?.status === 'depleted') throw conflict(`The pool ${pool.name} has no free address.`, 'poolId');
  }
  return { poolId: addressPool?.id ?? null, prefixPoolId: prefixPool?.id ?? null };
}

/** From a sale to a line that works, or to nothing at all. */
export const provisionSubscription = saga<Sale, Line>('provision-subscription', {
  title: 'Provision a subscription',
  steps: [
    {
      name: 'validate',
      title: 'Check the order',
      target: 'Database',
      async do(ctx, { subscriptionId, customerId, planId, poolId }) {
        const subscription = await ctx.call(subscriptions, 'get', { id: subscriptionId });
        if (subscription.status !== 'pending')
          throw conflict(
            `The subscription ${subscription.number} is ${subscription.status}, not waiting to be provisioned.`,
          );
        const customer = await ctx.call(customers, 'get', { id: customerId });
        if (customer.status === 'closed') throw conflict('The customer’s account is closed.');
        await ctx.call(internetPlans, 'get', { id: planId });
        return poolsFor(ctx, poolId);
      },
    },
    {
      name: 'address',
      title: 'Assign addresses',
      target: 'IP management',
      async do(ctx, { subscriptionId, customerId }, { poolId, prefixPoolId }) {
        const assign = (id: string) =>
          ctx.call(ipManagement, 'autoAssign', { poolId: id, subscriptionId, customerId, reason: 'Provisioning' });
        const address = poolId ? (await assign(poolId)).address : null;
        const prefix = prefixPoolId ? (await assign(prefixPoolId)).address : null;
        return { address, prefix };
      },
      async undo(ctx, { subscriptionId }) {
        // Nobody was ever online with it, so nothing has to rest.
        await ctx.call(ipManagement, 'releaseOf', { subscriptionId, quarantine: false });
      },
    },
    {
      name: 'radius',
      title: 'Create the login',
      target: 'RADIUS',
      async do(ctx, { subscriptionId, customerId, planId }, { address, prefix }) {
        const subscription = await ctx.call(subscriptions, 'get', { id: subscriptionId });
        const plan = await ctx.call(internetPlans, 'get', { id: planId });
        // Two lines sold to one customer at once must not choose the same name.
        await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`login of ${customerId}`}, 0))`);
        const { items } = await ctx.call(radius, 'listAccounts', { customerId, limit: 200 });
        const username = usernameOf(
          subscription.customerNumber,
          subscription.number,
          items.map((account) => account.username),
        );
        await ctx.call(radius, 'createAccount', {
          username,
          subscriptionId,
          customerId,
          downloadKbps: subscription.downloadKbps,
          uploadKbps: subscription.uploadKbps,
          planId,
          bandwidthProfileId: plan.bandwidthProfileId,
          framedIpAddress: address ?? null,
          delegatedIpv6Prefix: prefix ?? null,
          sessionTimeoutSeconds: plan.sessionTimeoutSeconds,
          idleTimeoutSeconds: plan.idleTimeoutSeconds,
        });
        return { username };
      },
      async undo(ctx, { subscriptionId }) {
        await ctx.call(radius, 'removeAccount', { subscriptionId });
      },
    },
    {
      name: 'activate',
      title: 'Activate the subscription',
      target: 'Subscriptions',
      async do(ctx, { subscriptionId }) {
        await ctx.call(subscriptions, 'activate', { id: subscriptionId });
        return {};
      },
      async undo(ctx, { subscriptionId }) {
        await ctx.call(subscriptions, 'revert', { id: subscriptionId });
      },
    },
    {
      name: 'invoice',
      title: 'Issue the first invoice',
      target: 'Invoices',
      async do(ctx, { subscriptionId, customerId }) {
        const { planName, priceMinor, setupFeeMinor, currency, periodStart, periodEnd } = await ctx.call(
          subscriptions,
          'get',
          { id: subscriptionId },
        );
        if (!periodStart || !periodEnd) throw conflict('The subscription is active without a first period.');
        const invoice = await ctx.call(invoices, 'issueFirst', {
          customerId,
          subscriptionId,
          planName,
          priceMinor,
          setupFeeMinor,
          currency,
          periodStart,
          periodEnd,
        });
        return { invoiceId: invoice.id, invoiceNumber: invoice.number };
      },
      async undo(ctx, _sale, { invoiceId }) {
        if (invoiceId) await ctx.call(invoices, 'void', { id: invoiceId, reason: 'Provisioning was rolled back.' });
      },
    },
    {
      name: 'welcome',
      title: 'Write the welcome mail',
      target: 'Mail',
      async do(ctx, { subscriptionId, customerId }, { username, address, prefix, invoiceNumber }) {
        const customer = await ctx.call(customers, 'get', { id: customerId });
        if (!customer.email) return {};
        const subscription = await ctx.call(subscriptions, 'get', { id: subscriptionId });
        await ctx.call(mail, 'queue', {
          template: 'welcome',
          to: customer.email,
          customerId,
          values: {
            customerName: customer.name,
            planName: subscription.planName,
            speed: speedText(subscription.downloadKbps, subscription.uploadKbps),
            subscriptionNumber: subscription.number,
            username: username ?? '',
            ...(address ? { address } : {}),
            ...(prefix ? { prefix } : {}),
            ...(invoiceNumber ? { invoiceNumber } : {}),
          },
        });
        return {};
      },
    },
  ],
  async onRolledBack(ctx, { subscriptionId }, error) {
    await ctx.call(subscriptions, 'fail', { id: subscriptionId, reason: error });
  },
});
