import { platformTenantId } from '#kernel/ids.ts';
import { on } from '#kernel/module.ts';
import { supportAccess } from './contract.ts';

const inTenant = ({ tenantId }: { tenantId: string }) => tenantId;

export const reactions = [
  on(
    supportAccess,
    'support-access.asked',
    'support-access.put-before-provider',
    async (ctx, { accessId, tenantId: _, ...asked }) => {
      await ctx.call(supportAccess, 'record', { id: accessId, ...asked });
    },
    { inTenant },
  ),
  on(
    supportAccess,
    'support-access.withdrawn',
    'support-access.stop',
    async (ctx, { accessId, by }) => {
      await ctx.call(supportAccess, 'stop', { id: accessId, by });
    },
    { inTenant },
  ),
  on(
    supportAccess,
    'support-access.changed',
    'support-access.tell-platform',
    async (ctx, { accessId, tenantId, status }) => {
      await ctx.call(supportAccess, 'answered', { accessId, tenantId, status });
    },
    { inTenant: () => platformTenantId },
  ),
];
