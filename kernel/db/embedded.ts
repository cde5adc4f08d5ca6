import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { dataFolderError } from '../data-folder.ts';
import { AppError } from '../errors.ts';
import { becomesReady, clearOrphan, launch, stopServer } from './postgres-process.ts';
import { type PostgresProgram, postgresProgram, type RunAs, runAs, runProgram } from './postgres-program.ts';
import { megabytes } from './postgres-settings.ts';
import { rolePassword } from './roles.ts';

export interface EmbeddedOptions {
  /** Absolute path; the server's files go to `postgres/` in it. */
  dataDir: string;
  /** The owner's password is derived from it. */
  masterKey: Buffer;
  /** False gives up durability for speed: tests only. Default true. */
  durable?: boolean;
  /** Default: any free one. */
  port?: number;
}
export interface Embedded {
  /** The owner's connection to database `dotmac`. */
  ownerUrl: string;
  port: number;
  pid: number;
  /** Resolves when the server process has ended, however that came. */
  exited: Promise<void>;
  /** Ends all sessions, writes everything down and stops; at most five seconds. */
  stop(): Promise<void>;
}

export const ownerRole = 'dotmac_owner';
export const databaseName = 'dotmac';
const minimumFreeBytes = 128 * 2 ** 20;
function probe(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    const file = path.join(dataDir, `.probe-${process.pid}`);
    writeFileSync(file, 'x');
    rmSync(file);
    const { bavail, bsize } = statfsSync(dataDir);
    const freeBytes = bavail * bsize;
    if (freeBytes < minimumFreeBytes)
      throw new AppError(
        'unavailable',
        `DOTMAC_DATA: the data folder ${dataDir} is on a disk with only ${megabytes(freeBytes)} free; DotMac needs at least ${megabytes(minimumFreeBytes)} to start.`,
      );
  } catch (error) {
    throw error instanceof AppError ? error : dataFolderError(dataDir, error);
  }
}

function checkMajor(pgData: string, program: PostgresProgram): void {
  const major = Number.parseInt(readFileSync(path.join(pgData, 'PG_VERSION'), 'utf8'), 10);
  if (major === program.major) return;
  throw new AppError(
    'invalid',
    `The data folder ${pgData} was made by PostgreSQL ${major} and this DotMac brings PostgreSQL ${program.major}; start the DotMac that made it, or move its data over with pg_dump and pg_restore.`,
  );
}

