import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface System {
  isp: string;
  platform: string;
  radiusAuthPort: number;
  radiusAcctPort: number;
  dataDir: string;
  env: NodeJS.ProcessEnv;
  /** What the system has printed so far. */
  output(): string;
  /** Stops as Ctrl-C does; resolves with the exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

const root = join(import.meta.dirname, '..');

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Starts the whole system as `npm start` does, on free ports. @param dataDir of an earlier system; absent: a new one */
export async function startSystem(options: {
  demo: boolean;
  dataDir?: string;
  env?: NodeJS.ProcessEnv;
}): Promise<System> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'dotmac-e2e-'));
  const [isp, platform, radiusAuthPort, radiusAcctPort, coaPort, metricsPort] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    DOTMAC_DATA: dataDir,
    DOTMAC_ISP_PORT: String(isp),
    DOTMAC_PLATFORM_PORT: String(platform),
    DOTMAC_RADIUS_AUTH_PORT: String(radiusAuthPort),
    DOTMAC_RADIUS_ACCT_PORT: String(radiusAcctPort),
    DOTMAC_AAA_METRICS_PORT: String(metricsPort),
    DOTMAC_DEMO_COA_PORT: String(coaPort),
    DOTMAC_DEMO: options.demo ? '1' : '0',
    DOTMAC_LOG_LEVEL: 'warn',
    DATABASE_URL: '',
    ...options.env,
  };
  const child = spawn(process.execPath, [join(root, 'apps/cli/main.ts'), 'start'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (printed += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`The system ended with ${child.exitCode}:\n${printed}`);
      const answers = await Promise.all(
        [isp, platform].map((port) =>
          fetch(`http://127.0.0.1:${port}/health/ready`).then(
            (r) => r.ok,
            () => false,
          ),
        ),
      );
      return answers.every(Boolean);
    },
    150_000,
    () => `The system was not ready in time:\n${printed}`,
  );
  return {
    isp: `http://127.0.0.1:${isp}`,
    platform: `http://127.0.0.1:${platform}`,
    radiusAuthPort,
    radiusAcctPort,
    dataDir,
    env,
    output: () => printed,
    stop: () => end(child, ended, 'SIGINT', options.dataDir ? null : dataDir),
    kill: async () => void (await end(child, ended, 'SIGKILL', null)),
  };
}

async function end(
  child: ChildProcess,
  ended: Promise<number | null>,
  signal: NodeJS.Signals,
  remove: string | null,
): Promise<number | null> {
  child.kill(signal);
  const code = await ended;
  if (remove) rmSync(remove, { recursive: true, force: true });
  return code;
}

/** Waits until `check` is true, looking every 200 ms. */
export async function until(check: () => Promise<boolean>, timeoutMs: number, why: () => string): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; ) {
    if (await check()) return;
    await new Promise((next) => setTimeout(next, 200));
  }
  throw new Error(why());
}
