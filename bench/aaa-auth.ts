import { startAaa } from '#modules/network/radius/aaa/testing.ts';
import { type AaaBed, aaaBed, benchSecret } from './aaa/bed.ts';
import { startFreeRadius } from './aaa/freeradius.ts';
import { generate, type LoadResult } from './aaa/generator.ts';
import { pinned, serverCore } from './aaa/pinned.ts';
import { type Bench, type BenchOptions, median, table } from './bench.ts';

/** Recorded on two shared cores, 10 000 subscribers, one core for the server; ratios travel, absolute figures do not. */
const recorded = { sql: 950, file: 26_776, bareLoop: 78_000 };
const goals = { sql: 40, file: 1.5, p99Ms: 10 };
const outstanding = 100;

async function measure(
  ports: { authPort: number; acctPort: number },
  options: BenchOptions,
  extra: Record<string, string | number> = {},
): Promise<LoadResult[]> {
  const results: LoadResult[] = [];
  for (let run = 0; run < options.runs; run++)
    results.push(
      await generate({
        mode: 'auth',
        secret: benchSecret,
        users: options.subscribers,
        duration: options.duration,
        warmup: options.short ? 0 : 2,
        w: outstanding,
        seed: run + 1,
        'auth-port': ports.authPort,
        'acct-port': ports.acctPort,
        ...extra,
      }),
    );
  return results;
}

async function freeRadius(
  source: 'sql' | 'file',
  options: BenchOptions,
): Promise<{ rps: number; name: string; p99: number | undefined }> {
  const what = source === 'sql' ? 'PostgreSQL, one core' : 'users file, one core';
  const old = { rps: recorded[source], name: `FreeRADIUS 3.2.1 + ${what} (recorded)`, p99: undefined };
  if (!options.baseline) return old;
  const server = await startFreeRadius(source, options.subscribers);
  if (typeof server === 'string') {
    options.say(`No FreeRADIUS here (${server}); the recorded figure stands in.`);
    return old;
  }
  try {
    const results = await measure(server, options);
    return {
      rps: median(results.map((r) => r.rps)),
      name: `${server.name} + ${what}`,
      p99: median(results.map((r) => r.p99)),
    };
  } finally {
    await server.stop();
  }
}

/** Every request answered, every answer an Accept with right authenticators. */
const isFlawless = ({ counts }: LoadResult): boolean =>
  Object.keys(counts).every((name) => name === 'sent' || name === 'accept' || counts[name] === 0);

async function ours(bed: AaaBed, options: BenchOptions): Promise<LoadResult[]> {
  const { urls, masterKey, dataDir } = bed;
  const aaa = await startAaa({ urls, masterKey, dataDir, prefix: pinned(serverCore) });
  try {
    return await measure(aaa, options);
  } finally {
    await aaa.stop();
  }
}

export const aaaAuth: Bench = {
  about: 'PAP logins a second, one process on one core, every answer verified, beside FreeRADIUS + PostgreSQL',
  async run(options) {
    const bed = await aaaBed(options.subscribers, options);
    const results = await ours(bed, options).finally(() => bed.remove());
    const file = await freeRadius('file', options);
    const sql = await freeRadius('sql', options);
    const value = median(results.map((r) => r.rps));
    const p50 = median(results.map((r) => r.p50));
    const p99 = median(results.map((r) => r.p99));
    const flawless = results.every(isFlawless);
    options.say(
      `\n${options.subscribers} subscribers, ${outstanding} requests outstanding, ${options.runs} × ${options.duration} s, medians\n`,
    );
    options.say(
      table(
        ['Access-Request, PAP', 'per s', 'p99 ms', 'ours is'],
        [
          ['DotMac AAA, one core', value, p99, ''],
          [sql.name, sql.rps, sql.p99, `${(value / sql.rps).toFixed(1)} x`],
          [file.name, file.rps, file.p99, `${(value / file.rps).toFixed(2)} x`],
          ['bare Node loop (recorded)', recorded.bareLoop, undefined, `${(value / recorded.bareLoop).toFixed(2)} x`],
        ],
      ),
    );
    options.say(
      flawless
        ? '\nEvery answer was verified and right.\n'
        : `\nNot every answer was right: ${JSON.stringify(results.map((r) => r.counts))}\n`,
    );
    const ratio = value / sql.rps;
    return {
      bench: 'aaa-auth',
      value,
      unit: 'req/s',
      baseline: sql.rps,
      baselineName: sql.name,
      ratio: Number(ratio.toFixed(1)),
      ok: flawless && (options.short || (ratio >= goals.sql && p99 < goals.p99Ms && value / file.rps >= goals.file)),
      p50Ms: p50,
      p99Ms: p99,
      fileBaseline: file.rps,
      perSecondRuns: results.map((r) => r.rps),
    };
  },
};
