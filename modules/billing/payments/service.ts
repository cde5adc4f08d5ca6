import { eq } from 'drizzle-orm';
import { implement } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { conflict, invalid } from '#kernel/errors.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { payments } from './contract.ts';
import { gatewayHandlers } from './gateway-handlers.ts';
import { portalHandlers } from './portal-handlers.ts';
import { refund } from './refunds.ts';
import { nextReceipt, spendCreditOf, spread, withCredit } from './settle.ts';
import { detail, list, metrics, ofCustomers } from './store.ts';
import { payment } from './tables.ts';

export const service = implement(payments, {
  ...gatewayHandlers,
  ...portalHandlers,

  list: (ctx, input) => list(ctx, input),
  metrics: (ctx) => metrics(ctx),
  get: (ctx, { id }) => detail(ctx, id),
  ofCustomers: async (ctx, { customerIds, each }) => ({ items: await ofCustomers(ctx, customerIds, each) }),

  async credit(ctx, { customerId }) {
    await ctx.call(customers, 'get', { id: customerId });
    const left = await withCredit(ctx, customerId);
    const own = left.filter(({ currency }) => currency === ctx.tenant.currency);
    return {
      customerId,
      creditMinor: own.reduce((sum, { creditMinor }) => sum + creditMinor, 0),
      currency: ctx.tenant.currency,
    };
  },

  async record(ctx, { customerId, amountMinor, method, reference, receivedOn, invoiceIds, currency }) {
    const today = ctx.today.toString();
    if (receivedOn && receivedOn > today)
      throw invalid('A payment that has come in was not received in the future.', 'receivedOn');
    const { name, number } = await ctx.call(customers, 'get', { id: customerId });
    const row = {
      id: ctx.newId(),
      customerId,
      amountMinor,
      method,
      reference,
      currency: currency ?? ctx.tenant.currency,
      invoiceIds: invoiceIds ?? null,
    };
    await ctx.db
      .insert(payment)
      .values({
        ...row,
        customerNumber: number,
        customerName: name,
        status: 'succeeded',
        provider: 'manual',
        origin: 'staff',
        receiptNumber: await nextReceipt(ctx),
        receivedOn: receivedOn ?? today,
        createdAt: ctx.nowIso,
        settledAt: ctx.nowIso,
        recordedById: ctx.actor.id,
        recordedBy: ctx.actor.name,
      })
      .catch((error: unknown) => {
        if (conflictOf(error)?.constraint === 'payment_by_hand')
          throw conflict('A payment of this customer with this reference is recorded already.', 'reference');
        throw error;
      });
    const creditMinor = await spread(ctx, row, amountMinor);
    if (creditMinor > 0) await ctx.db.update(payment).set({ creditMinor }).where(eq(payment.id, row.id));
    await ctx.emit('payment.succeeded', {
      paymentId: row.id,
      customerId,
      amountMinor,
      currency: row.currency,
      origin: 'staff',
    });
    ctx.changed({ type: 'payment', id: row.id, after: { customerId, amountMinor, method, reference, creditMinor } });
    return detail(ctx, row.id);
  },

  async refund(ctx, input) {
    await refund(ctx, input);
    return detail(ctx, input.id);
  },

  async allocate(ctx, { id, invoiceIds }) {
    for (const invoiceId of invoiceIds ?? []) await ctx.call(invoices, 'get', { id: invoiceId });
    if (!(await spendCreditOf(ctx, id, invoiceIds)))
      throw conflict('Nothing of this payment is left, or no open invoice can take it.');
    return detail(ctx, id);
  },

  async spendCredit(ctx, { customerId, invoiceId }) {
    for (const { id } of await withCredit(ctx, customerId)) await spendCreditOf(ctx, id, [invoiceId]);
    return ctx.call(payments, 'credit', { customerId });
  },
});
