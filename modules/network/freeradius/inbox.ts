import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { isConnectionLoss } from '#kernel/db/pools.ts';
import { channel } from '#kernel/events/feed.ts';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { type AccountingRow, accountingAttributes, loginOutcome, methodName } from './reports.ts';

const inboxLock = 7_301_020;
const batchRecords = 500;
const everyMs = 500;
const attemptsPerBatch = 5;

interface Login {
  tenantId: string;
  nasId: string;
  nasName: string;
  atMs: number;
  username: string;
  customerId: string | null;
  callingStationId: string | null;
  accepted: boolean;
  reason: string;
  accountId: string | null;
  explanation: string;
  method: string | null;
  circuitId: null;
  remoteId: null;
  nasPortId: string | null;
}
interface Counts {
  tenantId: string;
  nasId: string;
  atMs: number;
  accepts: number;
  rejects: number;
  reasons: Record<string, number>;
  seen: boolean;
  problem: string | null;
}
export interface Moved {
  accounting: { tenantId: string; nasId: string; accountId: string | null; atMs: number; attributes: Attribute[] }[];
  logins: Login[];
  counts: Counts[];
}

export interface InboxOptions {
  /** As `dotmac_system`. */
  pool: Pool;
  log: Logger;
  nowMs: () => number;
  /** The engine's own way into its tables; false: try the transaction again. */
  move: (client: PoolClient, records: Moved, nowMs: number) => Promise<boolean>;
}

interface Row {
  tenant_id: string;
  id: string;
  at_ms: number;
  kind: 'accounting' | 'login';
  nas_id: string;
  nas_name: string;
  account_id: string | null;
  record: AccountingRow;
}

/**
 * Moves what FreeRADIUS wrote into the engine's tables, in the order it came, in the transaction that takes it out of the
 * inbox: nothing is lost and nothing counts twice. One process at a time does it.
 */
export function startInbox(options: InboxOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const run = async () => {
    let complained = false;
    while (!stopping.signal.aborted) {
      try {
        const moved = await moveInbox(options);
        complained = false;
        if (moved === batchRecords) continue;
      } catch (error) {
        if (!isConnectionLoss(error) || !complained)
          options.log.error({ err: error }, 'records of FreeRADIUS could not be moved; they wait and are tried again');
        complained = true;
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Moves one batch; returns how many records it had. */
export async function moveInbox(options: InboxOptions): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      const moved = await moveOnce(options, batchRecords);
      if (moved !== undefined) return moved;
      if (attempt >= attemptsPerBatch * 4) throw new Error('The sessions of this batch keep changing.');
    } catch (error) {
      if (isConnectionLoss(error)) throw error;
      if (attempt >= attemptsPerBatch) return moveOneByOne(options, error);
    }
  }
}

/** A batch that the database refuses is gone through record by record; what is refused alone is left out, loudly. */
async function moveOneByOne(options: InboxOptions, cause: unknown): Promise<number> {
  const { pool, log } = options;
  log.warn({ err: cause }, 'a batch of FreeRADIUS records failed; they are moved one by one');
  const { rows } = await pool.query<{ id: string }>('select id from freeradius_inbox order by id limit $1', [
    batchRecords,
  ]);
  for (const { id } of rows) {
    try {
      await moveOnce(options, 1, id);
    } catch (error) {
      if (!isOfTheRecord(error)) throw error;
      const gone = await pool.query('delete from freeradius_inbox where id = $1 returning kind, nas_id, record', [id]);
      const [record] = gone.rows;
      log.error({ err: error, record }, 'a record of FreeRADIUS was refused by the database and is left out');
    }
  }
  return rows.length;
}

/** The record itself is at fault: data the database cannot hold, or no sense in it. Anything else passes, and it waits. */
function isOfTheRecord(error: unknown): boolean {
  if (isConnectionLoss(error)) return false;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === '' || /^2[23]/.test(code);
}

/** Moves the oldest records, or that one. Undefined when it has to be tried again. */
async function moveOnce(
  { pool, nowMs, move }: InboxOptions,
  limit: number,
  id: string | null = null,
): Promise<number | undefined> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('begin');
    const rows = await take(client, limit, id);
    const isMoved = rows.length === 0 || (await move(client, recordsOf(rows), nowMs()));
    if (isMoved && rows.length > 0) await noteContact(client, rows);
    await client.query(isMoved ? 'commit' : 'rollback');
    if (isMoved && rows.length > 0) await client.query(`select pg_notify('${channel}', '')`);
    broken = false;
    return isMoved ? rows.length : undefined;
  } catch (error) {
    await client.query('rollback').then(
      () => {
        broken = false;
      },
      () => {},
    );
    throw error;
  } finally {
    client.release(broken);
  }
}

