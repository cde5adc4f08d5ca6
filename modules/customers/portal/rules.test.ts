import { expect, it } from 'vitest';
import { capReachedAt } from './rules.ts';

const day = 86_400_000;
const period = { startMs: 0, endMs: 30 * day };

it('a cap is reached when the period goes on as it did, if it does not last', () => {
  const at = (usedBytes: number, days: number) =>
    capReachedAt({ ...period, usedBytes, capBytes: 300, nowMs: days * day });
  expect(at(150, 10)).toBe(20 * day);
  expect(at(100, 10)).toBeNull();
  expect(at(300, 10)).toBeNull();
  expect(at(299, 0.5)).toBeNull();
  expect(at(0, 10)).toBeNull();
});
