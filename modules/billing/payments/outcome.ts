import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import type { OutcomeOf } from './gateway-operations.ts';
import { cardText, refusal } from './rules.ts';
import { type Emitting, nextReceipt, type PaymentRow, spread } from './settle.ts';
import { autopayInvoice, payment, paymentMethod } from './tables.ts';

export type OutcomeInput = z.output<typeof OutcomeOf>;
type Card = NonNullable<OutcomeInput['card']>;
export type Settling = Emitting<'payment.succeeded' | 'payment.failed' | 'payment.cancelled' | 'payment-method.kept'>;

/**
 * Keeps what a gateway says, however often and in whatever order it is said: what the state cannot take any more changes
 * nothing. The row is held until commit, so of two at once the second finds what the first did.
 */
export async function settle(ctx: Settling, id: string, outcome: OutcomeInput): Promise<void> {
  const [row] = await ctx.db.select().from(payment).where(eq(payment.id, id)).for('update');
  if (!row) return settleMethod(ctx, id, outcome);
  if (outcome.state === 'succeeded') return succeed(ctx, row, outcome);
  if (outcome.state === 'failed') return end(ctx, row, 'fail', outcome.reason ?? 'The gateway declined it.');
  if (outcome.state === 'cancelled') return end(ctx, row, 'cancel', outcome.reason ?? 'It was not paid.');
}

async function succeed(ctx: Settling, row: PaymentRow, { amountMinor, currency, reference, card }: OutcomeInput) {
  if (refusal('succeed', row.status)) return;
  if (amountMinor !== row.amountMinor || currency !== row.currency)
    throw conflict(`The gateway took another amount than payment ${row.id} is about.`);
  const creditMinor = await spread(ctx, { ...row, reference }, amountMinor);
  await ctx.db
    .update(payment)
    .set({
      status: 'succeeded',
      receiptNumber: await nextReceipt(ctx),
      receivedOn: ctx.today.toString(),
      settledAt: ctx.nowIso,
      reference,
      creditMinor,
      failureReason: null,
      checkoutUrl: null,
      ...(card ? { card: cardText(card.brand, card.lastFour) } : {}),
    })
    .where(eq(payment.id, row.id));
  if (card && row.saveMethod) await keepNewCard(ctx, row.customerId, card);
  await closeAutopay(ctx, row);
  const { customerId, origin } = row;
  await ctx.emit('payment.succeeded', { paymentId: row.id, customerId, amountMinor, currency, origin });
  ctx.changed({
    type: 'payment',
    id: row.id,
    before: { status: row.status },
    after: { status: 'succeeded', reference },
  });
}

async function end(ctx: Settling, row: PaymentRow, command: 'fail' | 'cancel', reason: string): Promise<void> {
  if (refusal(command, row.status)) return;
  const status = command === 'fail' ? 'failed' : 'cancelled';
  await ctx.db
    .update(payment)
    .set({ status, failureReason: reason, settledAt: ctx.nowIso, checkoutUrl: null })
    .where(eq(payment.id, row.id));
  const { customerId, amountMinor, currency, origin } = row;
  const about = { paymentId: row.id, customerId, amountMinor, currency };
  if (command === 'fail') await ctx.emit('payment.failed', { ...about, origin, reason });
  else await ctx.emit('payment.cancelled', about);
  ctx.changed({ type: 'payment', id: row.id, before: { status: row.status }, after: { status, reason } });
}

/** What is paid need not be charged again. */
async function closeAutopay(ctx: Pick<Ctx, 'db'>, row: PaymentRow): Promise<void> {
  const [invoiceId] = row.invoiceIds ?? [];
  if (row.origin === 'autopay' && invoiceId)
    await ctx.db.delete(autopayInvoice).where(eq(autopayInvoice.invoiceId, invoiceId));
}

// ---- cards ------------------------------------------------------------------------------------------------------------

const faceOf = (ctx: Pick<Ctx, 'secrets' | 'tenant'>, card: Card) => ({
  status: 'active' as const,
  token: ctx.secrets.seal(ctx.tenant.id, card.token),
  brand: card.brand,
  lastFour: card.lastFour,
  expiryMonth: card.expiryMonth,
  expiryYear: card.expiryYear,
  checkoutUrl: null,
  failureReason: null,
});

/** The first card is the one that is charged, until another is chosen. */
async function hasDefault(ctx: Pick<Ctx, 'db'>, customerId: string): Promise<boolean> {
  const [found] = await ctx.db
    .select({ id: paymentMethod.id })
    .from(paymentMethod)
    .where(and(eq(paymentMethod.customerId, customerId), eq(paymentMethod.isDefault, true)));
  return found !== undefined;
}

async function keepNewCard(ctx: Settling, customerId: string, card: Card): Promise<void> {
  const id = ctx.newId();
  await ctx.db.insert(paymentMethod).values({
    id,
    customerId,
    provider: 'sandbox',
    createdAt: ctx.nowIso,
    ...faceOf(ctx, card),
    isDefault: !(await hasDefault(ctx, customerId)),
  });
  await ctx.emit('payment-method.kept', { methodId: id, customerId });
}

async function settleMethod(ctx: Settling, id: string, outcome: OutcomeInput): Promise<void> {
  const [row] = await ctx.db.select().from(paymentMethod).where(eq(paymentMethod.id, id)).for('update');
  if (!row) throw notFound('payment');
  if (row.status === 'active' || row.status === 'removed' || outcome.state === 'pending') return;
  if (outcome.state !== 'succeeded' || !outcome.card) {
    await ctx.db
      .update(paymentMethod)
      .set({ status: 'failed', failureReason: outcome.reason ?? 'No card was given.', checkoutUrl: null })
      .where(eq(paymentMethod.id, id));
    return;
  }
  await ctx.db
    .update(paymentMethod)
    .set({ ...faceOf(ctx, outcome.card), isDefault: !(await hasDefault(ctx, row.customerId)) })
    .where(eq(paymentMethod.id, id));
  await ctx.emit('payment-method.kept', { methodId: id, customerId: row.customerId });
  ctx.changed({ type: 'payment-method', id, before: { status: row.status }, after: { status: 'active' } });
}
