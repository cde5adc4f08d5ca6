import { beforeAll, beforeEach, expect, it } from 'vitest';
import { customersModule } from '#modules/customers/customers/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { code } from '#protocols/radius/codes.ts';
import { encodeRequest } from '#protocols/radius/request.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { accountingHeadBytes, arrivalBytes } from './aaa/account.ts';
import { Move } from './aaa/move.ts';
import { idOctets } from './aaa/replies.ts';
import { SessionCache } from './aaa/session-cache.ts';
import { closeGivenUpSessions } from './aaa/session-store.ts';
import { recordKind, type SpoolRecord } from './aaa/spool-format.ts';
import { eventually } from './aaa/testing.ts';
import { radius } from './contract.ts';
import { radiusModule } from './module.ts';
import { nasBench } from './testing.ts';
import { repairSessions } from './watchdog.ts';

let t: TestKernel;
const { nasThat, session } = nasBench(() => t, 3);
const minute = 60_000;
beforeAll(async () => {
  t = await testKernel([{ ...customersModule, reactions: [] }, radiusModule]);
  await t.startEngine();
});

/** How the engine says that it listens. */
const engine = (startedMinutesAgo: number, backlogBytes = 0) =>
  t.db.owner.query(
    `insert into aaa_node (node, host, auth_port, acct_port, backlog_bytes, interim_seconds, started_at, seen_at) values ('test', '127.0.0.1', 1812, 1813, $3, 300, $1, $2)
     on conflict (node) do update set backlog_bytes = $3, started_at = $1, seen_at = $2`,
    [
      new Date(t.clock.nowMs() - startedMinutesAgo * minute).toISOString(),
      new Date(t.clock.nowMs()).toISOString(),
      backlogBytes,
    ],
  );
beforeEach(() => engine(600));

async function repair() {
  const id = await (await t.startEngine()).start(repairSessions, crypto.randomUUID(), { tenantId: t.alpha.id });
  await eventually(
    'the run is over',
    async () => {
      const { rows } = await t.db.owner.query('select status from dbos.workflow_status where workflow_uuid = $1', [id]);
      return rows[0]?.status === 'SUCCESS';
    },
    30_000,
  );
  await closeGivenUp();
}
/** What the engine does every few seconds. */
async function closeGivenUp() {
  const client = await t.db.pools.system.connect();
  try {
    await closeGivenUpSessions(client, t.clock.nowMs());
  } finally {
    client.release();
  }
}
const find = (id: string) => t.run(radius, 'getSession', { id });
const silent = (nasId: string, username: string, minutes: number) =>
  session(nasId, { accountId: null, username }, { ageSeconds: 86_400, silentSeconds: minutes * 60 });

it('a session its NAS no longer knows is ended; one it knows, and one that reports, live on', async () => {
  const [forgot, knows] = [await nasThat('sessionContextNotFound'), await nasThat('ack')];
  const ghost = await silent(forgot.id, 'ghost', 40);
  const alive = await silent(knows.id, 'alive', 40);
  const reporting = await silent(forgot.id, 'reporting', 4);
  expect(await find(ghost)).toMatchObject({ stale: true, stoppedAt: null });
  expect(await find(reporting)).toMatchObject({ stale: false });
  await repair();
  expect(await find(ghost)).toMatchObject({
    stopPresumed: true,
    stale: false,
    terminateCause: 'NAS no longer knows it',
    stoppedAt: new Date(t.clock.nowMs() - 40 * minute).toISOString(),
  });
  expect(await find(alive)).toMatchObject({ stoppedAt: null, stale: true });
  expect(await find(reporting)).toMatchObject({ stoppedAt: null });
  expect(forgot.heard).toHaveLength(1);
  expect(forgot.heard[0]).toMatchObject({ code: 'CoA-Request', attributes: { 'Acct-Session-Id': 'S-ghost' } });
  // It was asked after, so it is left in peace for as long again.
  await repair();
  expect(knows.heard).toHaveLength(1);
});

