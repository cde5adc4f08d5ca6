import type { PoolClient } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { code } from '#protocols/radius/codes.ts';
import { encodeRequest } from '#protocols/radius/request.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { radius } from '../contract.ts';
import { radiusModule } from '../module.ts';
import { accountingHeadBytes, arrivalBytes } from './account.ts';
import { Move } from './move.ts';
import { idOctets } from './replies.ts';
import { SessionCache } from './session-cache.ts';
import { closeSilentSessions } from './session-store.ts';
import { recordKind, type SpoolRecord } from './spool-format.ts';

const minute = 60_000;
const t0 = Date.UTC(2026, 2, 9, 20, 0);
const secret = new SharedSecret('tally');
let t: TestKernel;
let nasIds: string[];
let accountIds: string[];

beforeAll(async () => {
  t = await testKernel([{ ...customersModule, reactions: [] }, radiusModule]);
  const { id: customerId } = await t.run(customers, 'create', {
    name: 'Ada Obi',
    serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' },
  });
  nasIds = [];
  accountIds = [];
  for (const n of [1, 2])
    nasIds.push(
      (await t.run(radius, 'createNas', { name: `bng-${n}`, address: `192.0.2.${n}`, vendor: 'mikrotik' })).id,
    );
  for (const n of [1, 2, 3, 4])
    accountIds.push(
      (
        await t.asSystem(radius, 'createAccount', {
          username: `user-${n}`,
          subscriptionId: crypto.randomUUID(),
          customerId,
          downloadKbps: 1000,
          uploadKbps: 1000,
        })
      ).id,
    );
});

function record(nas: number, account: number, atMs: number, attributes: Attribute[]): SpoolRecord {
  const all = [...attributes, { name: 'NAS-IP-Address', value: `192.0.2.${nas + 1}` } as const];
  const packet = encodeRequest({ code: code['Accounting-Request'], identifier: 1, secret, attributes: all });
  const head = Buffer.alloc(accountingHeadBytes);
  head.writeDoubleBE(atMs, 0);
  head.set(idOctets(t.alpha.id), arrivalBytes);
  head.set(idOctets(nasIds[nas]!), arrivalBytes + 16);
  head.set(idOctets(accountIds[account]!), arrivalBytes + 32);
  return { kind: recordKind.accounting, payload: Buffer.concat([head, packet.bytes.subarray(0, packet.length)]) };
}
const report = (
  { nas, account, id, beganMs }: { nas: number; account: number; id: string; beganMs: number },
  status: 'Start' | 'Interim-Update' | 'Stop',
  atMs: number,
  bytes = 0,
  cause = 'User-Request',
): SpoolRecord =>
  record(nas, account, atMs, [
    { name: 'Acct-Status-Type', value: status },
    { name: 'User-Name', value: `user-${account + 1}` },
    { name: 'Acct-Session-Id', value: id },
    ...(status === 'Start'
      ? []
      : ([
          { name: 'Acct-Session-Time', value: Math.round((atMs - beganMs) / 1000) },
          { name: 'Acct-Output-Octets', value: bytes },
          { name: 'Acct-Input-Octets', value: Math.floor(bytes / 4) },
        ] as const)),
    ...(status === 'Stop' ? [{ name: 'Acct-Terminate-Cause', value: cause } as const] : []),
  ]);

async function inTransaction<T>(run: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await t.db.pools.system.connect();
  try {
    await client.query('begin');
    const result = await run(client);
    await client.query('commit');
    return result;
  } finally {
    client.release();
  }
}
const move = (records: SpoolRecord[], nowMs: number) =>
  inTransaction((client) => new Move(client, new SessionCache(), nowMs, () => {}).write(records));
const rows = async (text: string) => (await t.db.owner.query(text)).rows;

/** What the tallies should say, told from the sessions themselves. */
const nil = '00000000-0000-0000-0000-000000000000';
const truth = {
  flow: `select coalesce(nas_id, '${nil}') as nas_id, at, sum(started)::int as started, sum(stopped)::int as stopped from (
      select nas_id, date_bin('5 min', started_at, 'epoch') as at, 1 as started, 0 as stopped from radius_session
      union all select nas_id, date_bin('5 min', stopped_at, 'epoch'), 0, 1 from radius_session where stopped_at is not null) f
    group by grouping sets ((nas_id, at), (at)) order by 1, 2`,
  ends: `select (stopped_at at time zone 'Europe/Berlin')::date::text as day, nas_id, terminate_cause as cause, count(*)::int as sessions,
      sum(extract(epoch from stopped_at - started_at))::int as seconds
    from radius_session where stopped_at is not null group by 1, 2, 3 order by 1, 2, 3`,
  accounts: `select account_id, sum(download_bytes)::int as down, sum(upload_bytes)::int as up from (
      select account_id, download_bytes - usage_download_bytes as download_bytes, upload_bytes - usage_upload_bytes as upload_bytes from radius_session) s
    group by 1 order by 1`,
  nas: `select nas_id, sum(download_bytes)::int as down, sum(upload_bytes)::int as up from radius_session group by 1 order by 1`,
};
const tallied = {
  flow: `select nas_id, at, started, stopped from radius_session_flow where started <> 0 or stopped <> 0 order by 1, 2`,
  ends: `select day::text, nas_id, cause, sum(sessions)::int as sessions, sum(seconds)::int as seconds from radius_session_end
    group by 1, 2, 3 having sum(sessions) <> 0 order by 1, 2, 3`,
  accounts: `select account_id, sum(download_bytes)::int as down, sum(upload_bytes)::int as up from radius_usage_day group by 1 order by 1`,
  nas: `select nas_id, sum(download_bytes)::int as down, sum(upload_bytes)::int as up from radius_nas_hour group by 1 order by 1`,
};
async function expectTruth(): Promise<void> {
  for (const of of ['flow', 'ends', 'accounts', 'nas'] as const)
    expect(await rows(tallied[of]), of).toEqual(await rows(truth[of]));
}

