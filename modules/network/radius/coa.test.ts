import { afterAll, beforeAll, expect, it } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { decodeAttributes } from '#protocols/radius/attributes.ts';
import { codeName, errorCause } from '#protocols/radius/codes.ts';
import { dynamicAuthReply } from '#protocols/radius/dynamic-auth.ts';
import type { Packet } from '#protocols/radius/packet.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { type RadiusServer, startRadiusServer } from '#protocols/radius/server.ts';
import { eventually } from './aaa/testing.ts';
import { radius } from './contract.ts';
import { radiusModule } from './module.ts';

let t: TestKernel;
let customerId: string;
const listening: RadiusServer[] = [];

beforeAll(async () => {
  t = await testKernel([{ ...customersModule, reactions: [] }, radiusModule]);
  customerId = (
    await t.run(customers, 'create', {
      name: 'Ada Obi',
      serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' },
    })
  ).id;
  await t.startEngine();
}, 60_000);
afterAll(async () => {
  await Promise.all(listening.map((server) => server.close(0)));
});

type Answer = 'ack' | 'silence' | keyof typeof errorCause;
let n = 0;
/** A NAS that listens for CoA with its own secret; `knows` is the secret it believes in. */
async function nasThat(answer: Answer, knows?: string) {
  const address = `127.0.1.${++n}`;
  const sharedSecret = `secret-of-${address}`;
  const heard: { code: string | undefined; attributes: Record<string, unknown> }[] = [];
  const server = await startRadiusServer({
    role: 'coa',
    host: address,
    port: 0,
    secrets: { find: () => ({ secret: new SharedSecret(knows ?? sharedSecret), nas: address }) },
    onError: (error) => expect.unreachable(String(error)),
    handler: ({ packet }) => {
      heard.push({ code: codeName(packet.code), attributes: named(packet) });
      if (answer === 'silence') return undefined;
      return dynamicAuthReply(packet, answer === 'ack' ? undefined : errorCause[answer]);
    },
  });
  listening.push(server);
  const nas = await t.run(radius, 'createNas', {
    name: address,
    address,
    vendor: 'mikrotik',
    sharedSecret,
    coaPort: server.address.port,
  });
  return { ...nas, heard, dropped: server.counters.dropped };
}
const named = (packet: Packet) =>
  Object.fromEntries(decodeAttributes(packet).map(({ name, value }) => [name ?? '?', value]));

async function onLine(nasId: string | null) {
  const subscriptionId = crypto.randomUUID();
  const username = `user-${++n}`;
  const account = await t.asSystem(radius, 'createAccount', {
    username,
    subscriptionId,
    customerId,
    downloadKbps: 100_000,
    uploadKbps: 20_000,
  });
  if (nasId !== null)
    await t.db.owner.query(
      `insert into radius_session (tenant_id, acct_key, acct_session_id, username, account_id, subscription_id, customer_id, nas_id, nas_name, framed_ip_address, calling_station_id, started_at, updated_at, usage_hour)
       select $1, uuidv7(), $2, $3, $4, $5, $6, id, name, '10.7.0.9', '02:00:00:00:00:09', now(), now(), date_trunc('hour', now()) from nas where id = $7`,
      [t.alpha.id, `S-${username}`, username, account.id, subscriptionId, customerId, nasId],
    );
  return { account, subscriptionId, username };
}
const answerOf = (username: string, ms = 10_000) =>
  eventually(
    'the answer is on record',
    async () => {
      await t.settle();
      const { items } = await t.run(radius, 'listCoa', {});
      return items.find((i) => i.username === username && i.outcome !== 'pending');
    },
    ms,
  );

