import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customersModule } from '#modules/customers/customers/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { type Attribute, decodeAttributes } from '#protocols/radius/attributes.ts';
import { RadiusClient } from '#protocols/radius/client.ts';
import { code } from '#protocols/radius/codes.ts';
import { papCredentials } from '#protocols/radius/credentials.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { radius } from '../contract.ts';
import { radiusModule } from '../module.ts';
import { type AaaProcess, cleanUp, eventually, startAaa, temporaryFolder } from './testing.ts';

const secret = 'a-shared-secret';
const password = 'correct horse 9';
const nasAddress = '127.0.0.41';
let t: TestKernel;
let aaa: AaaProcess;
let nasId: string;

beforeAll(async () => {
  t = await testKernel([
    { ...customersModule, reactions: [] },
    { ...radiusModule, reactions: [] },
  ]);
  ({ id: nasId } = await t.run(radius, 'createNas', {
    name: 'bng-1',
    address: nasAddress,
    vendor: 'mikrotik',
    sharedSecret: secret,
  }));
  aaa = await startAaa({ urls: t.db.urls, masterKey: t.db.masterKey, dataDir: temporaryFolder() });
}, 60_000);
afterAll(cleanUp);

let n = 0;
const account = (more: Record<string, unknown> = {}) =>
  t.asSystem(radius, 'createAccount', {
    username: `user${++n}`,
    password,
    downloadKbps: 100_000,
    uploadKbps: 20_000,
    ...more,
  });
async function send(port: number, request: number, attributes: Attribute[]) {
  const client = new RadiusClient({ localAddress: nasAddress, retransmit: { timeoutMs: 1000, tries: 2 } });
  try {
    const target = { address: '127.0.0.1', port, secret: new SharedSecret(secret) };
    const kind = request === code['Access-Request'] ? code['Access-Request'] : code['Accounting-Request'];
    const result = await client.send(target, { code: kind, attributes });
    if (!result.ok) throw new Error(result.reason);
    return result.reply;
  } finally {
    client.close();
  }
}
const login = (username: string, mac: string) =>
  send(aaa.authPort, code['Access-Request'], [
    { name: 'User-Name', value: username },
    ...papCredentials(password),
    { name: 'Calling-Station-Id', value: mac },
  ]);
const report = (username: string, id: string, status: string, mac: string) =>
  send(aaa.acctPort, code['Accounting-Request'], [
    { name: 'NAS-IP-Address', value: nasAddress },
    { name: 'Acct-Status-Type', value: status },
    { name: 'User-Name', value: username },
    { name: 'Acct-Session-Id', value: id },
    { name: 'Calling-Station-Id', value: mac },
  ]);
const letIn = (username: string, mac = '02:00:00:00:00:01') =>
  eventually(`${username} is let in`, async () => {
    const reply = await login(username, mac);
    return reply.code === code['Access-Accept'] ? decodeAttributes(reply) : undefined;
  });
const rows = async (text: string, values: unknown[]) => (await t.db.owner.query(text, values)).rows;

describe('the policy of a provider', () => {
  it('reaches the engine while it runs: who is suspended is let into the garden', async () => {
    const subscriptionId = crypto.randomUUID();
    const { username, id } = await account({ subscriptionId, customerId: await customer() });
    await letIn(username);
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended', rejectMessage: null });
    await eventually('it is refused', async () => (await login(username, 'x')).code === code['Access-Reject']);
    await t.run(radius, 'updatePolicy', { suspendedAccess: 'walled_garden', gardenName: 'unpaid' });
    const attributes = await letIn(username);
    expect(attributes.find(({ name }) => name === 'Mikrotik-Address-List')?.value).toBe('unpaid');
    const shown = await t.run(radius, 'diagnostics', { id, vendor: 'mikrotik' });
    expect(shown.answer.map(({ name, value }) => `${name} = ${value}`)).toContain('Mikrotik-Address-List = "unpaid"');
    // Out of the garden at once when restored.
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'active', rejectMessage: null });
    const asked = await rows(
      "select payload from outbox where name = 'radius.disconnect-requested' and payload->>'accountId' = $1 order by seq",
      [id],
    );
    expect(asked.map(({ payload }) => payload.reason)).toEqual(['suspended', 'restored, out of the walled garden']);
  });
});

async function customer(): Promise<string> {
  const { id } = (await t.kernel.invoke(t.as(), 'customers.create', {
    name: 'Ada Obi',
    serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' },
  })) as { id: string };
  return id;
}

