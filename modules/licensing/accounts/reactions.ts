import { platformTenantId } from '#kernel/ids.ts';
import { on } from '#kernel/module.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { licensingAccounts } from './contract.ts';

const inTenant = ({ tenantId }: { tenantId: string }) => tenantId;

export const reactions = [
  on(
    tenants,
    'tenant.created',
    'licensing.open-trial',
    async (ctx, { adminEmail }) => {
      await ctx.call(licensingAccounts, 'open', { planKey: 'professional', trial: true, billingEmail: adminEmail });
    },
    { inTenant },
  ),
  on(
    licensingAccounts,
    'licence.trial-granted',
    'licensing.extend-trial',
    async (ctx, { days }) => {
      await ctx.call(licensingAccounts, 'extendTrial', { days });
    },
    { inTenant },
  ),
  on(
    licensingAccounts,
    'licence.plan-set',
    'licensing.put-on',
    async (ctx, { offerId, interval, when, endTrial }) => {
      await ctx.call(licensingAccounts, 'putOn', { offerId, interval, when, endTrial });
    },
    { inTenant },
  ),
  // The platform writes, so its outbox sends it: a provider's own mail is to its subscribers and staff.
  on(
    licensingAccounts,
    'provider-letter.due',
    'licensing.post-letter',
    async (ctx, { to, template, values }) => {
      await ctx.call(mail, 'queue', { template, to, values });
    },
    { inTenant: () => platformTenantId },
  ),
];
