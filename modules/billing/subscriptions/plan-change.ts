import { and, asc, eq, lte } from 'drizzle-orm';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { creditNotes } from '#modules/billing/credit-notes/contract.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { moneyText } from '#modules/billing/money.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import type { subscriptions } from './contract.ts';
import { type Preview, type Quote, quote, type Wish } from './plan-change-quote.ts';
import { refusal } from './rules.ts';
import { hold, type Row, save } from './store.ts';
import { planChange, subscription } from './tables.ts';

type Events = EventsOf<typeof subscriptions>;
type Dropping = Ctx<Events, 'subscription.plan-change-dropped'>;
type Applying = Ctx<Events, 'subscription.plan-changed' | 'subscription.plan-change-dropped'>;
type Changing = Ctx<
  Events,
  'subscription.plan-changed' | 'subscription.plan-change-scheduled' | 'subscription.plan-change-dropped'
>;
export type Change = typeof planChange.$inferSelect;

/** Everything in one transaction, so that a crash leaves all of it or nothing; the CoA goes out as a durable run after it. */
export async function changePlan(
  ctx: Changing,
  { expectedNetMinor, ...wish }: Wish & { expectedNetMinor?: number | undefined },
): Promise<Change> {
  const row = await hold(ctx, wish.id, 'changePlan');
  const quoted = await quote(ctx, row, wish);
  const { netMinor, currency } = quoted.preview;
  if (expectedNetMinor !== undefined && expectedNetMinor !== netMinor)
    throw conflict(
      `The sum is ${moneyText(netMinor, currency)} now, not ${moneyText(expectedNetMinor, currency)}; look at the preview again.`,
      'expectedNetMinor',
    );
  await endWaiting(ctx, row, 'Another change took its place.');
  return wish.when === 'now' ? changeNow(ctx, row, quoted) : schedule(ctx, row, quoted);
}

const record = (ctx: Changing, row: Row, { preview, plan }: Quote) => ({
  id: ctx.newId(),
  subscriptionId: row.id,
  customerId: row.customerId,
  fromPlanId: row.planId,
  fromPlanName: row.planName,
  toPlanId: plan.id,
  toPlanName: plan.name,
  startsWith: preview.startsWith,
  effectiveOn: preview.effectiveOn,
  fromPriceMinor: row.priceMinor,
  toPriceMinor: plan.priceMinor,
  toCycle: plan.cycle,
  currency: row.currency,
  creditMinor: -sumOf(preview, 'credit'),
  chargeMinor: sumOf(preview, 'charge'),
  requestedAt: ctx.nowIso,
  requestedBy: ctx.actor.name,
});
const sumOf = ({ lines }: Preview, kind: 'credit' | 'charge') =>
  lines.filter((line) => line.kind === kind).reduce((sum, { amountMinor }) => sum + amountMinor, 0);

async function changeNow(ctx: Changing, row: Row, quoted: Quote): Promise<Change> {
  const { preview, isNewPeriod } = quoted;
  const settled = await settle(ctx, row, preview);
  const [made] = await ctx.db
    .insert(planChange)
    .values({ ...record(ctx, row, quoted), ...settled, status: 'applied', settledAt: ctx.nowIso })
    .returning();
  const { periodStart, periodEnd } = preview;
  await move(ctx, row, made!, isNewPeriod ? { billingAnchor: periodStart, periodStart, periodEnd } : {});
  return made!;
}

/** The invoice for what is left to pay, or the credit for what was paid too much. */
async function settle(ctx: Changing, row: Row, { lines, netMinor, currency, fromPlanName, toPlanName }: Preview) {
  const about = { customerId: row.customerId, subscriptionId: row.id, currency };
  if (netMinor > 0) {
    const shown = lines
      .filter(({ amountMinor }) => amountMinor !== 0)
      .map(({ description, amountMinor, periodStart, periodEnd }) => ({
        description,
        amountMinor,
        periodStart,
        periodEnd,
      }));
    const { id } = await ctx.call(invoices, 'issueChange', { ...about, lines: shown });
    return { invoiceId: id };
  }
  if (netMinor === 0) return {};
  const reason = `Change from ${fromPlanName} to ${toPlanName}`;
  const { id } = await ctx.call(creditNotes, 'grant', { ...about, amountMinor: -netMinor, reason });
  return { creditId: id };
}

/** Puts the subscription and its login on the plan of a change. */
async function move(ctx: Applying, row: Row, made: Change, period: Partial<Row>): Promise<void> {
  const { id, name, downloadKbps, uploadKbps, bandwidthProfileId } = await ctx.call(internetPlans, 'get', {
    id: made.toPlanId,
  });
  await ctx.call(radius, 'setAccountSpeed', {
    subscriptionId: row.id,
    downloadKbps,
    uploadKbps,
    planId: id,
    bandwidthProfileId,
  });
  await save(ctx, 'changePlan', row, {
    planId: id,
    planName: name,
    downloadKbps,
    uploadKbps,
    priceMinor: made.toPriceMinor,
    cycle: made.toCycle,
    nextPriceMinor: null,
    nextCycle: null,
    ...period,
  });
  await tell(ctx, row, made, `${text(downloadKbps)} down, ${text(uploadKbps)} up`);
  await ctx.emit('subscription.plan-changed', {
    subscriptionId: row.id,
    customerId: row.customerId,
    fromPlanId: row.planId,
    toPlanId: id,
    fromPlanName: row.planName,
    toPlanName: name,
    startsWith: made.startsWith,
    netMinor: made.chargeMinor - made.creditMinor,
    currency: made.currency,
  });
}
const text = (kbps: number) => `${kbps / 1000} Mbit/s`;

