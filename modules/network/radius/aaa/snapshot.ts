import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Secrets } from '#kernel/secrets.ts';
import type { AccountRecord, Directory, NasRecord } from './directory.ts';
import type { PolicyRecord } from './policies.ts';

/** One line of a snapshot: what is there now, or is gone. Later lines count. */
export interface SnapshotLine {
  nas?: NasRecord[];
  policies?: PolicyRecord[];
  accounts?: AccountRecord[];
  removedNas?: string[];
  removedAccounts?: string[];
}

/** The name under which snapshots are sealed; no tenant has it. */
const sealedAs = 'aaa-snapshot';
const lineRecords = 200;

/**
 * The directory on disk, so that logins are answered while the database is away and this process is fresh. A file of sealed
 * lines: a whole one, then every change as it comes. Written anew now and then.
 */
export class Snapshot {
  readonly #file: string;
  readonly #secrets: Secrets;
  readonly #onError: (error: unknown) => void;
  #handle: FileHandle | undefined;
  #appended = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(directory: string, secrets: Secrets, onError: (error: unknown) => void) {
    this.#file = path.join(directory, 'snapshot.sealed');
    this.#secrets = secrets;
    this.#onError = onError;
  }

  /** Lines appended since it was last written whole. */
  get appended(): number {
    return this.#appended;
  }

  /**
   * Fills the directory with what was known last; true when there was something. A line torn by a crash ends it quietly; one
   * that does not open is reported, for then the master key is another.
   */
  async load(into: Directory): Promise<boolean> {
    if (!existsSync(this.#file)) return false;
    let lines = 0;
    const reader = createInterface({ input: createReadStream(this.#file), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const text of reader) {
      if (!text.endsWith('.')) break;
      try {
        applyLine(into, JSON.parse(this.#secrets.open(sealedAs, text.slice(0, -1))));
      } catch (error) {
        this.#onError(error);
        break;
      }
      lines++;
    }
    reader.close();
    return lines > 0;
  }

  /** Adds a change. */
  append(line: SnapshotLine): void {
    this.#queue = this.#queue.then(async () => {
      try {
        this.#handle ??= await open(this.#file, 'a', 0o600);
        await this.#handle.write(this.#seal(line));
        await this.#handle.datasync();
        this.#appended++;
      } catch (error) {
        this.#onError(error);
      }
    });
  }

  /** Writes everything anew, a little at a time: logins go on meanwhile. */
  write(from: Directory): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      const fresh = `${this.#file}.new`;
      try {
        const file = await open(fresh, 'w', 0o600);
        try {
          const nas = [...from.nas()].map((peer) => peer.nas.record);
          await file.write(this.#seal({ nas, policies: from.policies() }));
          let some: AccountRecord[] = [];
          // A change made meanwhile is in the directory or waits in the queue behind this, so none is missed.
          for (const { record } of [...from.accounts()]) {
            some.push(record);
            if (some.length < lineRecords) continue;
            await file.write(this.#seal({ accounts: some }));
            some = [];
          }
          await file.write(this.#seal({ accounts: some }));
          await file.datasync();
        } finally {
          await file.close();
        }
        await this.#handle?.close();
        this.#handle = undefined;
        await rename(fresh, this.#file);
        this.#appended = 0;
      } catch (error) {
        await rm(fresh, { force: true }).catch(this.#onError);
        this.#onError(error);
      }
    });
    return this.#queue;
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#handle?.close();
    this.#handle = undefined;
  }

  #seal(line: SnapshotLine): string {
    return `${this.#secrets.seal(sealedAs, JSON.stringify(line))}.\n`;
  }
}

/** What the records of an older version do not have. */
const unbound = {
  passwordKeeping: 'reversible',
  framedPool: null,
  framedIpv6Prefix: null,
  framedIpv6Address: null,
  framedIpv6Pool: null,
  delegatedIpv6PrefixPool: null,
  simultaneousUse: 0,
  circuitId: null,
  remoteId: null,
  lineBinding: null,
  macAddresses: [] as string[],
  macBinding: null,
  serviceVlan: null,
  customerVlan: null,
  priorityClass: 'standard',
} as const;

/** Takes a line into the directory. */
export function applyLine(directory: Directory, line: SnapshotLine): void {
  for (const id of line.removedNas ?? []) directory.removeNas(id);
  for (const id of line.removedAccounts ?? []) directory.removeAccount(id);
  for (const record of line.nas ?? []) directory.putNas(record);
  for (const record of line.policies ?? []) directory.putPolicy(record);
  for (const record of line.accounts ?? []) directory.putAccount({ ...unbound, ...record });
}