describe('tallies', () => {
  it('say what the sessions say, whatever comes late, twice, after a presumed end or with a restart', async () => {
    let seed = 7;
    const roll = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    let nowMs = t0;
    const lines = Array.from({ length: 12 }, (_, n) => ({
      nas: roll(2),
      account: roll(4),
      id: `s${n}`,
      beganMs: t0 + roll(90) * minute,
      bytes: 0,
    }));
    for (let round = 0; round < 30; round++) {
      nowMs += 20 * minute;
      const batch = lines
        .filter(() => roll(3) > 0)
        .map((line) => {
          line.bytes += roll(1_000_000);
          const late = nowMs - roll(15) * minute;
          const status = (['Interim-Update', 'Interim-Update', 'Start', 'Stop'] as const)[roll(4)]!;
          const atMs = Math.max(line.beganMs, late);
          const made = report(line, status, atMs, line.bytes, roll(2) ? 'User-Request' : 'Lost-Carrier');
          // A NAS that counts its sessions from the beginning again.
          if (status === 'Stop' && roll(2)) Object.assign(line, { beganMs: atMs + 5 * minute, bytes: 0 });
          return made;
        });
      if (round % 9 === 8)
        batch.push(record(roll(2), 0, nowMs, [{ name: 'Acct-Status-Type', value: 'Accounting-On' }]));
      await move([...batch, ...batch.slice(0, 2)], nowMs);
      if (round % 7 === 6)
        await inTransaction((client) => closeSilentSessions(client, nowMs, 30 * minute, 'NAS fell silent'));
    }
    const [{ ended, live }] = await rows(
      `select count(stopped_at)::int as ended, count(*) filter (where stopped_at is null)::int as live from radius_session`,
    );
    expect(ended).toBeGreaterThan(20);
    expect(live).toBeGreaterThan(0);
    await expectTruth();
  });

  it('know who was online on a day, in the tenant’s zone, also without traffic', async () => {
    const line = { nas: 0, account: 3, id: 'quiet', beganMs: Date.UTC(2026, 3, 1, 21, 30) };
    await move([report(line, 'Start', line.beganMs)], line.beganMs);
    // Half past midnight in Berlin, an hour later.
    await move([report(line, 'Interim-Update', line.beganMs + 60 * minute)], line.beganMs + 60 * minute);
    expect(
      await rows(`select day::text, download_bytes from radius_usage_day where day >= '2026-04-01' order by day`),
    ).toEqual([
      { day: '2026-04-01', download_bytes: 0 },
      { day: '2026-04-02', download_bytes: 0 },
    ]);
  });

  it('count logins by minute, hour and reason', async () => {
    const count = (atMs: number, more: object) => ({
      kind: recordKind.authCounts,
      payload: Buffer.from(
        JSON.stringify({
          tenantId: t.alpha.id,
          nasId: nasIds[0],
          atMs,
          accepts: 0,
          rejects: 0,
          seen: true,
          problem: null,
          ...more,
        }),
      ),
    });
    await move(
      [
        count(t0, { accepts: 3, rejects: 2, reasons: { 'wrong password': 1, suspended: 1 } }),
        count(t0 + minute, { rejects: 4, reasons: { 'wrong password': 4 } }),
        // As a version before this one spooled it.
        count(t0 + minute, { rejects: 1 }),
      ],
      t0 + minute,
    );
    const of = async (table: string) => rows(`select reason, accepts, rejects from ${table} order by 1, 2, 3`);
    expect(await of('auth_minute')).toEqual([
      { reason: 'accepted', accepts: 3, rejects: 0 },
      { reason: 'no reason recorded', accepts: 0, rejects: 1 },
      { reason: 'suspended', accepts: 0, rejects: 1 },
      { reason: 'wrong password', accepts: 0, rejects: 1 },
      { reason: 'wrong password', accepts: 0, rejects: 4 },
    ]);
    expect(await of('auth_hour')).toContainEqual({ reason: 'wrong password', accepts: 0, rejects: 5 });
  });
});
