import { expect, test } from 'vitest';
import { trafficLine, withSample } from './traffic.ts';

const t = (text: string) => Date.parse(`2026-03-10T${text}Z`);
const hour = (text: string) => ({ at: `2026-03-10T${text}.000Z`, downloadBytes: 450_000_000, uploadBytes: 45_000_000 });
const sample = (atMs: number) => ({ atMs, downloadBps: 7, uploadBps: 1 });

test('a measurement counts once, and an hour of them is kept', () => {
  const one = withSample([], sample(t('09:00:00')));
  expect(withSample(one, sample(t('09:00:00')))).toBe(one);
  expect(withSample(one, sample(t('08:59:00')))).toBe(one);
  expect(withSample(one, sample(t('10:00:00')))).toEqual([sample(t('10:00:00'))]);
});

test('hours are means in their middle, a missing hour is a gap, and live measurements follow', () => {
  const line = trafficLine([hour('06:00:00'), hour('08:00:00')], [sample(t('09:10:00'))], t('06:00:00'), t('09:12:00'));
  expect(line).toEqual([
    { atMs: t('06:30:00'), download: 1_000_000, upload: 100_000 },
    { atMs: t('07:30:00'), download: null, upload: null },
    { atMs: t('08:30:00'), download: 1_000_000, upload: 100_000 },
    { atMs: t('09:10:00'), download: 7, upload: 1 },
  ]);
});

test('the hour that is under way is not shown as if it were over', () => {
  expect(trafficLine([hour('09:00:00')], [], t('09:00:00'), t('09:40:00'))).toEqual([]);
});
