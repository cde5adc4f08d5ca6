import type { ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processStart } from './instance-lock.ts';
import { type PostgresProgram, type RunAs, spawnPostgres } from './postgres-program.ts';
import { serverSettings } from './postgres-settings.ts';

/** A Unix socket's path must fit `sun_path`. */
const longestSocketFolder = 90;

const alive = (pid: number): boolean => processStart(pid) !== undefined;

/** Is `pid` a server on `pgData`, rather than some other process that was given its old number? */
function serves(pid: number, pgData: string): boolean {
  try {
    if (process.platform === 'linux')
      return (
        readlinkSync(`/proc/${pid}/cwd`) === pgData && /postgres/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
      );
  } catch {
    return false;
  }
  return alive(pid);
}

async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  for (let waited = 0; waited < timeoutMs; waited += 20) {
    if (!alive(pid)) return true;
    await sleep(20);
  }
  return !alive(pid);
}

/** Fast shutdown, then immediate shutdown (which the next start recovers from), then the end. */
export async function stopServer(pid: number): Promise<void> {
  for (const [signal, timeoutMs] of [
    ['SIGINT', 3_000],
    ['SIGQUIT', 1_500],
    ['SIGKILL', 500],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return; // It has ended.
    }
    if (await waitForEnd(pid, timeoutMs)) return;
  }
}

interface PidFile {
  pid: number;
  port: number;
  status: string;
}
function readPidFile(pgData: string): PidFile | undefined {
  try {
    const lines = readFileSync(path.join(pgData, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/** Stops a server whose parent was killed, and removes the mark of one that was killed itself. */
export async function clearOrphan(pgData: string): Promise<void> {
  const left = readPidFile(pgData);
  if (!left) return;
  if (left.pid > 0 && alive(left.pid) && serves(left.pid, pgData)) await stopServer(left.pid);
  rmSync(path.join(pgData, 'postmaster.pid'), { force: true });
}

function logSince(file: string, offset: number): string {
  const size = statSync(file).size;
  const buffer = Buffer.alloc(Math.max(0, Math.min(size - offset, 65_536)));
  const fd = openSync(file, 'r');
  readSync(fd, buffer, 0, buffer.length, Math.max(offset, size - buffer.length));
  closeSync(fd);
  return buffer.toString('utf8');
}

export interface Launch {
  child: ChildProcess;
  ended: Promise<void>;
  isEnded(): boolean;
  output(): string;
}

/** Starts the server on its files; it writes its messages beside them. */
export function launch(pgData: string, program: PostgresProgram, as: RunAs, port: number, durable: boolean): Launch {
  const logFile = `${pgData}.log`;
  if (existsSync(logFile) && statSync(logFile).size > 5 * 2 ** 20) renameSync(logFile, `${logFile}.1`);
  // The server writes straight into the file: a pipe would break when this process dies before it.
  const fd = openSync(logFile, 'a');
  const offset = statSync(logFile).size;
  const all = {
    ...serverSettings(durable),
    unix_socket_directories: Buffer.byteLength(pgData) <= longestSocketFolder ? pgData : '',
  };
  const child = spawnPostgres(
    as,
    program.postgres,
    ['-D', pgData, '-p', String(port), ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      cwd: '/',
      stdio: ['ignore', fd, fd],
    },
  );
  closeSync(fd);
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      over = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  return { child, ended, isEnded: () => over, output: () => logSince(logFile, offset) };
}

/** Resolves true when the server accepts connections, false when it ended instead. */
export async function becomesReady(pgData: string, launched: Launch): Promise<boolean> {
  for (;;) {
    if (launched.isEnded()) return false;
    const state = readPidFile(pgData);
    if (state?.pid === launched.child.pid && state?.status === 'ready') return true;
    await sleep(15);
  }
}
