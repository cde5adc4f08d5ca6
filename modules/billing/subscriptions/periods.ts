import { type Cycle, monthsOf } from './rules.ts';

/** Half-open interval of local dates in the tenant's zone: `start` is in, `end` is not. */
export interface Period {
  start: Temporal.PlainDate;
  end: Temporal.PlainDate;
}

/**
 * The `index`-th period (from 0) of a subscription whose first one began on `anchor`. Each is counted from the anchor, not
 * from the one before, so that a 31st shortened to the 28th in February is the 31st again in March.
 */
export function periodAt(anchor: Temporal.PlainDate, cycle: Cycle, index: number): Period {
  const at = (n: number) => anchor.add({ months: n * monthsOf[cycle] }, { overflow: 'constrain' });
  return { start: at(index), end: at(index + 1) };
}

/** The period that a day falls into; the first one for days before the anchor. */
export function currentPeriod(anchor: Temporal.PlainDate, cycle: Cycle, day: Temporal.PlainDate): Period {
  const months = Math.max(0, anchor.until(day, { largestUnit: 'months' }).months);
  const index = Math.floor(months / monthsOf[cycle]);
  const period = periodAt(anchor, cycle, index);
  // Months that were cut short (31 January, 28 February) are counted late by `until`.
  return Temporal.PlainDate.compare(day, period.end) >= 0 ? periodAt(anchor, cycle, index + 1) : period;
}

/** A suspension; without `to` it still lasts. */
export interface Pause {
  from: Temporal.PlainDate;
  to: Temporal.PlainDate | null;
}

const { compare } = Temporal.PlainDate;
const later = (a: Temporal.PlainDate, b: Temporal.PlainDate) => (compare(a, b) >= 0 ? a : b);
const earlier = (a: Temporal.PlainDate, b: Temporal.PlainDate) => (compare(a, b) <= 0 ? a : b);

/** Days from `start` to `end`; 0 when `end` is not later. */
export const daysBetween = (start: Temporal.PlainDate, end: Temporal.PlainDate) => Math.max(0, start.until(end).days);

/**
 * Days of a period that are not charged because service was suspended, each counted once. A pause without end lasts to the
 * end of the period.
 */
export function pausedDays(period: Period, pauses: readonly Pause[]): number {
  const clipped = pauses
    .map(({ from, to }) => ({ from: later(from, period.start), to: earlier(to ?? period.end, period.end) }))
    .filter(({ from, to }) => compare(from, to) < 0)
    .sort((a, b) => compare(a.from, b.from));
  let days = 0;
  let counted = period.start;
  for (const { from, to } of clipped) {
    days += daysBetween(later(from, counted), to);
    counted = later(counted, to);
  }
  return days;
}
