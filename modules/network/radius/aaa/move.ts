import type { PoolClient } from 'pg';
import { uuidv7 } from '#kernel/ids.ts';
import type { CountsRecord, LoginRecord, TakeOverRecord } from './login-log.ts';
import { merge, restartedCause, type Session, type UsageSink } from './merge.ts';
import { readSpooledAccounting, type SpooledReport } from './report.ts';
import type { SessionCache } from './session-cache.ts';
import { closeSessionsOfNas, readSessions, type SessionChanges, writeSessions } from './session-store.ts';
import { SessionTally } from './session-tally.ts';
import { recordKind, type SpoolRecord } from './spool-format.ts';
import {
  type EngineEvent,
  type Load,
  type Traffic,
  wholeTenant,
  writeCounts,
  writeEvents,
  writeLoads,
  writeLogins,
  writeTakeOvers,
  writeTraffic,
} from './tallies.ts';

/** A session of the batch: as merged so far, and as its row stands; undefined while there is no row. */
interface Entry {
  readonly session: Session;
  before: Session | undefined;
}

/**
 * What one batch of the spool comes to, gathered while it is merged and written in the transaction of its client. A move that
 * fails is thrown away; only `keep` hands what it learnt to the cache.
 */
export class Move implements UsageSink {
  readonly #client: PoolClient;
  readonly #cache: SessionCache;
  readonly #nowMs: number;
  readonly #onUnreadable: () => void;
  readonly #sessions = new Map<string, Entry>();
  readonly #forgotten = new Set<string>();
  readonly #retired: Entry[] = [];
  readonly #traffic = new Map<string, Traffic>();
  readonly #accountTraffic: { session: Session; hourMs: number; down: number; up: number }[] = [];
  readonly #loads = new Map<string, Load>();
  readonly #tally = new SessionTally();
  readonly #events: EngineEvent[] = [];
  /** Reports that were heard, by tenant. */
  readonly heard = new Map<string, number>();

  constructor(client: PoolClient, cache: SessionCache, nowMs: number, onUnreadable: () => void) {
    this.#client = client;
    this.#cache = cache;
    this.#nowMs = nowMs;
    this.#onUnreadable = onUnreadable;
  }

