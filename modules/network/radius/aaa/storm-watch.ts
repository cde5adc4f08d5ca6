import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ServerCounters } from '#protocols/radius/counters.ts';
import type { LoadState } from '../contract.ts';

/** How the engine stands against its load. Counts are since it started. */
export interface LoadReport {
  state: LoadState;
  /** The longest a request waited of late, for its turn or for the processor. */
  queueDelayMs: number;
  /** Dropped unanswered, by urgency of the login. */
  shedLogins: number[];
  shedAccounting: number;
  /** Dropped by the system, whose buffer was full. */
  systemDrops: number;
}

type Watched = Pick<ServerCounters, 'queued' | 'longestWaitMs' | 'shed'>;

/** After the last request was dropped, for so long it is said that requests are being dropped. */
const afterglowMs = 10_000;
const queueingFromMs = 50;
/** The event loop is looked at this often; what is measured is from one look to the next. */
const resolutionMs = 10;
const states: readonly LoadState[] = ['normal', 'queueing', 'shedding'];
const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

/**
 * Watches for a storm. It is told nothing and costs packets nothing; look at it every second. What it sees is shared with the
 * thread that talks to the database.
 */
export class StormWatch {
  /** State, delay, shed logins by urgency (4), shed accounting, dropped by the system. */
  readonly shared = new Float64Array(new SharedArrayBuffer(8 * 8));
  readonly #auth: Watched;
  readonly #acct: Watched;
  readonly #systemDrops: () => number;
  readonly #nowMs: () => number;
  readonly #loop = monitorEventLoopDelay({ resolution: resolutionMs });
  #dropped = 0;
  #droppedAtMs = Number.NEGATIVE_INFINITY;

  /** @param nowMs a clock that only goes forward */
  constructor(auth: Watched, acct: Watched, systemDrops: () => number, nowMs: () => number = () => performance.now()) {
    this.#auth = auth;
    this.#acct = acct;
    this.#systemDrops = systemDrops;
    this.#nowMs = nowMs;
    this.#loop.enable();
  }

  look(): LoadReport {
    const { shared } = this;
    const systemDrops = this.#systemDrops();
    const waitedMs = Math.max(this.#auth.longestWaitMs, this.#acct.longestWaitMs, this.#loop.max / 1e6 - resolutionMs);
    this.#auth.longestWaitMs = 0;
    this.#acct.longestWaitMs = 0;
    this.#loop.reset();
    const dropped = sum(this.#auth.shed) + sum(this.#acct.shed) + systemDrops;
    if (dropped > this.#dropped) this.#droppedAtMs = this.#nowMs();
    this.#dropped = dropped;
    const isShedding = this.#nowMs() - this.#droppedAtMs < afterglowMs;
    const isQueueing = this.#auth.queued + this.#acct.queued > 0 || waitedMs >= queueingFromMs;
    shared[0] = isShedding ? 2 : isQueueing ? 1 : 0;
    shared[1] = Math.round(waitedMs);
    shared.set(this.#auth.shed, 2);
    shared[6] = sum(this.#acct.shed);
    shared[7] = systemDrops;
    return readLoad(shared);
  }

  stop(): void {
    this.#loop.disable();
  }
}

/** What was seen last, in whatever thread. */
export function readLoad(shared: Float64Array): LoadReport {
  return {
    state: states[shared[0]!]!,
    queueDelayMs: shared[1]!,
    shedLogins: [...shared.subarray(2, 6)],
    shedAccounting: shared[6]!,
    systemDrops: shared[7]!,
  };
}
