import { and, eq, ne } from 'drizzle-orm';
import { durable } from '#kernel/durable.ts';
import { on } from '#kernel/module.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { payments } from './contract.ts';
import { tellFailed, tellReceived, tellRefunded } from './notices.ts';
import { autopay, autopayInvoice, payment } from './tables.ts';
import { askGateway, collectAutopay, collectPayment, forgetCard, keepCard, refundPayment } from './workflows.ts';

export const reactions = [
  on(invoices, 'invoice.issued', 'payments.spend-credit', async (ctx, { customerId, invoiceId }) => {
    await ctx.call(payments, 'spendCredit', { customerId, invoiceId });
  }),
  on(invoices, 'invoice.issued', 'payments.plan-autopay', async (ctx, { customerId }, event) => {
    const [own] = await ctx.db.select().from(autopay).where(eq(autopay.customerId, customerId));
    if (!own?.enabled) return;
    await ctx.call(payments, 'planAutopay', { customerId });
    if (own.timing === 'issue') await durable().start(collectAutopay, event.id, { tenantId: ctx.tenant.id });
  }),
  on(payments, 'autopay.changed', 'payments.plan-autopay', async (ctx, { customerId, enabled }, event) => {
    await ctx.call(payments, 'planAutopay', { customerId });
    if (enabled) await durable().start(collectAutopay, event.id, { tenantId: ctx.tenant.id });
  }),
  on(invoices, 'invoice.paid', 'payments.end-autopay', async (ctx, { invoiceId }) => {
    await ctx.db.delete(autopayInvoice).where(eq(autopayInvoice.invoiceId, invoiceId));
  }),
  on(invoices, 'invoice.voided', 'payments.end-autopay', async (ctx, { invoiceId }) => {
    await ctx.db.delete(autopayInvoice).where(eq(autopayInvoice.invoiceId, invoiceId));
  }),

  on(payments, 'payment.started', 'payments.collect', async (ctx, { paymentId }) => {
    await durable().start(collectPayment, paymentId, { tenantId: ctx.tenant.id, paymentId }, { paymentId });
  }),
  on(payments, 'payment.asked', 'payments.ask', async (ctx, { paymentId }, event) => {
    await durable().start(askGateway, event.id, { tenantId: ctx.tenant.id, id: paymentId }, { paymentId });
  }),
  on(payments, 'payment.refund-requested', 'payments.refund', async (ctx, { refundId, paymentId }) => {
    await durable().start(refundPayment, refundId, { tenantId: ctx.tenant.id, refundId }, { paymentId });
  }),
  on(payments, 'payment-method.started', 'payments.keep-card', async (ctx, { methodId }) => {
    await durable().start(keepCard, methodId, { tenantId: ctx.tenant.id, methodId });
  }),
  on(payments, 'payment-method.removed', 'payments.forget-card', async (ctx, { methodId }) => {
    await durable().start(forgetCard, methodId, { tenantId: ctx.tenant.id, methodId });
  }),

  on(payments, 'payment.succeeded', 'payments.tell', (ctx, { paymentId }) => tellReceived(ctx, paymentId)),
  on(payments, 'payment.failed', 'payments.tell', (ctx, { paymentId }) => tellFailed(ctx, paymentId)),
  on(payments, 'payment.refunded', 'payments.tell', (ctx, e) => tellRefunded(ctx, e.paymentId, e.amountMinor)),

  on(customers, 'customer.updated', 'payments.follow-customer', async (ctx, { customerId, fields }) => {
    if (!fields.includes('name')) return;
    const { name } = await ctx.call(customers, 'get', { id: customerId });
    await ctx.db
      .update(payment)
      .set({ customerName: name })
      .where(and(eq(payment.customerId, customerId), ne(payment.customerName, name)));
  }),
];
