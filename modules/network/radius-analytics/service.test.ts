import { beforeAll, describe, expect, it } from 'vitest';
import { customersModule } from '#modules/customers/customers/module.ts';
import { countDays, countEnds, countFlow, countNasHours } from '#modules/network/radius/aaa/rollups.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { radiusModule } from '#modules/network/radius/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { radiusAnalytics } from './contract.ts';
import { radiusAnalyticsModule } from './module.ts';
import { forgetOld } from './rolling.ts';
import { rollUsage } from './workflows.ts';

const sessions = 100_000;
const accounts = 5000;
const dayMs = 86_400_000;
/** The test kernel's clock stands at 2026-03-10T09:00Z; the tenant is in Berlin, an hour ahead. */
const today = '2026-03-10';
const monthAgo = '2026-02-09';
const month = { fromDate: monthAgo, toDate: today };

let t: TestKernel;
let nasIds: string[];
const owner = async (text: string, values: unknown[] = []) => (await t.db.owner.query(text, values)).rows;
const ask = <K extends keyof (typeof radiusAnalytics)['operations'] & string>(operation: K, input: object) =>
  t.kernel.run(t.as(), radiusAnalytics, operation, input as never);

/** A month of sessions as the AAA engine would have written them, with its own counting. */
beforeAll(async () => {
  t = await testKernel([{ ...customersModule, reactions: [] }, radiusModule, radiusAnalyticsModule]);
  nasIds = [];
  for (const n of [1, 2, 3])
    nasIds.push(
      (await t.run(radius, 'createNas', { name: `bng-${n}`, address: `192.0.2.${n}`, vendor: 'mikrotik' })).id,
    );
  const nowIso = new Date(t.clock.nowMs()).toISOString();
  await owner(`select setseed(0.42)`);
  await owner(
    `insert into radius_session (tenant_id, acct_key, acct_session_id, username, account_id, nas_id, nas_name, started_at, updated_at, stopped_at,
       terminate_cause, download_bytes, upload_bytes, usage_hour)
     select $1, uuidv7(), n::text, 'u' || n % ${accounts}, ('00000000-0000-7000-8000-' || lpad((n % ${accounts})::text, 12, '0'))::uuid,
       ($2::uuid[])[1 + n % 3], 'bng', began, least(began + length, now), case when began + length < now then began + length end,
       case when n % 4 = 0 then 'Lost-Carrier' else 'User-Request' end, 1000000 + n, 1000, date_trunc('hour', now) - interval '1 hour'
     from (select n, $3::timestamptz as now, $3::timestamptz - random() * interval '29 days' as began,
         random() ^ 3 * interval '2 days' as length from generate_series(1, ${sessions}) n) s`,
    [t.alpha.id, nasIds, nowIso],
  );
  await owner(
    `update nas_load l set live_sessions = (select count(*) from radius_session s where s.nas_id = l.nas_id and stopped_at is null)`,
  );
  await owner(
    countFlow(`select tenant_id, nas_id, started_at as happened_at, 1 as started, 0 as stopped from radius_session
      union all select tenant_id, nas_id, stopped_at, 0, 1 from radius_session where stopped_at is not null`),
  );
  await owner(
    countEnds(`select tenant_id, nas_id, started_at, stopped_at, terminate_cause as cause, 1 as sessions from radius_session
      where stopped_at is not null`),
  );
  const hours = (columns: string) =>
    `select tenant_id, nas_id, ${columns} date_trunc('hour', started_at) as hour, download_bytes as down, upload_bytes as up from radius_session`;
  await owner(countDays(hours('account_id, customer_id,')));
  await owner(countNasHours(hours('')));
  await owner('analyze');
}, 120_000);

