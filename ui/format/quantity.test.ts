import { expect, test } from 'vitest';
import { formatBps, formatBytes, formatPercent, splitBytes } from './quantity.ts';
import { formatDate, formatDuration, formatRelative } from './time.ts';

test('volumes count in powers of ten, as plans are sold', () => {
  expect(formatBytes(0)).toBe('0 B');
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(1_000_000_000_000)).toBe('1 TB');
  expect(formatBytes(412_345_678_901)).toBe('412 GB');
  expect(splitBytes(1_572_864, 'en', true)).toEqual({ value: '1.5', unit: 'MiB' });
});

test('a value that rounds up to a thousand moves to the next unit', () => {
  expect(formatBytes(999_960)).toBe('1 MB');
  expect(formatBps(999_999_999)).toBe('1 Gbps');
});

test('speeds are bits per second', () => {
  expect(formatBps(84_200_000)).toBe('84.2 Mbps');
  expect(formatBps(100_000_000)).toBe('100 Mbps');
  expect(formatPercent(0.4127)).toBe('41.3%');
});

test('lengths of time show their two largest units', () => {
  expect(formatDuration(0)).toBe('0 s');
  expect(formatDuration(59)).toBe('59 s');
  expect(formatDuration(274_000)).toBe('3 d 4 h');
  expect(formatDuration(86_400)).toBe('1 d');
});

test('relative time rounds towards now and speaks the locale', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  expect(formatRelative(now - 2_000, now)).toBe('now');
  expect(formatRelative(now - 119_000, now)).toBe('1 min. ago');
  expect(formatRelative(now + 3 * 86_400_000, now)).toBe('in 3 days');
  expect(formatRelative(now - 3_600_000, now, 'fr').replaceAll(/\s/g, ' ')).toBe('il y a 1 h');
});

test("dates are shown in the tenant's zone", () => {
  const instant = '2026-11-22T23:30:00Z';
  expect(formatDate(instant, 'day', 'en', 'UTC')).toBe('Nov 22');
  expect(formatDate(instant, 'day', 'en', 'Africa/Lagos')).toBe('Nov 23');
  expect(formatDate(instant, 'exact', 'en', 'Africa/Lagos')).toContain('00:30:00 GMT+1');
});
