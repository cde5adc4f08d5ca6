import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '#kernel/db/embedded.ts';
import { wholeTenant } from '#modules/network/radius/aaa/tallies.ts';
import { startAaa } from '#modules/network/radius/aaa/testing.ts';
import { type AaaBed, aaaBed, benchSecret } from './aaa/bed.ts';
import { startFreeRadius } from './aaa/freeradius.ts';
import { generate, type LoadResult } from './aaa/generator.ts';
import { pinned, serverCore } from './aaa/pinned.ts';
import { type Bench, type BenchOptions, table } from './bench.ts';

const bytesPerReport = 100_000;
/** So few that FreeRADIUS with its database keeps up easily: what is lost is lost to the outage. */
const perSecond = 300;
/** What a NAS does: asks five times, three seconds apart, then gives up. */
const retransmit = { rtx: 3000, tries: 5 };

interface Timing {
  beforeSeconds: number;
  outageSeconds: number;
  afterSeconds: number;
}
const timing = (short: boolean): Timing =>
  short
    ? { beforeSeconds: 1, outageSeconds: 3, afterSeconds: 1 }
    : { beforeSeconds: 10, outageSeconds: 60, afterSeconds: 20 };

interface Survived {
  logins: LoadResult;
  reports: LoadResult;
}

/** Logins and interim updates at a steady rate, while `during` does to the server whatever it does. */
async function load(
  ports: { authPort: number; acctPort: number },
  { beforeSeconds, outageSeconds, afterSeconds }: Timing,
  users: number,
  during: () => Promise<void>,
): Promise<Survived> {
  const common = {
    secret: benchSecret,
    users,
    rate: perSecond,
    // Nobody waits for a free place: everything that is due is sent.
    w: perSecond * (retransmit.rtx / 1000) * (retransmit.tries + 1),
    warmup: 0,
    duration: beforeSeconds + outageSeconds + afterSeconds,
    ...retransmit,
    'auth-port': ports.authPort,
    'acct-port': ports.acctPort,
  };
  const [logins, reports] = await Promise.all([
    generate({ ...common, mode: 'auth' }),
    generate({ ...common, mode: 'interim', steady: bytesPerReport }),
    sleep(beforeSeconds * 1000).then(during),
  ]);
  return { logins, reports };
}

interface Kept {
  sessionBytes: number;
  totalBytes: number;
}
async function kept(bed: AaaBed): Promise<Kept> {
  const { rows } = await bed.pools.system.query<Kept>(
    `select (select coalesce(sum(download_bytes), 0)::float8 from radius_session) as "sessionBytes",
      (select coalesce(sum(download_bytes), 0)::float8 from radius_usage_hour where account_id = $1) as "totalBytes"`,
    [wholeTenant],
  );
  return rows[0]!;
}

async function ours(bed: AaaBed, options: BenchOptions, users: number) {
  const { urls, masterKey, dataDir } = bed;
  const times = timing(options.short);
  let { database } = bed;
  let aaa = await startAaa({ urls, masterKey, dataDir, prefix: pinned(serverCore) });
  const { authPort, acctPort } = aaa;
  let awayMs = 0;
  try {
    const survived = await load(aaa, times, users, async () => {
      await database.stop();
      options.say('The database is stopped.');
      await sleep((times.outageSeconds * 1000) / 2);
      const killedAt = performance.now();
      await aaa.kill();
      // With the pause that npx dotmac start makes before it starts a process again.
      await sleep(100);
      aaa = await startAaa({ urls, masterKey, dataDir, authPort, acctPort, prefix: pinned(serverCore) });
      awayMs = performance.now() - killedAt;
      options.say(
        `The AAA process was killed and answered again after ${Math.round(awayMs)} ms, without the database.`,
      );
      await sleep((times.outageSeconds * 1000) / 2);
      database = await startEmbedded({ dataDir, masterKey, port: bed.database.port, durable: !options.short });
      options.say('The database is back.');
    });
    const expected = survived.reports.started * bytesPerReport;
    for (const until = performance.now() + 60_000; performance.now() < until; await sleep(200))
      if ((await kept(bed)).sessionBytes >= expected) break;
    await sleep(1000);
    const { sessionBytes, totalBytes } = await kept(bed);
    return {
      ...survived,
      awayMs,
      lostRecords: (expected - sessionBytes) / bytesPerReport,
      doubledRecords: (totalBytes - sessionBytes) / bytesPerReport,
    };
  } finally {
    await aaa.stop();
    if (database !== bed.database) await database.stop();
  }
}

