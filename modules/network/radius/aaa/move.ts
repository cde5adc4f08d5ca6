import type { PoolClient } from 'pg';
import { uuidv7 } from '#kernel/ids.ts';
import type { CountsRecord, LoginRecord } from './login-log.ts';
import { type Identity, merge, type Report, type Session, type UsageSink } from './merge.ts';
import { Rows } from './pg-arrays.ts';
import { readSpooledAccounting } from './report.ts';
import { closeSessionsOfNas, readSessions, type SessionChanges, writeSessions } from './session-store.ts';
import { recordKind, type SpoolRecord } from './spool-format.ts';

/** The account id under which a tenant's whole traffic is kept. */
export const wholeTenant = '00000000-0000-0000-0000-000000000000';
export const restartedCause = 'NAS restarted';

/** A session of the batch: as merged so far, and as its row stands; undefined while there is no row. */
interface Entry {
  readonly session: Session;
  before: Session | undefined;
}
type SessionReport = { identity: Identity; acctKey: string; report: Report };
const cacheKey = (tenantId: string, acctKey: string) => tenantId + acctKey;

/** Sessions as this process last wrote them, so that steady reports need no reading. Wrong entries are found by revision. */
export class SessionCache {
  readonly #sessions = new Map<string, Session>();
  readonly #capacity: number;

  constructor(capacity = 200_000) {
    this.#capacity = capacity;
  }
  get(key: string): Session | undefined {
    return this.#sessions.get(key);
  }
  set(key: string, session: Session): void {
    if (this.#sessions.size >= this.#capacity && !this.#sessions.has(key))
      this.#sessions.delete(this.#sessions.keys().next().value!);
    this.#sessions.set(key, session);
  }
  delete(key: string): void {
    this.#sessions.delete(key);
  }
  clear(): void {
    this.#sessions.clear();
  }
}

interface Traffic {
  tenantId: string;
  accountId: string;
  customerId: string | null;
  hourMs: number;
  down: number;
  up: number;
}
interface Load {
  tenantId: string;
  nasId: string;
  sessions: number;
  down: number;
  up: number;
  atMs: number;
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
  readonly #events: { tenant_id: string; id: string; name: string; payload: Record<string, unknown> }[] = [];
  /** Sessions whose traffic was heard of, by tenant. */
  readonly heard = new Map<string, number>();

  constructor(client: PoolClient, cache: SessionCache, nowMs: number, onUnreadable: () => void) {
    this.#client = client;
    this.#cache = cache;
    this.#nowMs = nowMs;
    this.#onUnreadable = onUnreadable;
  }