/** The sentence for what the server wrote before it gave up. */
function startError(output: string, dataDir: string, port: number, cause?: unknown): AppError {
  const about = `DOTMAC_DATA: the data folder ${dataDir}`;
  if (/No space left on device|Disk quota exceeded/i.test(output))
    return new AppError('unavailable', `${about} is on a full disk; free some space and start again.`, { cause });
  if (/Read-only file system/i.test(output))
    return new AppError('invalid', `${about} is on a read-only file system; choose a folder that can be written to.`, {
      cause,
    });
  if (/Address already in use/i.test(output))
    return new AppError('unavailable', `Port ${port}, meant for the embedded PostgreSQL, is in use; start again.`, {
      cause,
    });
  if (/Permission denied|has wrong ownership|invalid permissions/i.test(output))
    return new AppError(
      'invalid',
      `${about} belongs to another user; start DotMac as that user, or choose another folder.`,
      { cause },
    );
  const line = /(?:FATAL|PANIC|error|could not):?\s+(.*)/i.exec(output)?.[1] ?? output.trim().split('\n').at(-1) ?? '';
  return new AppError(
    'unavailable',
    `The embedded PostgreSQL did not start: ${line || 'it gave no reason'} (see ${path.join(dataDir, 'postgres.log')}).`,
    { cause },
  );
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

async function initialise(
  pgData: string,
  program: PostgresProgram,
  as: RunAs,
  password: string,
  durable: boolean,
): Promise<void> {
  const parent = path.dirname(pgData);
  for (const name of readdirSync(parent))
    if (name.startsWith('postgres.new-')) rmSync(path.join(parent, name), { recursive: true, force: true });
  // Made elsewhere and renamed when whole, so that a start that was killed half-way leaves nothing that looks finished.
  const fresh = `${pgData}.new-${process.pid}`;
  const passwordFile = `${fresh}.password`;
  try {
    mkdirSync(fresh, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (as.uid !== undefined && as.gid !== undefined)
      for (const file of [fresh, passwordFile]) chownSync(file, as.uid, as.gid);
    await runProgram(as, program.initdb, [
      `--pgdata=${fresh}`,
      `--username=${ownerRole}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      ...(durable ? ['--data-checksums'] : ['--no-sync', '--no-data-checksums', '--wal-segsize=1']),
    ]);
    renameSync(fresh, pgData);
  } catch (cause) {
    rmSync(fresh, { recursive: true, force: true });
    throw startError(cause instanceof Error ? cause.message : String(cause), parent, 0, cause);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function ensureDatabase(adminUrl: string, dataDir: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (!rowCount) await client.query(`CREATE DATABASE ${databaseName}`);
  } catch (cause) {
    if (cause instanceof pg.DatabaseError && cause.code === '28P01')
      throw new AppError(
        'invalid',
        `The master key is not the one the data folder ${dataDir} was made with; put back its master.key, or the DOTMAC_MASTER_KEY of then.`,
        { cause },
      );
    if (cause instanceof pg.DatabaseError && cause.code === '53100')
      throw startError('No space left on device', dataDir, 0, cause);
    throw cause;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The embedded server that is running on a data folder, if any. */
export function runningServer(dataDir: string): { pid: number; port: number } | undefined {
  const file = path.join(dataDir, 'postgres/postmaster.pid');
  if (!existsSync(file)) return undefined;
  // Process and port are its first and fourth line (PostgreSQL's miscadmin.h).
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(pid) && Number.isInteger(port) && pid > 0 && port > 0 ? { pid, port } : undefined;
}

/** Stops the server that a killed process left running on its data folder, if any. */
export const stopLeftover = (dataDir: string): Promise<void> => clearOrphan(path.join(dataDir, 'postgres'));

/**
 * Starts the embedded PostgreSQL on a data folder, making its files at first use. Recovers from a server or a parent that
 * was killed. Claim the folder with `lockDataFolder` first.
 * @throws AppError `invalid` or `unavailable` with one sentence on what is wrong with the folder
 */
export async function startEmbedded({ dataDir, masterKey, durable = true, port }: EmbeddedOptions): Promise<Embedded> {
  const program = await postgresProgram();
  probe(dataDir);
  // The server reports its folder without links.
  const pgData = path.join(realpathSync(dataDir), 'postgres');
  const existing = statSync(pgData, { throwIfNoEntry: false });
  if (existing && existing.uid !== process.getuid?.() && process.getuid?.() !== 0)
    throw startError('Permission denied', dataDir, 0);
  const as = runAs(program, pgData, existing?.uid);
  const password = rolePassword(masterKey, ownerRole);
  if (!existing) await initialise(pgData, program, as, password, durable);
  checkMajor(pgData, program);
  await clearOrphan(pgData);

  const usedPort = port || (await freePort());
  let launched = launch(pgData, program, as, usedPort, durable);
  for (let attempt = 0; !(await becomesReady(pgData, launched)); attempt += 1) {
    const output = launched.output();
    // Sessions of a killed server hold its shared memory until they notice; that takes moments.
    if (
      attempt > 40 ||
      !/shared memory block .* is still in use|lock file .* already exists|the database system is shutting down/.test(
        output,
      )
    )
      throw startError(output, dataDir, usedPort);
    await sleep(250);
    launched = launch(pgData, program, as, usedPort, durable);
  }
  const pid = launched.child.pid!;
  const url = (database: string) => `postgresql://${ownerRole}:${password}@127.0.0.1:${usedPort}/${database}`;
  try {
    await ensureDatabase(url('postgres'), dataDir);
  } catch (error) {
    await stopServer(pid);
    throw error;
  }
  return {
    ownerUrl: url(databaseName),
    port: usedPort,
    pid,
    exited: launched.ended,
    stop: () => stopServer(pid),
  };
}
