import { on } from '#kernel/module.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { announcements } from './contract.ts';

export const reactions = [
  on(tenants, 'tenant.created', 'announcements.follow', async (ctx, { tenantId }) => {
    await ctx.call(announcements, 'follow', { tenantId });
  }),
  on(announcements, 'announcement.published', 'announcements.mail', async (ctx, { announcementId, tenantId }) => {
    await ctx.call(announcements, 'tell', { announcementId, tenantId });
  }),
];
