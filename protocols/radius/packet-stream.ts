import { MAX_PACKET_OCTETS, MIN_PACKET_OCTETS } from './packet.ts';

const LENGTH_END = 4;

/** Why a stream cannot be read further: where its next packet begins is unknown from here on (RFC 6613 2.6.4). */
export type FramingError = 'length-below-20' | 'length-above-4096';

/**
 * Cuts a stream of octets into packets by the length each carries (RFC 6613 2.1). Holds one packet at most, so a peer
 * that never completes one costs 4096 octets. After an error it takes nothing more.
 */
export class PacketStream {
  readonly #partial = Buffer.allocUnsafeSlow(MAX_PACKET_OCTETS);
  #held = 0;
  #error: FramingError | undefined;

  /** True while a packet has begun and not ended. */
  get partial(): boolean {
    return this.#held > 0;
  }

  /**
   * Takes what came and hands on each whole packet. The octets share memory with `chunk`, or are a copy where a packet came
   * in pieces; either may be kept. `take` answers false to stop, and what is left of the chunk is forgotten.
   */
  push(chunk: Buffer, take: (octets: Buffer) => boolean): FramingError | undefined {
    let at = 0;
    while (this.#error === undefined && at < chunk.length) {
      const length = this.#held === 0 ? lengthOf(chunk, at) : undefined;
      if (length !== undefined && this.#lengthIsWrong(length)) break;
      if (length !== undefined && at + length <= chunk.length) {
        if (!take(chunk.subarray(at, at + length))) return undefined;
        at += length;
        continue;
      }
      const taken = this.#hold(chunk, at);
      at += taken;
      if (this.#error === undefined && this.#isWhole() && !take(this.#release())) return undefined;
    }
    return this.#error;
  }

  /** Copies what is still missing, first of the length, then of the packet; answers how many octets that was. */
  #hold(chunk: Buffer, at: number): number {
    const wanted = this.#held < LENGTH_END ? LENGTH_END : lengthOf(this.#partial, 0)!;
    const octets = Math.min(wanted - this.#held, chunk.length - at);
    chunk.copy(this.#partial, this.#held, at, at + octets);
    this.#held += octets;
    if (this.#held === LENGTH_END) this.#lengthIsWrong(lengthOf(this.#partial, 0)!);
    return octets;
  }

  #isWhole(): boolean {
    return this.#held > LENGTH_END && this.#held === lengthOf(this.#partial, 0);
  }

  #release(): Buffer {
    const packet = Buffer.from(this.#partial.subarray(0, this.#held));
    this.#held = 0;
    return packet;
  }

  #lengthIsWrong(length: number): boolean {
    if (length < MIN_PACKET_OCTETS) this.#error = 'length-below-20';
    else if (length > MAX_PACKET_OCTETS) this.#error = 'length-above-4096';
    return this.#error !== undefined;
  }
}

/** The length a packet that begins at `at` says it has; undefined where that is not there yet. */
function lengthOf(bytes: Buffer, at: number): number | undefined {
  return at + LENGTH_END <= bytes.length ? bytes.readUInt16BE(at + 2) : undefined;
}