/** Tells the customer by mail, when they have an address. */
async function tell(ctx: Pick<Ctx, 'call'>, row: Row, made: Change, speed: string): Promise<void> {
  const { email, name } = await ctx.call(customers, 'get', { id: row.customerId });
  if (!email) return;
  const net = made.chargeMinor - made.creditMinor;
  await ctx.call(mail, 'queue', {
    template: 'plan-changed',
    to: email,
    customerId: row.customerId,
    values: {
      customerName: name,
      subscriptionNumber: row.number,
      fromPlan: made.fromPlanName,
      toPlan: made.toPlanName,
      speed,
      price: moneyText(made.toPriceMinor, made.currency),
      begins: made.effectiveOn,
      ...(net === 0 ? {} : { [net > 0 ? 'invoiced' : 'credited']: moneyText(Math.abs(net), made.currency) }),
    },
  });
}

async function schedule(ctx: Changing, row: Row, quoted: Quote): Promise<Change> {
  const { plan, preview } = quoted;
  const [waiting] = await ctx.db
    .insert(planChange)
    .values({ ...record(ctx, row, quoted), status: 'scheduled' })
    .returning();
  await save(ctx, 'changePlan', row, { nextPriceMinor: plan.priceMinor, nextCycle: plan.cycle });
  await ctx.emit('subscription.plan-change-scheduled', {
    subscriptionId: row.id,
    customerId: row.customerId,
    toPlanId: plan.id,
    toPlanName: plan.name,
    effectiveOn: preview.effectiveOn,
  });
  return waiting!;
}

// ---- a change that waits ------------------------------------------------------------------------------------------------

export const dueChanges = (ctx: Pick<Ctx, 'db' | 'today'>, limit: number) =>
  ctx.db
    .select()
    .from(planChange)
    .where(and(eq(planChange.status, 'scheduled'), lte(planChange.effectiveOn, ctx.today.toString())))
    .orderBy(asc(planChange.effectiveOn), asc(planChange.id))
    .limit(limit);

/** Its day has come. Asked twice, the second finds it done. */
export async function applyScheduled(ctx: Applying, id: string): Promise<Change> {
  const found = await one(ctx, id);
  // The subscription first, as everywhere: who holds it decides what becomes of its change.
  const [row] = await ctx.db.select().from(subscription).where(eq(subscription.id, found.subscriptionId)).for('update');
  const waiting = await one(ctx, id);
  if (!row || waiting.status !== 'scheduled') return waiting;
  if (waiting.effectiveOn > ctx.today.toString())
    throw conflict(`This change begins on ${waiting.effectiveOn}, not before.`);
  const reason = refusal('changePlan', row.status);
  if (reason) return endScheduled(ctx, id, 'dropped', reason);
  const isNewCycle = row.cycle !== waiting.toCycle;
  await move(ctx, row, waiting, isNewCycle ? { billingAnchor: waiting.effectiveOn } : {});
  const [made] = await ctx.db
    .update(planChange)
    .set({ status: 'applied', settledAt: ctx.nowIso })
    .where(eq(planChange.id, id))
    .returning();
  return made!;
}

async function one(ctx: Pick<Ctx, 'db'>, id: string): Promise<Change> {
  const [found] = await ctx.db.select().from(planChange).where(eq(planChange.id, id));
  if (!found) throw notFound('change of plan');
  return found;
}

export async function endScheduled(
  ctx: Dropping,
  id: string,
  status: 'dropped' | 'failed',
  reason: string,
): Promise<Change> {
  const [ended] = await ctx.db
    .update(planChange)
    .set({ status, statusReason: reason, settledAt: ctx.nowIso })
    .where(and(eq(planChange.id, id), eq(planChange.status, 'scheduled')))
    .returning();
  if (!ended) return one(ctx, id);
  const { subscriptionId, customerId, toPlanName } = ended;
  await ctx.db
    .update(subscription)
    .set({ nextPriceMinor: null, nextCycle: null })
    .where(eq(subscription.id, subscriptionId));
  await ctx.emit('subscription.plan-change-dropped', { subscriptionId, customerId, toPlanName, reason });
  return ended;
}

/** Ends the change that waits, if one does. The subscription must be held. */
export async function endWaiting(ctx: Dropping, { id }: Pick<Row, 'id'>, reason: string): Promise<Change | undefined> {
  const [waiting] = await ctx.db
    .select({ id: planChange.id })
    .from(planChange)
    .where(and(eq(planChange.subscriptionId, id), eq(planChange.status, 'scheduled')));
  return waiting && endScheduled(ctx, waiting.id, 'dropped', reason);
}

export async function dropPlanChange(ctx: Dropping, id: string): Promise<Change> {
  const row = await hold(ctx, id, 'changePlan');
  const dropped = await endWaiting(ctx, row, `Taken back by ${ctx.actor.name}.`);
  if (!dropped) throw conflict('No change of plan waits for this subscription.');
  ctx.changed({
    type: 'subscription',
    id,
    before: { nextPlan: dropped.toPlanName, effectiveOn: dropped.effectiveOn },
    after: { nextPlan: null },
  });
  return dropped;
}
