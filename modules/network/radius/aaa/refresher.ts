import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { isConnectionLoss } from '#kernel/db/pools.ts';
import { type Feed, startFeed } from '#kernel/events/feed.ts';
import type { StoredEvent } from '#kernel/module.ts';
import type { Directory } from './directory.ts';
import { applyLine, type Snapshot, type SnapshotLine } from './snapshot.ts';
import type { Source } from './source.ts';

const tenantMoves = ['tenant.suspended', 'tenant.resumed', 'tenant.closing', 'tenant.closed', 'tenant.reopened'];
const names = [
  'radius.account-changed',
  'radius.account-removed',
  'radius.nas-changed',
  'radius.policy-changed',
  ...tenantMoves,
];
/** The events are enough; this is for what nobody thought of. */
const fullReloadEveryMs = 15 * 60_000;
const rewriteAfterLines = 2_000;
const collectMs = 5;

export interface RefresherOptions {
  readonly directory: Directory;
  readonly source: Source;
  readonly snapshot: Snapshot;
  readonly pool: Pool;
  readonly log: Logger;
  readonly nowMs: () => number;
}

/**
 * Keeps the directory as the database has it: a full load at first and after the feed was cut off, then row by row as events
 * name them. While the database is away the directory stays as it is.
 */
export class Refresher {
  readonly #options: RefresherOptions;
  readonly #accounts = new Map<string, Set<string>>();
  readonly #nas = new Set<string>();
  readonly #policies = new Set<string>();
  #feed: Feed | undefined;
  #stopped = false;
  #loaded = Promise.withResolvers<boolean>();
  #wake = Promise.withResolvers<void>();
  #loadedAtMs = 0;
  #wasLive = true;
  #complained = false;
  #running: Promise<void> | undefined;

  constructor(options: RefresherOptions) {
    this.#options = options;
  }

  /** True while changes reach the directory as they happen. */
  get live(): boolean {
    return this.#feed?.live ?? false;
  }
  /** When everything was last read from the database, in Unix milliseconds; 0 before that. */
  get loadedAtMs(): number {
    return this.#loadedAtMs;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** True when everything has been read; false when the database could not be asked. */
  firstLoad(): Promise<boolean> {
    return this.#loaded.promise;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake.resolve();
    await this.#running;
    await this.#feed?.stop();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#pass();
        if (this.#complained) this.#options.log.info('logins and NAS devices are up to date with the database again');
        this.#complained = false;
        await Promise.race([this.#wake.promise, sleep(1000, undefined, { ref: false })]);
      } catch (error) {
        this.#complain(error);
        this.#loaded.resolve(false);
        await sleep(500);
      }
    }
  }

  #complain(error: unknown): void {
    const { log } = this.#options;
    if (!isConnectionLoss(error)) log.error({ err: error }, 'logins could not be read from the database');
    else if (!this.#complained) log.warn('the database is away; logins are answered from what was known last');
    this.#complained = true;
  }

  async #pass(): Promise<void> {
    const { pool, log, nowMs } = this.#options;
    if (!this.#feed) {
      // Listening begins before the load, so that no change falls between.
      this.#feed = await startFeed(pool, log, { names });
      this.#feed.listen((event) => this.#note(event));
    }
    const cameBack = this.#feed.live && !this.#wasLive;
    this.#wasLive = this.#feed.live;
    if (this.#loadedAtMs === 0 || cameBack || Math.abs(nowMs() - this.#loadedAtMs) > fullReloadEveryMs)
      await this.#loadAll();
    this.#wake = Promise.withResolvers();
    if (this.#accounts.size > 0 || this.#nas.size > 0 || this.#policies.size > 0) {
      await sleep(collectMs);
      await this.#loadChanged();
    }
  }

  #note(event: StoredEvent): void {
    if (event.name === 'radius.policy-changed') this.#policies.add(event.tenantId);
    const { nasId, accountId, tenantId } = event.payload;
    if (tenantMoves.includes(event.name) && typeof tenantId === 'string') this.#policies.add(tenantId);
    if (typeof nasId === 'string') this.#nas.add(nasId);
    if (typeof accountId === 'string') {
      this.#accounts.getOrInsertComputed(event.tenantId, () => new Set()).add(accountId);
    }
    this.#wake.resolve();
  }

  async #loadChanged(): Promise<void> {
    const { source } = this.#options;
    const nasIds = [...this.#nas];
    const accountIds = [...this.#accounts].map(([tenantId, ids]) => ({ tenantId, ids: [...ids] }));
    const tenantIds = [...this.#policies];
    this.#nas.clear();
    this.#accounts.clear();
    this.#policies.clear();
    try {
      const policies = tenantIds.length > 0 ? await source.policies(tenantIds) : [];
      const nas = nasIds.length > 0 ? await source.nas(nasIds) : [];
      const accounts = (
        await Promise.all(accountIds.map(({ tenantId, ids }) => source.accounts(tenantId, ids)))
      ).flat();
      const found = new Set([...nas, ...accounts].map((record) => record.id));
      this.#apply({
        nas,
        policies,
        accounts,
        removedNas: nasIds.filter((id) => !found.has(id)),
        removedAccounts: accountIds.flatMap(({ ids }) => ids).filter((id) => !found.has(id)),
      });
    } catch (error) {
      for (const id of tenantIds) this.#policies.add(id);
      for (const id of nasIds) this.#nas.add(id);
      for (const { tenantId, ids } of accountIds)
        this.#accounts.set(tenantId, new Set([...ids, ...(this.#accounts.get(tenantId) ?? [])]));
      throw error;
    }
  }

  #apply(line: SnapshotLine): void {
    const { directory, snapshot } = this.#options;
    applyLine(directory, line);
    snapshot.append(line);
    if (snapshot.appended > rewriteAfterLines) void snapshot.write(directory);
  }

  async #loadAll(): Promise<void> {
    const { source, directory, snapshot, nowMs, log } = this.#options;
    const begin = performance.now();
    for (const policy of await source.policies()) directory.putPolicy(policy);
    const accountIds = new Set<string>();
    for await (const page of source.allAccounts()) {
      for (const record of page) {
        accountIds.add(record.id);
        directory.putAccount(record);
      }
      await breathe();
    }
    // NAS devices last: before its tenant's logins are here, a NAS is met with silence rather than with rejects.
    const nas = await source.nas();
    for (const record of nas) directory.putNas(record);
    // What events name meanwhile is read again right after this, so a row that came or went during the load ends up right.
    const gone = directory.retain(new Set(nas.map(({ id }) => id)), accountIds);
    const first = this.#loadedAtMs === 0;
    this.#loadedAtMs = nowMs();
    this.#loaded.resolve(true);
    log[first ? 'info' : 'debug'](
      {
        nas: directory.nasCount,
        logins: directory.accountCount,
        gone: gone.nas.length + gone.accounts.length,
        ms: Math.round(performance.now() - begin),
      },
      'logins and NAS devices loaded',
    );
    void snapshot.write(directory);
  }
}
