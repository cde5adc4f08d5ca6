import { describe, expect, it } from 'vitest';
import { everyMinute, lastMinute, loginRate } from './isp/login-series.ts';

const t0 = Date.UTC(2026, 2, 10, 9);
const at = (minute: number) => new Date(t0 + minute * 60_000).toISOString();
const points = [
  { at: at(2), accepts: 3, rejects: 0 },
  { at: at(4), accepts: 1, rejects: 5 },
];

describe('logins by the minute', () => {
  it('are nought in a minute without any, and unknown before the first', () => {
    expect(everyMinute(points, t0, t0 + 6 * 60_000).map(({ accepts, rejects }) => [accepts, rejects])).toEqual([
      [3, 0],
      [0, 0],
      [1, 5],
      [0, 0],
    ]);
    expect(everyMinute([], t0, t0 + 6 * 60_000)).toEqual([]);
  });
  it('are told of the last minute that is whole and reported', () => {
    expect(lastMinute(points, t0 + 5 * 60_000 + 11_000)).toEqual({ accepts: 1, rejects: 5 });
    expect(lastMinute(points, t0 + 5 * 60_000 + 9000)).toEqual({ accepts: 0, rejects: 0 });
  });
  it('are told per second where there are many', () => {
    expect(loginRate(119)).toEqual({ value: 119, unit: '/min', digits: 0 });
    expect(loginRate(120)).toEqual({ value: 2, unit: '/s', digits: 1 });
    expect(loginRate(60_000)).toMatchObject({ value: 1000, unit: '/s', digits: 0 });
  });
});
