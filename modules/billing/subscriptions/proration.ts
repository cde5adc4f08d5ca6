import { daysBetween, type Period, periodAt } from './periods.ts';
import type { Cycle } from './rules.ts';

/** The share of a price for `days` of a period of `ofDays`, rounded half up. Exact: no floating point is involved. */
export function shareMinor(priceMinor: number, days: number, ofDays: number): number {
  if (!(days >= 0 && days <= ofDays && ofDays > 0)) throw new RangeError(`${days} days of ${ofDays} is no share.`);
  const whole = BigInt(ofDays);
  return Number((2n * BigInt(priceMinor) * BigInt(days) + whole) / (2n * whole));
}

export interface Prorated {
  /** Days of the old plan that were charged and will not be had; `of` those of its period. */
  creditMinor: number;
  creditDays: number;
  ofDays: number;
  chargeMinor: number;
  chargeDays: number;
  chargeOfDays: number;
  /** The period after the change. */
  period: Period;
  /** Another cycle: a new period begins with the change. */
  isNewPeriod: boolean;
}

interface Change {
  fromPriceMinor: number;
  fromCycle: Cycle;
  toPriceMinor: number;
  toCycle: Cycle;
  /** The charged period, which `today` is in. */
  period: Period;
  today: Temporal.PlainDate;
}

/**
 * What a change today gives back and asks for. The day of the change is a day on the new plan. With the same cycle the
 * period goes on and both are shares of the days that are left; with another, a whole period of the new cycle begins today.
 */
export function prorate({ fromPriceMinor, fromCycle, toPriceMinor, toCycle, period, today }: Change): Prorated {
  const ofDays = daysBetween(period.start, period.end);
  const creditDays = daysBetween(today, period.end);
  const credit = { creditMinor: shareMinor(fromPriceMinor, creditDays, ofDays), creditDays, ofDays };
  if (fromCycle === toCycle)
    return {
      ...credit,
      chargeMinor: shareMinor(toPriceMinor, creditDays, ofDays),
      chargeDays: creditDays,
      chargeOfDays: ofDays,
      period,
      isNewPeriod: false,
    };
  const next = periodAt(today, toCycle, 0);
  const days = daysBetween(next.start, next.end);
  return {
    ...credit,
    chargeMinor: toPriceMinor,
    chargeDays: days,
    chargeOfDays: days,
    period: next,
    isNewPeriod: true,
  };
}
