import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addonDue, monthlyOf, periodAfter, prorate, prorated } from './accounts/rules.ts';
import { features, missingNeeds } from './catalogue/features.ts';
import { overageMinor } from './catalogue/rules.ts';
import { forecast, passed } from './usage/rules.ts';

const minor = fc.integer({ min: 0, max: 1_000_000_00 });
const date = fc.integer({ min: 0, max: 20_000 }).map((days) => Temporal.PlainDate.from('2000-01-01').add({ days }));

describe('a part of a price', () => {
  test('is never off by more than half of the smallest unit, and the parts of a whole differ from it by at most one', () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 400 }), (amount, total, left) => {
        const days = Math.min(left, total);
        const part = prorate(amount, days, total);
        expect(Number.isInteger(part)).toBe(true);
        expect(Math.abs(part * total - amount * days)).toBeLessThanOrEqual(total / 2);
        expect(Math.abs(part + prorate(amount, total - days, total) - amount)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('is nothing of no days, all of all days, and never falls with more days', () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 1, max: 400 }), (amount, total) => {
        expect(prorate(amount, 0, total)).toBe(0);
        expect(prorate(amount, total, total)).toBe(amount);
        for (let d = 1; d <= total; d += 7)
          expect(prorate(amount, d, total)).toBeGreaterThanOrEqual(prorate(amount, d - 1, total));
      }),
    );
  });
});

describe('a period', () => {
  test('keeps the day of the month on which the contract began, through every short month', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 1, max: 40 }), (start, periods) => {
        let at = start;
        for (let n = 0; n < periods; n += 1) {
          const next = periodAfter(at, 'month', start.day);
          expect(next.day).toBe(Math.min(start.day, next.daysInMonth));
          expect(Temporal.PlainDate.compare(at, next)).toBe(-1);
          expect(at.with({ day: 1 }).until(next.with({ day: 1 }), { largestUnit: 'months' }).months).toBe(1);
          at = next;
        }
      }),
    );
  });
});

describe('a change of plan', () => {
  const prices = fc.record({ monthMinor: minor, yearMinor: minor });
  const interval = fc.constantFrom('month' as const, 'year' as const);
  test('costs no more than the new price, credits no more than the old one, and waits when it brings less', () => {
    fc.assert(
      fc.property(
        date,
        prices,
        prices,
        interval,
        interval,
        fc.integer({ min: 0, max: 365 }),
        (start, from, to, was, next, gone) => {
          const periodEnd = periodAfter(start, was, start.day);
          const run = { status: 'active' as const, interval: was, periodStart: start, periodEnd };
          const days = start.until(periodEnd, { largestUnit: 'days' }).days;
          const today = start.add({ days: gone % days });
          const p = prorated(run, from, to, next, today);
          const price = (of: typeof from, i: 'month' | 'year') => (i === 'year' ? of.yearMinor : of.monthMinor);
          expect(p.creditMinor).toBeLessThanOrEqual(price(from, was));
          expect(p.chargeMinor).toBeLessThanOrEqual(price(to, next));
          expect(p.dueMinor).toBe(Math.max(0, p.chargeMinor - p.creditMinor));
          if (was === next && price(to, next) < price(from, was))
            expect(p).toMatchObject({ direction: 'later', dueMinor: 0 });
          if (was === next && price(to, next) > price(from, was)) expect(p.direction).toBe('now');
          if (was === 'year' && next === 'month') expect(p.direction).toBe('later');
        },
      ),
    );
  });

  test('upward in steps on one day costs, within a unit a step, what it costs at once', () => {
    fc.assert(
      fc.property(
        date,
        fc.array(minor, { minLength: 3, maxLength: 6 }),
        fc.integer({ min: 0, max: 27 }),
        (start, raw, gone) => {
          const steps = [...new Set(raw)].sort((a, b) => a - b).map((monthMinor) => ({ monthMinor, yearMinor: 0 }));
          if (steps.length < 2) return;
          const run = {
            status: 'active' as const,
            interval: 'month' as const,
            periodStart: start,
            periodEnd: periodAfter(start, 'month', start.day),
          };
          const today = start.add({ days: gone });
          const due = (a: (typeof steps)[0], b: (typeof steps)[0]) => prorated(run, a, b, 'month', today).dueMinor;
          const inSteps = steps.slice(1).reduce((sum, to, at) => sum + due(steps[at]!, to), 0);
          // Each price's part is rounded once and then cancels out, so steps cost exactly what one change does.
          expect(inSteps).toBe(due(steps[0]!, steps.at(-1)!));
        },
      ),
    );
  });

  test('is free in a trial, and a year is a twelfth of itself each month', () => {
    const run = {
      status: 'trial' as const,
      interval: 'month' as const,
      periodStart: Temporal.PlainDate.from('2026-03-01'),
      periodEnd: Temporal.PlainDate.from('2026-03-15'),
    };
    const dear = { monthMinor: 49_900, yearMinor: 499_000 };
    expect(prorated(run, { monthMinor: 0, yearMinor: 0 }, dear, 'year', run.periodStart).dueMinor).toBe(0);
    expect(monthlyOf(dear, 'year')).toBe(41_583);
    expect(addonDue(1200, 2, 'month', { daysLeft: 15, daysTotal: 30 })).toBe(1200);
    expect(addonDue(1200, 1, 'year', { daysLeft: 365, daysTotal: 365 })).toBe(14_400);
  });
});