it('where the NAS does not answer, a session is given up after twice the time, and not before', async () => {
  const deaf = await nasThat('silence');
  const [young, old] = [await silent(deaf.id, 'young', 40), await silent(deaf.id, 'old', 61)];
  await repair();
  expect(await find(young)).toMatchObject({ stoppedAt: null });
  expect(await find(old)).toMatchObject({ stopPresumed: true, terminateCause: 'NAS fell silent' });
}, 40_000);

it('while the engine itself was away, or is behind, nobody is asked after', async () => {
  const nas = await nasThat('sessionContextNotFound');
  const id = await silent(nas.id, 'waits', 40);
  await engine(20);
  await repair();
  await engine(600, 9_000_000);
  await repair();
  expect(nas.heard).toEqual([]);
  expect(await find(id)).toMatchObject({ stoppedAt: null });
});

it('a report that comes after all brings the session back, and nothing is counted twice', async () => {
  const nas = await nasThat('sessionContextNotFound');
  const account = await t.asSystem(radius, 'createAccount', {
    username: 'revived',
    subscriptionId: crypto.randomUUID(),
    customerId: await customer(),
    downloadKbps: 1000,
    uploadKbps: 1000,
  });
  const now = t.clock.nowMs();
  const began = now - 100 * minute;
  const interim = (atMs: number, octets: number): SpoolRecord => {
    const packet = encodeRequest({
      code: code['Accounting-Request'],
      identifier: 1,
      secret: new SharedSecret('any'),
      attributes: [
        { name: 'Acct-Status-Type', value: 'Interim-Update' },
        { name: 'User-Name', value: 'revived' },
        { name: 'Acct-Session-Id', value: 'R1' },
        { name: 'Acct-Session-Time', value: Math.round((atMs - began) / 1000) },
        { name: 'Acct-Output-Octets', value: octets },
        { name: 'NAS-IP-Address', value: nas.address },
      ],
    });
    const head = Buffer.alloc(accountingHeadBytes);
    head.writeDoubleBE(atMs, 0);
    head.set(idOctets(t.alpha.id), arrivalBytes);
    head.set(idOctets(nas.id), arrivalBytes + 16);
    head.set(idOctets(account.id), arrivalBytes + 32);
    return { kind: recordKind.accounting, payload: Buffer.concat([head, packet.bytes.subarray(0, packet.length)]) };
  };
  // The engine's own memory of sessions: what another process changed must not be merged over.
  const cache = new SessionCache();
  const move = async (record: SpoolRecord) => {
    const client = await t.db.pools.system.connect();
    const moved = new Move(client, cache, t.clock.nowMs(), () => {});
    try {
      await client.query('begin');
      await moved.write([record]);
      await client.query('commit');
      moved.keep();
    } catch {
      await client.query('rollback');
      moved.forget();
      throw new Error('stale');
    } finally {
      client.release();
    }
  };
  const used = async () =>
    (
      await t.db.owner.query('select sum(download_bytes)::int as bytes from radius_usage_hour where account_id = $1', [
        account.id,
      ])
    ).rows[0].bytes;

  await move(interim(now - 50 * minute, 1_000_000));
  await repair();
  const { items } = await t.run(radius, 'listSessions', { live: 'false', accountId: account.id });
  expect(items).toMatchObject([{ stopPresumed: true, downloadBytes: 1_000_000 }]);
  expect(await used()).toBe(1_000_000);

  await expect(move(interim(now, 1_500_000))).rejects.toThrow('stale');
  await move(interim(now, 1_500_000));
  const { items: back } = await t.run(radius, 'listSessions', { accountId: account.id });
  expect(back).toMatchObject([{ id: items[0]!.id, stoppedAt: null, stopPresumed: false, downloadBytes: 1_500_000 }]);
  const traffic = await t.asSystem(radius, 'subscriptionTraffic', {
    wanted: [
      {
        subscriptionId: account.subscriptionId!,
        from: new Date(now - 86_400_000).toISOString(),
        to: new Date(now + 3_600_000).toISOString(),
      },
    ],
  });
  expect(traffic.items).toMatchObject([{ downloadBytes: 1_500_000 }]);
});

async function customer(): Promise<string> {
  const { customers } = await import('#modules/customers/customers/contract.ts');
  const made = await t.run(customers, 'create', {
    name: 'Ada Obi',
    serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' },
  });
  return made.id;
}
