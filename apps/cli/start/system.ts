import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '#kernel/config.ts';
import { dataFolderError } from '#kernel/data-folder.ts';
import { type Embedded, startEmbedded } from '#kernel/db/embedded.ts';
import { isDatabaseHeld } from '#kernel/db/hold.ts';
import { settleDemo } from '#kernel/db/installation.ts';
import { lockDataFolder } from '#kernel/db/instance-lock.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { databaseUrls } from '#kernel/db/roles.ts';
import { AppError } from '#kernel/errors.ts';
import { type ChildSpec, type Supervised, supervise } from './child.ts';
import { checkPorts } from './ports.ts';
import { checkRadSec } from './radsec.ts';

export interface SystemOptions {
  config: Config;
  /** The processes to run, once the database is ready. */
  children: (demo: boolean) => ChildSpec[];
  /** Work that need not wait for the database, such as building the web apps. */
  meanwhile?: (signal: AbortSignal) => Promise<void>;
  say: (line: string) => void;
  /** Ends a start that is still under way. */
  signal?: AbortSignal;
}
export interface System {
  demo: boolean;
  children: Supervised[];
  /** What the processes want printed. */
  lines: string[];
  /** Stops the processes, then the database; under five seconds. */
  stop(): Promise<void>;
}

const childStopMs = 3_000;

/** The database of this start: the embedded server, kept running, or the one that DATABASE_URL names. */
async function openDatabase(
  config: Config,
  say: (line: string) => void,
): Promise<{ ownerUrl: string; stop(): Promise<void> }> {
  if (config.databaseUrl) return { ownerUrl: config.databaseUrl, stop: async () => {} };
  const { dataDir, databasePort } = config;
  const options = { dataDir, masterKey: config.masterKey(), ...(databasePort ? { port: databasePort } : {}) };
  let stopping = false;
  let server: Embedded = await startEmbedded(options);
  const { ownerUrl, port } = server;
  async function keep(): Promise<void> {
    for (;;) {
      await server.exited;
      if (isDatabaseHeld(config.dataDir)) say('The database server is down for an exercise.');
      while (!stopping && isDatabaseHeld(config.dataDir)) await sleep(100);
      for (let attempt = 0; !stopping; attempt += 1) {
        say('The database server ended; starting it again.');
        try {
          server = await startEmbedded({ ...options, port });
          break;
        } catch (error) {
          say(error instanceof Error ? error.message : String(error));
          await sleep(Math.min(500 * 2 ** attempt, 10_000));
        }
      }
      if (stopping) return;
    }
  }
  keep();
  return {
    ownerUrl,
    stop: async () => {
      stopping = true;
      await server.stop();
    },
  };
}

/** Gives up waiting when the signal comes. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      const stop = () => reject(new AppError('unavailable', 'Stopped before everything had started.'));
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    }),
  ]);
}

/**
 * Starts everything: claims the data folder, checks the ports, starts and migrates the database, runs the processes and
 * keeps them running.
 * @throws AppError with one sentence for what is wrong with the settings, the ports, the folder or the database
 */
export async function startSystem({ config, children, meanwhile, say, signal }: SystemOptions): Promise<System> {
  try {
    mkdirSync(config.dataDir, { recursive: true });
  } catch (error) {
    throw dataFolderError(config.dataDir, error);
  }
  const undo: (() => unknown)[] = [lockDataFolder(config.dataDir)];
  const unwind = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const step = <T>(work: Promise<T>) => unlessAborted(work, signal);
  try {
    checkRadSec(config);
    await step(checkPorts(config));
    const failed = new AbortController();
    undo.push(() => failed.abort());
    const background = meanwhile?.(failed.signal) ?? Promise.resolve();
    background.catch(() => {});
    const opening = openDatabase(config, say);
    undo.push(() =>
      opening.then(
        (database) => database.stop(),
        () => {},
      ),
    );
    const { ownerUrl } = await step(opening);
    const masterKey = config.masterKey();
    const { migrations } = await step(migrate({ ownerUrl, masterKey }));
    if (migrations.length > 0) say(`Migrated the database (${migrations.join(', ')}).`);
    const demo = await settleDemo(ownerUrl, config.demo, !config.databaseUrl);
    await step(background);

    // The processes get what they need and no more: not the owner's connection.
    const { DATABASE_URL: _, ...inherited } = process.env;
    const env = {
      ...inherited,
      DOTMAC_DATA: config.dataDir,
      DOTMAC_DEMO: demo ? '1' : '0',
      DOTMAC_DATABASE_URLS: JSON.stringify(databaseUrls(ownerUrl, masterKey)),
    };
    const running = children(demo).map((spec) => supervise(spec, env));
    undo.push(() => Promise.all(running.map((child) => child.stop(childStopMs))));
    const lines = (await step(Promise.all(running.map((child) => child.ready)))).flat();
    return { demo, children: running, lines, stop: unwind };
  } catch (error) {
    await unwind();
    throw error;
  }
}
