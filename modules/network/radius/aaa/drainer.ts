import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { isConnectionLoss } from '#kernel/db/pools.ts';
import { channel } from '#kernel/events/feed.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { silentCause } from './merge.ts';
import { Move } from './move.ts';
import { SessionCache } from './session-cache.ts';
import { closeGivenUpSessions, closeSilentSessions, StaleSessions } from './session-store.ts';
import type { SpoolBatch, SpoolReader } from './spool-reader.ts';
import type { LoadReport } from './storm-watch.ts';
import { writeEvents } from './tallies.ts';

export interface DrainerOptions {
  readonly pool: Pool;
  readonly log: Logger;
  readonly nowMs: () => number;
  readonly node: string;
  /** How often a NAS is asked to report a session. */
  readonly interimSeconds: number;
  readonly host: string;
  readonly authPort: number;
  readonly acctPort: number;
  /** Null while RadSec is off. */
  readonly radsecPort: number | null;
  readonly testPort: number;
  /** Sealed. */
  readonly testSecret: string;
  /** Opens the spool where the database says that it has got to. */
  readonly open: (start: { segment: number; offset: number }) => SpoolReader;
  /** Octets that wait, for the report. */
  readonly backlogBytes: (segment: number, offset: number) => number;
  /** How the process stands against its load, for the report. */
  readonly load: () => LoadReport;
  /** Everything before this segment is in the database. */
  readonly onReleased: (segment: number) => void;
  /** Told after every batch. */
  readonly onMoved: (moved: { records: number; seconds: number }) => void;
  readonly onUnreadable: () => void;
}

const batchRecords = 4000;
/** A batch smaller than this is not urgent; waiting a little makes the next one larger. */
const smallBatch = 500;
const lingerMs = 200;
const lastMovesMs = 1_000;
const reportEveryMs = 5_000;
const signalEveryMs = 5_000;
const sweepEveryMs = 60_000;
const verdictsEveryMs = 10_000;
/** The watchdog of the worker asks the NAS long before this; it may be down, and some NASes report only Start and Stop. */
const silentMs = 26 * 3_600_000;

const loadColumns = [
  'load_state',
  'queue_delay_ms',
  'shed_emergency',
  'shed_business',
  'shed_standard',
  'shed_unknown',
  'shed_accounting',
  'system_drops',
];
const setLoad = (first: number) => loadColumns.map((column, i) => `${column} = $${first + i}`).join(', ');
const loadValues = ({ state, queueDelayMs, shedLogins, shedAccounting, systemDrops }: LoadReport) => [
  state,
  queueDelayMs,
  ...shedLogins,
  shedAccounting,
  systemDrops,
];

/**
 * Moves the spool into PostgreSQL, batch by batch. The position is written with what was moved, so a batch counts exactly
 * once whatever is killed; while the database is away the spool waits.
 */
export class Drainer {
  readonly #options: DrainerOptions;
  readonly #cache = new SessionCache();
  readonly #heard = new Map<string, number>();
  readonly #startedAtMs: number;
  #reader: SpoolReader | undefined;
  #position = { segment: 0, offset: 0 };
  #stopped = false;
  #signalledAtMs = 0;
  #reportedAtMs = 0;
  #sweptAtMs: number;
  #verdictsAtMs = 0;
  #databaseAway = false;

  constructor(options: DrainerOptions) {
    this.#options = options;
    this.#startedAtMs = options.nowMs();
    this.#sweptAtMs = this.#startedAtMs;
  }

