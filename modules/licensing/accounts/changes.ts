import { conflict, invalid } from '#kernel/errors.ts';
import { featureByKey, metricInfo, metrics, seatNames, seatTypes } from '#modules/licensing/catalogue/contract.ts';
import { inUse } from './in-use.ts';
import { type Interval, type Proration, periodAfter, priceOf, prorated } from './rules.ts';
import {
  allowancesOf,
  type Base,
  currentPlan,
  featuresOf,
  type Held,
  holdAccount,
  moved,
  nextMinor,
  seatsOf,
  type Version,
} from './store.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

export const runningOf = ({ row }: Held) => ({
  status: row.status,
  interval: row.interval,
  periodStart: day(row.periodStart),
  periodEnd: day(row.periodEnd),
});

/** What is in use that a plan has no room for. */
export async function blockersOf(ctx: Base, held: Held, to: Version): Promise<string[]> {
  const items = held.items.map((i) => ({ ...i, quantity: i.nextQuantity ?? i.quantity }));
  const allowances = allowancesOf(to, items);
  const seats = seatsOf(to, items);
  const { seats: used, ...measured } = await inUse(ctx);
  const over = metrics.flatMap((metric) => {
    const { included, hard } = allowances[metric];
    const value = measured[metric];
    return hard && included !== null && metricInfo[metric].kind === 'peak' && value > included
      ? [`${metricInfo[metric].name}: ${value} in use, ${to.name} has room for ${included}.`]
      : [];
  });
  const crowded = seatTypes.flatMap((type) =>
    used[type] > seats[type]
      ? [`${seatNames[type]} seats: ${used[type]} in use, ${to.name} has ${seats[type]}. Revoke some first.`]
      : [],
  );
  return [...over, ...crowded];
}

const namesOf = (keys: Iterable<string>) => [...keys].map((key) => featureByKey.get(key)?.name ?? key);

export async function previewPlan(ctx: Base, held: Held, choice: { offerId: string; interval: Interval }) {
  const to = await currentPlan(ctx, choice.offerId);
  const proration = prorated(runningOf(held), held.version, to, choice.interval, ctx.today);
  const after = featuresOf({ ...held, row: { ...held.row, status: 'active' }, version: to });
  const before = featuresOf(held);
  const effective = proration.direction === 'later' ? held.row.periodEnd : ctx.today.toString();
  return {
    to,
    proration,
    shown: {
      planName: to.name,
      interval: choice.interval,
      when: proration.direction === 'later' ? ('later' as const) : ('now' as const),
      effectiveOn: effective,
      creditMinor: proration.creditMinor,
      chargeMinor: proration.chargeMinor,
      dueMinor: proration.dueMinor,
      currency: held.row.currency,
      daysLeft: proration.daysLeft,
      daysTotal: proration.daysTotal,
      nextMinor: nextMinor(held, to, choice.interval),
      gains: namesOf([...after].filter((key) => !before.has(key))),
      losses: namesOf([...before].filter((key) => !after.has(key))),
      blockers: await blockersOf(ctx, held, to),
    },
  };
}

/** What is to be paid for a change, as the lines of an invoice. */
export interface Charge {
  reason: 'period' | 'change';
  periodStart: string;
  periodEnd: string;
  lines: { description: string; quantity: number; unitMinor: number }[];
}

function chargeOf(ctx: Base, held: Held, to: Version, interval: Interval, p: Proration): Charge | null {
  if (p.dueMinor === 0) return null;
  const part = p.restarts ? `a ${interval}` : `${p.daysLeft} of ${p.daysTotal} days`;
  const notUsed = `${held.version.name}, ${p.daysLeft} of ${p.daysTotal} days not used`;
  return {
    reason: 'change',
    periodStart: ctx.today.toString(),
    periodEnd: p.periodEnd.toString(),
    lines: [
      { description: `${to.name}, ${part}`, quantity: 1, unitMinor: p.chargeMinor },
      ...(p.creditMinor > 0 ? [{ description: notUsed, quantity: 1, unitMinor: -p.creditMinor }] : []),
    ],
  };
}

/** Begins a plan today; `p` says what was agreed to be paid for it. */
async function begin(ctx: Base, held: Held, to: Version, interval: Interval, p: Proration): Promise<Charge | null> {
  const withdrawn = { nextVersionId: null, nextInterval: null, cancelAtEnd: false };
  const period = p.restarts
    ? { periodStart: ctx.today.toString(), periodEnd: p.periodEnd.toString(), anchorDay: ctx.today.day }
    : {};
  const starts = held.row.status === 'cancelled' || (held.row.status === 'trial' && p.restarts);
  const reopened = starts ? { status: 'active' as const, cancelledAt: null } : {};
  const kind = starts ? 'started' : to.monthMinor >= held.version.monthMinor ? 'upgraded' : 'downgraded';
  await moved(
    ctx,
    held,
    kind,
    `${held.version.name} → ${to.name}`,
    { ...withdrawn, ...period, ...reopened, interval },
    held.items,
    to,
  );
  return chargeOf(ctx, held, to, interval, p);
}

export async function changePlan(
  ctx: Base,
  input: { offerId: string; interval: Interval; expectedDueMinor: number },
): Promise<Charge | null> {
  const held = await holdAccount(ctx);
  const { to, proration, shown } = await previewPlan(ctx, held, input);
  const { row } = held;
  if (to.status === 'retired') throw conflict(`${to.name} is not sold any more.`, 'offerId');
  if (to.id === row.versionId && input.interval === row.interval && row.status !== 'cancelled')
    throw invalid(`${to.name} is what you have already.`, 'offerId');
  if (row.status === 'past_due') throw conflict('Pay what is overdue first; then the plan can be changed.');
  if (shown.blockers[0]) throw conflict(shown.blockers[0], 'offerId');
  if (proration.dueMinor !== input.expectedDueMinor)
    throw conflict('The price of this change is another by now; look at it again.', 'expectedDueMinor');
  if (proration.direction !== 'later') return begin(ctx, held, to, input.interval, proration);
  await moved(ctx, held, 'change-scheduled', `${held.version.name} → ${to.name} on ${row.periodEnd}`, {
    nextVersionId: to.id,
    nextInterval: input.interval,
    cancelAtEnd: false,
  });
  return null;
}

/** A change by the platform's staff: what is left of the period costs nothing, and use is no hindrance. A contract that begins by it is paid for. */
export async function putOn(
  ctx: Base,
  input: { offerId: string; interval: Interval; when: 'now' | 'later'; endTrial: boolean },
): Promise<Charge | null> {
  const held = await holdAccount(ctx);
  const to = await currentPlan(ctx, input.offerId);
  if (input.when === 'later') {
    await moved(ctx, held, 'change-scheduled', `${held.version.name} → ${to.name} on ${held.row.periodEnd}`, {
      nextVersionId: to.id,
      nextInterval: input.interval,
    });
    return null;
  }
  const p = prorated(runningOf(held), held.version, to, input.interval, ctx.today);
  const starts = held.row.status === 'cancelled' || (held.row.status === 'trial' && input.endTrial);
  const isTrial = held.row.status === 'trial' && !starts;
  const restarts = starts || (!isTrial && (p.restarts || input.interval !== held.row.interval));
  const periodEnd = restarts ? periodAfter(ctx.today, input.interval, ctx.today.day) : p.periodEnd;
  const chargeMinor = starts ? priceOf(to, input.interval) : 0;
  return begin(ctx, held, to, input.interval, {
    ...p,
    restarts,
    periodEnd,
    chargeMinor,
    creditMinor: 0,
    dueMinor: chargeMinor,
  });
}
