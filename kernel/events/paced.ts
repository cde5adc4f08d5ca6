export interface Paced {
  /** Asks for a run. */
  soon(): void;
  stop(): void;
}

/**
 * Runs what is asked for again and again no more often than it is worth: at once after a pause, else together with
 * everything that is asked for until `gapMs` after the last run.
 */
export function paced(run: () => void, gapMs: number): Paced {
  let lastMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const go = () => {
    timer = undefined;
    lastMs = performance.now();
    run();
  };
  return {
    soon() {
      timer ??= setTimeout(go, Math.max(0, lastMs + gapMs - performance.now()));
    },
    stop: () => clearTimeout(timer),
  };
}
