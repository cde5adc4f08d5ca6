import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cycles } from './contract.ts';
import { daysBetween, periodAt } from './periods.ts';
import { prorate, shareMinor } from './proration.ts';

const date = (iso: string) => Temporal.PlainDate.from(iso);
const price = fc.integer({ min: 0, max: 100_000_000_00 });
const cycle = fc.constantFrom(...cycles);
/** A period and a day in it. */
const place = fc
  .tuple(fc.integer({ min: 0, max: 40_000 }), cycle, fc.nat(60), fc.nat(10_000))
  .map(([anchor, length, index, at]) => {
    const period = periodAt(date('1990-01-01').add({ days: anchor }), length, index);
    return { length, period, today: period.start.add({ days: at % daysBetween(period.start, period.end) }) };
  });

describe('a share of a price', () => {
  test('is exact to the minor unit, half of one rounded up', () => {
    expect(shareMinor(3900, 15, 30)).toBe(1950);
    expect(shareMinor(1, 1, 2)).toBe(1);
    expect(shareMinor(1, 14, 30)).toBe(0);
    expect(shareMinor(9_007_199_254_740_991, 364, 365)).toBe(8_982_521_996_508_824);
  });

  test('is nothing for no days, all for all, and never less for more days', () => {
    fc.assert(
      fc.property(price, fc.integer({ min: 1, max: 366 }), fc.nat(366), (whole, ofDays, at) => {
        const days = at % (ofDays + 1);
        expect(shareMinor(whole, 0, ofDays)).toBe(0);
        expect(shareMinor(whole, ofDays, ofDays)).toBe(whole);
        expect(shareMinor(whole, days, ofDays)).toBeGreaterThanOrEqual(
          shareMinor(whole, Math.max(0, days - 1), ofDays),
        );
        // Used and unused days make the price, but for the one unit that both may be rounded by.
        const parts = shareMinor(whole, days, ofDays) + shareMinor(whole, ofDays - days, ofDays);
        expect(parts - whole).toBeGreaterThanOrEqual(0);
        expect(parts - whole).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a change of plan', () => {
  test('there and back on one day costs nothing, to the minor unit', () => {
    fc.assert(
      fc.property(place, price, price, ({ length, period, today }, a, b) => {
        const same = { fromCycle: length, toCycle: length, period, today };
        const there = prorate({ ...same, fromPriceMinor: a, toPriceMinor: b });
        const back = prorate({ ...same, fromPriceMinor: b, toPriceMinor: a });
        expect(there.chargeMinor - there.creditMinor + back.chargeMinor - back.creditMinor).toBe(0);
      }),
    );
  });

  test('gives back no more than was charged, and a dearer plan never costs less', () => {
    fc.assert(
      fc.property(place, price, price, cycle, ({ length, period, today }, a, b, toCycle) => {
        const change = prorate({
          fromPriceMinor: a,
          fromCycle: length,
          toPriceMinor: b,
          toCycle,
          period,
          today,
        });
        expect(change.creditMinor).toBeGreaterThanOrEqual(0);
        expect(change.creditMinor).toBeLessThanOrEqual(a);
        expect(change.creditDays).toBeGreaterThan(0);
        if (length === toCycle) {
          expect(Math.sign(change.chargeMinor - change.creditMinor) * Math.sign(b - a)).toBeGreaterThanOrEqual(0);
          expect(change.period).toBe(period);
        } else {
          expect(change.chargeMinor).toBe(b);
          expect(change.period.start.equals(today)).toBe(true);
        }
      }),
    );
  });

  test('however often in a period costs what the days on each plan cost, but for a unit each', () => {
    fc.assert(
      fc.property(place, price, fc.array(fc.tuple(price, fc.nat(400)), { maxLength: 6 }), (at, first, changes) => {
        const { length, period } = at;
        const ofDays = daysBetween(period.start, period.end);
        const days = changes.map(([to, day]) => ({ to, day: day % ofDays })).sort((x, y) => x.day - y.day);
        let paid = first;
        let current = first;
        let fair = 0;
        let since = 0;
        for (const { to, day } of days) {
          const today = period.start.add({ days: day });
          const change = {
            fromPriceMinor: current,
            toPriceMinor: to,
            fromCycle: length,
            toCycle: length,
            period,
            today,
          };
          const { chargeMinor, creditMinor } = prorate(change);
          paid += chargeMinor - creditMinor;
          fair += (current * (day - since)) / ofDays;
          [current, since] = [to, day];
        }
        fair += (current * (ofDays - since)) / ofDays;
        expect(Math.abs(paid - fair)).toBeLessThanOrEqual(days.length + 0.001);
      }),
    );
  });
});
