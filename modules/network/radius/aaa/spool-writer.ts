import { constants, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  frameHeaderBytes,
  recordHeaderBytes,
  sealFrame,
  segmentName,
  segmentNumber,
  spareName,
} from './spool-format.ts';

export interface SpoolOptions<A> {
  readonly directory: string;
  /** What the promise of a record resolves to once the record is on the disk. */
  readonly acknowledgement: A;
  /** Something is wrong with the disk; told for every frame that could not be written. */
  readonly onError: (error: unknown) => void;
  readonly nowMs: () => number;
  /** Default 16 MiB. */
  readonly segmentBytes?: number;
  /** Records that wait for the disk, at most; further ones are refused. Default 8 MiB. */
  readonly bufferBytes?: number;
}

interface Batch<A> {
  readonly buffer: Buffer;
  end: number;
  records: number;
  promise: Promise<A | undefined>;
  settle: (acknowledgement: A | undefined) => void;
}

/** How far the spool is durable, for the drainer in its thread: `[segment, offset]`. */
export type SpoolPosition = BigInt64Array<SharedArrayBuffer>;

/**
 * An append-only log with group commit: records gather while the disk writes those before them, then go out as one frame
 * with one synchronous write. A promise resolves when its record is safe, or with undefined when it could not be kept.
 */
export class SpoolWriter<A> {
  readonly position: SpoolPosition = new BigInt64Array(new SharedArrayBuffer(16));
  /** Since the start of this process. */
  readonly counters = { records: 0, frames: 0, bytes: 0, refused: 0, failed: 0 };
  readonly #options: Required<SpoolOptions<A>>;
  #gathering: Batch<A>;
  #idle: Batch<A>;
  #writing = false;
  #file: FileHandle | undefined;
  #segment = 0;
  #offset = 0;
  #preparing: Promise<void> | undefined;
  #scheduled = false;
  #closing = false;
  #onIdle: (() => void) | undefined;

  /** Opens the folder; every start writes to a fresh segment, so that whatever a crash tore stays behind. */
  static async open<A>(options: SpoolOptions<A>): Promise<SpoolWriter<A>> {
    const writer = new SpoolWriter(options);
    await writer.#rotate();
    return writer;
  }

  private constructor(options: SpoolOptions<A>) {
    this.#options = { segmentBytes: 16 * 1024 * 1024, bufferBytes: 8 * 1024 * 1024, ...options };
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    const names = readdirSync(options.directory);
    this.#segment = Math.max(0, ...names.map((name) => segmentNumber(name) ?? 0));
    this.#gathering = this.#batch(Buffer.allocUnsafeSlow(this.#options.bufferBytes));
    this.#idle = this.#batch(Buffer.allocUnsafeSlow(this.#options.bufferBytes));
  }

  /** Numbers of the segments on disk, oldest first. */
  segments(): number[] {
    return readdirSync(this.#options.directory)
      .map((name) => segmentNumber(name) ?? 0)
      .filter((number) => number > 0)
      .sort((a, b) => a - b);
  }

  /**
   * Takes a record of up to three parts, the last `length` octets of `tail` long. Undefined when too many wait already.
   */
  append(
    kind: number,
    head: Uint8Array,
    middle: Uint8Array,
    tail: Buffer,
    length: number,
  ): Promise<A | undefined> | undefined {
    const batch = this.#gathering;
    const octets = 1 + head.length + middle.length + length;
    let at = batch.end;
    if (at + 4 + octets > batch.buffer.length || this.#closing) {
      this.counters.refused++;
      return undefined;
    }
    const { buffer } = batch;
    buffer.writeUInt32BE(octets, at);
    buffer[at + 4] = kind;
    at += recordHeaderBytes;
    buffer.set(head, at);
    at += head.length;
    buffer.set(middle, at);
    at += middle.length;
    tail.copy(buffer, at, 0, length);
    batch.end = at + length;
    batch.records++;
    this.#schedule();
    return batch.promise;
  }

  /** Writes what waits and closes the file. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#writing || this.#gathering.records > 0)
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
        this.#schedule();
      });
    await this.#preparing;
    await this.#file?.close();
    this.#file = undefined;
  }

  /** The drainer is done with everything before this segment: its files are kept for new segments, or removed. */
  async release(before: number): Promise<void> {
    for (const number of this.segments()) {
      if (number >= before || number === this.#segment) continue;
      const file = path.join(this.#options.directory, segmentName(number));
      const spare = [0, 1]
        .map((n) => path.join(this.#options.directory, spareName(n)))
        .find((name) => !existsSync(name));
      if (spare) await rename(file, spare);
      else await rm(file, { force: true });
    }
  }

  #batch(buffer: Buffer): Batch<A> {
    const { promise, resolve } = Promise.withResolvers<A | undefined>();
    return { buffer, end: frameHeaderBytes, records: 0, promise, settle: resolve };
  }

  /** Once this turn of the event loop is over, so that all that the socket delivers in it goes into one frame. */
  #schedule(): void {
    if (this.#scheduled || this.#writing) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#write();
    });
  }

  async #write(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    while (this.#gathering.records > 0) {
      const batch = this.#gathering;
      this.#gathering = this.#idle;
      await this.#writeBatch(batch);
      this.#idle = this.#batch(batch.buffer);
    }
    this.#writing = false;
    this.#onIdle?.();
  }

