import { and, eq, ne } from 'drizzle-orm';
import { on } from '#kernel/module.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { payments } from './contract.ts';
import { payment } from './tables.ts';

export const reactions = [
  on(invoices, 'invoice.issued', 'payments.spend-credit', async (ctx, { customerId, invoiceId }) => {
    await ctx.call(payments, 'spendCredit', { customerId, invoiceId });
  }),
  on(customers, 'customer.updated', 'payments.follow-customer', async (ctx, { customerId, fields }) => {
    if (!fields.includes('name')) return;
    const { name } = await ctx.call(customers, 'get', { id: customerId });
    await ctx.db
      .update(payment)
      .set({ customerName: name })
      .where(and(eq(payment.customerId, customerId), ne(payment.customerName, name)));
  }),
];
