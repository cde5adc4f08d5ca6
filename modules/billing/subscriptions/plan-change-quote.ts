import { desc, eq } from 'drizzle-orm';
import type { Returned } from '#kernel/contract/contract.ts';
import { conflict } from '#kernel/errors.ts';
import { moneyText } from '#modules/billing/money.ts';
import { periodText } from '#modules/billing/period-text.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import type { subscriptions } from './contract.ts';
import { currentPeriod, type Period, periodAt } from './periods.ts';
import type { changeTimes } from './plan-change-resources.ts';
import { type Prorated, prorate } from './proration.ts';
import { refusal } from './rules.ts';
import { find, type Row, type StoreCtx } from './store.ts';
import { planChange } from './tables.ts';

type Plan = Returned<(typeof internetPlans)['operations']['get']['out']>;
export type Preview = Returned<(typeof subscriptions)['operations']['previewPlanChange']['out']>;
type When = (typeof changeTimes)[number];
export interface Wish {
  id: string;
  planId: string;
  when: When;
}

export async function planForSale(ctx: Pick<StoreCtx, 'call'>, planId: string): Promise<Plan> {
  const plan = await ctx.call(internetPlans, 'get', { id: planId });
  if (plan.status !== 'active')
    throw conflict(
      plan.status === 'draft'
        ? 'This plan is still a draft; activate it first.'
        : 'This plan is archived and no longer sold.',
      'planId',
    );
  return plan;
}

const date = (iso: string) => Temporal.PlainDate.from(iso);
const isBefore = (a: Temporal.PlainDate, b: Temporal.PlainDate) => Temporal.PlainDate.compare(a, b) < 0;

/** The running period, and whether it was charged: a period stays in the row until its successor is. */
function chargedPeriod(row: Row, today: Temporal.PlainDate): { period: Period; isCharged: boolean } {
  const charged = { start: date(row.periodStart!), end: date(row.periodEnd!) };
  if (isBefore(today, charged.end)) return { period: charged, isCharged: true };
  return { period: currentPeriod(date(row.billingAnchor!), row.cycle, today), isCharged: false };
}

export interface Quote {
  preview: Preview;
  plan: Plan;
  /** The period after the change is a new one, counted from its first day. */
  isNewPeriod: boolean;
}

/** What a change would cost and do. Made of the row alone, so that preview and change cannot come to different sums. */
export async function quote(ctx: Pick<StoreCtx, 'call' | 'today'>, row: Row, { planId, when }: Wish): Promise<Quote> {
  if (row.planId === planId) throw conflict('The subscription is on this plan already.', 'planId');
  const plan = await planForSale(ctx, planId);
  if (plan.currency !== row.currency)
    throw conflict(`This plan is priced in ${plan.currency}, the subscription in ${row.currency}.`, 'planId');
  if (when === 'now' && row.status === 'suspended')
    throw conflict('It is suspended: resume it first, or let the new plan begin with the next period.', 'when');
  const { period, isCharged } = chargedPeriod(row, ctx.today);
  if (when === 'next_period') return { ...later(row, plan, period), plan };
  if (!isCharged && row.cycle !== plan.cycle)
    throw conflict('The running period is not invoiced yet; let the new cycle begin with the next period.', 'when');
  const sum = isCharged
    ? prorate({
        fromPriceMinor: row.priceMinor,
        fromCycle: row.cycle,
        toPriceMinor: plan.priceMinor,
        toCycle: plan.cycle,
        period,
        today: ctx.today,
      })
    : null;
  return { ...atOnce(row, plan, period, ctx.today, sum), plan };
}

/** What the two plans say of each other, whenever the change is. */
function facts(row: Row, plan: Plan) {
  const speed = Math.sign(plan.downloadKbps - row.downloadKbps);
  const price = Math.sign(plan.priceMinor - row.priceMinor);
  const direction = { '1': 'upgrade', '-1': 'downgrade', '0': 'sideways' } as const;
  return {
    subscriptionId: row.id,
    direction: direction[`${speed === 0 ? price : speed}` as keyof typeof direction],
    fromPlanName: row.planName,
    toPlanName: plan.name,
    fromDownloadKbps: row.downloadKbps,
    fromUploadKbps: row.uploadKbps,
    toDownloadKbps: plan.downloadKbps,
    toUploadKbps: plan.uploadKbps,
    fromPriceMinor: row.priceMinor,
    toPriceMinor: plan.priceMinor,
    fromCycle: row.cycle,
    toCycle: plan.cycle,
    currency: row.currency,
  };
}