  /** Runs until stopped. Then moves what is left, as far as a second allows; the rest is for the next start. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const moved = await this.#step();
        if (this.#databaseAway) this.#options.log.info('the database is back; accounting goes on where it was');
        this.#databaseAway = false;
        if (moved < smallBatch) await this.#pause(lingerMs);
      } catch (error) {
        this.#complain(error);
        this.#reader = undefined;
        this.#cache.clear();
        await this.#pause(500);
      }
    }
    const until = performance.now() + lastMovesMs;
    while (!this.#databaseAway && this.#reader && performance.now() < until)
      if ((await this.#step().catch(() => 0)) === 0) break;
  }

  stop(): void {
    this.#stopped = true;
  }

  #complain(error: unknown): void {
    const { log } = this.#options;
    if (!isConnectionLoss(error))
      log.error({ err: error }, 'accounting could not be moved into the database; it is tried again');
    else if (!this.#databaseAway) log.warn('the database is away; logins go on and accounting waits in the spool');
    this.#databaseAway = isConnectionLoss(error);
  }

  async #pause(ms: number): Promise<void> {
    for (const until = performance.now() + ms; performance.now() < until && !this.#stopped; )
      await sleep(Math.min(50, ms));
  }

  /** Moves one batch; returns how many records it had. */
  async #step(): Promise<number> {
    this.#reader ??= await this.#openReader();
    const batch = this.#reader.read(batchRecords);
    if (batch === undefined) {
      await this.#whenIdle();
      return 0;
    }
    const begin = performance.now();
    await this.#moveBatch(batch);
    const released = batch.segment > this.#position.segment;
    this.#position = { segment: batch.segment, offset: batch.offset };
    if (released) this.#options.onReleased(batch.segment);
    this.#options.onMoved({ records: batch.records.length, seconds: (performance.now() - begin) / 1000 });
    return batch.records.length;
  }

  async #openReader(): Promise<SpoolReader> {
    const { pool, node, host, authPort, acctPort, radsecPort, testPort, testSecret, interimSeconds, nowMs, open } =
      this.#options;
    const { rows } = await pool.query<{ segment: number; offset: number }>(
      `insert into aaa_node (node, auth_port, acct_port, started_at, seen_at, host, radsec_port, test_port, test_secret, interim_seconds)
       values ($1, $2, $3, to_timestamp($4::float8 / 1000), to_timestamp($5::float8 / 1000), $6, $7, $8, $9, $10)
       on conflict (node) do update set auth_port = $2, acct_port = $3, host = $6, radsec_port = $7, test_port = $8, test_secret = $9,
         interim_seconds = $10, started_at = excluded.started_at, seen_at = excluded.seen_at returning segment, "offset"`,
      [node, authPort, acctPort, this.#startedAtMs, nowMs(), host, radsecPort, testPort, testSecret, interimSeconds],
    );
    const { segment, offset } = rows[0]!;
    this.#position = { segment, offset };
    return open(this.#position);
  }

  async #moveBatch(batch: SpoolBatch): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#inTransaction(batch, attempt <= 3 ? undefined : batch.records);
        return;
      } catch (error) {
        if (isConnectionLoss(error) || (attempt > 4 && !(error instanceof StaleSessions)) || attempt > 20) throw error;
        if (!(error instanceof StaleSessions))
          this.#options.log.warn({ err: error, attempt }, 'a batch of accounting failed');
      }
    }
  }

  /** `oneByOne`: a batch the database refuses is gone through record by record, and what is refused is left out, loudly. */
  async #inTransaction(batch: SpoolBatch, oneByOne: SpoolBatch['records'] | undefined): Promise<void> {
    const { pool, log } = this.#options;
    const client = await pool.connect();
    const moves: Move[] = [];
    let broken: boolean | Error = false;
    try {
      await client.query('begin');
      if (oneByOne === undefined) moves.push(await this.#move(client, batch.records));
      else {
        for (const record of oneByOne) {
          await client.query('savepoint record');
          try {
            const move = await this.#move(client, [record]);
            move.keep();
            moves.push(move);
          } catch (error) {
            if (isConnectionLoss(error)) throw error;
            await client.query('rollback to savepoint record');
            this.#cache.clear();
            log.error(
              { err: error, kind: record.kind, payload: record.payload.toString('base64') },
              'a record was refused by the database and is left out',
            );
          }
        }
      }
      await this.#writePosition(client, batch);
      await client.query('commit');
      // Not within the transaction: its lock would queue all others that notify.
      await client.query({ name: 'aaa-notify', text: `select pg_notify('${channel}', '')` });
      for (const move of moves) {
        move.keep();
        for (const [tenantId, sessions] of move.heard)
          this.#heard.set(tenantId, (this.#heard.get(tenantId) ?? 0) + sessions);
      }
    } catch (error) {
      broken = isConnectionLoss(error);
      await client.query('rollback').catch((cause) => {
        broken = cause;
      });
      if (error instanceof StaleSessions) for (const move of moves) move.forget();
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async #move(client: PoolClient, records: SpoolBatch['records']): Promise<Move> {
    const move = new Move(client, this.#cache, this.#options.nowMs(), this.#options.onUnreadable);
    try {
      await move.write(records);
    } catch (error) {
      if (error instanceof StaleSessions) move.forget();
      throw error;
    }
    return move;
  }

  async #writePosition(client: PoolClient, batch: SpoolBatch): Promise<void> {
    const { node, backlogBytes, load, nowMs } = this.#options;
    const { rowCount } = await client.query({
      name: 'aaa-position',
      text: `update aaa_node set segment = $2, "offset" = $3, seen_at = to_timestamp($4::float8 / 1000), backlog_bytes = $5, ${setLoad(8)}
        where node = $1 and segment = $6 and "offset" = $7`,
      values: [
        node,
        batch.segment,
        batch.offset,
        nowMs(),
        backlogBytes(batch.segment, batch.offset),
        this.#position.segment,
        this.#position.offset,
        ...loadValues(load()),
      ],
    });
    if (rowCount !== 1) throw new Error(`Another process moves the spool of ${node}.`);
    this.#reportedAtMs = nowMs();
    await this.#signal(client);
  }

  /** One event per tenant now and then: pages that show rates look again. */
  async #signal(client: PoolClient): Promise<void> {
    const now = this.#options.nowMs();
    if (this.#heard.size > 0 && Math.abs(now - this.#signalledAtMs) >= signalEveryMs) {
      const events = [...this.#heard].map(([tenantId, sessions]) => ({
        tenant_id: tenantId,
        id: uuidv7(now),
        name: 'radius.usage-updated',
        payload: { sessions },
      }));
      await writeEvents(client, events, now);
      this.#heard.clear();
      this.#signalledAtMs = now;
    }
  }

  async #whenIdle(): Promise<void> {
    const { pool, nowMs, node, backlogBytes, load, log } = this.#options;
    const now = nowMs();
    if (this.#heard.size > 0 && Math.abs(now - this.#signalledAtMs) >= signalEveryMs)
      await this.#withClient((client) => this.#signal(client));
    if (Math.abs(now - this.#reportedAtMs) >= reportEveryMs) {
      await pool.query({
        name: 'aaa-report',
        text: `update aaa_node set seen_at = to_timestamp($2::float8 / 1000), backlog_bytes = $3, ${setLoad(4)} where node = $1`,
        values: [node, now, backlogBytes(this.#position.segment, this.#position.offset), ...loadValues(load())],
      });
      this.#reportedAtMs = now;
    }
    if (Math.abs(now - this.#verdictsAtMs) >= verdictsEveryMs) {
      this.#verdictsAtMs = now;
      const over = await this.#withClient((client) => closeGivenUpSessions(client, now));
      for (const { acct_key } of over) this.#cache.delete(acct_key);
    }
    // Silence means something only after this server has listened that long itself.
    if (Math.abs(now - this.#sweptAtMs) < sweepEveryMs) return;
    this.#sweptAtMs = now;
    if (now - this.#startedAtMs < silentMs) return;
    const closed = await this.#withClient((client) => closeSilentSessions(client, now, silentMs, silentCause));
    for (const { acct_key } of closed) this.#cache.delete(acct_key);
    if (closed.length > 0)
      log.info({ sessions: closed.length }, 'sessions were closed because their NAS fell silent about them');
  }

  async #withClient<T>(run: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#options.pool.connect();
    let broken = true;
    try {
      const result = await run(client);
      broken = false;
      return result;
    } finally {
      client.release(broken);
    }
  }
}
