/** How urgent a request is: 0 goes first, the last of `urgencyLevels` goes when there is time. */
export type Urgency = 0 | 1 | 2 | 3;
export const urgencyLevels = 4;

/** Of so many turns one goes to the least urgent that waits, so that a flood of urgent requests starves nobody. */
const turnForTheLast = 8;

interface Lane<T> {
  readonly waiting: readonly Fifo<T>[];
  size: number;
}

/**
 * Requests that wait for their turn while more arrive than can be answered: the urgent first, within an urgency every sender
 * in turn. Bounded: half of the capacity is for whoever comes, the other half is kept for senders that have less than their
 * even share of it, so that one that floods crowds out itself.
 */
export class AdmissionQueue<K, T> {
  readonly #capacity: number;
  readonly #lanes = new Map<K, Lane<T>>();
  readonly #turns: readonly Fifo<K>[] = levels(() => new Fifo<K>());
  #size = 0;
  #turn = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** Takes a request. Returns what had to go for it: a less urgent one of the same sender, the request itself, or nothing. */
  push(sender: K, urgency: Urgency, item: T): T | undefined {
    const lane = this.#lane(sender);
    let shed: T | undefined;
    if (this.#size >= this.#capacity / 2 && lane.size >= this.#capacity / 2 / this.#lanes.size) {
      shed = this.#displace(lane, urgency);
      if (shed === undefined) {
        if (lane.size === 0) this.#lanes.delete(sender);
        return item;
      }
    }
    const waiting = lane.waiting[urgency]!;
    if (waiting.length === 0) this.#turns[urgency]!.push(sender);
    waiting.push(item);
    lane.size++;
    this.#size++;
    return shed;
  }

  /** The request whose turn it is. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    this.#turn++;
    const lastFirst = this.#turn % turnForTheLast === 0;
    for (let i = 0; i < urgencyLevels; i++) {
      const urgency = lastFirst ? urgencyLevels - 1 - i : i;
      const found = this.#shiftFrom(urgency);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #shiftFrom(urgency: number): T | undefined {
    const turns = this.#turns[urgency]!;
    const sender = turns.shift();
    if (sender === undefined) return undefined;
    const lane = this.#lanes.get(sender)!;
    const waiting = lane.waiting[urgency]!;
    const item = waiting.shift();
    if (waiting.length > 0) turns.push(sender);
    this.#removed(sender, lane);
    return item;
  }

  #displace(lane: Lane<T>, urgency: Urgency): T | undefined {
    for (let level = urgencyLevels - 1; level > urgency; level--) {
      const waiting = lane.waiting[level]!;
      // The last of a level stays: its place in the turns would be left to a stranger.
      if (waiting.length < 2) continue;
      lane.size--;
      this.#size--;
      return waiting.shift();
    }
    return undefined;
  }

  #lane(sender: K): Lane<T> {
    return this.#lanes.getOrInsertComputed(sender, () => ({ waiting: levels(() => new Fifo<T>()), size: 0 }));
  }

  #removed(sender: K, lane: Lane<T>): void {
    this.#size--;
    lane.size--;
    if (lane.size === 0) this.#lanes.delete(sender);
  }
}

const levels = <V>(make: () => V): V[] => Array.from({ length: urgencyLevels }, make);

/** First in, first out, without moving what waits at every step. */
class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }
  push(item: T): void {
    this.#items.push(item);
  }
  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head]!;
    this.#head++;
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