function later(row: Row, plan: Plan, { end }: Period) {
  const next = periodAt(end, plan.cycle, 0);
  const isNewPeriod = plan.cycle !== row.cycle;
  const preview: Preview = {
    ...facts(row, plan),
    startsWith: 'next_period',
    effectiveOn: end.toString(),
    periodStart: next.start.toString(),
    periodEnd: next.end.toString(),
    lines: [],
    netMinor: 0,
    settlement: 'none',
    notes: [
      `Nothing changes before ${end}; until then it can be taken back.`,
      `The new price of ${moneyText(plan.priceMinor, row.currency)} is agreed today and charged from ${end}.`,
      speedNote(row, plan, 'next_period'),
      addressNote,
      ...capNote(plan, true),
    ],
  };
  return { preview, isNewPeriod };
}

function atOnce(row: Row, plan: Plan, running: Period, today: Temporal.PlainDate, sum: Prorated | null) {
  const period = sum?.period ?? running;
  const netMinor = sum ? sum.chargeMinor - sum.creditMinor : 0;
  const settlement = netMinor > 0 ? ('invoice' as const) : netMinor < 0 ? ('credit' as const) : ('none' as const);
  const preview: Preview = {
    ...facts(row, plan),
    startsWith: 'now',
    effectiveOn: today.toString(),
    periodStart: period.start.toString(),
    periodEnd: period.end.toString(),
    lines: sum ? linesOf(row, plan, today, running, sum) : [],
    netMinor,
    settlement,
    notes: [
      moneyNote(row, netMinor, sum),
      ...(sum?.isNewPeriod ? [`A new period begins today and ends on ${period.end.subtract({ days: 1 })}.`] : []),
      speedNote(row, plan, 'now'),
      addressNote,
      ...capNote(plan, sum?.isNewPeriod ?? false),
    ],
  };
  return { preview, isNewPeriod: sum?.isNewPeriod ?? false };
}

function linesOf(row: Row, plan: Plan, today: Temporal.PlainDate, running: Period, sum: Prorated): Preview['lines'] {
  const share = (days: number, ofDays: number) => (days === ofDays ? '' : `, ${days} of ${ofDays} days`);
  const rest = { start: today, end: running.end };
  const charged = { start: today, end: sum.period.end };
  return [
    {
      kind: 'credit',
      description: `Unused: ${row.planName}, ${periodText(rest.start, rest.end)}${share(sum.creditDays, sum.ofDays)}`,
      amountMinor: -sum.creditMinor,
      days: sum.creditDays,
      ofDays: sum.ofDays,
      periodStart: rest.start.toString(),
      periodEnd: rest.end.toString(),
    },
    {
      kind: 'charge',
      description: `${plan.name}, ${periodText(charged.start, charged.end)}${share(sum.chargeDays, sum.chargeOfDays)}`,
      amountMinor: sum.chargeMinor,
      days: sum.chargeDays,
      ofDays: sum.chargeOfDays,
      periodStart: charged.start.toString(),
      periodEnd: charged.end.toString(),
    },
  ];
}

function moneyNote(row: Row, netMinor: number, sum: Prorated | null): string {
  if (!sum) return 'The running period is not invoiced yet; nothing is credited or charged for it now.';
  if (netMinor > 0) return `${moneyText(netMinor, row.currency)} is invoiced at once.`;
  if (netMinor < 0)
    return `${moneyText(-netMinor, row.currency)} is kept as a credit, which the next invoices use up; it is not paid out.`;
  return 'Credit and charge are equal; nothing has to be paid.';
}

const addressNote = 'IP addresses and the login stay as they are.';
function speedNote(row: Row, plan: Plan, when: When): string {
  if (row.downloadKbps === plan.downloadKbps && row.uploadKbps === plan.uploadKbps)
    return 'The speed is the same; no session is touched.';
  const begins = when === 'now' ? 'is sent to the live session at once' : 'is sent to the live session on that day';
  return `The new speed ${begins} (CoA), without a disconnect; who is offline has it with the next login.`;
}

/** Usage is counted by billing period. */
function capNote({ dataCapBytes }: Plan, isNewPeriod: boolean): string[] {
  if (dataCapBytes === null) return ['The new plan has no data cap; a throttle or block is lifted.'];
  return isNewPeriod
    ? ['Usage is counted afresh from the first day of the new period.']
    : ['Data used in this period counts against the new plan’s cap; it is reset with the next period.'];
}

export async function previewPlanChange(
  ctx: Pick<StoreCtx, 'db' | 'call' | 'changed' | 'nowIso' | 'today'>,
  wish: Wish,
): Promise<Preview> {
  const row = await find(ctx, wish.id);
  const reason = refusal('changePlan', row.status);
  if (reason) throw conflict(reason);
  return (await quote(ctx, row, wish)).preview;
}

const shown = 50;
export async function planChangesOf(ctx: Pick<StoreCtx, 'db'> & StoreCtx, subscriptionId: string) {
  await find(ctx, subscriptionId);
  return ctx.db
    .select()
    .from(planChange)
    .where(eq(planChange.subscriptionId, subscriptionId))
    .orderBy(desc(planChange.id))
    .limit(shown);
}
