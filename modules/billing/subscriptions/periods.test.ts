import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cycles } from './contract.ts';
import { daysBetween, type Pause, pausedDays, periodAt } from './periods.ts';
import { monthsOf } from './rules.ts';

const date = (iso: string) => Temporal.PlainDate.from(iso);
const { compare } = Temporal.PlainDate;
const anyDate = fc.integer({ min: 0, max: 60_000 }).map((days) => date('1990-01-01').add({ days }));
const anyCycle = fc.constantFrom(...cycles);
const span = (start: string, cycle: (typeof cycles)[number], index: number) => {
  const period = periodAt(date(start), cycle, index);
  return [period.start.toString(), period.end.toString()];
};

describe('billing periods', () => {
  test('follow each other without a gap or an overlap, however many', () => {
    fc.assert(
      fc.property(anyDate, anyCycle, fc.nat(400), (anchor, cycle, index) => {
        const period = periodAt(anchor, cycle, index);
        expect(period.end.equals(periodAt(anchor, cycle, index + 1).start)).toBe(true);
        expect(compare(period.start, period.end)).toBe(-1);
      }),
    );
  });

  test('begin on the anchor’s day, or on the last day of a month that lacks it', () => {
    fc.assert(
      fc.property(anyDate, anyCycle, fc.nat(400), (anchor, cycle, index) => {
        const { start } = periodAt(anchor, cycle, index);
        expect(start.day).toBe(Math.min(anchor.day, start.daysInMonth));
        expect((start.year - anchor.year) * 12 + start.month - anchor.month).toBe(index * monthsOf[cycle]);
      }),
    );
  });

  test.each([
    ['2026-01-31', 'monthly', 0, '2026-01-31', '2026-02-28'],
    ['2026-01-31', 'monthly', 1, '2026-02-28', '2026-03-31'],
    ['2026-01-31', 'monthly', 2, '2026-03-31', '2026-04-30'],
    ['2027-11-30', 'quarterly', 0, '2027-11-30', '2028-02-29'],
    ['2028-02-29', 'annual', 0, '2028-02-29', '2029-02-28'],
    ['2028-02-29', 'annual', 4, '2032-02-29', '2033-02-28'],
    ['2026-12-15', 'monthly', 0, '2026-12-15', '2027-01-15'],
  ] as const)('from %s, %s, number %i: %s to %s', (anchor, cycle, index, start, end) => {
    expect(span(anchor, cycle, index)).toEqual([start, end]);
  });

  test('have whole days wherever clocks change: the length of a period never depends on a zone', () => {
    // Zones that change at midnight, skip a whole day, or change by half an hour.
    const zones = [
      'Europe/Berlin',
      'America/Santiago',
      'Asia/Beirut',
      'Pacific/Apia',
      'Australia/Lord_Howe',
      'Africa/Lagos',
    ];
    fc.assert(
      fc.property(anyDate, anyCycle, fc.nat(60), fc.constantFrom(...zones), (anchor, cycle, index, zone) => {
        const { start, end } = periodAt(anchor, cycle, index);
        const begins = start.toZonedDateTime(zone);
        const ends = end.toZonedDateTime(zone);
        const hours = begins.until(ends, { largestUnit: 'hours' }).hours;
        // Apia lost a day in 2011; elsewhere only hours come and go.
        expect(Math.abs(hours - daysBetween(start, end) * 24)).toBeLessThanOrEqual(zone === 'Pacific/Apia' ? 25 : 2);
        expect(begins.toPlainDate().equals(start) || zone === 'Pacific/Apia').toBe(true);
      }),
    );
  });
});

describe('days that are not charged', () => {
  const anyPauses = fc.array(
    fc.record({ from: fc.integer({ min: -50, max: 60 }), length: fc.option(fc.nat(40), { nil: null }) }),
    { maxLength: 6 },
  );
  const period = { start: date('2026-03-01'), end: date('2026-04-01') };
  const pauses = (list: { from: number; length: number | null }[]): Pause[] =>
    list.map(({ from, length }) => {
      const start = period.start.add({ days: from });
      return { from: start, to: length === null ? null : start.add({ days: length }) };
    });

  test('are the days of the period inside any pause, each once', () => {
    fc.assert(
      fc.property(anyPauses, (list) => {
        const all = pauses(list);
        let counted = 0;
        for (let day = period.start; compare(day, period.end) < 0; day = day.add({ days: 1 }))
          if (all.some(({ from, to }) => compare(from, day) <= 0 && (to === null || compare(day, to) < 0)))
            counted += 1;
        expect(pausedDays(period, all)).toBe(counted);
      }),
    );
  });

  test('add up over periods that follow each other', () => {
    fc.assert(
      fc.property(anyPauses, anyDate, fc.nat(40), (list, start, length) => {
        const [a, b, c] = [start, start.add({ days: length }), start.add({ days: length + 30 })];
        const all = pauses(list);
        expect(pausedDays({ start: a, end: b }, all) + pausedDays({ start: b, end: c }, all)).toBe(
          pausedDays({ start: a, end: c }, all),
        );
      }),
    );
  });

  test('a subscriber suspended and restored on one day is charged that day, in any zone and across clock changes', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Africa/Lagos', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
    const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2029, 0, 1) });
    fc.assert(
      fc.property(instants, fc.nat(90 * 86_400_000), fc.constantFrom(...zones), (at, lastsMs, zone) => {
        const local = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate();
        const pause = { from: local(at), to: local(at + lastsMs) };
        const days = pausedDays({ start: date('2023-01-01'), end: date('2030-01-01') }, [pause]);
        // Never a day more than the hours allow, and nothing when the calendar day did not change.
        expect(days).toBeLessThanOrEqual(Math.ceil((lastsMs + 3_600_000) / 86_400_000));
        expect(days >= Math.floor((lastsMs - 3_600_000) / 86_400_000)).toBe(true);
        if (pause.from.equals(pause.to)) expect(days).toBe(0);
      }),
    );
  });
});
