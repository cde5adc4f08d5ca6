import { beforeAll, describe, expect, it } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { radius } from './contract.ts';
import { radiusModule } from './module.ts';
import { matchesHash } from './password.ts';

let t: TestKernel;
let customerId: string;
beforeAll(async () => {
  t = await testKernel([
    { ...customersModule, reactions: [] },
    { ...radiusModule, reactions: [] },
  ]);
  customerId = (
    await t.run(customers, 'create', {
      name: 'Ada Obi',
      serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' },
    })
  ).id;
});

let n = 0;
const login = (more: Record<string, unknown> = {}) =>
  t.asSystem(radius, 'createAccount', {
    username: `lab-${++n}`,
    downloadKbps: 50_000,
    uploadKbps: 10_000,
    ...more,
  });
const ofSubscription = async (more: Record<string, unknown> = {}) => {
  const subscriptionId = crypto.randomUUID();
  return { ...(await login({ subscriptionId, customerId, ...more })), subscriptionId };
};
const eventsOf = async (accountId: string) =>
  (
    await t.db.owner.query("select name, payload from outbox where payload->>'accountId' = $1 order by seq", [
      accountId,
    ])
  ).rows.map(({ name, payload }) => [name, payload.reason].filter(Boolean).join(': '));
const online = (accountId: string) =>
  t.db.owner.query(
    `insert into radius_session (tenant_id, acct_key, acct_session_id, username, account_id, nas_id, nas_name, started_at, updated_at, usage_hour)
     select tenant_id, uuidv7(), 'live', username, id, uuidv7(), 'bng', '2026-03-10T08:00:00Z', '2026-03-10T08:30:00Z', '2026-03-10T08:00:00Z'
     from radius_account where id = $1`,
    [accountId],
  );
const keptIn = async (id: string) => {
  const { rows } = await t.db.owner.query('select tenant_id, password from radius_account where id = $1', [id]);
  const { envelopeSecrets } = await import('#kernel/secrets.ts');
  return envelopeSecrets(t.db.masterKey).open(rows[0].tenant_id, rows[0].password);
};

describe('a login made by hand', () => {
  it('shows the password that was made once, and keeps it nowhere in clear', async () => {
    const made = await login();
    expect(made.newPassword).toMatch(/^\w{16}$/);
    expect(JSON.stringify(await t.run(radius, 'getAccount', { id: made.id }))).not.toContain(made.newPassword);
    expect((await t.run(radius, 'revealPassword', { id: made.id })).password).toBe(made.newPassword);
    expect((await login({ password: 'chosen by hand' })).newPassword).toBeUndefined();
  });

  it('keeps MAC addresses and prefixes in one spelling', async () => {
    const made = await login({ macAddresses: ['aabb.ccdd.ee0f'], delegatedIpv6Prefix: '2001:DB8:0500:0::/56' });
    expect(made).toMatchObject({ macAddresses: ['AA:BB:CC:DD:EE:0F'], delegatedIpv6Prefix: '2001:db8:500::/56' });
    await expect(login({ macAddresses: ['nonsense'] })).rejects.toMatchObject({
      code: 'invalid',
      field: 'macAddresses',
    });
    await expect(login({ customerVlan: 7 })).rejects.toMatchObject({ code: 'invalid', field: 'serviceVlan' });
  });

  it('has no address of another login, and no line of another customer', async () => {
    const first = await login({ framedIpAddress: '10.9.0.1', circuitId: 'OLT9/1:1', customerId });
    await expect(login({ framedIpAddress: '10.9.0.1' })).rejects.toMatchObject({
      code: 'conflict',
      field: 'framedIpAddress',
      message: `The login ${first.username} has 10.9.0.1 already.`,
    });
    await expect(login({ circuitId: 'OLT9/1:1' })).rejects.toMatchObject({ code: 'conflict', field: 'circuitId' });
    // One household may have two logins on its line.
    expect((await login({ circuitId: 'OLT9/1:1', customerId })).circuitId).toBe('OLT9/1:1');
    expect((await t.run(radius, 'updateAccount', { id: first.id, framedIpAddress: '10.9.0.1' })).id).toBe(first.id);
  });
});