  async #writeBatch(batch: Batch<A>): Promise<void> {
    const { counters } = this;
    try {
      if (this.#file === undefined || this.#offset + batch.end > this.#options.segmentBytes) await this.#rotate();
      sealFrame(batch.buffer, batch.end, this.#segment, batch.records);
      await this.#writeAll(batch.buffer, batch.end);
      this.#offset += batch.end;
      this.#publish();
      if (this.#offset > this.#options.segmentBytes / 2) this.#prepare();
      counters.frames++;
      counters.records += batch.records;
      counters.bytes += batch.end;
      batch.settle(this.#options.acknowledgement);
    } catch (error) {
      counters.failed += batch.records;
      // After a failed write nobody knows what the disk holds: what follows goes to another file.
      const file = this.#file;
      this.#file = undefined;
      await file?.close().catch(this.#options.onError);
      // On a full disk every attempt would leave an empty segment behind.
      if (file !== undefined && this.#offset === 0)
        await rm(path.join(this.#options.directory, segmentName(this.#segment)), { force: true }).catch(() => {});
      this.#options.onError(error);
      batch.settle(undefined);
    }
  }

  async #writeAll(buffer: Buffer, end: number): Promise<void> {
    for (let at = 0; at < end; ) {
      const { bytesWritten } = await this.#file!.write(buffer, at, end - at, this.#offset + at);
      at += bytesWritten;
    }
  }

  async #rotate(): Promise<void> {
    await this.#preparing;
    const before = this.#file;
    this.#file = undefined;
    await before?.close();
    const { directory, nowMs } = this.#options;
    // By the clock, so that a folder put back from a backup does not repeat numbers that the database has seen.
    const segment = Math.max(this.#segment + 1, Math.floor(nowMs()));
    const name = path.join(directory, segmentName(segment));
    const spare = [0, 1].map((n) => path.join(directory, spareName(n))).find((file) => existsSync(file));
    if (spare) await rename(spare, name);
    // Synchronous data: a write returns when its octets are on the disk.
    this.#file = await open(name, constants.O_WRONLY | constants.O_CREAT | constants.O_DSYNC, 0o600);
    await syncFolder(directory);
    this.#segment = segment;
    this.#offset = 0;
    this.#publish();
  }

  #publish(): void {
    // The reader takes the offset of a segment only when it saw the same segment before and after.
    Atomics.store(this.position, 1, 0n);
    Atomics.store(this.position, 0, BigInt(this.#segment));
    Atomics.store(this.position, 1, BigInt(this.#offset));
  }

  #prepare(): void {
    this.#preparing ??= this.#prepareSpare().finally(() => {
      this.#preparing = undefined;
    });
  }

  /** Fills the next segment with zeros beforehand: writing over blocks spares the journal of the file system. */
  async #prepareSpare(): Promise<void> {
    const { directory, segmentBytes } = this.#options;
    if ([0, 1].some((n) => existsSync(path.join(directory, spareName(n))))) return;
    const unfinished = path.join(directory, 'spare.new');
    try {
      const file = await open(unfinished, 'w', 0o600);
      try {
        const zeros = Buffer.alloc(1024 * 1024);
        for (let at = 0; at < segmentBytes && !this.#closing; at += zeros.length)
          await file.write(zeros, 0, Math.min(zeros.length, segmentBytes - at), at);
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(unfinished, path.join(directory, spareName(0)));
    } catch (error) {
      // A full disk: free what was taken; segments then grow as they are written.
      await rm(unfinished, { force: true }).catch(this.#options.onError);
      this.#options.onError(error);
    }
  }
}

async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
