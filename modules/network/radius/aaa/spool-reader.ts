import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  frameHeaderBytes,
  frameLength,
  nextFrame,
  readFrame,
  type SpoolRecord,
  segmentName,
  segmentNumber,
} from './spool-format.ts';
import type { SpoolPosition } from './spool-writer.ts';

export interface SpoolBatch {
  readonly records: SpoolRecord[];
  /** Where to go on after it. */
  readonly segment: number;
  readonly offset: number;
}

const chunkBytes = 512 * 1024;
const nothing = Buffer.alloc(0);
const largestFrameBytes = 64 * 1024 * 1024;

/**
 * Reads a spool from a position on. In the segment being written it stops where the writer is; in the others it goes on behind
 * frames that cannot be read, if there are whole ones: what a crash tore was never acknowledged, and what a bad disk spoilt
 * must not take with it what comes after.
 */
export class SpoolReader {
  readonly #directory: string;
  readonly #writer: SpoolPosition;
  #segment: number;
  #offset: number;
  readonly #onDamage: (damage: { segment: number; offset: number; octets: number }) => void;

  /** @param onDamage told of acknowledged records that may be gone: octets between two whole frames that are none */
  constructor(
    directory: string,
    writer: SpoolPosition,
    start: { segment: number; offset: number },
    onDamage: (damage: { segment: number; offset: number; octets: number }) => void = () => {},
  ) {
    this.#directory = directory;
    this.#onDamage = onDamage;
    this.#writer = writer;
    this.#segment = start.segment;
    this.#offset = start.offset;
  }

  /** Frames of about `records` records from here on; undefined when everything has been read. */
  read(records: number): SpoolBatch | undefined {
    const found: SpoolRecord[] = [];
    while (found.length < records) {
      const before = found.length;
      this.#readChunk(found, records);
      if (found.length > before || this.#passDamage()) continue;
      if (!this.#nextSegment()) break;
    }
    return found.length === 0 ? undefined : { records: found, segment: this.#segment, offset: this.#offset };
  }

  #readChunk(found: SpoolRecord[], wanted: number): void {
    const [current, durable] = this.#durable();
    const limit = this.#segment === current ? durable - this.#offset : Number.MAX_SAFE_INTEGER;
    let bytes = this.#bytes(Math.min(limit, chunkBytes));
    let at = 0;
    while (found.length < wanted) {
      const length = frameLength(bytes, at);
      if (length < 0 && at === 0 && bytes.length === chunkBytes) {
        // A frame larger than the chunk; its header says how large.
        const whole = frameHeaderBytes + bytes.readUInt32BE(4);
        if (whole > Math.min(limit, largestFrameBytes)) return;
        bytes = this.#bytes(whole);
        if (bytes.length < whole) return;
        continue;
      }
      const records = length <= 0 ? undefined : readFrame(bytes, at, length, this.#segment);
      if (records === undefined) return;
      for (const record of records) found.push(record);
      at += length;
      this.#offset += length;
    }
  }

  /** To the next whole frame of a segment that is written no more; false when there is none. */
  #passDamage(): boolean {
    const [current] = this.#durable();
    if (this.#segment >= current) return false;
    const size = statSync(path.join(this.#directory, segmentName(this.#segment)), { throwIfNoEntry: false })?.size ?? 0;
    const rest = this.#bytes(size - this.#offset);
    const octets = nextFrame(rest, 0, this.#segment);
    if (octets <= 0) return false;
    this.#onDamage({ segment: this.#segment, offset: this.#offset, octets });
    this.#offset += octets;
    return true;
  }

  /** Octets from the current position; a buffer of its own, because records keep sharing it. */
  #bytes(length: number): Buffer {
    if (length <= 0) return nothing;
    let file: number;
    try {
      file = openSync(path.join(this.#directory, segmentName(this.#segment)), 'r');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return nothing;
      throw error;
    }
    try {
      const bytes = Buffer.allocUnsafeSlow(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, this.#offset));
    } finally {
      closeSync(file);
    }
  }

  /** To the next segment on disk; false when the current one is the newest. */
  #nextSegment(): boolean {
    const [current] = this.#durable();
    if (this.#segment >= current) return false;
    const next = readdirSync(this.#directory)
      .map((name) => segmentNumber(name) ?? 0)
      .filter((number) => number > this.#segment && number <= current)
      .sort((a, b) => a - b)[0];
    if (next === undefined) return false;
    this.#segment = next;
    this.#offset = 0;
    return true;
  }

  #durable(): [segment: number, offset: number] {
    for (;;) {
      const segment = Atomics.load(this.#writer, 0);
      const offset = Atomics.load(this.#writer, 1);
      if (Atomics.load(this.#writer, 0) === segment) return [Number(segment), Number(offset)];
    }
  }
}