describe('a change', () => {
  it('of the speed reaches the live session; of anything else holds from the next login, or at once when wished', async () => {
    const { id } = await login();
    await online(id);
    await t.run(radius, 'updateAccount', { id, downloadKbps: 80_000, note: 'lab' });
    await t.run(radius, 'updateAccount', { id, serviceVlan: 100 });
    await t.run(radius, 'updateAccount', { id, customerVlan: 7, disconnect: true });
    // What a form sends back unchanged is no change.
    await t.run(radius, 'updateAccount', { id, serviceVlan: 100, macAddresses: [], disconnect: true });
    expect(await eventsOf(id)).toEqual([
      'radius.account-changed',
      'radius.account-changed',
      'radius.speed-changed: speed changed to 80000/10000 kbit/s',
      'radius.account-changed',
      'radius.account-changed',
      'radius.disconnect-requested: login changed',
    ]);
  });

  it('of the speed is refused while a plan decides it', async () => {
    const { id } = await ofSubscription();
    const change = t.run(radius, 'updateAccount', { id, uploadKbps: 1 });
    await expect(change).rejects.toMatchObject({ code: 'conflict', field: 'uploadKbps' });
  });
});

describe('a disabled login', () => {
  it('stays disabled when its subscription is paid, and is suspended again when enabled while that is', async () => {
    const { id, subscriptionId } = await ofSubscription();
    await t.run(radius, 'disableAccount', { id, reason: 'stolen router' });
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended' });
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'active' });
    expect((await t.run(radius, 'getAccount', { id })).state).toBe('disabled');
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended' });
    expect((await t.run(radius, 'enableAccount', { id })).state).toBe('suspended');
    expect(await eventsOf(id)).toContain('radius.disconnect-requested: login disabled: stolen router');
  });

  it('is deleted by hand only when no subscription owns it', async () => {
    const { id } = await login();
    await t.run(radius, 'deleteAccount', { id });
    await expect(t.run(radius, 'getAccount', { id })).rejects.toMatchObject({ code: 'not_found' });
    const { id: owned } = await ofSubscription();
    await expect(t.run(radius, 'deleteAccount', { id: owned })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('the list', () => {
  it('finds logins by circuit, state, binding, priority and whether they are on line', async () => {
    const { id } = await login({ circuitId: 'OLT77/3:9', priorityClass: 'emergency' });
    await online(id);
    const ids = async (filter: Record<string, unknown>) =>
      (await t.run(radius, 'listAccounts', { limit: 200, ...filter })).items.map((item) => item.id);
    expect(await ids({ q: 'olt77/3' })).toEqual([id]);
    expect(await ids({ priorityClass: 'emergency' })).toEqual([id]);
    expect(await ids({ online: 'true', bound: 'true' })).toEqual([id]);
    expect(await ids({ online: 'false' })).not.toContain(id);
    expect(await ids({ bound: 'false' })).not.toContain(id);
  });
});

describe('passwords kept as hashes', () => {
  it('replace those that are readable, a portion at a time, and cannot be shown any more', async () => {
    const before = await login({ password: 'correct horse 9' });
    await t.run(radius, 'updatePolicy', { passwordKeeping: 'hashed' });
    for (let left = 1; left > 0; ) left = (await t.asSystem(radius, 'rekeepPasswords', { limit: 3 })).reversibleLogins;
    const kept = await keptIn(before.id);
    expect(kept).not.toContain('correct horse');
    expect(await matchesHash(Buffer.from('correct horse 9'), kept)).toBe(true);
    expect(await matchesHash(Buffer.from('correct horse 8'), kept)).toBe(false);
    await expect(t.run(radius, 'revealPassword', { id: before.id })).rejects.toMatchObject({ code: 'conflict' });
    const fresh = await t.run(radius, 'setPassword', { id: before.id });
    expect(fresh.passwordKeeping).toBe('hashed');
    expect(await matchesHash(Buffer.from(fresh.newPassword!), await keptIn(before.id))).toBe(true);

    await t.run(radius, 'updatePolicy', { passwordKeeping: 'reversible' });
    const policy = await t.run(radius, 'getPolicy', {});
    expect(policy.hashedLogins).toBeGreaterThan(0);
    await t.run(radius, 'setPassword', { id: before.id, password: 'readable again' });
    expect((await t.run(radius, 'revealPassword', { id: before.id })).password).toBe('readable again');
  });
});
