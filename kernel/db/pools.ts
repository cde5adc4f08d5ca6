import { setTimeout as sleep } from 'node:timers/promises';
import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import { NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres/session';
import { PgDialect, type PgTransaction } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { uuidPattern } from '../ids.ts';
import { databaseError, isRetryable } from './errors.ts';
import type { DatabaseUrls } from './roles.ts';
import { gather, joinWrites, named, preparing } from './statements.ts';

export { conflictOf, DbConflict, isConnectionLoss } from './errors.ts';

type NoSchema = Record<string, never>;
/** A Drizzle handle inside a transaction; `db.transaction(fn)` makes a savepoint. */
export type Db = PgTransaction<NodePgQueryResultHKT, NoSchema, ExtractTablesWithRelations<NoSchema>>;

/** One pool per database role. */
export interface Pools {
  app: pg.Pool;
  system: pg.Pool;
  platform: pg.Pool;
  auth: pg.Pool;
  end(): Promise<void>;
}

/** Whose transaction it is; row-level security reads it. */
export interface Scope {
  tenantId: string;
  /** The door: `isp`, `customer`, ... */
  audience: string;
  actorId: string | null;
  /** The subscriber at the customer door; there, tables marked `customerOwned` show this customer's rows only. */
  customerId: string | null;
  readOnly: boolean;
}

const int8Oid = 20;
pg.types.setTypeParser(int8Oid, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The integer ${text} exceeds 2^53 - 1; read it as text.`);
  return value;
});

/**
 * A pool that survives the database going away: broken connections are dropped, the next use connects anew.
 * Statements are pipelined: one may be sent before the answer of the one before has come.
 * @param options.statementSeconds longest a single statement may run; default 30
 */
export function openPool(
  url: string,
  options: { max?: number; name?: string; statementSeconds?: number } = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.name ?? 'dotmac',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: (options.statementSeconds ?? 30) * 1000,
    idle_in_transaction_session_timeout: 60_000,
    allowExitOnIdle: true,
    pipeline: true,
    options: '-c TimeZone=UTC',
  });
  // A connection that breaks fails the statement it was used for and is replaced; without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
    joinWrites(client);
  });
  return pool;
}

/** Opens the pools of a process. `max` connections each; the database is not contacted yet. */
export function openPools(urls: DatabaseUrls, options: { max?: number; name?: string } = {}): Pools {
  const pools = {
    app: openPool(urls.app, options),
    system: openPool(urls.system, options),
    platform: openPool(urls.platform, { ...options, max: Math.min(options.max ?? 10, 4) }),
    auth: openPool(urls.auth, { ...options, max: Math.min(options.max ?? 10, 6) }),
  };
  return {
    ...pools,
    end: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.end()));
    },
  };
}

const dialect = new PgDialect();
const audiencePattern = /^[a-z][a-z-]{0,30}$/;
const actorPattern = /^[A-Za-z0-9_.:@|-]{1,200}$/;

function literal(name: string, value: string | null, pattern: RegExp): string {
  if (value === null) return `set_config('${name}', '', true)`;
  if (!pattern.test(value)) throw new TypeError(`${name} has a form that it cannot have.`);
  return `set_config('${name}', '${value}', true)`;
}

/** The statement that opens a transaction in `scope`. Every value is matched against a closed pattern before it is quoted. */
export function beginStatement(scope: Scope): string {
  const settings = [
    literal('app.tenant_id', scope.tenantId, uuidPattern),
    literal('app.audience', scope.audience, audiencePattern),
    literal('app.actor_id', scope.actorId, actorPattern),
    literal('app.customer_id', scope.customerId, uuidPattern),
  ];
  return `BEGIN${scope.readOnly ? ' READ ONLY' : ''}; SELECT ${settings.join(', ')}`;
}

const maxAttempts = 4;

/** A statement that ends a transaction's work, of which only success counts. */
export interface LastStatement {
  text: string;
  values: unknown[];
}
/** Hands a statement over to be sent together with COMMIT, after all that `fn` has sent and in the order given. */
export type Last = (statement: LastStatement) => void;

/**
 * Runs `fn` in one transaction of `scope`, committing when it resolves. `fn` runs again, at most three times, after a
 * serialization failure or deadlock, so it may only work on the database.
 * @throws DbConflict when a constraint was broken; AppError `unavailable` when the database is away; else what `fn` threw
 */
export async function withTransaction<T>(
  pool: pg.Pool,
  scope: Scope,
  fn: (db: Db, last: Last) => Promise<T>,
): Promise<T> {
  const begin = beginStatement(scope);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transactOnce(pool, begin, scope.readOnly, fn);
    } catch (error) {
      if (isRetryable(error) && attempt < maxAttempts) {
        await sleep(2 ** attempt * 5 * (0.5 + Math.random()));
        continue;
      }
      throw databaseError(error);
    }
  }
}

async function transactOnce<T>(
  pool: pg.Pool,
  begin: string,
  readOnly: boolean,
  fn: (db: Db, last: Last) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  const markBroken = () => {
    broken = true;
  };
  const release = () => {
    client.off('error', markBroken);
    client.release(broken);
  };
  client.on('error', markBroken);
  try {
    gather(client);
    // Not awaited before the work: its answer arrives with that of the first statement.
    const began = client.query(begin);
    began.catch(() => {});
    const session = new NodePgSession(preparing(client), dialect, undefined);
    const ending: LastStatement[] = [];
    const result = await fn(new NodePgTransaction(dialect, session, undefined), (statement) => ending.push(statement));
    if (readOnly) {
      // Nothing hangs on this COMMIT: who asked need not wait for it, the connection does.
      client.query('COMMIT').then(release, () => {
        broken = true;
        release();
      });
      return result;
    }
    gather(client);
    const ended = ending.map((statement) => client.query(named(statement)));
    for (const sent of ended) sent.catch(() => {});
    // COMMIT of a transaction in which a statement failed answers ROLLBACK and does not raise.
    const committed = client.query('COMMIT');
    committed.catch(() => {});
    await Promise.all([began, ...ended]);
    const { command } = await committed;
    if (command === 'ROLLBACK')
      throw new Error('A failed statement was ignored, so nothing of its transaction was kept.');
    release();
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(markBroken);
    release();
    throw error;
  }
}
