import type { DuplicateCache } from './duplicate-cache.ts';

const tickMs = 50;
const slots = 64;
/** Beyond this a reply leaves at once: memory is bounded and no honest Reject is withheld. */
const mostHeld = 8_192;

interface Held {
  readonly ticket: number;
  readonly port: number;
  readonly address: string;
}

/**
 * Replies that leave a little later, each after a time of its own: a router in a loop of bad passwords is slowed down, and
 * thousands that were refused together do not come back together. The replies themselves stay in the cache, so a sender that
 * asks again meanwhile is answered from there, and what is held is a ticket.
 */
export class HeldReplies {
  readonly #duplicates: DuplicateCache;
  readonly #delayMs: number;
  readonly #send: (offset: number, length: number, port: number, address: string) => void;
  readonly #wheel: Held[][] = Array.from({ length: slots }, () => []);
  #at = 0;
  #held = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param delayMs the mean; each reply waits between three and five quarters of it; at most 2400 */
  constructor(
    duplicates: DuplicateCache,
    delayMs: number,
    send: (offset: number, length: number, port: number, address: string) => void,
  ) {
    this.#duplicates = duplicates;
    this.#delayMs = Math.min(delayMs, 2400);
    this.#send = send;
  }

  get size(): number {
    return this.#held;
  }

  /** Holds the remembered reply of a ticket; false when it should leave at once. */
  hold(ticket: number, port: number, address: string): boolean {
    if (this.#delayMs < tickMs || this.#held >= mostHeld) return false;
    const ticks = Math.max(1, Math.round((this.#delayMs * (0.75 + Math.random() / 2)) / tickMs));
    this.#wheel[(this.#at + ticks) % slots]!.push({ ticket, port, address });
    this.#held++;
    this.#timer ??= setInterval(() => this.#tick(), tickMs);
    return true;
  }

  /** Sends all that is held, now. */
  flush(): void {
    while (this.#held > 0) this.#tick();
  }

  #tick(): void {
    this.#at = (this.#at + 1) % slots;
    const due = this.#wheel[this.#at]!.splice(0);
    this.#held -= due.length;
    if (this.#held === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    for (const { ticket, port, address } of due) {
      const entry = this.#duplicates.unsent(ticket);
      if (entry >= 0)
        this.#send(this.#duplicates.replyOffset(entry), this.#duplicates.replyLength(entry), port, address);
    }
  }
}
