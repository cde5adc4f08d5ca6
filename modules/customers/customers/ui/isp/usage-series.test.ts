import { expect, test } from 'vitest';
import { hourlyBps, localDay, monthByDay, totalBytes } from './usage-series.ts';

const point = (at: string, downloadBytes = 450_000_000, uploadBytes = 4_500_000) => ({
  at,
  downloadBytes,
  uploadBytes,
});

test('an hour of 450 MB is 1 Mbps; an hour without a measurement is a gap, not a zero', () => {
  const { down, up } = hourlyBps(
    [point('2026-03-10T09:00:00.000Z')],
    '2026-03-10T08:00:00.000Z',
    '2026-03-10T11:00:00.000Z',
  );
  expect(down).toEqual([null, 1_000_000, null]);
  expect(up).toEqual([null, 10_000, null]);
});

test('a month begins and its days turn by the provider’s clock', () => {
  // 23:30 UTC on the last of February is March in Lagos.
  const now = Date.parse('2026-02-28T23:30:00Z');
  expect(localDay(now, 'Africa/Lagos')).toBe('2026-03-01');
  expect(monthByDay([point('2026-02-28T23:00:00.000Z')], now, 'Africa/Lagos')).toEqual([
    { day: '2026-03-01', traffic: point('2026-02-28T23:00:00.000Z') },
  ]);
  expect(monthByDay([], now, 'UTC')).toHaveLength(28);
});

test('usage counts both directions', () => {
  expect(totalBytes([point('a', 10, 1), point('b', 20, 2)])).toBe(33);
});
