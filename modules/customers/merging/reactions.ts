import { sql } from 'drizzle-orm';
import { on } from '#kernel/module.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { health } from '#modules/customers/health/contract.ts';
import { merging } from './contract.ts';
import { moveRows } from './moving.ts';

export const reactions = [
  // Status, balance and health are sums of what now belongs to one.
  on(merging, 'customer.merged', 'customer-merging.sum-up', async (ctx, { customerId, formerId }) => {
    // What events of before the merge have written since under the old id: they have all been heard by now.
    await moveRows(ctx, formerId, customerId, await ctx.call(customers, 'get', { id: customerId }));
    await ctx.call(health, 'recompute', { customerIds: [customerId] });
    const { rows } = await ctx.db.execute<{ status: 'active' | 'suspended' }>(sql`
      select status from customer_by_subscription where customer_id = ${customerId} and status in ('active', 'suspended')
      order by status limit 1`);
    const { status } = await ctx.call(customers, 'get', { id: customerId });
    if (rows[0] && status !== rows[0].status)
      await ctx.call(customers, 'setStatus', { id: customerId, status: rows[0].status });
  }),
];
