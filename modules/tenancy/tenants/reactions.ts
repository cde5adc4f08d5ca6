import { platformTenantId } from '#kernel/ids.ts';
import { on } from '#kernel/module.ts';
import { general } from '#modules/tenancy/general/contract.ts';
import { tenants } from './contract.ts';

export const reactions = [
  // The list of providers is the platform's; no provider's own role can write it.
  on(
    general,
    'general.changed',
    'tenants.follow-general',
    async (ctx, { tenantId, ...change }) => {
      await ctx.call(tenants, 'follow', { id: tenantId, ...change });
    },
    { inTenant: () => platformTenantId },
  ),
];
