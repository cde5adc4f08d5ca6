import { expect, test } from 'vitest';
import { fuzz } from './fuzzing.ts';

const count = Number(process.env['RADIUS_FUZZ_ITERATIONS'] ?? 100_000);
const seed = Number(process.env['RADIUS_FUZZ_SEED'] ?? Date.now() % 2 ** 31);

test(`${count} mutated vectors, alone and as streams, decode or say why not, and never throw or hang (seed ${seed})`, () => {
  const report = fuzz({ seed, count });
  expect(report.datagrams + report.streams).toBe(count);
  expect(report.packets).toBeGreaterThan(count / 20);
  expect(report.streamedPackets).toBeGreaterThan(count / 40);
  expect(report.slowestMs).toBeLessThan(2000);
}, 120_000);

test('the same seed makes the same run', () => {
  const { packets, streamedPackets } = fuzz({ seed: 7, count: 2000 });
  expect(fuzz({ seed: 7, count: 2000 })).toMatchObject({ packets, streamedPackets });
});
