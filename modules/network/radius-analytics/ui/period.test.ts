import { describe, expect, it } from 'vitest';
import { dayIn, daysBefore, daysOf, lengthInDays, startOfDay } from './isp/period.ts';

const zones = ['Europe/Berlin', 'Africa/Lagos', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Auckland'];

describe('days of a zone', () => {
  it('begin where the calendar says, also where clocks change', () => {
    for (const zone of zones)
      for (const day of [
        '2026-03-08',
        '2026-03-29',
        '2026-04-05',
        '2026-09-27',
        '2026-10-25',
        '2026-11-01',
        '2026-07-14',
      ])
        expect(startOfDay(day, zone), `${day} ${zone}`).toBe(
          Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds,
        );
    expect(dayIn(Date.UTC(2026, 2, 9, 23, 30), 'Europe/Berlin')).toBe('2026-03-10');
  });
  it('are the last ones up to today, or those named', () => {
    const now = Date.UTC(2026, 2, 10, 9);
    expect(daysOf({ range: '7d' }, now, 'Europe/Berlin')).toEqual({ from: '2026-03-04', to: '2026-03-10' });
    expect(daysOf({ range: 'today' }, now, 'Europe/Berlin')).toEqual({ from: '2026-03-10', to: '2026-03-10' });
    const named = { from: '2026-02-01', to: '2026-02-28' };
    expect(daysOf({ range: '7d', ...named }, now, 'Europe/Berlin')).toEqual(named);
    expect(lengthInDays(named)).toBe(28);
    expect(daysBefore(named)).toEqual({ from: '2026-01-04', to: '2026-01-31' });
  });
});
