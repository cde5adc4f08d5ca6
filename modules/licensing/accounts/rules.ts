export const accountStatuses = ['trial', 'active', 'past_due', 'cancelled'] as const;
export type AccountStatus = (typeof accountStatuses)[number];
export const intervals = ['month', 'year'] as const;
export type Interval = (typeof intervals)[number];

export const changeKinds = [
  'trial-started',
  'trial-extended',
  'started',
  'renewed',
  'upgraded',
  'downgraded',
  'downgrade-refused',
  'change-scheduled',
  'change-withdrawn',
  'addon-added',
  'addon-reduced',
  'cancel-scheduled',
  'cancelled',
  'past-due',
  'recovered',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

interface Prices {
  monthMinor: number;
  yearMinor: number;
}

/**
 * A part of a price for a part of a period, in minor units, rounded half up.
 * @param left days that are charged, of `total`
 */
export function prorate(amountMinor: number, left: number, total: number): number {
  if (left <= 0 || total <= 0) return 0;
  const n = BigInt(amountMinor) * BigInt(Math.min(left, total));
  const d = BigInt(total);
  return Number((2n * n + d) / (2n * d));
}

/** What a period of a plan costs. */
export const priceOf = (prices: Prices, interval: Interval): number =>
  interval === 'year' ? prices.yearMinor : prices.monthMinor;

/** What a plan brings in a month; a year's price is a twelfth of it, rounded half up. */
export const monthlyOf = (prices: Prices, interval: Interval): number =>
  interval === 'year' ? prorate(prices.yearMinor, 1, 12) : prices.monthMinor;

/** Add-ons are sold by the month; with a yearly plan twelve of them are paid at once. */
export const monthsIn = (interval: Interval): number => (interval === 'year' ? 12 : 1);

/** The first day of the next period: the day of the month on which the contract began, or the last day of a shorter month. */
export function periodAfter(start: Temporal.PlainDate, interval: Interval, anchorDay: number): Temporal.PlainDate {
  const next = start.with({ day: 1 }).add(interval === 'year' ? { years: 1 } : { months: 1 });
  return next.with({ day: Math.min(anchorDay, next.daysInMonth) });
}

const daysBetween = (from: Temporal.PlainDate, to: Temporal.PlainDate) => from.until(to, { largestUnit: 'days' }).days;

export interface Running {
  status: AccountStatus;
  interval: Interval;
  periodStart: Temporal.PlainDate;
  periodEnd: Temporal.PlainDate;
}
export interface Proration {
  direction: 'now' | 'later' | 'none';
  /** Of the days not used of what was paid. */
  creditMinor: number;
  chargeMinor: number;
  dueMinor: number;
  daysLeft: number;
  daysTotal: number;
  /** Where the period ends that is charged now. */
  periodEnd: Temporal.PlainDate;
  /** A new period begins today. */
  restarts: boolean;
}

/**
 * What changing from one price to another costs today. What brings more is bought now, for the rest of the period; what brings
 * less waits until its end. From month to year a new period begins today; a trial, and a contract that ended, owe nothing.
 */
export function prorated(
  run: Running,
  from: Prices,
  to: Prices,
  interval: Interval,
  today: Temporal.PlainDate,
): Proration {
  const total = daysBetween(run.periodStart, run.periodEnd);
  const left = Math.max(0, daysBetween(today, run.periodEnd));
  const whole = { daysLeft: left, daysTotal: total, periodEnd: run.periodEnd, restarts: false };
  const free = { ...whole, creditMinor: 0, chargeMinor: 0, dueMinor: 0 };
  if (run.status === 'trial') return { ...free, direction: 'now' };
  if (run.status === 'cancelled') {
    const charge = priceOf(to, interval);
    const end = periodAfter(today, interval, today.day);
    return { ...free, direction: 'now', chargeMinor: charge, dueMinor: charge, periodEnd: end, restarts: true };
  }
  const before = priceOf(from, run.interval);
  const lengthens = run.interval === 'month' && interval === 'year';
  if (run.interval === 'year' && interval === 'month') return { ...free, direction: 'later' };
  if (!lengthens && priceOf(to, interval) < before) return { ...free, direction: 'later' };
  if (!lengthens && priceOf(to, interval) === before) return { ...free, direction: 'now' };
  if (lengthens && monthlyOf(to, interval) < monthlyOf(from, 'month') && to.monthMinor < from.monthMinor)
    return { ...free, direction: 'later' };
  const creditMinor = prorate(before, left, total);
  const chargeMinor = lengthens ? to.yearMinor : prorate(priceOf(to, interval), left, total);
  return {
    ...whole,
    direction: 'now',
    creditMinor,
    chargeMinor,
    dueMinor: Math.max(0, chargeMinor - creditMinor),
    ...(lengthens ? { periodEnd: periodAfter(today, 'year', today.day), restarts: true } : {}),
  };
}

/** What `more` of an add-on costs for the rest of the period. */
export const addonDue = (
  monthMinor: number,
  more: number,
  interval: Interval,
  { daysLeft, daysTotal }: { daysLeft: number; daysTotal: number },
): number => prorate(monthMinor * more * monthsIn(interval), daysLeft, daysTotal);
