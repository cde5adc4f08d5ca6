import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Clock } from '#kernel/clock.ts';
import { openPool } from '#kernel/db/pools.ts';
import { uuidv7 } from '#kernel/ids.ts';
import type { Secrets } from '#kernel/secrets.ts';
import { type RadiusServer, startRadiusServer } from '#protocols/radius/server.ts';
import { accountant, accountingResponse } from './account.ts';
import { authorizer } from './authorize.ts';
import { Directory } from './directory.ts';
import type { DrainMessage, DrainWorkerData } from './drain-worker.ts';
import { dropListener } from './drops.ts';
import { loginLog } from './login-log.ts';
import { type Moved, registerMetrics } from './metrics.ts';
import { type RadSecFiles, startRadSec } from './radsec.ts';
import { Refresher } from './refresher.ts';
import { interimIntervalSeconds, setInterimInterval } from './replies.ts';
import { SessionLoader } from './session-loader.ts';
import { Snapshot } from './snapshot.ts';
import { Source } from './source.ts';
import { SpoolWriter } from './spool-writer.ts';
import { readLoad, StormWatch } from './storm-watch.ts';
import { systemDrops } from './system-drops.ts';
import { tester, testPeers, testSealedAs } from './test-login.ts';
import { unlessUnsure } from './unsure.ts';
import { accountingUrgency, loginUrgency } from './urgency.ts';

export interface EngineOptions {
  /** Folder of the engine's own: spool, snapshot, its name. */
  readonly directory: string;
  readonly host: string;
  /** UDP ports; 0 lets the system choose. */
  readonly authPort: number;
  readonly acctPort: number;
  /** As `dotmac_system`. */
  readonly databaseUrl: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Logger;
  readonly logLevel: string;
  /** How often a NAS shall report a session. Absent: every 300 s. */
  readonly interimSeconds?: number;
  /** Absent: no RADIUS over TLS. */
  readonly radsec?: RadSecFiles;
  /** How long the Reject of a wrong password or an unknown name is held back, on average. Absent: not at all. */
  readonly rejectDelayMs?: number;
  /** Other processes listen on the same ports. */
  readonly reusePort?: boolean;
}

export interface Engine {
  readonly authPort: number;
  readonly acctPort: number;
  /** Answers what it has taken, moves what is spooled if the database is there, and closes everything. */
  stop(): Promise<void>;
}

const complainEveryMs = 10_000;
const countEveryMs = 5_000;
/** About a thousand requests, as the system counts them. */
const wantedBufferBytes = 1024 * 1024;

