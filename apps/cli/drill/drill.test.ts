import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '#kernel/config.ts';
import { databaseName, ownerRole, runningServer, stopLeftover } from '#kernel/db/embedded.ts';
import { roleUrl } from '#kernel/db/roles.ts';
import { cleanEnv } from '#kernel/testing/clean-env.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
const dotmac = path.resolve(import.meta.dirname, '../main.ts');
let dataDir: string;
let system: ChildProcess;
let env: Record<string, string>;

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  const { port } = socket.address();
  await new Promise<void>((closed) => socket.close(() => closed()));
  return port;
}

/** Runs the command line; what it printed, and its exit code. */
const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [dotmac, ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'dotmac-drill-'));
  chmodSync(dataDir, 0o755);
  env = {
    ...cleanEnv(),
    DOTMAC_DATA: dataDir,
    DOTMAC_DEMO: '0',
    DOTMAC_ISP_PORT: '0',
    DOTMAC_PLATFORM_PORT: '0',
    DOTMAC_RADIUS_AUTH_PORT: String(await freeUdpPort()),
    DOTMAC_RADIUS_ACCT_PORT: String(await freeUdpPort()),
    DOTMAC_AAA_METRICS_PORT: '0',
    DOTMAC_AAA_PROCESSES: '2',
  };
  system = spawn(process.execPath, [path.join(import.meta.dirname, 'testing/radius-only.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [system.stdout, system.stderr]) stream?.on('data', (chunk) => (output += chunk));
  while (!/^running$/m.test(output)) {
    if (system.exitCode !== null) throw new Error(output);
    await sleep(50);
  }
  const made = await run(
    ...[
      'tenant',
      'create',
      '--slug',
      'north-net',
      '--name',
      'ISP',
      '--country',
      'DE',
      '--currency',
      'EUR',
      '--zone',
      'UTC',
    ],
    ...['--admin-name', 'A', '--admin-email', 'a@isp.test'],
  );
  expect(made.err).toBe('');
});
afterAll(async () => {
  system?.kill('SIGTERM');
  if (system?.exitCode === null) await once(system, 'exit');
  await stopLeftover(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
});

/** What is left of drills in the tables that hold what RADIUS says. */
async function traces(): Promise<Record<string, number>> {
  const at = `postgres://${ownerRole}@127.0.0.1:${runningServer(dataDir)!.port}/${databaseName}`;
  const owner = new pg.Client({ connectionString: roleUrl(at, loadConfig(env).masterKey(), ownerRole) });
  await owner.connect();
  try {
    const { rows } = await owner.query(
      `select (select count(*) from nas)::int as nas, (select count(*) from radius_account)::int as logins, (select count(*) from radius_session)::int as sessions,
        (select count(*) from auth_log)::int as log, (select count(*) from auth_minute)::int as minutes, (select count(*) from aaa_node)::int as processes, (select coalesce(sum(download_bytes), 0) from radius_usage_hour)::float8 as usage`,
    );
    return rows[0];
  } finally {
    await owner.end();
  }
}
/** Both RADIUS processes are there, and nothing else. */
const nothing = { processes: 2, nas: 0, logins: 0, sessions: 0, log: 0, minutes: 0, usage: 0 };

describe('npx dotmac drill', () => {
  it('refuses where real subscribers are served, and asks before it does anything', async () => {
    const refused = await run('drill', 'storm', '--yes');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('This installation serves real subscribers. Run the drill with --force');
    const unasked = await run('drill', 'storm', '--force');
    expect(unasked.err).toContain('confirm the drill with --yes');
    expect(await traces()).toEqual(nothing);
  });

  it('storm: lets everybody in and leaves nothing behind', async () => {
    const { out, err, code } = await run('drill', 'storm', '--subscribers', '150', '--yes', '--force', '--json');
    expect(err).toBe('');
    const { score, figures } = JSON.parse(out);
    expect(figures).toMatchObject({ subscribers: 150, online: 150, falseRejects: 0, lost: 0 });
    expect({ score, code }).toEqual({ score: 100, code: 0 });
    expect(await traces()).toEqual(nothing);
  });

  it('db-down: stops the database, counts every octet, starts it again and leaves nothing behind', async () => {
    const before = runningServer(dataDir)!.pid;
    const { out, err } = await run(
      ...['drill', 'db-down', '--subscribers', '20', '--seconds', '5', '--yes', '--force', '--json'],
    );
    expect(err).toBe('');
    const { score, figures } = JSON.parse(out);
    expect(figures).toMatchObject({ falseRejects: 0, loginsLost: 0, recordsNotAcknowledged: 0, sessions: 20 });
    expect(figures.foundBytes).toBe(figures.expectedBytes);
    expect(figures.expectedBytes).toBeGreaterThan(20 * 5 * 1_000_000);
    expect(score).toBe(100);
    expect(runningServer(dataDir)!.pid).not.toBe(before);
    expect(await traces()).toEqual(nothing);
  });

  it('db-down: says how where the database is somebody else’s', async () => {
    const at = `postgres://${ownerRole}@127.0.0.1:${runningServer(dataDir)!.port}/${databaseName}`;
    env['DATABASE_URL'] = roleUrl(at, loadConfig(env).masterKey(), ownerRole);
    const { err } = await run('drill', 'db-down', '--subscribers', '1', '--seconds', '5', '--yes', '--force');
    delete env['DATABASE_URL'];
    expect(err).toContain('Run it with --by-hand');
    expect(await traces()).toEqual(nothing);
  });
});
