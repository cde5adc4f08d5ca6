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
  /** The whole one ends here; what follows are changes. */
  isWhole?: true;
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
  /** The one before: what it takes from a damaged one is made good from here. */
  readonly #before: string;
  readonly #secrets: Secrets;
  readonly #onError: (error: unknown) => void;
  #handle: FileHandle | undefined;
  #appended = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(directory: string, secrets: Secrets, onError: (error: unknown) => void) {
    this.#file = path.join(directory, 'snapshot.sealed');
    this.#before = path.join(directory, 'snapshot-before.sealed');
    this.#secrets = secrets;
    this.#onError = onError;
  }

  /** Lines appended since it was last written whole. */
  get appended(): number {
    return this.#appended;
  }

  /**
   * Fills the directory with what was known last; true when there was something. What the newest snapshot has lost is taken from
   * the one before; a directory that has gaps nevertheless says so (`isComplete`). A last line torn by a crash is no gap.
   */
  async load(into: Directory): Promise<boolean> {
    let hasPolicies = false;
    const newest = await this.#read(this.#file, (line) => {
      hasPolicies ||= line.policies !== undefined;
      applyLine(into, line);
    });
    if (newest.damaged === 0 && newest.lines > 0) return true;
    const before = await this.#read(this.#before, (line) => applyMissing(into, line, !hasPolicies));
    into.isComplete = newest.damaged === 0 || (before.lines > 0 && before.damaged === 0);
    return newest.lines + before.lines > 0;
  }

  /** Every line of a file that can be opened; one error is reported for all that cannot. */
  async #read(file: string, take: (line: SnapshotLine) => void): Promise<{ lines: number; damaged: number }> {
    const found = { lines: 0, damaged: 0 };
    if (!existsSync(file)) return found;
    let torn = false;
    let isWhole = false;
    const input = createReadStream(file);
    const reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    for await (const text of reader) {
      if (torn) found.damaged++;
      torn = !text.endsWith('.');
      if (torn) continue;
      try {
        const line: SnapshotLine = JSON.parse(this.#secrets.open(sealedAs, text.slice(0, -1)));
        take(line);
        isWhole ||= line.isWhole === true;
        found.lines++;
      } catch (error) {
        if (found.damaged === 0) this.#onError(error);
        found.damaged++;
      }
    }
    if (!isWhole) found.damaged++;
    return found;
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
          await file.write(this.#seal({ accounts: some, isWhole: true }));
          await file.datasync();
        } finally {
          await file.close();
        }
        await this.#handle?.close();
        this.#handle = undefined;
        if (existsSync(this.#file)) await rename(this.#file, this.#before);
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

/** Takes from a line of an older snapshot what the directory does not have. */
function applyMissing(directory: Directory, line: SnapshotLine, wantsPolicies: boolean): void {
  applyLine(directory, {
    policies: wantsPolicies ? (line.policies ?? []) : [],
    nas: line.nas?.filter(({ id }) => !directory.hasNas(id)) ?? [],
    accounts: line.accounts?.filter(({ id }) => !directory.hasAccount(id)) ?? [],
  });
}
