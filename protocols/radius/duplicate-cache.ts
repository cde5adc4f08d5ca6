import { randomBytes } from 'node:crypto';
import type { Packet } from './packet.ts';

const IN_FLIGHT = -1;
const PACKET_AND_SECRET_OCTETS = 4096 + 4096;

/** How much the cache may hold. Both limits evict the oldest. */
export interface DuplicateCacheLimits {
  /** Requests remembered; rounded up to a power of two. */
  readonly entries: number;
  /** Memory for the replies. */
  readonly replyOctets: number;
  readonly lifetimeMs: number;
}

/**
 * Requests of the last seconds by source address, port, identifier, authenticator and content, with their replies
 * (RFC 5080 2.2.2). Bounded rings allocated once: requests in a ring of entries, replies in a ring of octets (`arena`),
 * from which they are also sent. An overwritten reply makes its request unknown again, never wrong.
 */
export class DuplicateCache {
  readonly arena: Buffer;
  readonly #mask: number;
  readonly #lifetimeMs: number;
  readonly #seed = randomBytes(4).readInt32LE();
  readonly #buckets: Int32Array;
  readonly #next: Int32Array;
  readonly #bucketOf: Int32Array;
  readonly #addresses: string[];
  readonly #portAndIdentifier: Int32Array;
  readonly #authenticators: Int32Array;
  readonly #contents: Int32Array;
  readonly #addedAt: Float64Array;
  readonly #tickets: Float64Array;
  readonly #replyPosition: Float64Array;
  readonly #replyLength: Uint16Array;
  readonly #replayed: Uint8Array;
  #nextTicket = 0;
  /** Octets ever reserved: the position in an endless arena of which the last `arena.length` octets exist. */
  #reserved = 0;

