import { AdmissionQueue, type Urgency } from './admission-queue.ts';
import type { ServerCounters } from './counters.ts';

/** Datagrams that the event loop takes from a socket before it turns to other things. */
const batch = 32;
/**
 * Requests answered in a turn after which the socket may have more. Fewer than it gave, for what cannot be answered yet should
 * wait here, where it has an urgency and a clock, and not in the system's buffer, which is short and drops the newest.
 */
const perTurn = 16;
const perQuietTurn = 64;

export interface Waiting {
  /** Who sent it. */
  readonly address: string;
  readonly urgency: Urgency;
  /** When it was received. */
  readonly atMs: number;
}

export interface AdmissionOptions<T> {
  readonly maxQueued: number;
  readonly now: () => number;
  readonly counters: Pick<ServerCounters, 'queued' | 'longestWaitMs' | 'shed'>;
  readonly serve: (waiting: T) => void;
  /** It gets no answer, and never a Reject, for nobody has looked at it. */
  readonly shed: (reason: 'overdue' | 'crowded-out', waiting: T) => void;
}

/**
 * Who is answered while more arrive than can be: those that are not too late, the urgent first, every sender in turn. Until
 * then every request is answered as it comes and this costs one immediate per turn of the event loop.
 */
export class Admission<T extends Waiting> {
  readonly #options: AdmissionOptions<T>;
  readonly #queue: AdmissionQueue<string, T>;
  readonly #patience = new Patience();
  /** Requests that came in this turn of the event loop. */
  #came = 0;
  /** Those of them that were answered at once. */
  #atOnce = 0;
  #turnPlanned = false;

  constructor(options: AdmissionOptions<T>) {
    this.#options = options;
    this.#queue = new AdmissionQueue(options.maxQueued);
  }

  /** Whether a request that has just come is answered now; otherwise it is to be enqueued. */
  atOnce(): boolean {
    this.#came++;
    if (!this.#turnPlanned) this.#planTurn();
    if (this.#atOnce >= perTurn || this.#queue.size > 0) return false;
    this.#atOnce++;
    return true;
  }

  enqueue(waiting: T): void {
    const shed = this.#queue.push(waiting.address, waiting.urgency, waiting);
    if (shed !== undefined) this.#shed('crowded-out', shed);
  }

  /** A sender repeated a request so long after it came first. */
  repeated(address: string, gapMs: number): void {
    this.#patience.learn(address, gapMs);
  }

  /** Answers all that waits. */
  finish(): void {
    while (this.#queue.size > 0) this.#serveNext();
  }

  #planTurn(): void {
    this.#turnPlanned = true;
    setImmediate(this.#onTurn);
  }

  /** Once the socket has given what one turn of the event loop takes from it. */
  readonly #onTurn = (): void => {
    const budget = this.#came >= batch ? perTurn - this.#atOnce : perQuietTurn;
    this.#turnPlanned = false;
    this.#came = 0;
    this.#atOnce = 0;
    for (let i = 0; i < budget && this.#queue.size > 0; i++) this.#serveNext();
    this.#options.counters.queued = this.#queue.size;
    if (this.#queue.size > 0) this.#planTurn();
  };

  #serveNext(): void {
    const { counters, now, serve } = this.#options;
    const waiting = this.#queue.shift()!;
    const waitedMs = now() - waiting.atMs;
    if (waitedMs > counters.longestWaitMs) counters.longestWaitMs = waitedMs;
    if (waitedMs > this.#patience.of(waiting.address)) this.#shed('overdue', waiting);
    else serve(waiting);
  }

  #shed(reason: 'overdue' | 'crowded-out', waiting: T): void {
    this.#options.counters.shed[waiting.urgency]!++;
    this.#options.shed(reason, waiting);
  }
}

const shortestRetransmitMs = 200;
const longestRetransmitMs = 5_000;
const assumedRetransmitMs = 3_000;
/** A copy that comes sooner was made by the network, not by the sender's timer. */
const shortestGapMs = 100;
/** Answered later than this part of the retransmit time, an answer may cross its question's repetition. */
const inTime = 0.8;

/**
 * How long each sender waits before it asks again, learnt from its own retransmissions: routers are set to anything from
 * 300 ms to 5 s. What has waited longer than most of that is dropped, for an answer would come too late and the time it takes
 * is better spent on one that is still awaited.
 */
export class Patience {
  readonly #retransmitMs = new Map<string, number>();

  /** A request came again so long after it came first. */
  learn(address: string, gapMs: number): void {
    if (gapMs < shortestGapMs) return;
    const gap = Math.min(Math.max(gapMs, shortestRetransmitMs), longestRetransmitMs);
    const known = this.#retransmitMs.get(address);
    // The second repetition comes after twice the time, so a longer gap says little.
    this.#retransmitMs.set(address, known === undefined || gap < known ? gap : known + (gap - known) / 32);
  }

  /** Milliseconds a request of this sender may wait and still be answered in time. */
  of(address: string): number {
    return inTime * (this.#retransmitMs.get(address) ?? assumedRetransmitMs);
  }
}
