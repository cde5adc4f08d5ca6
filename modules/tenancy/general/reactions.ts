import { platformTenantId } from '#kernel/ids.ts';
import { on } from '#kernel/module.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { general } from './contract.ts';

export const reactions = [
  // The list of providers is the platform's; no provider's own role can write it.
  on(
    general,
    'general.changed',
    'general.keep',
    async (ctx, { tenantId, ...change }) => {
      await ctx.call(tenants, 'follow', { id: tenantId, ...change });
    },
    { inTenant: () => platformTenantId },
  ),
];