  constructor(limits: DuplicateCacheLimits) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, limits.entries)));
    this.arena = Buffer.alloc(Math.max(limits.replyOctets, 4 * PACKET_AND_SECRET_OCTETS));
    this.#mask = size - 1;
    this.#lifetimeMs = limits.lifetimeMs;
    this.#buckets = new Int32Array(size).fill(-1);
    this.#next = new Int32Array(size).fill(-1);
    this.#bucketOf = new Int32Array(size).fill(-1);
    this.#addresses = new Array<string>(size).fill('');
    this.#portAndIdentifier = new Int32Array(size);
    this.#authenticators = new Int32Array(size * 4);
    this.#contents = new Int32Array(size);
    this.#addedAt = new Float64Array(size);
    this.#tickets = new Float64Array(size).fill(-1);
    this.#replyPosition = new Float64Array(size);
    this.#replyLength = new Uint16Array(size);
    this.#replayed = new Uint8Array(size);
  }

  /** The entry of this very request within its lifetime, or -1. */
  find(address: string, port: number, packet: Packet, nowMs: number): number {
    const { bytes } = packet;
    const portAndIdentifier = (port << 8) | bytes[1]!;
    const content = contentOf(packet);
    for (let entry = this.#buckets[this.#bucket(packet, portAndIdentifier)]!; entry >= 0; entry = this.#next[entry]!) {
      if (
        this.#portAndIdentifier[entry] === portAndIdentifier &&
        this.#contents[entry] === content &&
        this.#authenticators[entry * 4] === bytes.readInt32LE(4) &&
        this.#authenticators[entry * 4 + 1] === bytes.readInt32LE(8) &&
        this.#authenticators[entry * 4 + 2] === bytes.readInt32LE(12) &&
        this.#authenticators[entry * 4 + 3] === bytes.readInt32LE(16) &&
        this.#addresses[entry] === address
      ) {
        if (nowMs - this.#addedAt[entry]! >= this.#lifetimeMs) return -1;
        const position = this.#replyPosition[entry]!;
        return position === IN_FLIGHT || this.#isKept(position) ? entry : -1;
      }
    }
    return -1;
  }

  /** Where the entry's reply begins in the arena, or -1 while it is still being made. */
  replyOffset(entry: number): number {
    const position = this.#replyPosition[entry]!;
    return position === IN_FLIGHT ? -1 : this.offset(position);
  }

  replyLength(entry: number): number {
    return this.#replyLength[entry]!;
  }

  /** When the request of an entry came first, on the clock of `add`. */
  addedAt(entry: number): number {
    return this.#addedAt[entry]!;
  }

  /** The reply of the entry has been sent once more: one that is held back need not be sent again. */
  markReplayed(entry: number): void {
    this.#replayed[entry] = 1;
  }

  /** The entry of a ticket whose reply is kept and was not replayed; -1 otherwise. */
  unsent(ticket: number): number {
    const entry = ticket & this.#mask;
    if (this.#tickets[entry] !== ticket || this.#replayed[entry] === 1) return -1;
    const position = this.#replyPosition[entry]!;
    return position !== IN_FLIGHT && this.#isKept(position) ? entry : -1;
  }

  /** Remembers a request as in flight and returns the ticket its reply is filed under. Evicts the oldest entry. */
  add(address: string, port: number, packet: Packet, nowMs: number): number {
    const ticket = this.#nextTicket++;
    const entry = ticket & this.#mask;
    this.#unlink(entry);
    const { bytes } = packet;
    const portAndIdentifier = (port << 8) | bytes[1]!;
    const bucket = this.#bucket(packet, portAndIdentifier);
    this.#tickets[entry] = ticket;
    this.#addresses[entry] = address;
    this.#portAndIdentifier[entry] = portAndIdentifier;
    for (let i = 0; i < 4; i++) this.#authenticators[entry * 4 + i] = bytes.readInt32LE(4 + 4 * i);
    this.#contents[entry] = contentOf(packet);
    this.#addedAt[entry] = nowMs;
    this.#replyPosition[entry] = IN_FLIGHT;
    this.#replayed[entry] = 0;
    this.#bucketOf[entry] = bucket;
    this.#next[entry] = this.#buckets[bucket]!;
    this.#buckets[bucket] = entry;
    return ticket;
  }

  /** Room for `octets` (at most a packet and its secret) in the arena, as a position; see `offset`. Overwrites the oldest. */
  reserve(octets: number): number {
    const size = this.arena.length;
    const at = this.#reserved % size;
    if (at + octets > size) this.#reserved += size - at;
    const position = this.#reserved;
    this.#reserved += octets;
    return position;
  }

  /** Where a position lies in the arena. */
  offset(position: number): number {
    return position % this.arena.length;
  }

  /** Files the reply at `position` under the ticket, unless its entry has been evicted meanwhile. */
  remember(ticket: number, position: number, length: number): void {
    const entry = ticket & this.#mask;
    if (this.#tickets[entry] !== ticket) return;
    this.#replyPosition[entry] = position;
    this.#replyLength[entry] = length;
  }

  /** Forgets a request that got no reply, so that its retransmission is handled anew. */
  forget(ticket: number): void {
    const entry = ticket & this.#mask;
    if (this.#tickets[entry] === ticket) this.#unlink(entry);
  }

  #isKept(position: number): boolean {
    return this.#reserved - position <= this.arena.length;
  }

  #unlink(entry: number): void {
    const bucket = this.#bucketOf[entry]!;
    if (bucket < 0) return;
    this.#bucketOf[entry] = -1;
    this.#tickets[entry] = -1;
    if (this.#buckets[bucket] === entry) {
      this.#buckets[bucket] = this.#next[entry]!;
      return;
    }
    let before = this.#buckets[bucket]!;
    while (this.#next[before] !== entry) before = this.#next[before]!;
    this.#next[before] = this.#next[entry]!;
  }

  #bucket(packet: Packet, portAndIdentifier: number): number {
    const { bytes } = packet;
    let hash = this.#seed ^ Math.imul(portAndIdentifier, 0x9e3779b1);
    for (let at = 4; at < 20; at += 4) hash = Math.imul(hash ^ bytes.readInt32LE(at), 0x85ebca6b) ^ (hash >>> 15);
    return (hash ^ (hash >>> 13)) & this.#mask;
  }
}

/** Tells requests apart that share an authenticator: NASes with a poor random source exist. An HMAC says it best. */
function contentOf(packet: Packet): number {
  if (packet.messageAuthenticatorAt !== 0) return packet.bytes.readInt32LE(packet.messageAuthenticatorAt);
  const { bytes, length } = packet;
  let hash = length;
  for (let at = 20; at < length; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash;
}
