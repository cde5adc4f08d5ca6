import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Embedded, startEmbedded, stopLeftover } from './embedded.ts';
import { lockDataFolder, processStart } from './instance-lock.ts';
import { openPool } from './pools.ts';

vi.setConfig({ testTimeout: 60_000 });
const masterKey = Buffer.alloc(32, 'k');
const isRoot = process.getuid?.() === 0;
const started: Embedded[] = [];
const folders: string[] = [];

function folder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'dotmac-embedded-'));
  chmodSync(made, 0o755);
  folders.push(made);
  return made;
}
async function start(
  dataDir: string,
  rest: { port?: number; masterKey?: Buffer; durable?: boolean } = {},
): Promise<Embedded> {
  const server = await startEmbedded({ dataDir, masterKey, durable: false, ...rest });
  started.push(server);
  return server;
}
async function query(server: Embedded, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.ownerUrl });
  client.on('error', () => {});
  await client.connect();
  return client
    .query(text)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}
const killAndWait = async (server: Embedded, signal: NodeJS.Signals) => {
  process.kill(server.pid, signal);
  await server.exited;
};

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
  for (const made of folders.splice(0)) {
    await stopLeftover(made);
    rmSync(made, { recursive: true, force: true });
  }
});

test('what was committed is there after a stop, and after kill -9 of the server with its pid file left behind', async () => {
  const dataDir = folder();
  const durable = { durable: true };
  const first = await start(dataDir, durable);
  await query(first, 'create table kept (n int)');
  await query(first, 'insert into kept values (1)');
  await first.stop();
  const second = await start(dataDir, durable);
  await query(second, 'insert into kept values (2)');
  await killAndWait(second, 'SIGKILL');
  expect(existsSync(path.join(dataDir, 'postgres/postmaster.pid'))).toBe(true);
  const third = await start(dataDir, durable);
  expect(await query(third, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a pid file whose number another process was given does not prevent a start', async () => {
  const dataDir = folder();
  await (await start(dataDir)).stop();
  const stranger = spawn('sleep', ['60']);
  writeFileSync(
    path.join(dataDir, 'postgres/postmaster.pid'),
    `${stranger.pid}\n${dataDir}/postgres\n1\n5432\n\n127.0.0.1\n\nready\n`,
  );
  await start(dataDir);
  expect(processStart(stranger.pid!)).toBeDefined();
  stranger.kill('SIGKILL');
});

test('a server whose parent was killed is stopped cleanly and replaced', async () => {
  const dataDir = folder();
  const script = `
    import { startEmbedded } from '${path.join(import.meta.dirname, 'embedded.ts')}';
    const server = await startEmbedded({ dataDir: '${dataDir}', masterKey: Buffer.alloc(32, 'k'), durable: false });
    console.log(server.pid);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await once(parent.stdout, 'data');
  const orphan = Number(String(output));
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  expect(processStart(orphan)).toBeDefined();
  const server = await start(dataDir);
  expect(processStart(orphan)).toBeUndefined();
  expect(await query(server, 'select 1 as ok')).toEqual([{ ok: 1 }]);
  expect(readFileSync(path.join(dataDir, 'postgres.log'), 'utf8')).not.toMatch(/was not properly shut down/);
});

test('a pool reconnects by itself when the server was stopped and is back', async () => {
  const dataDir = folder();
  const server = await start(dataDir);
  const pool = openPool(server.ownerUrl, { max: 3 });
  await Promise.all([1, 2, 3].map(() => pool.query('select pg_sleep(0.02)')));
  await server.stop();
  await expect(pool.query('select 1')).rejects.toThrow();
  await start(dataDir, { port: server.port });
  expect((await pool.query('select 1 as ok')).rows).toEqual([{ ok: 1 }]);
  await pool.end();
});

test('the server answers on loopback only, asks for a password, and keeps its socket in the data folder', async () => {
  const dataDir = folder();
  const server = await start(dataDir);
  expect(
    await query(
      server,
      `select current_setting('listen_addresses') as host, current_setting('unix_socket_directories') as socket`,
    ),
  ).toEqual([{ host: '127.0.0.1', socket: path.join(dataDir, 'postgres') }]);
  const url = new URL(server.ownerUrl);
  url.password = 'guess';
  await expect(new pg.Client({ connectionString: url.href }).connect()).rejects.toThrow(
    /password authentication failed/,
  );
});

describe('one clear sentence says', () => {
  const refused = (dataDir: string, rest = {}) =>
    start(dataDir, rest).then(
      () => 'started',
      (error) => `${error.name} ${error.code}: ${error.message}`,
    );

  test('that another start has the data folder, until that one is gone', async () => {
    const dataDir = folder();
    const script = `
      import { lockDataFolder } from '${path.join(import.meta.dirname, 'instance-lock.ts')}';
      lockDataFolder('${dataDir}'); console.log('locked'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    expect(() => lockDataFolder(dataDir)).toThrow(
      `DotMac is already running on the data folder ${dataDir} (process ${other.pid}); stop it first, or set DOTMAC_DATA to another folder.`,
    );
    other.kill('SIGKILL');
    await once(other, 'exit');
    lockDataFolder(dataDir)();
  });
  test('that the files are of another PostgreSQL', async () => {
    const dataDir = folder();
    await (await start(dataDir)).stop();
    writeFileSync(path.join(dataDir, 'postgres/PG_VERSION'), '16\n');
    expect(await refused(dataDir)).toMatch(
      /^AppError invalid: The data folder .* was made by PostgreSQL 16 and this DotMac brings PostgreSQL 18; .*\.$/,
    );
  });
  test('that the master key is not the one of this folder, and leaves no server running', async () => {
    const dataDir = folder();
    await (await start(dataDir)).stop();
    expect(await refused(dataDir, { masterKey: Buffer.alloc(32, 'other') })).toMatch(
      /^AppError invalid: The master key is not the one/,
    );
    expect(existsSync(path.join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  });
  test('that its port is taken', async () => {
    const first = await start(folder());
    expect(await refused(folder(), { port: first.port })).toBe(
      `AppError unavailable: Port ${first.port}, meant for the embedded PostgreSQL, is in use; start again.`,
    );
  });
  test('that the data folder is a file', async () => {
    const file = path.join(folder(), 'data');
    writeFileSync(file, '');
    expect(await refused(file)).toBe(
      `AppError invalid: DOTMAC_DATA: the data folder ${file} is, or lies below, a file; choose a folder.`,
    );
  });

  /** A file system of its own, which only root can make, and not in every container. */
  function mounted(options: string): string | undefined {
    const at = path.join(folder(), 'mount');
    mkdirSync(at);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at], { stdio: 'ignore' });
      return at;
    } catch {
      return undefined;
    }
  }
  test.runIf(isRoot)('that the disk is full, or nearly so', async (context) => {
    const small = mounted('size=20m');
    if (!small) return context.skip('no right to mount a small file system here');
    try {
      expect(await refused(small)).toMatch(
        /^AppError unavailable: DOTMAC_DATA: the data folder .* is on a disk with only 20MB free; DotMac needs at least 128MB to start\.$/,
      );
      execFileSync('sh', ['-c', `head -c 30m /dev/zero > ${small}/filler || true`], { stdio: 'ignore' });
      expect(await refused(small)).toMatch(
        /^AppError unavailable: DOTMAC_DATA: the data folder .* is on a full disk; free some space and start again\.$/,
      );
    } finally {
      execFileSync('umount', [small]);
    }
  });
  test.runIf(isRoot)('that the file system is read-only', async (context) => {
    const readOnly = mounted('ro');
    if (!readOnly) return context.skip('no right to mount a read-only file system here');
    try {
      expect(await refused(readOnly)).toMatch(
        /^AppError invalid: DOTMAC_DATA: the data folder .* is on a read-only file system; choose a folder that can be written to\.$/,
      );
    } finally {
      execFileSync('umount', [readOnly]);
    }
  });
  test.runIf(!isRoot)('that the data folder may not be written', async () => {
    const dataDir = folder();
    chmodSync(dataDir, 0o555);
    expect(await refused(dataDir)).toMatch(/may not be written by this user/);
  });
});

test.runIf(isRoot)(
  'as root the server runs as another user, even below a folder that only root may enter',
  async () => {
    const privateFolder = path.join(folder(), 'private');
    mkdirSync(privateFolder, { mode: 0o700 });
    const server = await start(path.join(privateFolder, 'data'));
    expect(await query(server, 'select 1 as ok')).toEqual([{ ok: 1 }]);
    expect(readFileSync(`/proc/${server.pid}/status`, 'utf8')).not.toMatch(/^Uid:\s+0\s/m);
  },
);
