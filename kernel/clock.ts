/** The one place that reads the machine's clock. A test or a replay of history passes another. */
export interface Clock {
  /** Unix milliseconds. */
  nowMs(): number;
}
export const systemClock: Clock = { nowMs: () => Date.now() };

/** A clock that stands at `iso` until `advance` or `set` moves it. */
export function fixedClock(iso: string): Clock & { advance(ms: number): void; set(iso: string): void } {
  let at = Date.parse(iso);
  return {
    nowMs: () => at,
    advance: (ms) => {
      at += ms;
    },
    set: (next) => {
      at = Date.parse(next);
    },
  };
}
