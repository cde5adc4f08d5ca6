import { setTimeout as sleep } from 'node:timers/promises';
import { startAaa } from '#modules/network/radius/aaa/testing.ts';
import { type AaaBed, aaaBed, benchSecret } from './aaa/bed.ts';
import { startFreeRadius } from './aaa/freeradius.ts';
import { generate, type StormResult } from './aaa/generator.ts';
import { pinned, serverCore } from './aaa/pinned.ts';
import { type Bench, type BenchOptions, median, table } from './bench.ts';

/** Recorded on two shared cores: FreeRADIUS lean + SQL, until 10 000 were up; the server and its database on one core. */
const recordedSeconds = 14.9;
const goals = { ratio: 8, largeSeconds: 8 };
/** Of each BNG of the storm as the recorded baseline had it; the large storm comes all but at once. */
const outstanding = 500;
const outstandingLarge = 10_000;
/** As many as the NAS keeps asking: nobody is given up. */
const tries = 20;
const largeFactor = 5;

interface Ports {
  authPort: number;
  acctPort: number;
}
const storm = ({ authPort, acctPort }: Ports, users: number, w: number, base: number): Promise<StormResult> =>
  generate<StormResult>({
    mode: 'storm',
    secret: benchSecret,
    users,
    w,
    rtx: 3000,
    tries,
    'sess-base': base,
    'auth-port': authPort,
    'acct-port': acctPort,
  });

/** Nobody was refused, nobody gave up, and every answer was verified. */
const isFlawless = ({ counts, up, users }: StormResult): boolean =>
  up === users && ['reject', 'timeout', 'badAuth', 'badMa', 'noMa'].every((name) => !counts[name]);

async function sessions(bed: AaaBed): Promise<number> {
  const { rows } = await bed.pools.system.query<{ n: number }>(
    'select count(*)::int as n from radius_session where stopped_at is null',
  );
  return rows[0]!.n;
}

/** Every session whose Start was acknowledged must be in the database, once. */
async function allMoved(bed: AaaBed, expected: number): Promise<boolean> {
  for (const until = performance.now() + 60_000; performance.now() < until; await sleep(200))
    if ((await sessions(bed)) >= expected) break;
  return (await sessions(bed)) === expected;
}

async function ours(bed: AaaBed, small: number, large: number, runs: number) {
  const { urls, masterKey, dataDir } = bed;
  const results: { small: StormResult[]; large: StormResult[] } = { small: [], large: [] };
  let started = 0;
  let exact = true;
  for (let run = 0; run < runs; run++) {
    // A fresh process each time, as after the outage that makes such storms.
    const aaa = await startAaa({ urls, masterKey, dataDir, prefix: pinned(serverCore) });
    try {
      results.small.push(await storm(aaa, small, outstanding, started));
      started += small;
      exact = (await allMoved(bed, started)) && exact;
      results.large.push(await storm(aaa, large, Math.min(outstandingLarge, large), started));
      started += large;
      exact = (await allMoved(bed, started)) && exact;
    } finally {
      await aaa.stop();
    }
  }
  return { ...results, exact };
}

async function freeRadius(users: number, options: BenchOptions) {
  const old = {
    seconds: recordedSeconds,
    name: 'FreeRADIUS 3.2.1 + PostgreSQL, one core (recorded)',
    result: undefined,
  };
  if (!options.baseline) return old;
  const server = await startFreeRadius('sql', users);
  if (typeof server === 'string') {
    options.say(`No FreeRADIUS here (${server}); the recorded figure stands in.`);
    return old;
  }
  try {
    const result = await storm(server, users, outstanding, 0);
    return { seconds: result.tAllUp ?? Number.NaN, name: `${server.name} + PostgreSQL, one core`, result };
  } finally {
    await server.stop();
  }
}

export const aaaStorm: Bench = {
  about:
    'seconds until everybody is online again after an outage, login and accounting start, beside FreeRADIUS + PostgreSQL',
  async run(options) {
    const small = options.subscribers;
    const large = small * largeFactor;
    const bed = await aaaBed(large, options);
    const dotmac = await ours(bed, small, large, options.runs).finally(() => bed.remove());
    const baseline = await freeRadius(small, options);
    const seconds = median(dotmac.small.map((r) => r.tAllUp ?? Number.NaN));
    const largeSeconds = median(dotmac.large.map((r) => r.tAllUp ?? Number.NaN));
    const all = [...dotmac.small, ...dotmac.large];
    const flawless = all.every(isFlawless) && dotmac.exact;
    const sum = (results: readonly StormResult[], name: string) =>
      results.reduce((total, { counts }) => total + (counts[name] ?? 0), 0);
    const row = (name: string, results: readonly StormResult[], s: number, ratio: string) => [
      name,
      s,
      median(results.map((r) => r.userP99 ?? 0)),
      sum(results, 'reject'),
      sum(results, 'timeout'),
      sum(results, 'rtx'),
      ratio,
    ];
    // A short run has fewer subscribers than the recorded baseline: there is nothing to compare.
    const ratio = options.short ? 0 : baseline.seconds / seconds;
    options.say(
      `\nEverybody logs in and starts accounting; 3 s until a NAS asks again; ${dotmac.small.length} runs, medians\n`,
    );
    options.say(
      table(
        ['Storm', 'all online, s', 'p99 ms', 'rejects', 'given up', 'asked again', 'ours is'],
        [
          row(`DotMac AAA, one core, ${small} subscribers`, dotmac.small, seconds, ''),
          row(
            baseline.name,
            baseline.result ? [baseline.result] : [],
            baseline.seconds,
            `${ratio.toFixed(1)} x faster`,
          ),
          row(`DotMac AAA, one core, ${large} subscribers all but at once`, dotmac.large, largeSeconds, ''),
        ],
      ),
    );
    options.say(
      flawless
        ? '\nNobody was refused, and every session is in the database once.\n'
        : `\nNot flawless: ${JSON.stringify({ exact: dotmac.exact, counts: all.map((r) => r.counts) })}\n`,
    );
    return {
      bench: 'aaa-storm',
      value: seconds,
      unit: 's',
      baseline: baseline.seconds,
      baselineName: baseline.name,
      ratio: Number(ratio.toFixed(1)),
      ok: flawless && (options.short || (ratio >= goals.ratio && largeSeconds < goals.largeSeconds)),
      falseRejects: sum(all, 'reject'),
      lost: sum(all, 'timeout'),
      subscribers: small,
      largeSubscribers: large,
      largeSeconds,
      largeSecondsRuns: dotmac.large.map((r) => r.tAllUp),
      secondsRuns: dotmac.small.map((r) => r.tAllUp),
      baselineRejects: baseline.result?.counts['reject'] ?? 0,
      baselineGivenUp: baseline.result?.counts['timeout'] ?? 0,
    };
  },
};