  /** Writes all that the records say. Their order counts where a NAS restarts. */
  async write(records: readonly SpoolRecord[]): Promise<void> {
    let reports: SessionReport[] = [];
    const logins: LoginRecord[] = [];
    const counts: CountsRecord[] = [];
    for (const { kind, payload } of records) {
      if (kind === recordKind.authLog) logins.push(JSON.parse(payload.toString()));
      else if (kind === recordKind.authCounts) counts.push(JSON.parse(payload.toString()));
      else {
        const spooled = readSpooledAccounting(payload);
        if (spooled === undefined) this.#onUnreadable();
        else if (spooled.kind === 'session') reports.push(spooled);
        else {
          await this.#mergeAll(reports);
          await this.#writeMerged();
          reports = [];
          await Promise.all([this.#writeLoads(), this.#writeEvents()]);
          await this.#restart(spooled);
        }
      }
    }
    await this.#mergeAll(reports);
    await this.#writeMerged();
    await Promise.all([
      this.#writeTraffic(),
      this.#writeLoads(),
      this.#writeEvents(),
      this.#writeLogins(logins),
      this.#writeCounts(counts),
    ]);
  }

  /** After the commit. */
  keep(): void {
    for (const key of this.#forgotten) this.#cache.delete(key);
    for (const [key, { session }] of this.#sessions) this.#cache.set(key, session);
  }

  /** After a failure that stale sessions caused: they are read anew next time. */
  forget(): void {
    for (const key of this.#sessions.keys()) this.#cache.delete(key);
  }

  total(session: Session, hourMs: number, downloadBytes: number, uploadBytes: number): void {
    this.#add(session.tenantId, wholeTenant, null, hourMs, downloadBytes, uploadBytes);
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

  async #mergeAll(reports: SessionReport[]): Promise<void> {
    const unknown = new Map<string, { tenantId: string; acctKey: string }>();
    for (const { identity, acctKey } of reports) {
      const key = cacheKey(identity.tenantId, acctKey);
      if (this.#sessions.has(key) || unknown.has(key)) continue;
      const cached = this.#forgotten.has(key) ? undefined : this.#cache.get(key);
      if (cached) this.#sessions.set(key, { session: { ...cached }, before: cached });
      else unknown.set(key, { tenantId: identity.tenantId, acctKey });
    }
    if (unknown.size > 0) {
      for (const session of await readSessions(this.#client, unknown.values()))
        this.#sessions.set(cacheKey(session.tenantId, session.acctKey), { session, before: { ...session } });
    }
    const newId = () => uuidv7(this.#nowMs);
    for (const { identity, acctKey, report } of reports) {
      const key = cacheKey(identity.tenantId, acctKey);
      const known = this.#sessions.get(key);
      const merged = merge(known?.session, identity, acctKey, report, newId, this);
      if (merged.retired && known) this.#retired.push(known);
      if (!known || merged.retired) this.#sessions.set(key, { session: merged.session, before: undefined });
      this.heard.set(identity.tenantId, (this.heard.get(identity.tenantId) ?? 0) + 1);
    }
  }

  async #writeMerged(): Promise<void> {
    const changes: SessionChanges = { counted: [], changed: [], fresh: [] };
    const touched: Entry[] = [];
    for (const entry of [...this.#retired.splice(0), ...this.#sessions.values()]) {
      const { session, before } = entry;
      if (before === undefined) changes.fresh.push(session);
      else if (differsInState(session, before)) changes.changed.push(session);
      else if (differsInCounters(session, before)) changes.counted.push(session);
      else continue;
      touched.push(entry);
    }
    await writeSessions(this.#client, changes);
    for (const entry of touched) {
      this.#account(entry.session, entry.before);
      entry.session.revision += 1;
      entry.before = { ...entry.session };
    }
    for (const { session, hourMs, down, up } of this.#accountTraffic.splice(0))
      if (session.accountId !== null)
        this.#add(session.tenantId, session.accountId, session.customerId, hourMs, down, up);
  }

  /** What a written session means for its NAS's load and for those who listen. */
  #account(session: Session, before: Session | undefined): void {
    const lived = before !== undefined && before.stoppedAtMs === null;
    const lives = session.stoppedAtMs === null;
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
    this.#events.push({
      tenant_id: tenantId,
      id: uuidv7(this.#nowMs),
      name,
      payload: { sessionId: id, accountId, subscriptionId, customerId },
    });
  }

  async #restart(nas: { tenantId: string; nasId: string; atMs: number }): Promise<void> {
    for (const { tenant_id, acct_key } of await closeSessionsOfNas(this.#client, nas, this.#nowMs, restartedCause)) {
      const key = cacheKey(tenant_id, acct_key);
      this.#sessions.delete(key);
      this.#forgotten.add(key);
    }
  }

  async #writeTraffic(): Promise<void> {
    if (this.#traffic.size === 0) return;
    const rows = new Rows({
      tenant: 'uuid',
      account: 'uuid',
      customer: 'uuid',
      hour: 'float8',
      down: 'int8',
      up: 'int8',
    });
    for (const { tenantId, accountId, customerId, hourMs, down, up } of this.#traffic.values())
      rows.add({ tenant: tenantId, account: accountId, customer: customerId, hour: hourMs, down, up });
    await this.#client.query({
      name: 'aaa-traffic',
      text: `insert into radius_usage_hour (tenant_id, account_id, hour, customer_id, download_bytes, upload_bytes)
        select tenant, account, to_timestamp(hour / 1000), customer, down, up from ${rows.from('u')} order by tenant, account, hour
        on conflict (tenant_id, account_id, hour) do update set download_bytes = radius_usage_hour.download_bytes + excluded.download_bytes,
          upload_bytes = radius_usage_hour.upload_bytes + excluded.upload_bytes`,
      values: rows.values,
    });
  }

  async #writeLoads(): Promise<void> {
    if (this.#loads.size === 0) return;
    const rows = new Rows({ tenant: 'uuid', nas: 'uuid', sessions: 'int4', down: 'int8', up: 'int8', at: 'float8' });
    for (const { tenantId, nasId, sessions, down, up, atMs } of this.#loads.values())
      rows.add({ tenant: tenantId, nas: nasId, sessions, down, up, at: atMs });
    this.#loads.clear();
    await this.#client.query({
      name: 'aaa-loads',
      text: `update nas_load l set live_sessions = greatest(0, live_sessions + u.sessions), download_bps = greatest(0, download_bps + u.down),
          upload_bps = greatest(0, upload_bps + u.up), measured_at = greatest(measured_at, to_timestamp(u.at / 1000))
        from ${rows.from('u')} where l.tenant_id = u.tenant and l.nas_id = u.nas`,
      values: rows.values,
    });
  }

  async #writeEvents(): Promise<void> {
    const events = this.#events.splice(0);
    if (events.length > 0) await writeEvents(this.#client, events, this.#nowMs);
  }

  async #writeLogins(logins: LoginRecord[]): Promise<void> {
    if (logins.length === 0) return;
    const rows = new Rows({
      tenant: 'uuid',
      id: 'uuid',
      at: 'float8',
      username: 'text',
      customer: 'uuid',
      nas: 'uuid',
      nas_name: 'text',
      station: 'text',
      accepted: 'bool',
      reason: 'text',
    });
    for (const login of logins)
      rows.add({
        tenant: login.tenantId,
        id: uuidv7(login.atMs),
        at: login.atMs,
        username: login.username.replaceAll('\0', '\uFFFD'),
        customer: login.customerId,
        nas: login.nasId,
        nas_name: login.nasName,
        station: login.callingStationId?.replaceAll('\0', '\uFFFD') ?? null,
        accepted: login.accepted,
        reason: login.reason,
      });
    await this.#client.query({
      name: 'aaa-logins',
      text: `insert into auth_log (tenant_id, id, at, username, customer_id, nas_id, nas_name, calling_station_id, accepted, reason)
        select tenant, id, to_timestamp(at / 1000), username, customer, nas, nas_name, station, accepted, reason from ${rows.from('u')}`,
      values: rows.values,
    });
  }

  async #writeCounts(counts: CountsRecord[]): Promise<void> {
    if (counts.length === 0) return;
    const rows = new Rows({
      tenant: 'uuid',
      nas: 'uuid',
      at: 'float8',
      accepts: 'int4',
      rejects: 'int4',
      seen: 'bool',
      problem: 'text',
    });
    for (const { tenantId, nasId, atMs, accepts, rejects, seen, problem } of counts)
      rows.add({ tenant: tenantId, nas: nasId, at: atMs, accepts, rejects, seen, problem });
    const { values } = rows;
    await Promise.all([
      this.#client.query({
        name: 'aaa-minutes',
        text: `insert into auth_minute (tenant_id, minute, nas_id, accepts, rejects)
          select tenant, date_trunc('minute', to_timestamp(at / 1000)) as minute, nas, sum(accepts)::int, sum(rejects)::int from ${rows.from('u')}
          where accepts > 0 or rejects > 0 group by tenant, minute, nas
          on conflict (tenant_id, minute, nas_id) do update set accepts = auth_minute.accepts + excluded.accepts, rejects = auth_minute.rejects + excluded.rejects`,
        values: values.slice(),
      }),
      this.#client.query({
        name: 'aaa-seen',
        text: `update nas_load l set last_seen_at = greatest(last_seen_at, seen_at), last_problem = coalesce(u.problem, last_problem),
            last_problem_at = coalesce(problem_at, last_problem_at)
          from (select tenant, nas, max(to_timestamp(at / 1000)) filter (where seen) as seen_at, max(to_timestamp(at / 1000)) filter (where problem is not null) as problem_at,
              (array_agg(problem order by at desc) filter (where problem is not null))[1] as problem from ${rows.from('u')} group by tenant, nas) u
          where l.tenant_id = u.tenant and l.nas_id = u.nas`,
        values,
      }),
    ]);
  }
}

