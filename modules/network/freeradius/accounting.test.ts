import { describe, expect, it } from 'vitest';
import { eventually } from '#modules/network/radius/aaa/testing.ts';
import { radius } from '#modules/network/radius/contract.ts';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { code } from '#protocols/radius/codes.ts';
import { papCredentials } from '#protocols/radius/credentials.ts';
import {
  account,
  acctPort,
  customerId,
  type Engine,
  engines,
  known,
  login,
  missing,
  password,
  secret,
  send,
  t,
} from './testing-both.ts';

const report = async (engine: Engine, attributes: Attribute[], from = '127.0.0.40') =>
  (
    await send(acctPort(engine), from, {
      code: code['Accounting-Request'],
      attributes: [{ name: 'NAS-IP-Address', value: from }, ...attributes],
    })
  ).ok;
const session = (username: string, id: string, status: string, more: Attribute[] = []): Attribute[] => [
  { name: 'Acct-Status-Type', value: status },
  { name: 'User-Name', value: username },
  { name: 'Acct-Session-Id', value: id },
  { name: 'Calling-Station-Id', value: '02:00:00:00:00:01' },
  { name: 'NAS-Port-Id', value: 'ge-0/0/1.100' },
  { name: 'Framed-IP-Address', value: '10.1.0.200' },
  { name: 'Framed-IPv6-Prefix', value: '2001:db8:ff::/64' },
  { name: 'Delegated-IPv6-Prefix', value: '2001:db8:fe::/56' },
  ...more,
];
const octets = (seconds: number, down: number, gigawords: number | null = 0): Attribute[] => [
  { name: 'Acct-Session-Time', value: seconds },
  { name: 'Acct-Output-Octets', value: down },
  { name: 'Acct-Input-Octets', value: Math.floor(down / 10) },
  ...(gigawords === null ? [] : [{ name: 'Acct-Output-Gigawords', value: gigawords } as const]),
];
const sessionRow = async (id: string) =>
  (await t.db.owner.query('select * from radius_session where acct_session_id = $1', [id])).rows;
const counted = async (accountId: string) =>
  (
    await t.db.owner.query(
      'select sum(download_bytes)::float8 as down, sum(upload_bytes)::float8 as up from radius_usage_hour where account_id = $1',
      [accountId],
    )
  ).rows[0];
const giga = 2 ** 32;

describe.skipIf(missing !== undefined)('accounting at FreeRADIUS', () => {
  it('lands in the same sessions as at the engine, whoever hears which record, and counts once', async () => {
    const { id, username } = await account();
    const ids: Record<Engine | 'mixed', string> = { own: 's-own', freeradius: 's-free', mixed: 's-mixed' };
    const story = (sessionId: string): Attribute[][] => [
      session(username, sessionId, 'Start'),
      session(username, sessionId, 'Interim-Update', octets(600, 1_000_000)),
      session(username, sessionId, 'Interim-Update', octets(1200, 7_000_000, 3)),
      session(username, sessionId, 'Stop', [
        ...octets(1800, 9_000_000, 5),
        { name: 'Acct-Terminate-Cause', value: 'User-Request' },
      ]),
    ];
    await known('own', username);
    for (const engine of engines) {
      for (const record of story(ids[engine])) expect(await report(engine, record)).toBe(true);
      // Repeated: a NAS that heard no answer says it again.
      for (const record of story(ids[engine]).slice(1)) expect(await report(engine, record)).toBe(true);
    }
    for (const [i, record] of story(ids.mixed).entries()) {
      expect(await report(engines[i % 2]!, record)).toBe(true);
      expect(await report(engines[(i + 1) % 2]!, record)).toBe(true);
    }
    const [own, free, mixed] = await eventually('all are over', async () => {
      const rows = (await Promise.all(Object.values(ids).map(sessionRow))).flat();
      return rows.length === 3 && rows.every((row) => row.stopped_at !== null && row.download_bytes > 5 * giga) && rows;
    });
    const facts = (row: Record<string, unknown>) => ({
      ...row,
      ...{ id: 0, acct_key: 0, acct_session_id: 0, started_at: 0, updated_at: 0, stopped_at: 0, revision: 0 },
    });
    expect(facts(free)).toEqual(facts(own));
    expect(facts(mixed)).toEqual(facts(own));
    expect(free).toMatchObject({
      account_id: id,
      customer_id: customerId,
      download_bytes: 5 * giga + 9_000_000,
      upload_bytes: 900_000,
      session_seconds: 1800,
      terminate_cause: 'User-Request',
      delegated_ipv6_prefix: '2001:db8:fe::/56',
      stop_presumed: false,
    });
    await eventually('the usage', async () => (await counted(id)).down === 3 * (5 * giga + 9_000_000));
    expect((await counted(id)).up).toBe(3 * 900_000);
  });

  it('takes counters that wrap without gigawords, and records that come late', async () => {
    const { username } = await account();
    await report('freeradius', session(username, 'wrap', 'Start'));
    await report('freeradius', session(username, 'wrap', 'Interim-Update', octets(600, 4_000_000_000, null)));
    await report('freeradius', session(username, 'wrap', 'Interim-Update', octets(1200, 100_000_000, null)));
    await report('freeradius', session(username, 'wrap', 'Interim-Update', octets(900, 4_100_000_000, null)));
    await eventually('it wrapped', async () => (await sessionRow('wrap'))[0]?.download_bytes === giga + 100_000_000);
  });

  it('knows whose a session is by the Class when the name is an outer identity', async () => {
    const { id } = await account();
    const value = Buffer.from(`646d${id.replaceAll('-', '')}`, 'hex');
    await report('freeradius', session('anonymous@example.net', 'by-class', 'Start', [{ name: 'Class', value }]));
    await eventually('the owner', async () => (await sessionRow('by-class'))[0]?.account_id === id);
  });

  it('closes the sessions of a NAS that restarts, and keeps those of others', async () => {
    const { username } = await account();
    for (const [sessionId, from] of [
      ['here', '127.0.0.41'],
      ['there', '127.0.0.40'],
    ] as const)
      await report('freeradius', session(username, sessionId, 'Start'), from);
    await eventually(
      'both live',
      async () => (await sessionRow('here')).length + (await sessionRow('there')).length === 2,
    );
    expect(await report('freeradius', [{ name: 'Acct-Status-Type', value: 'Accounting-On' }], '127.0.0.41')).toBe(true);
    await eventually('it is over', async () => (await sessionRow('here'))[0]?.terminate_cause === 'NAS restarted');
    expect((await sessionRow('there'))[0].stopped_at).toBeNull();
  });

  it('learns of a new NAS and a new secret without a restart', async () => {
    const { username } = await account();
    const added = await t.run(radius, 'createNas', {
      ...{ name: 'späte Box 1', address: '127.0.0.60', vendor: 'cisco' as const, sharedSecret: secret },
    });
    await t.settle();
    const answer = await eventually('it is answered', async () => {
      const got = await login('freeradius', papCredentials(password), username, '127.0.0.60');
      return got.code === code['Access-Accept'] && got;
    });
    expect(answer.told.join()).toContain('Cisco-AVPair');
    await report('freeradius', session(username, 'late-box', 'Start'), '127.0.0.60');
    await eventually('its session', async () => (await sessionRow('late-box'))[0]?.nas_id === added.id);
  });
});
