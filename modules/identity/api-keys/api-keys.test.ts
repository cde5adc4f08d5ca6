import { expect, test } from 'vitest';
import { mailModule } from '#modules/communications/mail/module.ts';
import { signInsModule } from '#modules/identity/sign-ins/module.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { staffModule } from '#modules/identity/staff/module.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { brandingModule } from '#modules/tenancy/branding/module.ts';
import { tenantsModule } from '#modules/tenancy/tenants/module.ts';
import { apiKeys } from './contract.ts';
import { apiKeysModule } from './module.ts';

const t = await testIdentity([tenantsModule, signInsModule, staffModule, apiKeysModule, mailModule, brandingModule]);
const b = t.browser('isp');
const withKey = (key: string) => ({ 'x-api-key': key });
const make = async (permissions: string[], expiresInDays: number | null = null) =>
  t.run(apiKeys, 'create', { name: 'ci', permissions, expiresInDays });
const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code });

test('a key does what its permissions say and nothing more', async () => {
  const { key } = await make(['identity.user:read']);
  expect((await b.get('/api/v1/users', withKey(key!))).status).toBe(200);
  expect((await b.get('/api/v1/sessions', withKey(key!))).status).toBe(403);
  expect(
    (await b.send('POST', '/api/v1/roles', { name: 'X', permissions: ['identity.user:read'] }, withKey(key!))).status,
  ).toBe(403);
  expect((await b.get('/api/v1/session', withKey(key!))).body).toMatchObject({
    user: { name: 'ci' },
    permissions: ['identity.user:read'],
    tenant: { slug: 'alpha' },
  });
});

test('a key works in its own tenant and at the ISP door only', async () => {
  const { key } = await make(['*']);
  await t.asSystem(staff, 'addMember', {
    email: 'here@alpha.test',
    name: 'Here',
    role: 'care',
    password: 'correct horse battery',
  });
  const users = (await b.get('/api/v1/users', withKey(key!))).body.items.map((m: { email: string }) => m.email);
  expect(users).toContain('here@alpha.test');
  const beta = await t.run(apiKeys, 'create', { name: 'beta', permissions: ['*'] }, t.as({ tenant: t.beta }));
  expect((await b.get('/api/v1/users', withKey(beta.key!))).body.items).toEqual([]);
  expect((await t.browser('platform').get('/api/v1/platform/tenants', withKey(key!))).status).toBe(401);
  expect((await b.get('/api/v1/customer/session', withKey(key!))).status).toBe(401);
  await refused(t.run(apiKeys, 'revoke', { id: beta.id }), 'not_found');
});