/** The same load; its database is stopped as long, but it is not killed: it could not start without one. */
async function freeRadius(options: BenchOptions, users: number): Promise<(Survived & { name: string }) | undefined> {
  if (!options.baseline) return undefined;
  const server = await startFreeRadius('sql', users);
  if (typeof server === 'string') {
    options.say(`No FreeRADIUS here (${server}); there is no figure to compare with.`);
    return undefined;
  }
  const times = timing(options.short);
  try {
    const survived = await load(server, times, users, () => server.withoutDatabase(times.outageSeconds * 1000));
    return { ...survived, name: `${server.name} + PostgreSQL` };
  } finally {
    await server.stop();
  }
}

const count = (result: LoadResult, name: string): number => result.counts[name] ?? 0;
const percentOfLogins = ({ logins }: Survived): number => (100 * count(logins, 'accept')) / count(logins, 'sent');

export const aaaSurvival: Bench = {
  about: 'logins let in and records kept over 60 s without the database and a kill -9 of the AAA process',
  async run(options) {
    const users = options.subscribers;
    const bed = await aaaBed(users, options);
    const dotmac = await ours(bed, options, users).finally(() => bed.remove());
    const other = await freeRadius(options, users);
    const value = percentOfLogins(dotmac);
    const baseline = other ? percentOfLogins(other) : Number.NaN;
    const lostLogins = count(dotmac.logins, 'reject') + count(dotmac.logins, 'timeout');
    const { outageSeconds } = timing(options.short);
    options.say(
      `\n${perSecond} logins and ${perSecond} interim updates a second; ${outageSeconds} s without the database; a NAS asks ${retransmit.tries} times, 3 s apart\n`,
    );
    options.say(
      table(
        ['', 'logins let in, %', 'refused', 'not answered', 'records not acknowledged', 'lost', 'doubled'],
        [
          [
            'DotMac AAA, killed in between',
            value,
            count(dotmac.logins, 'reject'),
            count(dotmac.logins, 'timeout'),
            count(dotmac.reports, 'timeout'),
            dotmac.lostRecords,
            dotmac.doubledRecords,
          ],
          ...(other
            ? [
                [
                  other.name,
                  baseline,
                  count(other.logins, 'reject'),
                  count(other.logins, 'timeout'),
                  count(other.reports, 'timeout'),
                ],
              ]
            : []),
        ],
      ),
    );
    options.say(`\nIt was away for ${Math.round(dotmac.awayMs)} ms when it was killed; the NAS devices asked again.\n`);
    return {
      bench: 'aaa-survival',
      value: Number(value.toFixed(3)),
      unit: '% of logins let in',
      baseline: other ? Number(baseline.toFixed(3)) : 0,
      baselineName: other ? `${other.name}, ${outageSeconds} s without its database` : 'not measured',
      ratio: other ? Number((value / baseline).toFixed(2)) : 0,
      ok:
        lostLogins === 0 &&
        count(dotmac.reports, 'timeout') === 0 &&
        dotmac.lostRecords === 0 &&
        dotmac.doubledRecords === 0,
      lostLogins,
      lostRecords: dotmac.lostRecords,
      doubledRecords: dotmac.doubledRecords,
      awayMs: Math.round(dotmac.awayMs),
      logins: count(dotmac.logins, 'accept'),
      records: dotmac.reports.started,
      ...(other
        ? {
            baselineRefused: count(other.logins, 'reject'),
            baselineUnanswered: count(other.logins, 'timeout'),
            baselineRecordsUnacknowledged: count(other.reports, 'timeout'),
          }
        : {}),
    };
  },
};
