import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { DatabaseUrls } from '#kernel/db/roles.ts';
import { cleanEnv } from '#kernel/testing/clean-env.ts';

/** The AAA process as `npx dotmac start` runs it, for tests: real process, real sockets, ports of the system's choice. */
export interface AaaProcess {
  readonly pid: number;
  readonly authPort: number;
  readonly acctPort: number;
  /** Undefined while RadSec is off. */
  readonly radsecPort: number | undefined;
  readonly output: () => string;
  /** Asks it to stop, as the supervisor does; resolves with its exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

const program = path.resolve(import.meta.dirname, '../../../../apps/server/aaa.ts');
const running = new Set<ChildProcess>();
const folders: string[] = [];

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'dotmac-aaa-'));
  folders.push(folder);
  return folder;
}

export function cleanUp(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export interface AaaOptions {
  urls: DatabaseUrls;
  masterKey: Buffer;
  dataDir: string;
  authPort?: number;
  acctPort?: number;
  /** PEM files; absent: no RadSec. */
  radsec?: { certificate: string; key: string; clientCa: string };
  /** Settings besides. */
  env?: Readonly<Record<string, string>>;
  /** Command to put before node, such as `taskset`. */
  prefix?: readonly string[];
}

export async function startAaa({
  urls,
  masterKey,
  dataDir,
  authPort = 0,
  acctPort = 0,
  radsec,
  env = {},
  prefix = [],
}: AaaOptions): Promise<AaaProcess> {
  const [command, ...args] = [...prefix, process.execPath, program];
  const child = spawn(command!, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...cleanEnv(),
      DOTMAC_DATABASE_URLS: JSON.stringify(urls),
      DOTMAC_MASTER_KEY: masterKey.toString('hex'),
      DOTMAC_DATA: dataDir,
      DOTMAC_HOST: '127.0.0.1',
      DOTMAC_RADIUS_AUTH_PORT: String(authPort),
      DOTMAC_RADIUS_ACCT_PORT: String(acctPort),
      DOTMAC_AAA_METRICS_PORT: '0',
      ...(radsec && {
        DOTMAC_RADSEC_PORT: '0',
        DOTMAC_RADSEC_CERT: radsec.certificate,
        DOTMAC_RADSEC_KEY: radsec.key,
        DOTMAC_RADSEC_CLIENT_CA: radsec.clientCa,
      }),
      DOTMAC_RADIUS_REJECT_DELAY_MS: '0',
      ...env,
    },
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  void ended.then(() => running.delete(child));
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: { type: string }) => message.type === 'ready' && resolve());
    void ended.then(() => reject(new Error(`The AAA process ended before it was ready: ${output}`)));
  });
  const ports = await eventually('it says its ports', () => /"authPort":(\d+),"acctPort":(\d+)/.exec(output));
  return {
    pid: child.pid!,
    authPort: Number(ports[1]),
    acctPort: Number(ports[2]),
    radsecPort: radsec && Number(/"port":(\d+)[^\n]*RadSec is answered/.exec(output)?.[1]),
    output: () => output,
    async stop() {
      child.send({ type: 'stop' });
      return ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Waits for a condition, at most so long. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  ms = 10_000,
): Promise<T> {
  for (const until = performance.now() + ms; ; ) {
    const found = await check();
    if (found) return found;
    if (performance.now() > until) throw new Error(`It did not happen in ${ms} ms: ${what}.`);
    await sleep(25);
  }
}

const run = promisify(execFile);
/** FreeRADIUS's own client: what it prints, whatever the answer. `from` is the address it sends from. */
export async function radclient(
  port: number,
  kind: 'auth' | 'acct' | 'status',
  secret: string,
  attributes: string[],
  from = '127.0.0.1',
): Promise<string> {
  const child = run('radclient', ['-x', '-r', '1', '-t', '2', `127.0.0.1:${port}`, kind, secret]);
  child.child.stdin?.end([...attributes, `Packet-Src-IP-Address = ${from}`].join('\n'));
  return child.then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );
}
/** Says why these programs of others cannot be asked; undefined when all are there. */
export function missingPeer(...programs: string[]): string | undefined {
  const missing = programs.filter(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status !== 0,
  );
  return missing.length === 0
    ? undefined
    : `${missing.join(' and ')} not installed; npm test -- peers installs what it can`;
}
/** A port of 127.0.0.1 that nobody has at this moment. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((closed) => socket.close(closed));
  return port;
}
export async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}
export const hasRadclient = async (): Promise<boolean> =>
  run('radclient', ['-v']).then(
    () => true,
    () => false,
  );
