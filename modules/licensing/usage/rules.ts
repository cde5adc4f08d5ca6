/** Shares of an allowance at which its holder is told. */
export const warnedAt = [80, 100] as const;

/**
 * What a period's use comes to if it goes on as so far. A sum grows by its daily mean; a peak by its slope since the period
 * began, and never shrinks.
 * @param daysGone days of the period so far, today included
 */
export function forecast(
  kind: 'peak' | 'sum',
  used: number,
  first: number,
  latest: number,
  daysGone: number,
  daysTotal: number,
): number {
  const left = Math.max(0, daysTotal - daysGone);
  if (daysGone <= 0 || left === 0) return used;
  if (kind === 'sum') return Math.round((used * daysTotal) / daysGone);
  const perDay = daysGone > 1 ? (latest - first) / (daysGone - 1) : 0;
  return Math.max(used, Math.round(latest + perDay * left));
}

/** Thresholds that a use has passed. */
export const passed = (used: number, included: number | null): number[] =>
  included === null || included === 0 ? [] : warnedAt.filter((percent) => used * 100 >= included * percent);
