import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { relayLines } from './output.ts';

export interface ChildSpec {
  name: string;
  /** Absolute path of the program. */
  file: string;
  /** Besides what all processes get. */
  env?: Readonly<Record<string, string>>;
}
/** What a process says once it does its work. `lines` are printed at start. */
interface ReadyMessage {
  type: 'ready';
  lines?: string[];
}
const isReady = (message: unknown): message is ReadyMessage =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';

const backoffSeconds = [0.1, 0.5, 1, 2, 5, 10];
/** One that ran this long had started well: its next failure is a new one. */
const steadySeconds = 30;
/** Attempts to become ready for the first time. */
const firstAttempts = 3;

export interface Supervised {
  name: string;
  pid(): number | undefined;
  /** The lines of its first `ready`; rejects when it ended three times before that. */
  ready: Promise<string[]>;
  restart(): void;
  /** Asks it to stop; kills it after the time given. Resolves when it has ended. */
  stop(timeoutMs: number): Promise<void>;
}

/** Keeps one process running: when it ends, however that came, it is started again, after a growing pause. */
export function supervise(spec: ChildSpec, env: NodeJS.ProcessEnv): Supervised {
  let child: ChildProcess | undefined;
  let stopping = false;
  let everReady = false;
  const ready = Promise.withResolvers<string[]>();
  const over = Promise.withResolvers<void>();
  const abandon = new AbortController();
  ready.promise.catch(() => {});

  function run(): Promise<string> {
    const running = spawn(process.execPath, [spec.file], {
      env: { ...env, ...spec.env },
      // A group of its own: Ctrl-C at a terminal reaches the supervisor, which stops things in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = running;
    if (running.stdout) relayLines(spec.name, running.stdout, process.stdout);
    if (running.stderr) relayLines(spec.name, running.stderr, process.stderr);
    running.on('message', (message) => {
      if (!isReady(message)) return;
      everReady = true;
      ready.resolve(message.lines ?? []);
    });
    return new Promise((resolve) => {
      running.once('exit', (code, signal) => resolve(signal ? `was killed (${signal})` : `ended with code ${code}`));
      running.once('error', (error) => resolve(`could not be started (${error.message})`));
    });
  }

  async function keep(): Promise<void> {
    for (let failures = 0; ; ) {
      const startedAt = performance.now();
      const how = await run();
      if (stopping) break;
      failures = performance.now() - startedAt > steadySeconds * 1000 ? 1 : failures + 1;
      if (!everReady && failures >= firstAttempts) {
        ready.reject(
          new Error(
            `The process ${spec.name} ${how} ${failures} times before it was ready; what it wrote above says why.`,
          ),
        );
        break;
      }
      const pause = backoffSeconds[Math.min(failures, backoffSeconds.length) - 1] ?? 10;
      process.stderr.write(`${spec.name} ${how}; starting it again in ${pause} s.\n`);
      await sleep(pause * 1000, undefined, { signal: abandon.signal }).catch(() => {});
      if (stopping) break;
    }
    over.resolve();
  }
  keep();

  return {
    name: spec.name,
    pid: () => child?.pid,
    ready: ready.promise,
    restart: () => void child?.kill('SIGTERM'),
    async stop(timeoutMs) {
      stopping = true;
      abandon.abort();
      if (child?.connected) child.send({ type: 'stop' }, () => {});
      const timer = setTimeout(() => child?.kill('SIGKILL'), timeoutMs);
      await over.promise;
      clearTimeout(timer);
    },
  };
}
