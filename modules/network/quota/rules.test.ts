import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cap, reachedPercent, secondsUntilCheck, stateAt } from './rules.ts';

const cap: Cap = { capBytes: 1000, policy: 'throttle', throttledKbps: 2000, noticePercents: [80, 50] };

describe('a threshold', () => {
  it('is reached when the share is, and the cap is one in any case', () => {
    expect([499, 500, 799, 800, 999, 1000, 5000].map((used) => reachedPercent(used, cap))).toEqual([
      0, 50, 50, 80, 80, 100, 100,
    ]);
    expect(reachedPercent(1000, { ...cap, noticePercents: [] })).toBe(100);
    expect(reachedPercent(1e15, { ...cap, capBytes: null })).toBe(0);
  });
  it('restricts only at the cap, and as the plan says', () => {
    expect(stateAt(80, cap)).toBe('within');
    expect(stateAt(100, cap)).toBe('throttled');
    expect(stateAt(100, { policy: 'block' })).toBe('blocked');
    expect(stateAt(100, { policy: 'none' })).toBe('within');
  });
});

describe('the time until a line is looked at', () => {
  it('is never so long that a line at its speed could pass a threshold before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 13 }),
        fc.integer({ min: 0, max: 2 * 10 ** 13 }),
        fc.integer({ min: 64, max: 10_000_000 }),
        fc.integer({ min: 64, max: 10_000_000 }),
        (capBytes, usedBytes, downloadKbps, uploadKbps) => {
          const whole = { ...cap, capBytes };
          const seconds = secondsUntilCheck(usedBytes, whole, { downloadKbps, uploadKbps });
          if (seconds === null) {
            expect(usedBytes).toBeGreaterThanOrEqual(capBytes);
            return;
          }
          const most = usedBytes + (seconds * (downloadKbps + uploadKbps) * 1000) / 8;
          // Reports come no more often than every minute, so looking every 20 seconds misses none.
          if (seconds > 20) expect(reachedPercent(most, whole)).toBe(reachedPercent(usedBytes, whole));
          expect(seconds).toBeLessThanOrEqual(3600);
        },
      ),
    );
  });
});