describe('simultaneous use', () => {
  it('has the older session disconnected, and only that, when another device takes over', async () => {
    const { username, id } = await account({ simultaneousUse: 1 });
    await letIn(username);
    await report(username, 'older', 'Start', '02:00:00:00:00:01');
    expect((await login(username, '02:00:00:00:00:02')).code).toBe(code['Access-Accept']);
    await report(username, 'newer', 'Start', '02:00:00:00:00:02');
    const [event] = await eventually('the disconnect is asked for', async () => {
      const found = await rows(
        "select payload from outbox where name = 'radius.disconnect-requested' and payload->>'accountId' = $1",
        [id],
      );
      return found.length > 0 && found;
    });
    const [older] = await rows("select id from radius_session where acct_session_id = 'older' and account_id = $1", [
      id,
    ]);
    expect(event!.payload).toMatchObject({ sessionId: older!.id, coaId: null });
    const { items } = await t.run(radius, 'authLog', { accountId: id });
    expect(items[0]).toMatchObject({ accepted: true, reason: 'accepted, older session disconnected', method: 'PAP' });
    expect(items[0]?.explanation).toContain('takes over from its session at bng-1 since');
    const opened = await t.asSystem(radius, 'openCoa', {
      kind: 'disconnect',
      accountId: id,
      sessionId: older!.id,
      reason: 'law',
      requestedAt: '2026-03-10T09:00:00Z',
    });
    expect(opened.items.map(({ sessionId }) => sessionId)).toEqual([older!.id]);
  });

  it('is remembered by an engine that starts anew, from the database', async () => {
    await t.run(radius, 'updatePolicy', { simultaneousUse: 'refuse' });
    const { username, id } = await account({ simultaneousUse: 1 });
    await letIn(username);
    await report(username, 'kept', 'Start', '02:00:00:00:00:01');
    await eventually('it is in the database', () =>
      rows('select 1 from radius_session where account_id = $1', [id]).then((found) => found.length > 0),
    );
    await aaa.stop();
    aaa = await startAaa({ urls: t.db.urls, masterKey: t.db.masterKey, dataDir: temporaryFolder() });
    const refused = await eventually('the other device is refused', async () => {
      const reply = await login(username, '02:00:00:00:00:02');
      return reply.code === code['Access-Reject'] ? decodeAttributes(reply) : undefined;
    });
    expect(refused.find(({ name }) => name === 'Reply-Message')?.value).toContain('in use already');
    expect((await login(username, '02:00:00:00:00:01')).code).toBe(code['Access-Accept']);
  });
});

describe('a test login', () => {
  it('asks the running engine, and comes back with its answer and the plain reason', async () => {
    const made = await account({ circuitId: 'OLT1/1/1/1:1' });
    const test = (more: Record<string, unknown>) =>
      t.run(radius, 'testLogin', { id: made.id, method: 'pap', vendor: 'mikrotik', ...more });
    const accepted = await eventually('the engine knows the login', async () => {
      const result = await test({ circuitId: 'OLT1/1/1/1:1', callingStationId: '02:00:00:00:00:09' });
      return result.outcome === 'accepted' && result;
    });
    expect(accepted.reason).toBe('accepted');
    expect(accepted.received.map(({ name }) => name)).toContain('Mikrotik-Rate-Limit');
    expect(JSON.stringify(accepted)).not.toContain(password);
    expect(accepted.sent).toContainEqual({
      name: 'User-Password',
      value: '•••',
      meaning: 'the password, hidden with the shared secret',
    });
    for (const method of ['chap', 'ms-chap-v2'] as const)
      expect((await test({ method, circuitId: 'OLT1/1/1/1:1', nasId })).outcome).toBe('accepted');
    const elsewhere = await test({ circuitId: 'OLT1/1/1/1:7' });
    expect(elsewhere).toMatchObject({ outcome: 'rejected', reason: 'wrong line' });
    expect(elsewhere.explanation).toContain('bound to circuit OLT1/1/1/1:1 and the request came from OLT1/1/1/1:7');
    expect(await test({ password: 'wrong' })).toMatchObject({ outcome: 'rejected', reason: 'wrong password' });
    // It leaves no trace among the logins of the subscriber.
    await letIn((await account()).username);
    expect(await rows('select 1 from auth_log where account_id = $1', [made.id])).toEqual([]);
    expect(await rows('select 1 from radius_session where account_id = $1', [made.id])).toEqual([]);
  });

  it('says so when no engine is there', async () => {
    const { id } = await account();
    await aaa.stop();
    const down = await t.run(radius, 'testLogin', { id, method: 'chap' });
    expect(down.outcome).toBe('unanswered');
    expect(down.explanation).toMatch(/cannot be reached|did not answer/);
    await t.db.owner.query("update aaa_node set seen_at = '2020-01-01'");
    expect((await t.run(radius, 'testLogin', { id, method: 'chap' })).explanation).toContain('Is it running?');
  });
});
