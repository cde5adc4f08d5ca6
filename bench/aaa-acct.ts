import { setTimeout as sleep } from 'node:timers/promises';
import { wholeTenant } from '#modules/network/radius/aaa/tallies.ts';
import { type AaaProcess, startAaa } from '#modules/network/radius/aaa/testing.ts';
import { type AaaBed, aaaBed, benchSecret } from './aaa/bed.ts';
import { startFreeRadius } from './aaa/freeradius.ts';
import { generate, type LoadResult } from './aaa/generator.ts';
import { pinned, serverCore } from './aaa/pinned.ts';
import { type Bench, type BenchOptions, median, table } from './bench.ts';

/** Recorded on two shared cores: FreeRADIUS lean + SQL, interim updates, and rows PostgreSQL takes in batches. */
const recorded = { oneCore: 2_324, twoCores: 4_870, batchRows: 40_000 };
const goals = { oneCore: 10, twoCores: 4 };
const outstanding = 200;
const bytesPerReport = 100_000;

interface InDatabase {
  sessions: number;
  sessionBytes: number;
  totalBytes: number;
  backlogBytes: number;
}
async function inDatabase(bed: AaaBed): Promise<InDatabase> {
  const { rows } = await bed.pools.system.query<InDatabase>(
    `select (select count(*)::int from radius_session) as sessions, (select coalesce(sum(download_bytes), 0)::float8 from radius_session) as "sessionBytes",
      (select coalesce(sum(download_bytes), 0)::float8 from radius_usage_hour where account_id = $1) as "totalBytes",
      (select coalesce(max(backlog_bytes), 0)::float8 from aaa_node) as "backlogBytes"`,
    [wholeTenant],
  );
  return rows[0]!;
}

interface Measured {
  load: LoadResult;
  /** Records the engine had acknowledged in all, and how many seconds it took until all were in PostgreSQL. */
  records: number;
  seconds: number;
  backlogAtEnd: number;
  exact: boolean;
  found: InDatabase;
}

/** Interim updates of all sessions in turn, then waits until the database has them all and compares every octet. */
async function measure(bed: AaaBed, aaa: AaaProcess, options: BenchOptions): Promise<Measured> {
  await bed.pools.system.query('delete from radius_session');
  await bed.pools.system.query('delete from radius_usage_hour');
  const started = performance.now();
  const load = await generate({
    mode: 'interim',
    secret: benchSecret,
    users: options.subscribers,
    duration: options.duration,
    warmup: options.short ? 0 : 2,
    w: outstanding,
    steady: bytesPerReport,
    'auth-port': aaa.authPort,
    'acct-port': aaa.acctPort,
  });
  const { backlogBytes: backlogAtEnd } = await inDatabase(bed);
  const expected = load.started * bytesPerReport;
  let found = await inDatabase(bed);
  let movedAt = performance.now();
  for (const until = performance.now() + 120_000; found.sessionBytes < expected && performance.now() < until; ) {
    await sleep(100);
    found = await inDatabase(bed);
    movedAt = performance.now();
  }
  await sleep(1000);
  found = await inDatabase(bed);
  const exact =
    found.sessionBytes === expected && found.totalBytes === expected && found.sessions === options.subscribers;
  return { load, records: load.started, seconds: (movedAt - started) / 1000, backlogAtEnd, exact, found };
}

async function freeRadius(options: BenchOptions): Promise<{ rps: number; name: string }> {
  const old = { rps: recorded.oneCore, name: 'FreeRADIUS 3.2.1 + PostgreSQL, one core (recorded)' };
  if (!options.baseline) return old;
  const server = await startFreeRadius('sql', options.subscribers);
  if (typeof server === 'string') {
    options.say(`No FreeRADIUS here (${server}); the recorded figure stands in.`);
    return old;
  }
  const common = {
    secret: benchSecret,
    users: options.subscribers,
    'auth-port': server.authPort,
    'acct-port': server.acctPort,
    w: 100,
  };
  try {
    // Its interim update changes a row that a start has made.
    await generate({ ...common, mode: 'start', 'sess-count': options.subscribers, duration: 60, warmup: 0 });
    const results: LoadResult[] = [];
    for (let run = 0; run < options.runs; run++)
      results.push(
        await generate({ ...common, mode: 'interim', duration: options.duration, warmup: 2, seed: run + 1 }),
      );
    return { rps: median(results.map((r) => r.rps)), name: `${server.name} + PostgreSQL, one core` };
  } finally {
    await server.stop();
  }
}

export const aaaAcct: Bench = {
  about: 'interim updates a second, on the disk before they are acknowledged, then in PostgreSQL to the octet',
  async run(options) {
    const bed = await aaaBed(options.subscribers, options);
    const measured: Measured[] = [];
    try {
      for (let run = 0; run < options.runs; run++) {
        const { urls, masterKey, dataDir } = bed;
        const aaa = await startAaa({ urls, masterKey, dataDir, prefix: pinned(serverCore) });
        try {
          measured.push(await measure(bed, aaa, options));
        } finally {
          await aaa.stop();
        }
      }
    } finally {
      await bed.remove();
    }
    const sql = await freeRadius(options);
    const value = median(measured.map((m) => m.load.rps));
    const p99 = median(measured.map((m) => m.load.p99));
    const sustained = median(measured.map((m) => m.records / m.seconds));
    const exact = measured.every((m) => m.exact && (m.load.counts['timeout'] ?? 0) === 0);
    options.say(
      `\n${options.subscribers} sessions, ${outstanding} requests outstanding, ${options.runs} × ${options.duration} s, medians\n`,
    );
    options.say(
      table(
        ['Interim-Update', 'per s', 'p99 ms', 'ours is'],
        [
          ['DotMac AAA, one core, durable before the answer', value, p99, ''],
          [sql.name, sql.rps, undefined, `${(value / sql.rps).toFixed(1)} x`],
          ['DotMac AAA, from the first packet until all is in PostgreSQL', sustained, undefined, ''],
          [
            'FreeRADIUS 3.2.1 + PostgreSQL, two cores (recorded)',
            recorded.twoCores,
            undefined,
            `${(sustained / recorded.twoCores).toFixed(1)} x`,
          ],
          [
            'PostgreSQL, batches of rows (recorded)',
            recorded.batchRows,
            undefined,
            `${(sustained / recorded.batchRows).toFixed(2)} x`,
          ],
        ],
      ),
    );
    options.say(
      exact
        ? '\nNothing was lost and nothing doubled: every octet is accounted for once.\n'
        : `\nThe database does not hold what was sent: ${JSON.stringify(measured.map((m) => ({ expected: m.records * bytesPerReport, ...m.found, ...m.load.counts })))}\n`,
    );
    const ratio = value / sql.rps;
    return {
      bench: 'aaa-acct',
      value,
      unit: 'req/s',
      baseline: sql.rps,
      baselineName: sql.name,
      ratio: Number(ratio.toFixed(1)),
      ok: exact && (options.short || (ratio >= goals.oneCore && sustained / recorded.twoCores >= goals.twoCores)),
      p99Ms: p99,
      sustainedPerSecond: Math.round(sustained),
      sustainedRatio: Number((sustained / recorded.twoCores).toFixed(1)),
      perSecondRuns: measured.map((m) => m.load.rps),
    };
  },
};
