import type { Session } from './merge.ts';

/** Sessions as this process last wrote them, so that steady reports need no reading. Wrong entries are found by revision. */
export class SessionCache {
  readonly #sessions = new Map<string, Session>();
  readonly #capacity: number;

  constructor(capacity = 200_000) {
    this.#capacity = capacity;
  }
  get(acctKey: string): Session | undefined {
    return this.#sessions.get(acctKey);
  }
  set(acctKey: string, session: Session): void {
    if (this.#sessions.size >= this.#capacity && !this.#sessions.has(acctKey)) {
      const [oldest] = this.#sessions.keys();
      if (oldest !== undefined) this.#sessions.delete(oldest);
    }
    this.#sessions.set(acctKey, session);
  }
  delete(acctKey: string): void {
    this.#sessions.delete(acctKey);
  }
  clear(): void {
    this.#sessions.clear();
  }
}
