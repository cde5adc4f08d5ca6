import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { projectRoot } from '#kernel/db/schema-files.ts';

const run = promisify(execFile);
/** Where the packages are unpacked to. */
export const freeRadiusFolder = path.join(projectRoot, 'node_modules/.cache/dotmac-freeradius');
const packages = [
  ...['freeradius', 'freeradius-common', 'freeradius-config', 'freeradius-postgresql', 'freeradius-utils', 'eapoltest'],
  ...['libfreeradius3', 'libtalloc2', 'libpq5', 'libct4', 'libwbclient0', 'libgdbm6', 'libjson-c5'],
  ...['libpcsclite1', 'libnl-3-200', 'libnl-genl-3-200', 'libnl-route-3-200', 'libdbus-1-3'],
];

const programs = { server: 'usr/sbin/freeradius', eapolTest: 'usr/bin/eapol_test' };
const programPath = (name: keyof typeof programs) => path.join(freeRadiusFolder, programs[name]);

/**
 * Debian's FreeRADIUS and eapol_test, unpacked into a folder of our own: nothing is installed on the machine.
 * @returns why there is none, as text
 */
export function unpackFreeRadius(): string | undefined {
  if (existsSync(programPath('server'))) return undefined;
  const download = mkdtempSync(path.join(tmpdir(), 'dotmac-freeradius-'));
  const unpacked = `${freeRadiusFolder}.${process.pid}`;
  const quietly = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: download, stdio: 'pipe' });
  try {
    quietly('apt-get', 'download', '-q', ...packages);
    mkdirSync(unpacked, { recursive: true });
    for (const file of readdirSync(download)) quietly('dpkg', '-x', path.join(download, file), unpacked);
    quietly('mv', '-T', unpacked, freeRadiusFolder);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').find(Boolean) ?? error.message) : String(error);
  } finally {
    rmSync(download, { recursive: true, force: true });
    rmSync(unpacked, { recursive: true, force: true });
  }
}

/** What the unpacked programs need to find their libraries. */
export const freeRadiusEnvironment = () => ({
  PATH: process.env['PATH'],
  LD_LIBRARY_PATH: [
    path.join(freeRadiusFolder, 'usr/lib/freeradius'),
    ...['lib', 'usr/lib'].flatMap((lib) =>
      existsSync(path.join(freeRadiusFolder, lib))
        ? readdirSync(path.join(freeRadiusFolder, lib))
            .filter((name) => name.includes('linux-gnu'))
            .map((name) => path.join(freeRadiusFolder, lib, name))
        : [],
    ),
  ].join(':'),
});

/** Where the unpacked libraries are; the rest of a configuration is the test's own. */
export const libDir = path.join(freeRadiusFolder, 'usr/lib/freeradius');

export async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

export interface FreeRadiusProcess {
  log(): string;
  stop(): Promise<void>;
}
const running = new Set<ChildProcess>();

/** Starts FreeRADIUS on a generated configuration and waits until it answers. */
export async function startFreeRadius(raddb: string, logDir: string, debug = false): Promise<FreeRadiusProcess> {
  const child = spawn(
    programPath('server'),
    [
      ...(debug ? ['-fxx', '-l', 'stdout'] : ['-f']),
      '-n',
      'radiusd',
      '-d',
      raddb,
      '-D',
      path.join(freeRadiusFolder, 'usr/share/freeradius'),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: freeRadiusEnvironment() },
  );
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => running.delete(child));
  const file = path.join(logDir, 'radius.log');
  const log = () => output + (existsSync(file) ? readFileSync(file, 'utf8') : '');
  for (let waited = 0; !log().includes('Ready to process requests'); waited += 50) {
    if (child.exitCode !== null || waited > 20_000) throw new Error(`FreeRADIUS does not start: ${log().slice(-4000)}`);
    await sleep(50);
  }
  return {
    log,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export function killFreeRadius(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Logs in by EAP as an access point's client would; what eapol_test prints. */
export async function eapolTest(
  options: { port: number; secret: string; from: string; station: string },
  network: Record<string, string>,
): Promise<string> {
  const work = mkdtempSync(path.join(tmpdir(), 'dotmac-eapol-'));
  try {
    const file = path.join(work, 'eap.conf');
    const lines = Object.entries(network).map(([name, value]) => `  ${name}=${value}\n`);
    writeFileSync(file, `network={\n${lines.join('')}}\n`);
    chmodSync(file, 0o600);
    const { port, secret, from, station } = options;
    return await run(
      programPath('eapolTest'),
      [
        '-c',
        file,
        '-a',
        '127.0.0.1',
        '-A',
        from,
        '-p',
        String(port),
        '-s',
        secret,
        '-M',
        station,
        '-t',
        '10',
        '-r',
        '0',
      ],
      { env: freeRadiusEnvironment() },
    ).then(
      ({ stdout }) => stdout,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