test('a key is shown once and kept as a hash', async () => {
  const made = await make(['identity.user:read']);
  expect(made.key).toMatch(/^dmk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
  expect(made.key!.startsWith(made.prefix)).toBe(true);
  const listed = (await b.get('/api/v1/api-keys', withKey((await make(['identity.api-key:read'])).key!))).body.items;
  expect(JSON.stringify(listed)).not.toContain(made.key!.slice(made.prefix.length + 1));
  for (const item of listed) expect(item).not.toHaveProperty('hash');
  const { rows } = await t.db.owner.query<{ text: string }>(
    'select k::text as text from api_key k union all select a::text from audit_entry a union all select o::text from outbox o',
  );
  expect(rows.map((r) => r.text).join('\n')).not.toContain(made.key);
});

test('a revoked key is refused at once, and one revoked elsewhere within five seconds', async () => {
  const first = await make(['identity.user:read']);
  expect((await b.get('/api/v1/users', withKey(first.key!))).status).toBe(200);
  await t.run(apiKeys, 'revoke', { id: first.id });
  expect((await b.get('/api/v1/users', withKey(first.key!))).status).toBe(401);
  await refused(t.run(apiKeys, 'revoke', { id: first.id }), 'not_found');

  const second = await make(['identity.user:read']);
  expect((await b.get('/api/v1/users', withKey(second.key!))).status).toBe(200);
  await t.db.owner.query('update api_key set revoked_at = now() where id = $1', [second.id]);
  t.clock.advance(5_001);
  expect((await b.get('/api/v1/users', withKey(second.key!))).status).toBe(401);
});

test('a key has a successor of the same powers; the old one goes on for the hours given, and no longer', async () => {
  const old = await make(['identity.user:read'], 30);
  const next = await t.run(apiKeys, 'rotate', { id: old.id, graceHours: 2 });
  expect(next).toMatchObject({ name: 'ci', permissions: ['identity.user:read'], revokedAt: null });
  expect(Date.parse(next.expiresAt!) - t.clock.nowMs()).toBe(30 * 86_400_000);
  const works = async (key: string) => (await b.get('/api/v1/users', withKey(key))).status;
  expect([await works(old.key!), await works(next.key!)]).toEqual([200, 200]);
  await refused(t.run(apiKeys, 'rotate', { id: old.id }), 'conflict');
  t.clock.advance(2 * 3_600_000 + 6_000);
  expect([await works(old.key!), await works(next.key!)]).toEqual([401, 200]);
  // One that ended has no successor; neither has one of another provider, nor one that may more than who asks.
  await refused(t.run(apiKeys, 'rotate', { id: old.id }), 'not_found');
  await refused(t.run(apiKeys, 'rotate', { id: next.id }, t.as({ tenant: t.beta })), 'not_found');
  await refused(
    t.run(apiKeys, 'rotate', { id: next.id }, t.as({ permissions: ['identity.api-key:write'] })),
    'forbidden',
  );
  const at = await t.run(apiKeys, 'rotate', { id: next.id, graceHours: 0 });
  expect([await works(next.key!), await works(at.key!)]).toEqual([401, 200]);
});

test('a key ends on its day', async () => {
  const { key } = await make(['identity.user:read'], 1);
  t.clock.advance(86_399_000);
  expect((await b.get('/api/v1/users', withKey(key!))).status).toBe(200);
  t.clock.advance(1_000);
  expect((await b.get('/api/v1/users', withKey(key!))).status).toBe(401);
});

test('nobody gives a key what they do not hold, or what there is not', async () => {
  const helper = t.as({ permissions: ['identity.api-key:write', 'identity.user:read'] });
  const give = (permissions: string[]) => t.run(apiKeys, 'create', { name: 'x', permissions }, helper);
  await refused(give(['identity.session:read']), 'forbidden');
  await refused(give(['*']), 'forbidden');
  await refused(give(['identity.*']), 'forbidden');
  await refused(give(['identity.user:fly']), 'invalid');
  await refused(give(['platform.tenant:write']), 'invalid');
  expect((await give(['identity.user:read'])).permissions).toEqual(['identity.user:read']);
});

test('wrong keys are refused and never fall back to the cookie', async () => {
  await t.asSystem(staff, 'addMember', {
    email: 'cookie@alpha.test',
    name: 'Cookie',
    role: 'administrator',
    password: 'correct horse battery',
  });
  const own = t.browser('isp');
  await own.signIn('cookie@alpha.test', 'correct horse battery');
  for (const key of ['', 'dmk_', `dmk_00000000_${'x'.repeat(43)}`, "' or 1=1 --"])
    expect((await own.get('/api/v1/users', withKey(key))).status, key).toBe(401);
});

test('when a key was used last is kept by the minute', async () => {
  const { id, key } = await make(['identity.user:read']);
  const lastUsed = async () =>
    (
      await t.db.owner.query<{ at: Date | null }>('select last_used_at as at from api_key where id = $1', [id])
    ).rows[0]!.at?.getTime();
  const soon = (atMs: number) => expect.poll(lastUsed, { timeout: 3_000 }).toBe(atMs);
  const first = t.clock.nowMs();
  await b.get('/api/v1/users', withKey(key!));
  await soon(first);
  t.clock.advance(30_000);
  await b.get('/api/v1/users', withKey(key!));
  t.clock.advance(31_000);
  await b.get('/api/v1/users', withKey(key!));
  await soon(first + 61_000);
});