describe('overage', () => {
  const allowance = fc.record({
    included: fc.integer({ min: 0, max: 1e12 }),
    hard: fc.constant(false),
    overageMinor: fc.integer({ min: 0, max: 1_000_000 }),
    overageUnits: fc.integer({ min: 1, max: 1e9 }),
  });
  test('is exact to half a unit, also where floating point is not, and nothing within the allowance', () => {
    fc.assert(
      fc.property(allowance, fc.integer({ min: 0, max: 2 ** 50 }), (a, used) => {
        const cost = overageMinor(used, a);
        const exact = BigInt(Math.max(0, used - a.included)) * BigInt(a.overageMinor);
        fc.pre(exact / BigInt(a.overageUnits) < BigInt(Number.MAX_SAFE_INTEGER));
        if (exact === 0n) expect(cost).toBe(0);
        const off = BigInt(cost) * BigInt(a.overageUnits) - exact;
        expect((off < 0n ? -off : off) * 2n <= BigInt(a.overageUnits)).toBe(true);
      }),
    );
    const plain = { included: 100, hard: false, overageMinor: 100, overageUnits: 1000 };
    expect(overageMinor(1100, plain)).toBe(100);
    expect(overageMinor(1e9, { ...plain, hard: true })).toBe(0);
    expect(overageMinor(1e9, { ...plain, included: null })).toBe(0);
  });
});

describe('a forecast', () => {
  test('never says less than was used, and goes on with the mean of a sum and the slope of a peak', () => {
    fc.assert(
      fc.property(
        fc.nat(1e9),
        fc.nat(1e6),
        fc.nat(1e6),
        fc.integer({ min: 1, max: 31 }),
        (used, first, latest, gone) => {
          expect(forecast('sum', used, 0, 0, gone, 31)).toBeGreaterThanOrEqual(used);
          expect(forecast('peak', Math.max(first, latest), first, latest, gone, 31)).toBeGreaterThanOrEqual(latest);
        },
      ),
    );
    expect(forecast('sum', 100, 0, 0, 10, 30)).toBe(300);
    expect(forecast('peak', 110, 101, 110, 10, 30)).toBe(130);
    expect(passed(80, 100)).toEqual([80]);
    expect(passed(79, 100)).toEqual([]);
    expect(passed(100, 100)).toEqual([80, 100]);
    expect(passed(1e9, null)).toEqual([]);
  });
});

describe('the features', () => {
  test('need nothing that is not there, and each module of the product belongs to one at most', () => {
    expect(missingNeeds(features.map((f) => f.key))).toEqual([]);
    expect(missingNeeds(['netbox'])).toEqual(['NetBox needs Address management.']);
    const named = features.flatMap((f) => f.modules);
    expect(new Set(named).size).toBe(named.length);
  });
});