  /** Writes all that the records say. Their order counts where a NAS restarts. */
  async write(records: readonly SpoolRecord[]): Promise<void> {
    let reports: SpooledReport[] = [];
    const logins: LoginRecord[] = [];
    const counts: CountsRecord[] = [];
    const takeOvers: TakeOverRecord[] = [];
    for (const { kind, payload } of records) {
      if (kind === recordKind.authLog) logins.push(JSON.parse(payload.toString()));
      else if (kind === recordKind.authCounts) {
        const count: CountsRecord = JSON.parse(payload.toString());
        counts.push(count);
        // Logins are news to who looks on, though no session reported.
        if (count.accepts + count.rejects > 0) this.heard.set(count.tenantId, this.heard.get(count.tenantId) ?? 0);
      } else if (kind === recordKind.takeOver) takeOvers.push(JSON.parse(payload.toString()));
      else {
        const spooled = readSpooledAccounting(payload);
        if (spooled === undefined) this.#onUnreadable();
        else if (spooled.kind === 'session') reports.push(spooled);
        else {
          await this.#mergeAll(reports);
          await this.#writeMerged();
          reports = [];
          await this.#restart(spooled);
        }
      }
    }
    await this.#mergeAll(reports);
    await this.#writeMerged();
    await Promise.all([
      writeTraffic(this.#client, this.#traffic.values()),
      this.#tally.write(this.#client),
      this.#writeSigns(),
      writeLogins(this.#client, logins),
      writeCounts(this.#client, counts),
    ]);
    await writeTakeOvers(this.#client, takeOvers);
  }

  /** After the commit. */
  keep(): void {
    for (const acctKey of this.#forgotten) this.#cache.delete(acctKey);
    for (const [acctKey, { session }] of this.#sessions) this.#cache.set(acctKey, session);
  }

  /** After a failure that stale sessions caused: they are read anew next time. */
  forget(): void {
    for (const acctKey of this.#sessions.keys()) this.#cache.delete(acctKey);
  }

  total(session: Session, hourMs: number, downloadBytes: number, uploadBytes: number): void {
    this.#add(session.tenantId, wholeTenant, null, hourMs, downloadBytes, uploadBytes);
    this.#tally.nas(session, hourMs, downloadBytes, uploadBytes);
  }

  account(session: Session, hourMs: number, down: number, up: number): void {
    // Whose a fresh session is, is only known once it has been inserted.
    this.#accountTraffic.push({ session, hourMs, down, up });
  }

  #add(tenantId: string, accountId: string, customerId: string | null, hourMs: number, down: number, up: number): void {
    const key = `${tenantId}${accountId}${hourMs}`;
    const known = this.#traffic.get(key);
    if (known) {
      known.down += down;
      known.up += up;
    } else this.#traffic.set(key, { tenantId, accountId, customerId, hourMs, down, up });
  }

  async #mergeAll(reports: readonly SpooledReport[]): Promise<void> {
    await this.#fetch(reports);
    const newId = () => uuidv7(this.#nowMs);
    for (const { identity, acctKey, report } of reports) {
      const known = this.#sessions.get(acctKey);
      const merged = merge(known?.session, identity, acctKey, report, newId, this);
      if (merged.retired && known) this.#retired.push(known);
      if (!known || merged.retired) this.#sessions.set(acctKey, { session: merged.session, before: undefined });
      this.heard.set(identity.tenantId, (this.heard.get(identity.tenantId) ?? 0) + 1);
    }
  }

  /** The sessions these reports are about, from the cache or else from the database. */
  async #fetch(reports: readonly SpooledReport[]): Promise<void> {
    const unknown = new Map<string, { tenantId: string; acctKey: string }>();
    for (const { identity, acctKey } of reports) {
      if (this.#sessions.has(acctKey)) continue;
      const cached = this.#forgotten.has(acctKey) ? undefined : this.#cache.get(acctKey);
      if (cached) this.#sessions.set(acctKey, { session: { ...cached }, before: cached });
      else unknown.set(acctKey, { tenantId: identity.tenantId, acctKey });
    }
    if (unknown.size === 0) return;
    for (const session of await readSessions(this.#client, unknown.values()))
      this.#sessions.set(session.acctKey, { session, before: { ...session } });
  }

  async #writeMerged(): Promise<void> {
    const changes: SessionChanges = { counted: [], changed: [], fresh: [] };
    const touched: Entry[] = [];
    const sort = (entry: Entry) => {
      const { session, before } = entry;
      if (before === undefined) changes.fresh.push(session);
      else if (differsInState(session, before)) changes.changed.push(session);
      else if (differsInCounters(session, before)) changes.counted.push(session);
      else return;
      touched.push(entry);
    };
    for (const entry of this.#retired.splice(0)) sort(entry);
    for (const entry of this.#sessions.values()) sort(entry);
    await writeSessions(this.#client, changes);
    for (const entry of touched) {
      this.#account(entry.session, entry.before);
      entry.session.revision += 1;
    }
    for (const { session, hourMs, down, up } of this.#accountTraffic.splice(0)) {
      if (session.accountId === null) continue;
      this.#add(session.tenantId, session.accountId, session.customerId, hourMs, down, up);
      this.#tally.traffic(session, hourMs, down, up);
    }
  }

  /** What a written session means for its NAS's load and for those who listen. */
  #account(session: Session, before: Session | undefined): void {
    const lived = before !== undefined && before.stoppedAtMs === null;
    const lives = session.stoppedAtMs === null;
    this.#tally.session(session, before);
    const load = this.#load(session);
    load.sessions += Number(lives) - Number(lived);
    load.down += (lives ? session.downloadBps : 0) - (lived ? before.downloadBps : 0);
    load.up += (lives ? session.uploadBps : 0) - (lived ? before.uploadBps : 0);
    load.atMs = Math.max(load.atMs, session.updatedAtMs);
    if (before === undefined || (lives && !lived)) this.#tell('radius.session-started', session);
    if (!lives && (lived || before === undefined)) this.#tell('radius.session-stopped', session);
  }

  #load({ tenantId, nasId }: { tenantId: string; nasId: string }): Load {
    return this.#loads.getOrInsertComputed(nasId, () => ({ tenantId, nasId, sessions: 0, down: 0, up: 0, atMs: 0 }));
  }

  #tell(name: string, { tenantId, id, accountId, subscriptionId, customerId }: Session): void {
    const payload = { sessionId: id, accountId, subscriptionId, customerId };
    this.#events.push({ tenant_id: tenantId, id: uuidv7(this.#nowMs), name, payload });
  }

  async #writeSigns(): Promise<void> {
    const loads = [...this.#loads.values()];
    this.#loads.clear();
    await Promise.all([
      writeLoads(this.#client, loads),
      writeEvents(this.#client, this.#events.splice(0), this.#nowMs),
    ]);
  }

  async #restart(nas: { tenantId: string; nasId: string; atMs: number }): Promise<void> {
    // The closing counts from what is in the database, and its events come after those of before.
    await this.#writeSigns();
    for (const entry of this.#sessions.values()) entry.before = { ...entry.session };
    for (const { acct_key } of await closeSessionsOfNas(this.#client, nas, this.#nowMs, restartedCause)) {
      this.#sessions.delete(acct_key);
      this.#forgotten.add(acct_key);
    }
  }
}

const differsInState = (a: Session, b: Session): boolean =>
  a.acctKey !== b.acctKey ||
  a.startedAtMs !== b.startedAtMs ||
  a.stoppedAtMs !== b.stoppedAtMs ||
  a.stopPresumed !== b.stopPresumed ||
  a.terminateCause !== b.terminateCause ||
  a.nasPortId !== b.nasPortId ||
  a.callingStationId !== b.callingStationId ||
  a.framedIpAddress !== b.framedIpAddress ||
  a.framedIpv6Prefix !== b.framedIpv6Prefix ||
  a.delegatedIpv6Prefix !== b.delegatedIpv6Prefix;

const differsInCounters = (a: Session, b: Session): boolean =>
  a.updatedAtMs !== b.updatedAtMs ||
  a.sessionSeconds !== b.sessionSeconds ||
  a.downloadBytes !== b.downloadBytes ||
  a.uploadBytes !== b.uploadBytes ||
  a.downloadBps !== b.downloadBps ||
  a.uploadBps !== b.uploadBps ||
  a.usageHourMs !== b.usageHourMs;
