import { on } from '#kernel/module.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { accountManagers } from './contract.ts';

export const reactions = [
  on(
    tenants,
    'tenant.created',
    'account-managers.invite-owner',
    async (ctx, { adminEmail, adminName }) => {
      await ctx.call(accountManagers, 'prepareTenant', { email: adminEmail, name: adminName });
    },
    { inTenant: ({ tenantId }) => tenantId },
  ),
];
