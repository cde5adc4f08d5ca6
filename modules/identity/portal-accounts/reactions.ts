import { eq } from 'drizzle-orm';
import { on } from '#kernel/module.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { portalAccount } from './tables.ts';

export const reactions = [
  on(customers, 'customer.updated', 'portal-accounts.follow-customer', async (ctx, { customerId }) => {
    const [row] = await ctx.db
      .select({ id: portalAccount.id })
      .from(portalAccount)
      .where(eq(portalAccount.customerId, customerId));
    if (!row) return;
    const { number, name, email } = await ctx.call(customers, 'get', { id: customerId });
    await ctx.db.update(portalAccount).set({ number, name, email }).where(eq(portalAccount.id, row.id));
  }),
];
