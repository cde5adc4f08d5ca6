import type { QuotaPolicy, QuotaState } from './contract.ts';

export interface Cap {
  /** With what was added for the period; null: no cap. */
  capBytes: number | null;
  policy: QuotaPolicy;
  throttledKbps: number | null;
  noticePercents: readonly number[];
}

/** The shares at which something happens, in order; the cap itself is the last. */
const thresholds = ({ noticePercents }: Pick<Cap, 'noticePercents'>): number[] =>
  [...new Set([...noticePercents, 100])].sort((a, b) => a - b);

/** The highest threshold that this usage has reached; 0 for none. */
export function reachedPercent(usedBytes: number, cap: Cap): number {
  const { capBytes } = cap;
  if (capBytes === null) return 0;
  return thresholds(cap).findLast((percent) => usedBytes >= (capBytes * percent) / 100) ?? 0;
}

/** What is laid upon a line that has come so far. */
export function stateAt(percent: number, { policy }: Pick<Cap, 'policy'>): QuotaState {
  if (percent < 100 || policy === 'none') return 'within';
  return policy === 'throttle' ? 'throttled' : 'blocked';
}

/** Lines are at times faster than their plan says; those that are more than this many times faster are found out later. */
const tolerance = 3;
const soonestSeconds = 20;
const latestSeconds = 3600;

/**
 * How long no threshold can be passed: the bytes that are left, at several times the line's speed. So only lines near a
 * threshold are looked at often. Null when there is nothing left to wait for in this period.
 */
export function secondsUntilCheck(
  usedBytes: number,
  cap: Cap,
  line: { downloadKbps: number; uploadKbps: number },
): number | null {
  const { capBytes } = cap;
  if (capBytes === null) return null;
  const next = thresholds(cap)
    .map((percent) => (capBytes * percent) / 100)
    .find((bytes) => bytes > usedBytes);
  if (next === undefined) return null;
  const bytesPerSecond = (tolerance * (line.downloadKbps + line.uploadKbps) * 1000) / 8;
  return Math.min(latestSeconds, Math.max(soonestSeconds, Math.floor((next - usedBytes) / bytesPerSecond)));
}

/** Why a subscription cannot be given more data; null when it can. */
export const whyNotAddData = ({ capBytes }: { capBytes: number | null }): string | null =>
  capBytes === null ? 'Its plan has no data cap.' : null;
