import { spawn } from 'node:child_process';
import path from 'node:path';
import { generatorCore, pinned } from './pinned.ts';

export interface LoadResult {
  rps: number;
  secs: number;
  n: number;
  p50: number;
  p99: number;
  started: number;
  counts: Record<string, number>;
  cpu: Record<string, number>;
}

/** What a storm comes to: seconds until so many were online. */
export interface StormResult {
  users: number;
  up: number;
  tAllUp: number | null;
  userP50: number | null;
  userP99: number | null;
  counts: Record<string, number>;
}

const program = path.join(import.meta.dirname, 'load/radius-load.mjs');

/** Runs the load generator, which checks every authenticator it gets, on a core of its own. */
export async function generate<R = LoadResult>(options: Record<string, string | number>): Promise<R> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const [command, ...before] = pinned(generatorCore);
  const child = spawn(command!, [...before, process.execPath, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (status !== 0) throw new Error(`The load generator ended with ${status}: ${output}`);
  return JSON.parse(output.trim().split('\n').at(-1)!);
}
