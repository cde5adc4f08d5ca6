import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { stopLeftover } from '#kernel/db/embedded.ts';
import { processStart } from '#kernel/db/instance-lock.ts';
import { cleanEnv } from '#kernel/testing/clean-env.ts';

const program = path.join(import.meta.dirname, 'testing/start.ts');
vi.setConfig({ testTimeout: 120_000 });
const folders: string[] = [];
const running: ChildProcess[] = [];

function emptyFolder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'dotmac-start-'));
  chmodSync(made, 0o755);
  folders.push(made);
  return made;
}
let used = '';
/** A data folder after its first start, which takes longest. */
function folder(): string {
  const made = emptyFolder();
  execFileSync('cp', ['-a', `${used}/.`, made]);
  return made;
}
beforeAll(async () => {
  const made = emptyFolder();
  const run = start(made);
  await run.until(/running: child of a demo/);
  run.child.kill('SIGTERM');
  await run.ended;
  rmSync(path.join(made, 'beats'));
  used = made;
  folders.pop();
});
afterAll(() => rmSync(used, { recursive: true, force: true }));
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await sleep(200); // its processes notice
  for (const made of folders.splice(0)) {
    await stopLeftover(made);
    rmSync(made, { recursive: true, force: true });
  }
});

interface Run {
  child: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
  until(pattern: RegExp): Promise<void>;
}
function start(dataDir: string, env: Record<string, string> = {}): Run {
  const ports = {
    DOTMAC_ISP_PORT: '0',
    DOTMAC_PLATFORM_PORT: '0',
    DOTMAC_RADIUS_AUTH_PORT: '0',
    DOTMAC_RADIUS_ACCT_PORT: '0',
  };
  const child = spawn(process.execPath, [program], {
    env: { ...cleanEnv(), ...ports, ...env, DOTMAC_DATA: dataDir },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'exit').then(([code]) => code);
  const until = async (pattern: RegExp) => {
    while (!pattern.test(output)) {
      if (child.exitCode !== null) throw new Error(`ended before ${pattern}: ${output}`);
      await sleep(20);
    }
  };
  return { child, output: () => output, ended, until };
}
const beats = (dataDir: string) =>
  existsSync(path.join(dataDir, 'beats')) ? readFileSync(path.join(dataDir, 'beats'), 'utf8').trim().split('\n') : [];
const lastPid = (dataDir: string) =>
  Number(
    beats(dataDir)
      .findLast((line) => line.startsWith('ready'))
      ?.split(' ')[1],
  );
const serverPid = (dataDir: string) =>
  Number(readFileSync(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
async function eventually(check: () => boolean): Promise<void> {
  for (let waited = 0; !check(); waited += 20) {
    if (waited > 15_000) throw new Error(`never: ${check}`);
    await sleep(20);
  }
}

test('a request to stop ends the processes first, then the database, within five seconds, and leaves nothing', async () => {
  const dataDir = folder();
  const run = start(dataDir);
  await run.until(/running: child of a demo/);
  const server = serverPid(dataDir);
  const from = performance.now();
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  expect(performance.now() - from).toBeLessThan(5000);
  expect(beats(dataDir).at(-1)).toMatch(/^stopped/);
  expect(beats(dataDir).some((line) => line.startsWith('waiting'))).toBe(false);
  expect(processStart(server)).toBeUndefined();
  expect(existsSync(path.join(dataDir, 'dotmac.lock'))).toBe(false);
  expect(run.output()).not.toMatch(/[Ww]arning/);
});

test('a process that is killed is started again', async () => {
  const dataDir = folder();
  const run = start(dataDir);
  await run.until(/running/);
  const first = lastPid(dataDir);
  process.kill(first, 'SIGKILL');
  await eventually(() => lastPid(dataDir) !== first);
  expect(run.output()).toMatch(/child was killed \(SIGKILL\); starting it again in 0\.1 s\./);
});

test('a database server that is killed is started again where the processes find it', async () => {
  const dataDir = folder();
  const run = start(dataDir);
  await run.until(/running/);
  const child = lastPid(dataDir);
  process.kill(serverPid(dataDir), 'SIGKILL');
  await run.until(/The database server ended; starting it again/);
  const from = beats(dataDir).length;
  await eventually(() =>
    beats(dataDir)
      .slice(from)
      .some((line) => line.startsWith('alive')),
  );
  expect(lastPid(dataDir)).toBe(child);
});

test('when all is killed at once, the processes end by themselves and the next start recovers', async () => {
  const dataDir = folder();
  const first = start(dataDir);
  await first.until(/running/);
  const [child, server] = [lastPid(dataDir), serverPid(dataDir)];
  first.child.kill('SIGKILL');
  await first.ended;
  expect(processStart(server)).toBeDefined();
  await eventually(() => processStart(child) === undefined);
  const second = start(dataDir);
  await second.until(/running/);
  expect(processStart(server)).toBeUndefined();
  expect(serverPid(dataDir)).not.toBe(server);
});

test('a second start on the same folder says so, and the first goes on', async () => {
  const dataDir = folder();
  const first = start(dataDir);
  await first.until(/running/);
  const second = start(dataDir);
  expect(await second.ended).toBe(1);
  expect(second.output().trim()).toBe(
    `DotMac is already running on the data folder ${dataDir} (process ${first.child.pid}); stop it first, or set DOTMAC_DATA to another folder.`,
  );
  expect(first.child.exitCode).toBeNull();
});

test('a port in use is named with its setting, and nothing stays behind', async () => {
  const tcp = createServer().listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const udp = createSocket('udp4').bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const dataDir = folder();
  const port = (tcp.address() as { port: number }).port;
  const web = start(dataDir, { DOTMAC_ISP_PORT: String(port) });
  expect(await web.ended).toBe(1);
  expect(web.output().trim()).toBe(
    `DOTMAC_ISP_PORT: tcp port ${port} on 127.0.0.1 is in use by another program; stop that, or set DOTMAC_ISP_PORT to another port.`,
  );
  const radius = start(dataDir, { DOTMAC_RADIUS_AUTH_PORT: String(udp.address().port) });
  expect(await radius.ended).toBe(1);
  expect(radius.output()).toMatch(/^DOTMAC_RADIUS_AUTH_PORT: udp port \d+ on 127\.0\.0\.1 is in use/);
  expect(existsSync(path.join(dataDir, 'dotmac.lock'))).toBe(false);
  tcp.close();
  udp.close();
});

test('a launcher that is killed takes the system down with it', async () => {
  const dataDir = folder();
  const run = start(dataDir);
  await run.until(/running/);
  run.child.disconnect();
  expect(await run.ended).toBe(0);
  expect(run.output()).toMatch(/Stopped\./);
});

test('the demo is recorded with the database; real use never turns into one', async () => {
  const dataDir = emptyFolder();
  const first = start(dataDir, { DOTMAC_DEMO: '0' });
  await first.until(/running: child of production/);
  first.child.kill('SIGTERM');
  await first.ended;
  const second = start(dataDir);
  await second.until(/running: child of production/);
  second.child.kill('SIGTERM');
  await second.ended;
  const third = start(dataDir, { DOTMAC_DEMO: '1' });
  expect(await third.ended).toBe(1);
  expect(third.output()).toMatch(/^DOTMAC_DEMO: this database is in use without the demo/m);
});
