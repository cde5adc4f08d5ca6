import type { Clock } from './clock.ts';
import { AppError } from './errors.ts';

/** Token buckets in memory: `perMinute` calls at once, refilled evenly. A bucket untouched for a minute is forgotten. */
export function rateLimiter(clock: Clock) {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  let sweptMs = 0;
  return {
    /** Takes one token of `key`, or throws `limit` with the seconds to wait. */
    take(key: string, perMinute: number): void {
      const now = clock.nowMs();
      if (now - sweptMs > 60_000) {
        for (const [k, b] of buckets) if (now - b.atMs > 60_000) buckets.delete(k);
        sweptMs = now;
      }
      const bucket = buckets.get(key) ?? { tokens: perMinute, atMs: now };
      // A clock that was set back refills nothing and takes nothing away.
      const elapsed = Math.max(0, now - bucket.atMs);
      bucket.tokens = Math.min(perMinute, bucket.tokens + (elapsed * perMinute) / 60_000);
      bucket.atMs = now;
      buckets.set(key, bucket);
      if (bucket.tokens < 1) {
        const wait = Math.ceil(((1 - bucket.tokens) * 60) / perMinute);
        throw new AppError('limit', `Too many requests; try again in ${wait} s.`, { retryAfterSeconds: wait });
      }
      bucket.tokens -= 1;
    },
  };
}
