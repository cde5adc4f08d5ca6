import { readlinkSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '#kernel/clock.ts';
import { openPool } from '#kernel/db/pools.ts';
import { createLog } from '#kernel/log.ts';
import { Drainer } from './drainer.ts';
import { segmentName } from './spool-format.ts';
import { SpoolReader } from './spool-reader.ts';
import type { SpoolPosition } from './spool-writer.ts';
import { readLoad } from './storm-watch.ts';

export interface DrainWorkerData {
  readonly databaseUrl: string;
  readonly logLevel: string;
  readonly directory: string;
  readonly node: string;
  readonly interimSeconds: number;
  readonly host: string;
  readonly authPort: number;
  readonly acctPort: number;
  readonly radsecPort: number | null;
  readonly testPort: number;
  /** Sealed. */
  readonly testSecret: string;
  readonly position: SpoolPosition;
  /** What the storm watch sees. */
  readonly load: Float64Array<SharedArrayBuffer>;
}
export type DrainMessage =
  | { type: 'released'; segment: number }
  | { type: 'moved'; records: number; seconds: number }
  | { type: 'unreadable' };

/** Logins come first: where the system knows threads apart, this one waits for the processor behind the one that answers. */
function yieldToLogins(): void {
  try {
    setPriority(Number(path.basename(readlinkSync('/proc/thread-self'))), 10);
  } catch {
    // Not Linux: both threads are served alike.
  }
}

const data: DrainWorkerData = workerData;
const tell = (message: DrainMessage) => parentPort!.postMessage(message);
yieldToLogins();

/** Octets from a place in the spool to where the writer is, by the sizes of the files between. */
function backlogBytes(segment: number, offset: number): number {
  const current = Number(Atomics.load(data.position, 0));
  const durable = Number(Atomics.load(data.position, 1));
  if (segment >= current) return Math.max(0, durable - offset);
  const size = statSync(path.join(data.directory, segmentName(segment)), { throwIfNoEntry: false })?.size ?? 0;
  return Math.max(0, size - offset) + durable;
}

const log = createLog('aaa', data.logLevel);
const pool = openPool(data.databaseUrl, { max: 2, name: 'dotmac aaa spool' });
const drainer = new Drainer({
  pool,
  log,
  nowMs: systemClock.nowMs,
  node: data.node,
  interimSeconds: data.interimSeconds,
  host: data.host,
  authPort: data.authPort,
  acctPort: data.acctPort,
  radsecPort: data.radsecPort,
  testPort: data.testPort,
  testSecret: data.testSecret,
  open: (start) =>
    new SpoolReader(data.directory, data.position, start, (damage) =>
      log.error(
        damage,
        'part of the spool cannot be read and is passed over; the disk is failing, for records were lost',
      ),
    ),
  backlogBytes,
  load: () => readLoad(data.load),
  onReleased: (segment) => tell({ type: 'released', segment }),
  onMoved: (moved) => tell({ type: 'moved', ...moved }),
  onUnreadable: () => tell({ type: 'unreadable' }),
});
parentPort!.on('message', () => drainer.stop());
await drainer.run();
await pool.end();
parentPort!.close();
