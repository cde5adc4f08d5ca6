import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { isConnectionLoss } from '#kernel/db/pools.ts';
import { type Feed, startFeed } from '#kernel/events/feed.ts';
import type { Directory } from './directory.ts';
import { forget, remember, stationOf } from './live-sessions.ts';
import { currentInterimSeconds } from './replies.ts';

interface Row {
  tenant_id: string;
  id: string;
  account_id: string;
  nas_id: string;
  acct_session_id: string;
  username: string;
  nas_port_id: string | null;
  calling_station_id: string | null;
  started: number;
  /** As the index orders by it, to the microsecond. */
  began: string;
  updated: number;
  over: boolean;
}

const names = ['radius.session-started', 'radius.session-stopped'];
const columns = `tenant_id, id, account_id, nas_id, acct_session_id, username, nas_port_id, calling_station_id,
  (extract(epoch from started_at) * 1000)::float8 as started, (extract(epoch from updated_at) * 1000)::float8 as updated,
  started_at::text as began, stopped_at is not null as over`;
const pageRows = 1000;
const lookEveryMs = 1000;
/** Events are enough; this is for sessions whose reports reach another process. */
const reloadEveryMs = () => Math.min(300, currentInterimSeconds()) * 1000;
/** What waits to be looked up at most; the next full load catches what was let go. */
const mostWaiting = 20_000;

export interface SessionLoaderOptions {
  readonly directory: Directory;
  readonly pool: Pool;
  readonly log: Logger;
  readonly nowMs: () => number;
}

/**
 * Tells the directory of sessions that this process did not hear of itself: those from before it started, and those that
 * report to another process. Until it has, and while the database is away, fewer sessions are known, so nobody is refused.
 */
export class SessionLoader {
  readonly #options: SessionLoaderOptions;
  readonly #waiting = new Map<string, string>();
  #feed: Feed | undefined;
  #stopped = false;
  #loadedAtMs = 0;
  #running: Promise<void> | undefined;

  constructor(options: SessionLoaderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    await this.#feed?.stop();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#pass();
      } catch (error) {
        if (!isConnectionLoss(error)) this.#options.log.error({ err: error }, 'live sessions could not be read');
      }
      for (const until = performance.now() + lookEveryMs; performance.now() < until && !this.#stopped; )
        await sleep(50);
    }
  }

  async #pass(): Promise<void> {
    const { pool, log, nowMs } = this.#options;
    if (!this.#feed) {
      this.#feed = await startFeed(pool, log, { names });
      this.#feed.listen(({ tenantId, payload }) => {
        const { sessionId } = payload;
        if (typeof sessionId === 'string' && this.#waiting.size < mostWaiting) this.#waiting.set(sessionId, tenantId);
      });
    }
    if (Math.abs(nowMs() - this.#loadedAtMs) > reloadEveryMs()) await this.#loadAll();
    await this.#lookUp();
  }

  async #lookUp(): Promise<void> {
    const some = [...this.#waiting].slice(0, pageRows);
    if (some.length === 0) return;
    const { rows } = await this.#options.pool.query<Row>({
      name: 'aaa-sessions-named',
      text: `select ${columns} from unnest($1::uuid[], $2::uuid[]) as w(tenant, session)
        join radius_session on tenant_id = tenant and id = session where account_id is not null`,
      values: [some.map(([, tenantId]) => tenantId), some.map(([id]) => id)],
    });
    for (const [id] of some) this.#waiting.delete(id);
    for (const row of rows) this.#take(row);
  }

  /** Along the index of live sessions: the past ones are many more. */
  async #loadAll(): Promise<void> {
    let last: Pick<Row, 'tenant_id' | 'began' | 'id'> | undefined;
    for (;;) {
      const { rows } = await this.#options.pool.query<Row>({
        name: last ? 'aaa-sessions-next' : 'aaa-sessions-first',
        text: `select ${columns} from radius_session where stopped_at is null and account_id is not null
          ${last ? 'and (tenant_id, started_at, id) > ($1, $2::timestamptz, $3)' : ''} order by tenant_id, started_at, id limit ${pageRows}`,
        values: last ? [last.tenant_id, last.began, last.id] : [],
      });
      for (const row of rows) this.#take(row);
      if (rows.length < pageRows || this.#stopped) break;
      last = rows.at(-1);
      await breathe();
    }
    this.#loadedAtMs = this.#options.nowMs();
  }

  #take(row: Row): void {
    const { directory } = this.#options;
    const account = directory.account(row.account_id);
    const nas = directory.nasById(row.nas_id);
    if (!account || !nas) return;
    const known = account.sessions?.find(
      (session) => session.acctSessionId === row.acct_session_id && session.nas.id === row.nas_id,
    );
    if (row.over) {
      // The NAS may have begun another session under the same id meanwhile.
      if (known && known.startedAtMs <= row.updated) forget(account, known);
      return;
    }
    if (known) {
      known.heardAtMs = Math.max(known.heardAtMs, row.updated);
      return;
    }
    remember(account, {
      nas: nas.life,
      acctSessionId: row.acct_session_id,
      username: row.username,
      startedAtMs: row.started,
      nasPortId: row.nas_port_id ?? undefined,
      station: stationOf(row.calling_station_id),
      circuitId: undefined,
      heardAtMs: row.updated,
      yieldedAtMs: 0,
    });
  }
}