async function take(client: PoolClient, limit: number, id: string | null): Promise<Row[]> {
  const { rows: lock } = await client.query<{ won: boolean }>(`select pg_try_advisory_xact_lock(${inboxLock}) as won`);
  if (!lock[0]?.won) return [];
  const { rows } = await client.query<Row>({
    name: 'freeradius-take',
    text: `with taken as (
        delete from freeradius_inbox where (tenant_id, id) in (
          select tenant_id, id from freeradius_inbox where $2::uuid is null or id = $2 order by id limit $1) returning *
      )
      select t.tenant_id, t.id, (extract(epoch from t.at) * 1000)::float8 as at_ms, t.kind, t.nas_id, coalesce(n.name, '') as nas_name, t.account_id, t.record
      from taken t left join nas n on n.tenant_id = t.tenant_id and n.id = t.nas_id order by t.id`,
    values: [limit, id],
  });
  return rows;
}

function recordsOf(rows: readonly Row[]): Moved {
  const records: Moved = { accounting: [], logins: [], counts: [] };
  const counts = new Map<string, Counts>();
  for (const row of rows) {
    const { tenant_id: tenantId, nas_id: nasId, nas_name: nasName, account_id: accountId, at_ms: atMs, record } = row;
    const nas = counts.getOrInsertComputed(nasId, () => ({
      ...{ tenantId, nasId, atMs, accepts: 0, rejects: 0, reasons: {} },
      ...{ seen: true, problem: null },
    }));
    nas.atMs = atMs;
    if (row.kind === 'accounting') {
      const attributes = accountingAttributes(record, nasName || nasId);
      if (attributes) records.accounting.push({ tenantId, nasId, accountId, atMs, attributes });
      continue;
    }
    const outcome = loginOutcome(record, accountId !== null);
    if (outcome.accepted) nas.accepts++;
    else {
      nas.rejects++;
      nas.reasons[outcome.reason] = (nas.reasons[outcome.reason] ?? 0) + 1;
    }
    records.logins.push({
      ...{ tenantId, nasId, nasName, atMs, accountId, ...outcome },
      username: record['username'] ?? '',
      customerId: record['customerId'] ?? null,
      callingStationId: record['station'] || null,
      method: methodName(record['method']),
      ...{ circuitId: null, remoteId: null },
      nasPortId: record['portId'] || null,
    });
  }
  records.counts.push(...counts.values());
  return records;
}

async function noteContact(client: PoolClient, rows: readonly Row[]): Promise<void> {
  const last = (kind: Row['kind'], tenantId: string) =>
    rows.findLast((row) => row.kind === kind && row.tenant_id === tenantId)?.at_ms ?? null;
  for (const tenantId of new Set(rows.map((row) => row.tenant_id)))
    await client.query({
      name: 'freeradius-contact',
      text: `update freeradius_access set last_login_at = greatest(last_login_at, to_timestamp($2::float8 / 1000)),
        last_accounting_at = greatest(last_accounting_at, to_timestamp($3::float8 / 1000)) where tenant_id = $1`,
      values: [tenantId, last('login', tenantId), last('accounting', tenantId)],
    });
}
