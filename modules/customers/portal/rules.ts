const dayMs = 86_400_000;
/** Before this much of a period has passed, one evening of films would foretell a month. */
const leastDays = 1;

interface Used {
  usedBytes: number;
  capBytes: number;
  /** First instant of the period, and of the next. */
  startMs: number;
  endMs: number;
  nowMs: number;
}
/**
 * When a cap is reached if the period goes on as it did, in Unix milliseconds.
 * @returns null: it lasts, is reached already, or it is too early to say
 */
export function capReachedAt({ usedBytes, capBytes, startMs, endMs, nowMs }: Used): number | null {
  const elapsed = nowMs - startMs;
  if (elapsed < leastDays * dayMs || usedBytes <= 0 || usedBytes >= capBytes) return null;
  const atMs = startMs + (capBytes / usedBytes) * elapsed;
  return atMs < endMs ? atMs : null;
}
