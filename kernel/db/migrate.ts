import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { AppError } from '../errors.ts';
import { migrateDurableEngine } from './durable-schema.ts';
import { isConnectionLoss } from './errors.ts';
import { ensureRoles } from './roles.ts';
import { extraFiles, loadTables, migrationFiles, projectRoot } from './schema-files.ts';
import { applyTenancy } from './tenancy.ts';

export interface MigrateOptions {
  /** Connection URL of the role that owns the tables. */
  ownerUrl: string;
  masterKey: Buffer;
  /** Folder that holds `database/migrations`, `kernel/` and `modules/`. */
  root?: string;
}
export interface Migrated {
  migrations: string[];
  extras: string[];
}

const migrationLock = 7_301_000;
const minimumVersion = 180_000;

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const describe = (url: string) => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
};

/** Connects as the owner. @throws AppError with a sentence for an address, password or database that is wrong */
export async function connectOwner(ownerUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: 10_000,
    application_name: 'dotmac migrate',
    options: '-c TimeZone=UTC',
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (cause) {
    await client.end().catch(() => {});
    const code = cause instanceof pg.DatabaseError ? cause.code : '';
    const at = describe(ownerUrl);
    if (code === '28P01' || code === '28000')
      throw new AppError('invalid', `DATABASE_URL: the database server at ${at} refuses this user or password.`, {
        cause,
      });
    if (code === '3D000')
      throw new AppError('invalid', `DATABASE_URL: there is no such database at ${at}; create it first.`, { cause });
    if (isConnectionLoss(cause))
      throw new AppError('unavailable', `DATABASE_URL: no database answers at ${at}.`, { cause });
    throw cause;
  }
}

async function bookkeeping(owner: pg.Client): Promise<void> {
  await owner.query(`
    create schema if not exists dotmac;
    create table if not exists dotmac.migration (name text primary key, hash text not null, applied_at timestamptz not null default now());
    create table if not exists dotmac.extra_sql (path text primary key, hash text not null, applied_at timestamptz not null default now());
    create table if not exists dotmac.installation (singleton boolean primary key default true check (singleton), demo boolean not null, created_at timestamptz not null default now());`);
}

async function inTransaction(owner: pg.Client, what: string, run: () => Promise<void>): Promise<void> {
  await owner.query('BEGIN');
  try {
    await run();
    await owner.query('COMMIT');
  } catch (cause) {
    await owner.query('ROLLBACK');
    if (cause instanceof pg.DatabaseError && cause.code === '53100')
      throw new AppError('unavailable', "The database's disk is full; free some space and start again.", { cause });
    throw new Error(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function runMigrations(owner: pg.Client, root: string): Promise<string[]> {
  const files = await Promise.all(
    migrationFiles(root).map(async (file) => {
      const text = await readFile(path.join(root, file), 'utf8');
      return { name: path.basename(file, '.sql'), text, hash: digest(text) };
    }),
  );
  const { rows } = await owner.query<{ name: string; hash: string }>(
    'select name, hash from dotmac.migration order by name',
  );
  const applied = new Map(rows.map((row) => [row.name, row.hash]));
  const unknown = rows.find((row) => !files.some((file) => file.name === row.name));
  if (unknown)
    throw new AppError(
      'invalid',
      `This database was migrated by a newer DotMac (${unknown.name}); start that version instead.`,
    );
  const changed = files.find((file) => applied.has(file.name) && applied.get(file.name) !== file.hash);
  if (changed)
    throw new AppError(
      'invalid',
      `This database was made by another development version (${changed.name} differs); move its data folder away, or start the version that made it.`,
    );
  const pending = files.filter((file) => !applied.has(file.name));
  for (const { name, text, hash } of pending)
    await inTransaction(owner, `Migration ${name}`, async () => {
      if (text.trim()) await owner.query(text);
      await owner.query('insert into dotmac.migration (name, hash) values ($1, $2)', [name, hash]);
    });
  return pending.map((file) => file.name);
}

async function runExtras(owner: pg.Client, root: string, all: boolean): Promise<string[]> {
  const { rows } = await owner.query<{ path: string; hash: string }>('select path, hash from dotmac.extra_sql');
  const applied = new Map(rows.map((row) => [row.path, row.hash]));
  const done: string[] = [];
  for (const file of extraFiles(root)) {
    const text = await readFile(path.join(root, file), 'utf8');
    const hash = digest(text);
    if (!all && applied.get(file) === hash) continue;
    await inTransaction(owner, file, async () => {
      await owner.query(text);
      await owner.query(
        'insert into dotmac.extra_sql (path, hash) values ($1, $2) on conflict (path) do update set hash = excluded.hash, applied_at = now()',
        [file, hash],
      );
    });
    done.push(file);
  }
  return done;
}

/**
 * Brings a database to this version: roles, migrations, `extra.sql` files that changed, the durable engine's
 * tables, tenancy. Safe to repeat and to run from several processes at once.
 * @throws AppError `invalid` for a database that is too old, too new or not ours to change; `unavailable` when it is away
 */
export async function migrate({ ownerUrl, masterKey, root = projectRoot }: MigrateOptions): Promise<Migrated> {
  const owner = await connectOwner(ownerUrl);
  try {
    const { rows } = await owner.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    if (Number(rows[0]?.version) < minimumVersion)
      throw new AppError(
        'invalid',
        `DATABASE_URL: PostgreSQL 18 or newer is needed, this server is ${Math.floor(Number(rows[0]?.version) / 10_000)}.`,
      );
    await owner.query(`select pg_advisory_lock(${migrationLock})`);
    await ensureRoles(owner, ownerUrl, masterKey);
    await bookkeeping(owner);
    const migrations = await runMigrations(owner, root);
    // Before extra.sql, where views name its tables.
    await migrateDurableEngine(owner, ownerUrl);
    const extras = await runExtras(owner, root, migrations.length > 0);
    await loadTables(root);
    await inTransaction(owner, 'Tenancy', () => applyTenancy(owner));
    await migrateIdentity(ownerUrl);
    return { migrations, extras };
  } finally {
    await owner.end().catch(() => {});
  }
}

/** The tables of the sign-in realms, each in its own schema. */
async function migrateIdentity(ownerUrl: string): Promise<void> {
  const { migrateRealms } = await import('../identity/realms.ts');
  await migrateRealms(ownerUrl);
}