/** Starts the AAA engine: two UDP ports answered from memory, a spool, and what connects both with the database. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { log, clock, secrets, host } = options;
  if (options.interimSeconds !== undefined) setInterimInterval(options.interimSeconds);
  const nowMs = clock.nowMs;
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const node = nodeName(options.directory, nowMs());
  const complain = atMostEvery(complainEveryMs, (error: unknown) =>
    log.error(
      { err: error },
      'accounting cannot be written to the disk; it is not acknowledged, so the NAS devices keep it and try again',
    ),
  );

  const spool = await SpoolWriter.open({
    directory: path.join(options.directory, 'spool'),
    acknowledgement: accountingResponse,
    onError: complain,
    nowMs,
  });
  const directory = new Directory();
  const snapshot = new Snapshot(options.directory, secrets, (error) =>
    log.error({ err: error }, 'the snapshot of logins could not be used'),
  );
  const pool = openPool(options.databaseUrl, { max: 4, name: 'dotmac aaa' });
  const refresher = new Refresher({ directory, snapshot, pool, log, nowMs, source: new Source(pool, secrets) });

  const remembered = await snapshot.load(directory);
  refresher.start();
  if (!(await refresher.firstLoad()))
    log.warn(
      { nas: directory.nasCount, logins: directory.accountCount },
      remembered
        ? 'started without the database, from the snapshot'
        : 'started without the database and without a snapshot: nobody can be answered until it is back',
    );

  const sessions = new SessionLoader({ directory, pool, log, nowMs });
  const logins = loginLog(directory, spool, nowMs);
  const drops = dropListener(directory, log, nowMs);
  const onError = (error: unknown) => log.error({ err: error }, 'a RADIUS request could not be handled');
  const { rejectDelayMs = 0, reusePort = false } = options;
  const shared = { host, secrets: directory, onError, onDrop: drops.onDrop, reusePort };
  const handlers = {
    auth: unlessUnsure(directory, authorizer(logins.onLogin, nowMs)),
    acct: accountant(spool, directory, nowMs),
  };
  const servers: RadiusServer[] = [];
  const testSecret = randomBytes(32).toString('base64url');
  try {
    servers.push(
      await startRadiusServer({
        ...shared,
        role: 'auth',
        port: options.authPort,
        handler: handlers.auth,
        urgencyOf: loginUrgency,
        rejectDelayMs,
      }),
    );
    servers.push(
      await startRadiusServer({
        ...shared,
        role: 'acct',
        port: options.acctPort,
        handler: handlers.acct,
        urgencyOf: accountingUrgency,
      }),
    );
    servers.push(
      await startRadiusServer({
        host,
        onError,
        role: 'auth',
        port: 0,
        secrets: testPeers(testSecret),
        handler: tester(directory, nowMs),
        duplicateEntries: 256,
        duplicateReplyBytes: 256 * 1024,
        receiveBufferBytes: 256 * 1024,
        maxPending: 64,
      }),
    );
  } catch (error) {
    await Promise.all(servers.map((server) => server.close(0)));
    await refresher.stop();
    await Promise.all([spool.close(), snapshot.close(), pool.end()]);
    throw error;
  }
  const [auth, acct, test] = servers as [RadiusServer, RadiusServer, RadiusServer];
  sessions.start();

  const radsec =
    options.radsec &&
    (await startRadSec({ ...handlers, files: options.radsec, host, reusePort, directory, log, nowMs, onError }));
  for (const { receiveBufferBytes } of servers)
    if (receiveBufferBytes < wantedBufferBytes) {
      log.warn(
        { receiveBufferBytes },
        'the system gives RADIUS a small receive buffer, which a storm of logins overflows; set net.core.rmem_max to 8388608',
      );
      break;
    }
  const storm = new StormWatch(auth.counters, acct.counters, systemDrops([auth.address.port, acct.address.port]));

  const moved: Moved = { records: 0, batches: 0, seconds: 0, unreadable: 0 };
  const worker = startDrainer({
    databaseUrl: options.databaseUrl,
    logLevel: options.logLevel,
    directory: path.join(options.directory, 'spool'),
    node,
    interimSeconds: options.interimSeconds ?? interimIntervalSeconds,
    host,
    authPort: auth.address.port,
    acctPort: acct.address.port,
    radsecPort: radsec?.port ?? null,
    testPort: test.address.port,
    testSecret: secrets.seal(testSealedAs, testSecret),
    position: spool.position,
    load: storm.shared,
  });
  worker.on('message', (message: DrainMessage) => {
    if (message.type === 'released') spool.release(message.segment).catch(complain);
    else if (message.type === 'unreadable') moved.unreadable++;
    else {
      moved.records += message.records;
      moved.batches++;
      moved.seconds += message.seconds;
    }
  });
  worker.on('error', (error) => {
    // Nothing is lost, but nothing is moved either: a fresh process goes on where this one was.
    log.fatal({ err: error }, 'the thread that moves accounting into the database has died');
    process.exitCode = 1;
    process.kill(process.pid, 'SIGTERM');
  });
  registerMetrics({
    servers: [
      { role: 'auth', counters: auth.counters },
      { role: 'acct', counters: acct.counters },
      ...(radsec ? [{ role: 'radsec', counters: radsec.counters }] : []),
    ],
    spool,
    logins,
    directory,
    refresher,
    moved,
    unknownSenders: drops.unknownSenders,
    radsec: radsec?.counters,
    load: () => readLoad(storm.shared),
  });
  let stormy = false;
  const refill = setInterval(() => {
    logins.refill();
    const { state, queueDelayMs, systemDrops: dropped } = storm.look();
    if ((state === 'shedding') === stormy) return;
    stormy = !stormy;
    if (stormy)
      log.warn(
        { queueDelayMs, systemDrops: dropped },
        'more requests come than can be answered; late ones are dropped',
      );
    else log.info('every request is answered again');
  }, 1000);
  const count = setInterval(logins.count, countEveryMs);

  return {
    authPort: auth.address.port,
    acctPort: acct.address.port,
    async stop() {
      clearInterval(refill);
      clearInterval(count);
      storm.stop();
      await Promise.all([auth.close(500), acct.close(1000), test.close(100), radsec?.stop()]);
      logins.count();
      await spool.close();
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage('stop');
      await Promise.all([ended, refresher.stop(), sessions.stop()]);
      await Promise.all([snapshot.close(), pool.end()]);
    },
  };
}

function startDrainer(workerData: DrainWorkerData): Worker {
  return new Worker(new URL('./drain-worker.ts', import.meta.url), { workerData, name: 'aaa-drain' });
}

/** Under which the database knows this spool; made once, so that a folder that moves takes it along. */
function nodeName(directory: string, nowMs: number): string {
  const file = path.join(directory, 'node');
  if (!existsSync(file)) writeFileSync(file, `${uuidv7(nowMs)}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

function atMostEvery<T>(ms: number, run: (value: T) => void): (value: T) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (value) => {
    if (performance.now() - last < ms) return;
    last = performance.now();
    run(value);
  };
}
