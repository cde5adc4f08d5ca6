import type { Ctx, EventsOf } from '#kernel/context.ts';
import { AppError, conflict } from '#kernel/errors.ts';
import { moneyText } from '#modules/billing/money.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import type { planRequests } from './contract.ts';
import { isWithinAgreed } from './rules.ts';
import { aboutOf, type Row, settle } from './store.ts';

type Approving = Ctx<EventsOf<typeof planRequests>, 'plan-request.approved'>;

/** The answer in writing, to who has an address. What begins at once is told by the change itself. */
export async function tellAnswer(ctx: Pick<Ctx, 'call' | 'urls'>, row: Row, answer: string): Promise<void> {
  const { name, email } = await ctx.call(customers, 'get', { id: row.customerId });
  if (!email) return;
  await ctx.call(mail, 'queue', {
    template: 'plan-request-answered',
    to: email,
    customerId: row.customerId,
    values: {
      customerName: name,
      toPlan: row.toPlanName,
      subscriptionNumber: row.subscriptionNumber,
      answer,
      link: `${ctx.urls.isp}/customer-portal/service`,
    },
  });
}

/** Makes the change a subscriber agreed to, for no more than they agreed to. */
export async function approve(ctx: Approving, row: Row, decidedBy: string | null): Promise<Row> {
  const wish = { id: row.subscriptionId, planId: row.toPlanId, when: row.startsWith };
  const { netMinor, toPriceMinor, currency } = await ctx.call(subscriptions, 'previewPlanChange', wish);
  if (toPriceMinor > row.toPriceMinor || !isWithinAgreed(row.agreedNetMinor, netMinor))
    throw conflict(
      `It would cost ${moneyText(netMinor, currency)} now and ${moneyText(toPriceMinor, currency)} a period, more than the ${moneyText(row.agreedNetMinor, currency)} and ${moneyText(row.toPriceMinor, currency)} the subscriber agreed to. Decline it, so that they can ask again.`,
    );
  const { effectiveOn } = await ctx.call(subscriptions, 'changePlan', { ...wish, expectedNetMinor: netMinor });
  const approved = await settle(ctx, row, 'approved', { decidedBy, effectiveOn, obstacle: null });
  if (row.startsWith === 'next_period')
    await tellAnswer(ctx, row, `We have arranged it: your line moves to ${row.toPlanName} on ${effectiveOn}.`);
  await ctx.emit('plan-request.approved', aboutOf(row));
  return approved;
}

/** Without staff; what stands in the way is kept for them, and the request waits. */
export async function carryOut(ctx: Approving, row: Row): Promise<void> {
  try {
    await approve(ctx, row, null);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    await settle(ctx, row, 'waiting', { decidedAt: null, obstacle: error.message });
  }
}
