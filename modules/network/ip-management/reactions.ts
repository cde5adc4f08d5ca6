import { eq } from 'drizzle-orm';
import { on } from '#kernel/module.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { ipManagement } from './contract.ts';
import { ipReservation } from './tables.ts';

export const reactions = [
  // After the commit and one at a time, so that the alarm neither slows assignment nor is missed between two callers.
  on(ipManagement, 'ip-address.assigned', 'ip-management.watch-assigned', async (ctx, { poolId }) => {
    await ctx.call(ipManagement, 'watch', { id: poolId });
  }),
  on(ipManagement, 'ip-address.released', 'ip-management.watch-released', async (ctx, { poolId }) => {
    await ctx.call(ipManagement, 'watch', { id: poolId });
  }),
  on(ipManagement, 'ip-pool.updated', 'ip-management.watch-updated', async (ctx, { poolId }) => {
    await ctx.call(ipManagement, 'watch', { id: poolId });
  }),
  on(customers, 'customer.updated', 'ip-management.follow-name', async (ctx, { customerId }) => {
    const { name } = await ctx.call(customers, 'get', { id: customerId });
    await ctx.db.update(ipReservation).set({ customerName: name }).where(eq(ipReservation.customerId, customerId));
  }),
];
