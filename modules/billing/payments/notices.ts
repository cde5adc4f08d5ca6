import { eq } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { moneyText } from '../money.ts';
import { payments } from './contract.ts';
import { triesOfAutopay } from './rules.ts';
import { autopayInvoice } from './tables.ts';

const find = (ctx: AnyCtx, id: string) => ctx.call(payments, 'get', { id });
const portal = (ctx: AnyCtx, path: string) => `${ctx.urls.isp}/customer-portal/${path}`;

async function addressee(ctx: AnyCtx, customerId: string) {
  const { name, email } = await ctx.call(customers, 'get', { id: customerId });
  return email ? { name, email } : null;
}

/** Who paid without us gets it in writing; at the counter they have their receipt. */
export async function tellReceived(ctx: AnyCtx, paymentId: string): Promise<void> {
  const payment = await find(ctx, paymentId);
  const to = payment.origin === 'staff' ? null : await addressee(ctx, payment.customerId);
  if (!to || !payment.receiptNumber) return;
  await ctx.call(mail, 'queue', {
    template: 'payment-received',
    to: to.email,
    customerId: payment.customerId,
    values: {
      customerName: to.name,
      amount: moneyText(payment.amountMinor, payment.currency),
      receiptNumber: payment.receiptNumber,
      method: payment.card ?? payment.method,
      invoices: payment.allocations.map(({ invoiceNumber }) => invoiceNumber).join(', '),
      link: portal(ctx, `billing/payments/${paymentId}`),
    },
  });
}

/** Of a charge that nobody watched: what was said, and when it is tried again. */
export async function tellFailed(ctx: AnyCtx, paymentId: string): Promise<void> {
  const payment = await find(ctx, paymentId);
  const [invoiceId] = payment.invoiceIds ?? [];
  if (payment.origin !== 'autopay' || !invoiceId) return;
  const problem = payment.failureReason ?? 'The gateway declined it.';
  const [planned] = await ctx.db
    .update(autopayInvoice)
    .set({ problem })
    .where(eq(autopayInvoice.invoiceId, invoiceId))
    .returning();
  const to = await addressee(ctx, payment.customerId);
  if (!to) return;
  const isLast = !planned || planned.tries >= triesOfAutopay;
  const day = planned
    ? Temporal.Instant.from(planned.nextTryAt).toZonedDateTimeISO(ctx.tenant.timeZone).toPlainDate().toString()
    : '';
  await ctx.call(mail, 'queue', {
    template: 'autopay-failed',
    to: to.email,
    customerId: payment.customerId,
    values: {
      customerName: to.name,
      amount: moneyText(payment.amountMinor, payment.currency),
      card: payment.card ?? 'your card',
      reason: problem,
      next: isLast ? 'We do not try again. Please pay the bill yourself.' : `We try again on ${day}.`,
      link: portal(ctx, `billing/${invoiceId}`),
    },
  });
}

export async function tellRefunded(ctx: AnyCtx, paymentId: string, amountMinor: number): Promise<void> {
  const payment = await find(ctx, paymentId);
  const to = payment.provider === 'manual' ? null : await addressee(ctx, payment.customerId);
  if (!to) return;
  await ctx.call(mail, 'queue', {
    template: 'payment-refunded',
    to: to.email,
    customerId: payment.customerId,
    values: {
      customerName: to.name,
      amount: moneyText(amountMinor, payment.currency),
      receiptNumber: payment.receiptNumber ?? '',
      method: payment.card ?? payment.method,
      link: portal(ctx, `billing/payments/${paymentId}`),
    },
  });
}