/** Puts events of the engine into the outbox. */
export async function writeEvents(
  client: PoolClient,
  events: { tenant_id: string; id: string; name: string; payload: Record<string, unknown> }[],
  nowMs: number,
): Promise<void> {
  await client.query({
    name: 'aaa-events',
    text: `insert into outbox (tenant_id, id, name, at, payload)
      select tenant_id, id, name, to_timestamp($2::float8 / 1000), payload from jsonb_to_recordset($1::jsonb) as e(tenant_id uuid, id uuid, name text, payload jsonb)`,
    values: [JSON.stringify(events), nowMs],
  });
}

const details = [
  'acctKey',
  'startedAtMs',
  'stoppedAtMs',
  'stopPresumed',
  'terminateCause',
  'nasPortId',
  'callingStationId',
  'framedIpAddress',
  'framedIpv6Prefix',
  'delegatedIpv6Prefix',
] as const;
const counted = [
  'updatedAtMs',
  'sessionSeconds',
  'downloadBytes',
  'uploadBytes',
  'downloadBps',
  'uploadBps',
  'usageHourMs',
  'usageDownloadBytes',
  'usageUploadBytes',
] as const;
const differsInState = (a: Session, b: Session) => details.some((name) => a[name] !== b[name]);
const differsInCounters = (a: Session, b: Session) => counted.some((name) => a[name] !== b[name]);
