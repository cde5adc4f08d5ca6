import { and, desc, eq, gt, sql } from 'drizzle-orm';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { numberPrefix } from '../numbers.ts';
import type { payments } from './contract.ts';
import { type PaymentCommand, receiptNumber, refusal } from './rules.ts';
import { payment, receiptCounter } from './tables.ts';

export type PaymentRow = typeof payment.$inferSelect;
export type Emitting<E extends keyof EventsOf<typeof payments>> = Ctx<EventsOf<typeof payments>, E>;

/** The payment, held until commit: a callback that comes twice, or with another, waits here. */
export async function hold(ctx: Pick<Ctx, 'db'>, id: string): Promise<PaymentRow> {
  const [row] = await ctx.db.select().from(payment).where(eq(payment.id, id)).for('update');
  if (!row) throw notFound('payment');
  return row;
}

/** As `hold`, for a command that its state must take. */
export async function holdFor(ctx: Pick<Ctx, 'db'>, id: string, command: PaymentCommand): Promise<PaymentRow> {
  const row = await hold(ctx, id);
  const reason = refusal(command, row.status);
  if (reason) throw conflict(reason);
  return row;
}

/** The next receipt of the year without a gap: the counter's row is held until commit. */
export async function nextReceipt(ctx: Pick<Ctx, 'db' | 'today' | 'tenant'>): Promise<string> {
  const year = ctx.today.year;
  const [counter] = await ctx.db
    .insert(receiptCounter)
    .values({ year, prefix: numberPrefix(ctx.tenant.name, ctx.tenant.slug), last: 1 })
    .onConflictDoUpdate({
      target: [receiptCounter.tenantId, receiptCounter.year],
      set: { last: sql`${receiptCounter.last} + 1` },
    })
    .returning();
  if (!counter) throw new Error('The counter of receipts gave no number.');
  return receiptNumber(counter.prefix, year, counter.last);
}

type Paying = Pick<
  PaymentRow,
  'id' | 'customerId' | 'amountMinor' | 'currency' | 'method' | 'reference' | 'invoiceIds'
>;

/** Lets a payment pay invoices, and returns what none of them took. An overpaid one goes on to the others, then is credit. */
export async function spread(ctx: Pick<Ctx, 'call'>, from: Paying, amountMinor: number): Promise<number> {
  const { customerId, id: paymentId, currency, method, reference, invoiceIds } = from;
  const about = { customerId, paymentId, currency, method, reference };
  const { items } = await ctx.call(invoices, 'allocate', {
    ...about,
    amountMinor,
    ...(invoiceIds ? { invoiceIds } : {}),
  });
  return items.reduce((rest, item) => rest - item.amountMinor, amountMinor);
}

/** Uses the credit of a payment; false when nothing was left or nothing took it. */
export async function spendCreditOf(ctx: Emitting<'credit.used'>, id: string, invoiceIds: string[] | undefined) {
  const row = await hold(ctx, id);
  if (row.creditMinor === 0) return false;
  const rest = await spread(ctx, { ...row, invoiceIds: invoiceIds ?? null }, row.creditMinor);
  if (rest === row.creditMinor) return false;
  await ctx.db.update(payment).set({ creditMinor: rest }).where(eq(payment.id, id));
  const { customerId, currency } = row;
  await ctx.emit('credit.used', { paymentId: id, customerId, currency, amountMinor: row.creditMinor - rest });
  ctx.changed({ type: 'payment', id, before: { creditMinor: row.creditMinor }, after: { creditMinor: rest } });
  return true;
}

/** Payments of a customer of which something is left, the oldest first. */
export const withCredit = (ctx: Pick<Ctx, 'db'>, customerId: string) =>
  ctx.db
    .select({ id: payment.id, creditMinor: payment.creditMinor, currency: payment.currency })
    .from(payment)
    .where(and(eq(payment.customerId, customerId), gt(payment.creditMinor, 0)))
    .orderBy(payment.id);

/** Newest first, for the list of one customer. */
export const newestFirst = desc(payment.id);