describe('a month of a hundred thousand sessions', () => {
  it('shows as many online at each five minutes as there were', async () => {
    const { items } = await ask('concurrency', { fromDate: '2026-02-20', toDate: '2026-02-22' });
    expect(items).toHaveLength(3 * 288);
    for (const at of [0, 100, 431, 863]) {
      const endOfSlot = new Date(Date.parse(items[at]!.at) + 300_000).toISOString();
      const [{ n }] = await owner(
        `select count(*)::int as n from radius_session where started_at < $1 and (stopped_at is null or stopped_at >= $1)`,
        [endOfSlot],
      );
      expect(items[at]!.endSessions, endOfSlot).toBe(n);
    }
    const [{ live }] = await owner(
      `select count(*)::int as live from radius_session where stopped_at is null and nas_id = $1`,
      [nasIds[0]],
    );
    const atOne = await ask('concurrency', { fromDate: today, toDate: today, nasId: nasIds[0]! });
    expect(atOne.items.at(-1)!.endSessions).toBe(live);
  });

  it('shows the peak of an hour as the most of its five-minute marks', async () => {
    const fine = (await ask('concurrency', { fromDate: '2026-02-20', toDate: '2026-02-20' })).items;
    const coarse = (await ask('concurrency', { fromDate: '2026-02-20', toDate: '2026-02-25' })).items;
    expect(coarse).toHaveLength(6 * 24);
    const inHour = fine.slice(12, 24);
    const begin = inHour[0]!.endSessions - inHour[0]!.started + inHour[0]!.stopped;
    expect(coarse[1]).toEqual({
      at: fine[12]!.at,
      peakSessions: Math.max(begin, ...inHour.map((p) => p.endSessions)),
      endSessions: inHour.at(-1)!.endSessions,
      started: inHour.reduce((sum, p) => sum + p.started, 0),
      stopped: inHour.reduce((sum, p) => sum + p.stopped, 0),
    });
  });

  it('ranks who moved most, and compares with the time before', async () => {
    const period = { fromDate: '2026-02-25', toDate: today };
    const { items } = await ask('topTalkers', { ...period, by: 'download', limit: 5 });
    const truth = await owner(
      `select account_id, sum(download_bytes)::int8 as down from radius_session
       where (date_trunc('hour', started_at) at time zone 'Europe/Berlin')::date >= '2026-02-25' group by 1 order by 2 desc limit 5`,
    );
    expect(items.map((row) => [row.accountId, row.downloadBytes])).toEqual(
      truth.map((row) => [row.account_id, row.down]),
    );
    const [{ before }] = await owner(
      `select sum(download_bytes + upload_bytes)::int8 as before from radius_session where account_id = $1
         and (date_trunc('hour', started_at) at time zone 'Europe/Berlin')::date between '2026-02-11' and '2026-02-24'`,
      [items[0]!.accountId],
    );
    expect(items[0]!.previousBytes).toBe(before);
    expect(items[0]!.share).toBeGreaterThan(0);
  });

  it('counts the hour under way of those who are online', async () => {
    const [{ id, account_id }] = await owner(
      `select id, account_id from radius_session where stopped_at is null limit 1`,
    );
    await owner(`update radius_session set usage_download_bytes = 9e12, usage_hour = $2 where id = $1`, [
      id,
      new Date(Math.floor(t.clock.nowMs() / 3_600_000) * 3_600_000).toISOString(),
    ]);
    const { items } = await ask('topTalkers', { fromDate: today, toDate: today, limit: 1 });
    expect(items[0]).toMatchObject({ accountId: account_id, username: null });
    expect(items[0]!.downloadBytes).toBeGreaterThanOrEqual(9e12);
    await owner(`update radius_session set usage_download_bytes = 0 where id = $1`, [id]);
  });

  it('is told from tallies alone: without a single session row the answers are the same, and quick', async () => {
    const all = async () => ({
      summary: await ask('summary', month),
      usage: await ask('usage', { ...month, bucket: 'day' }),
      byHour: await ask('usage', month),
      talkers: await ask('topTalkers', { ...month, limit: 100 }),
      online: await ask('concurrency', month),
      subscribers: await ask('subscribers', month),
      ends: await ask('sessionEnds', month),
    });
    const withSessions = await all();
    expect(withSessions.summary.sessionsEnded).toBeGreaterThan(sessions / 2);
    const [{ first }] = await owner(`select min(date_bin('5 min', started_at, 'epoch')) as first from radius_session`);
    expect(withSessions.summary.measuredSince).toBe(first.toISOString());
    expect(withSessions.ends.items.reduce((sum, row) => sum + row.sessions, 0)).toBe(
      withSessions.summary.sessionsEnded,
    );
    const kept = await owner('create table kept as select * from radius_session');
    expect(kept).toEqual([]);
    await owner('delete from radius_session');
    const begin = performance.now();
    expect(await all()).toEqual(withSessions);
    expect(performance.now() - begin).toBeLessThan(3000);
  });

  it('refuses a period that ends before it begins, or is longer than is kept', async () => {
    const problem = { code: 'invalid' };
    await expect(ask('usage', { fromDate: today, toDate: monthAgo })).rejects.toMatchObject({
      ...problem,
      field: 'toDate',
    });
    await expect(ask('usage', { fromDate: '2025-01-01', toDate: today })).rejects.toMatchObject({
      ...problem,
      field: 'fromDate',
    });
    await expect(ask('concurrency', { ...month, nasId: crypto.randomUUID() })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('the nightly roll', () => {
  it('keeps the most of each hour and the subscribers of each day, and forgets the five minutes', async () => {
    const before = await ask('summary', month);
    const subscribers = await ask('subscribers', month);
    const online = await ask('concurrency', month);
    const talkers = await ask('topTalkers', { ...month, limit: 500 });
    const engine = await t.startEngine();
    const id = await engine.start(rollUsage, 'night', { tenantId: t.alpha.id });
    await expect
      .poll(
        async () => (await owner(`select status from dbos.workflow_status where workflow_uuid = $1`, [id]))[0]?.status,
        { timeout: 30_000 },
      )
      .toBe('SUCCESS');
    expect(await ask('subscribers', month)).toEqual(subscribers);
    expect(await ask('summary', month)).toEqual(before);
    const weeks = await owner(`select distinct week::text from radius_usage_week order by 1`);
    expect(weeks.map((row) => row.week)).toEqual(['2026-02-09', '2026-02-16', '2026-02-23']);
    expect(await ask('topTalkers', { ...month, limit: 500 })).toEqual(talkers);
    const [{ n }] = await owner(`select count(*)::int as n from radius_online_hour where nas_id = $1`, [nasIds[1]]);
    expect(n).toBeGreaterThan(24 * 25);

    // A month later the five minutes are gone and the hours still tell.
    t.clock.advance(30 * dayMs);
    await t.kernel.asSystem('forget', t.alpha, (ctx) => forgetOld(ctx, 1_000_000));
    const [{ oldest }] = await owner(`select min(at) as oldest from radius_session_flow`);
    expect(oldest.getTime()).toBeGreaterThanOrEqual(t.clock.nowMs() - 35 * dayMs);
    const later = await ask('concurrency', { fromDate: monthAgo, toDate: '2026-03-01' });
    const hoursOf = ({ items }: typeof later) => items.filter(({ at }) => at < '2026-03-01');
    expect(hoursOf(later).length).toBeGreaterThan(24 * 18);
    expect(hoursOf(later)).toEqual(hoursOf(online));
  });
});