it('a suspended subscriber’s session is ended at its NAS, with that NAS’s own secret', async () => {
  const nas = await nasThat('ack');
  const bystander = await nasThat('ack');
  const { username, subscriptionId } = await onLine(nas.id);
  await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended', rejectMessage: 'Please pay.' });
  expect(await answerOf(username)).toMatchObject({
    kind: 'disconnect',
    outcome: 'ack',
    errorCause: null,
    attempts: 1,
    reason: 'suspended',
    nasName: nas.name,
  });
  expect(nas.heard).toEqual([
    {
      code: 'Disconnect-Request',
      attributes: expect.objectContaining({
        'User-Name': username,
        'Acct-Session-Id': `S-${username}`,
        'Framed-IP-Address': '10.7.0.9',
        'NAS-IP-Address': nas.address,
        'Calling-Station-Id': '02:00:00:00:00:09',
      }),
    },
  ]);
  expect(bystander.heard).toEqual([]);
  const { rows } = await t.db.owner.query(
    `select payload from outbox where name = 'radius.coa-answered' order by seq desc limit 1`,
  );
  expect(rows[0].payload).toMatchObject({ customerId, kind: 'disconnect', outcome: 'ack' });
});

it('a refusal is shown with its Error-Cause', async () => {
  const nas = await nasThat('sessionContextNotFound');
  const { username, account } = await onLine(nas.id);
  const { items } = await t.run(radius, 'listSessions', { q: username });
  await t.run(radius, 'disconnect', { id: items[0]!.id, reason: 'test' });
  expect(await answerOf(username)).toMatchObject({
    outcome: 'nak',
    errorCause: 503,
    errorCauseText: 'Session-Context-Not-Found',
    reason: 'test',
  });
  expect(account.customerId).toBe(customerId);
});

it('a new speed reaches the live session in the NAS’s own words', async () => {
  const nas = await nasThat('ack');
  const { username, subscriptionId } = await onLine(nas.id);
  await t.asSystem(radius, 'setAccountSpeed', { subscriptionId, downloadKbps: 500_000, uploadKbps: 50_000 });
  expect(await answerOf(username)).toMatchObject({ kind: 'change_speed', outcome: 'ack' });
  expect(nas.heard[0]).toMatchObject({
    code: 'CoA-Request',
    attributes: { 'Mikrotik-Rate-Limit': '50000k/500000k', 'Acct-Session-Id': `S-${username}` },
  });
});

it('without a live session that is put on record, and nothing is sent', async () => {
  const { username, subscriptionId } = await onLine(null);
  await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended' });
  expect(await answerOf(username)).toMatchObject({ outcome: 'no_session', attempts: 0 });
});

it('a removed login’s session is ended too', async () => {
  const nas = await nasThat('ack');
  const { username, subscriptionId } = await onLine(nas.id);
  await t.asSystem(radius, 'removeAccount', { subscriptionId });
  expect(await answerOf(username)).toMatchObject({ outcome: 'ack', reason: 'login removed' });
});

it('silence, and a NAS with another secret, end as no answer after three tries', async () => {
  const silent = await nasThat('silence');
  const other = await nasThat('ack', 'not-our-secret');
  const first = await onLine(silent.id);
  const second = await onLine(other.id);
  for (const { subscriptionId } of [first, second])
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended' });
  const [a, b] = await Promise.all([answerOf(first.username, 25_000), answerOf(second.username, 25_000)]);
  expect(a).toMatchObject({ outcome: 'timeout', attempts: 3 });
  expect(b).toMatchObject({ outcome: 'timeout', attempts: 3 });
  expect(silent.heard.length).toBe(3);
  expect(other.heard).toEqual([]);
  expect(other.dropped.get('request-authenticator-wrong')).toBe(3);
}, 40_000);

it('no secret is in the records of the runs', async () => {
  const { rows } = await t.db.owner.query(
    `select (select json_agg(s) from dbos.operation_outputs s)::text || (select json_agg(s) from dbos.workflow_status s)::text as kept`,
  );
  expect(rows[0].kept).toContain('disconnect-sessions');
  expect(rows[0].kept).not.toContain('secret-of-');
});
