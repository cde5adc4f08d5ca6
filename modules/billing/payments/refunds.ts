import { eq } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { moneyText } from '../money.ts';
import { afterRefund } from './rules.ts';
import { type Emitting, hold, holdFor, type PaymentRow, spread } from './settle.ts';
import { payment, paymentRefund } from './tables.ts';

/** Takes an amount out of a payment: its credit first, then what it paid. */
async function takeOut(ctx: Pick<Ctx, 'db' | 'call'>, row: PaymentRow, amountMinor: number): Promise<void> {
  const fromCredit = Math.min(row.creditMinor, amountMinor);
  if (amountMinor > fromCredit)
    await ctx.call(invoices, 'release', { paymentId: row.id, amountMinor: amountMinor - fromCredit });
  const refundedMinor = row.refundedMinor + amountMinor;
  await ctx.db
    .update(payment)
    .set({
      refundedMinor,
      creditMinor: row.creditMinor - fromCredit,
      status: afterRefund(row.amountMinor, refundedMinor),
    })
    .where(eq(payment.id, row.id));
}

/**
 * Writes a refund down. By hand it is done with that; a gateway's is asked for afterwards, and what it refuses is put back.
 */
export async function refund(
  ctx: Emitting<'payment.refund-requested' | 'payment.refunded'>,
  { id, amountMinor, reason }: { id: string; amountMinor: number; reason: string },
): Promise<void> {
  const row = await holdFor(ctx, id, 'refund');
  const left = row.amountMinor - row.refundedMinor;
  if (amountMinor > left)
    throw new AppError('conflict', `Only ${moneyText(left, row.currency)} of this payment can be given back.`, {
      field: 'amountMinor',
    });
  const byHand = row.provider === 'manual';
  const refundId = ctx.newId();
  await ctx.db.insert(paymentRefund).values({
    id: refundId,
    paymentId: id,
    customerId: row.customerId,
    status: byHand ? 'succeeded' : 'pending',
    amountMinor,
    reason,
    requestedAt: ctx.nowIso,
    settledAt: byHand ? ctx.nowIso : null,
    refundedById: ctx.actor.id,
    refundedBy: ctx.actor.name,
  });
  await takeOut(ctx, row, amountMinor);
  const { customerId, currency } = row;
  const about = { paymentId: id, customerId, currency, amountMinor, refundId };
  await ctx.emit(byHand ? 'payment.refunded' : 'payment.refund-requested', about);
  ctx.changed({
    type: 'payment',
    id,
    before: { refundedMinor: row.refundedMinor, status: row.status },
    after: {
      refundedMinor: row.refundedMinor + amountMinor,
      status: afterRefund(row.amountMinor, row.refundedMinor + amountMinor),
      reason,
    },
  });
}

/** What the gateway said to a refund. What it refused is the customer's again: credit first, then their open invoices. */
export async function settleRefund(
  ctx: Emitting<'payment.refunded' | 'payment.refund-failed'>,
  { id, reference, refused }: { id: string; reference: string; refused: string | null },
): Promise<void> {
  const [refunded] = await ctx.db.select().from(paymentRefund).where(eq(paymentRefund.id, id)).for('update');
  if (refunded?.status !== 'pending') return;
  await ctx.db
    .update(paymentRefund)
    .set({ status: refused ? 'failed' : 'succeeded', reference, failureReason: refused, settledAt: ctx.nowIso })
    .where(eq(paymentRefund.id, id));
  const row = await hold(ctx, refunded.paymentId);
  const { customerId, currency } = row;
  const about = { paymentId: row.id, customerId, currency, amountMinor: refunded.amountMinor, refundId: id };
  if (!refused) return ctx.emit('payment.refunded', about);
  const refundedMinor = row.refundedMinor - refunded.amountMinor;
  const creditMinor = await spread(ctx, row, refunded.amountMinor);
  await ctx.db
    .update(payment)
    .set({
      refundedMinor,
      creditMinor: row.creditMinor + creditMinor,
      status: afterRefund(row.amountMinor, refundedMinor),
    })
    .where(eq(payment.id, row.id));
  await ctx.emit('payment.refund-failed', { ...about, reason: refused });
}
