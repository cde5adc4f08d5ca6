import { beforeAll, expect, it } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { eventually } from './aaa/testing.ts';
import { radius } from './contract.ts';
import { radiusModule } from './module.ts';
import { nasBench } from './testing.ts';

let t: TestKernel;
let customerId: string;

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

const { nasThat, session } = nasBench(() => t, 1);
let n = 0;

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
  const sessionId =
    nasId === null ? '' : await session(nasId, { accountId: account.id, subscriptionId, customerId, username });
  return { account, subscriptionId, username, sessionId };
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
  const other = await nasThat('ack', { knows: 'not-our-secret' });
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

const follow = async () => {
  const engine = await t.startEngine();
  const { followUpRequests } = await import('./workflows.ts');
  await engine.start(followUpRequests, crypto.randomUUID(), { tenantId: t.alpha.id });
};
const request = async (username: string, kind: 'disconnect' | 'change_speed') => {
  const { items } = await t.run(radius, 'listCoa', {});
  return items.find((item) => item.username === username && item.kind === kind);
};
/** The session reports again, or ends, so long after now. */
const report = (sessionId: string, seconds: number, stopped = false) =>
  t.db.owner.query(
    `update radius_session set updated_at = $2, stopped_at = case when $3 then $2::timestamptz end, revision = revision + 1 where id = $1`,
    [sessionId, new Date(t.clock.nowMs() + seconds * 1000).toISOString(), stopped],
  );

it('a refused change ends the session only where the ISP wants that', async () => {
  const nas = await nasThat((code) => (code === 'CoA-Request' ? 'unsupportedAttribute' : 'ack'));
  const kept = await onLine(nas.id);
  await t.asSystem(radius, 'setAccountSpeed', {
    subscriptionId: kept.subscriptionId,
    downloadKbps: 10_000,
    uploadKbps: 10_000,
  });
  expect(await answerOf(kept.username)).toMatchObject({ outcome: 'nak', errorCause: 401, fallbackId: null });

  const rules = { staleAfterReports: 2, presumeAfterReports: 6 };
  await t.run(radius, 'updateSessionPolicy', { ...rules, coaFallback: 'disconnect' });
  const dropped = await onLine(nas.id);
  await t.asSystem(radius, 'setAccountSpeed', {
    subscriptionId: dropped.subscriptionId,
    downloadKbps: 10_000,
    uploadKbps: 10_000,
  });
  const instead = await eventually('the Disconnect is answered', async () => {
    await t.settle();
    const one = await request(dropped.username, 'disconnect');
    return one?.outcome === 'ack' && one;
  });
  const refused = await request(dropped.username, 'change_speed');
  expect(instead).toMatchObject({ fallbackOf: refused!.id, verification: 'waiting' });
  expect(refused).toMatchObject({ outcome: 'nak', fallbackId: instead.id });
  expect(nas.heard.map(({ code }) => code)).toEqual(['CoA-Request', 'CoA-Request', 'Disconnect-Request']);
  await t.run(radius, 'updateSessionPolicy', { ...rules, coaFallback: 'keep' });
});

it('a speed for one session goes to its NAS and leaves the login as it is', async () => {
  const nas = await nasThat('ack');
  const { username, sessionId, account } = await onLine(nas.id);
  const wish = { id: sessionId, downloadKbps: 5_000, uploadKbps: 1_000, reason: 'line test' };
  const asked = await t.run(radius, 'changeSessionSpeed', wish);
  expect((await t.run(radius, 'changeSessionSpeed', wish)).id).toBe(asked.id);
  expect(await answerOf(username)).toMatchObject({ outcome: 'ack', downloadKbps: 5_000, reason: 'line test' });
  expect(nas.heard).toHaveLength(1);
  expect(nas.heard[0]!.attributes).toMatchObject({ 'Mikrotik-Rate-Limit': '1000k/5000k' });
  const { items } = await t.run(radius, 'listAccounts', { q: username });
  expect(items[0]).toMatchObject({ id: account.id, downloadKbps: 100_000 });
});

it('an acknowledged change is confirmed by the next report, a Disconnect by the end of its session', async () => {
  const nas = await nasThat('ack');
  const faster = await onLine(nas.id);
  const gone = await onLine(nas.id);
  await t.asSystem(radius, 'setAccountSpeed', {
    subscriptionId: faster.subscriptionId,
    downloadKbps: 7_000,
    uploadKbps: 7_000,
  });
  await t.asSystem(radius, 'setAccountState', { subscriptionId: gone.subscriptionId, state: 'suspended' });
  await Promise.all([answerOf(faster.username), answerOf(gone.username)]);
  await report(faster.sessionId, 60);
  await report(gone.sessionId, 1, true);
  t.clock.advance(330_000);
  await follow();
  await expect
    .poll(async () => (await request(faster.username, 'change_speed'))?.verification, { timeout: 10_000 })
    .toBe('confirmed');
  expect(await request(gone.username, 'disconnect')).toMatchObject({ verification: 'confirmed', followUpAt: null });
});

it('a session that reports on after its Disconnect was acknowledged is asked again, then flagged', async () => {
  const nas = await nasThat('ack');
  const { username, sessionId, subscriptionId } = await onLine(nas.id);
  await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended' });
  await answerOf(username);
  for (const round of [2, 3]) {
    await report(sessionId, 120);
    t.clock.advance(330_000);
    await follow();
    await expect.poll(() => nas.heard.length, { timeout: 10_000 }).toBe(round);
    await expect
      .poll(async () => (await request(username, 'disconnect'))?.verification, { timeout: 10_000 })
      .toBe('waiting');
  }
  await report(sessionId, 120);
  t.clock.advance(330_000);
  await follow();
  await expect
    .poll(async () => (await request(username, 'disconnect'))?.verification, { timeout: 10_000 })
    .toBe('contradicted');
  expect(await request(username, 'disconnect')).toMatchObject({ outcome: 'ack', attempts: 3, followUpAt: null });
  expect(nas.heard).toHaveLength(3);
});

it('an unanswered request is made again by itself, and its answer counts', async () => {
  let awake = false;
  const nas = await nasThat(() => (awake ? 'ack' : 'silence'));
  const { username, subscriptionId } = await onLine(nas.id);
  await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended' });
  const first = await answerOf(username, 25_000);
  expect(first).toMatchObject({ outcome: 'timeout', attempts: 3 });
  expect(first.followUpAt).not.toBeNull();
  awake = true;
  t.clock.advance(31_000);
  await follow();
  await expect.poll(async () => (await request(username, 'disconnect'))?.outcome, { timeout: 10_000 }).toBe('ack');
  expect(await request(username, 'disconnect')).toMatchObject({ attempts: 4, verification: 'waiting' });
}, 40_000);
