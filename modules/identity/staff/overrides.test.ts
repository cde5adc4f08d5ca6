import { expect, test } from 'vitest';
import { permissionSet } from '#kernel/context.ts';
import { apiKeys } from '#modules/identity/api-keys/contract.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { staff } from './contract.ts';
import { offeredAt } from './rules.ts';

const t = await testIdentity(modules);
const password = 'correct horse battery';
let count = 0;
const add = async (role: string, name = `person${++count}`) => {
  const email = `${name}-${count}@alpha.test`;
  const member = await t.asSystem(staff, 'addMember', { email, name, role, password });
  return { ...member, as: (permissions: string[]) => t.as({ id: member.id, permissions }) };
};
async function signedIn(email: string) {
  const b = t.browser('isp', `192.0.2.${++count}`);
  expect((await b.signIn(email, password)).status).toBe(200);
  return b;
}
const roleId = async (name: string) => (await t.run(staff, 'listRoles', {})).items.find((r) => r.name === name)!.id;
const refused = (work: Promise<unknown>, code: string, field?: string) =>
  expect(work).rejects.toMatchObject({ code, ...(field ? { field } : {}) });
const inHours = (hours: number) => new Date(t.clock.nowMs() + hours * 3_600_000).toISOString();
const because = { reason: 'Stands in for a colleague' };
const root = await add('administrator', 'root');

test('a denial wins over a role and a grant, at once, and lifting it gives everything back', async () => {
  const care = await add('care');
  const b = await signedIn(care.email);
  expect((await b.get('/api/v1/session')).body.permissions).toContain('customers.customer:write');
  const deny = { id: care.id, effect: 'deny' as const, permission: 'customers.customer:write', ...because };
  const after = await t.run(staff, 'setOverride', deny);
  await t.run(staff, 'setOverride', { ...deny, effect: 'allow' });
  const permissions = async () => (await b.get('/api/v1/session')).body.permissions;
  expect(await permissions()).not.toContain('customers.customer:write');
  expect(await permissions()).toContain('customers.customer:read');
  await t.run(staff, 'liftOverride', { id: care.id, overrideId: after.overrides[0]!.id });
  expect(await permissions()).toContain('customers.customer:write');
});

test('a grant opens what no role gives, and ends by itself at its time, without a new sign-in', async () => {
  const care = await add('care');
  const b = await signedIn(care.email);
  expect((await b.get('/api/v1/users')).status).toBe(403);
  const expiresAt = inHours(2);
  const wish = { id: care.id, effect: 'allow' as const, permission: 'identity.user:read', ...because };
  await refused(t.run(staff, 'setOverride', { ...wish, expiresAt: inHours(-1) }), 'invalid', 'expiresAt');
  await t.run(staff, 'setOverride', { ...wish, expiresAt });
  expect((await b.get('/api/v1/users')).status).toBe(200);
  t.clock.advance(2 * 3_600_000 - 1);
  expect((await b.get('/api/v1/users')).status).toBe(200);
  t.clock.advance(1);
  expect((await b.get('/api/v1/users')).status).toBe(403);
});

test('a role given for a while ends by itself; changing other roles keeps its end', async () => {
  const person = await add('care');
  const [care, billing, readOnly] = await Promise.all([roleId('Care'), roleId('Billing'), roleId('Read-only')]);
  const expiresAt = inHours(1);
  await t.run(staff, 'setRoles', {
    id: person.id,
    roleIds: [care, billing],
    expiries: [{ roleId: billing, expiresAt }],
  });
  await t.run(staff, 'setRoles', { id: person.id, roleIds: [care, billing, readOnly] });
  const b = await signedIn(person.email);
  const can = async (p: string) => permissionSet((await b.get('/api/v1/session')).body.permissions).has(p);
  expect(await can('customers.customer:purge')).toBe(true); // billing holds customers.*
  t.clock.advance(3_600_000);
  expect(await can('customers.customer:purge')).toBe(false);
  expect(await t.run(staff, 'access', { id: person.id })).toMatchObject({
    roles: [
      { name: 'Care', binds: true, expiresAt: null },
      { name: 'Billing', binds: false, expiresAt },
      { name: 'Read-only', binds: true },
    ],
  });
});

test('the explanation names every role, grant and denial that leads to the answer, and agrees with the door', async () => {
  const care = await add('care');
  const b = await signedIn(care.email);
  const explain = (permission: string) => t.run(staff, 'explain', { id: care.id, permission });
  expect(await explain('identity.user:read')).toMatchObject({
    allowed: false,
    verdict: expect.stringContaining('no role gives it'),
    steps: [{ kind: 'role', name: 'Care', entry: null }],
    operations: expect.arrayContaining([expect.objectContaining({ key: 'staff.listUsers' })]),
  });
  await t.run(staff, 'setOverride', {
    id: care.id,
    effect: 'allow',
    permission: 'identity.*',
    expiresAt: inHours(1),
    ...because,
  });
  expect(await explain('identity.user:read')).toMatchObject({
    allowed: true,
    steps: [{ kind: 'role' }, { kind: 'allow', entry: 'identity.*', by: 'Test person', ...because, binds: true }],
  });
  expect((await b.get('/api/v1/users')).status).toBe(200);
  t.clock.advance(3_600_000);
  expect((await explain('identity.user:read')).verdict).toContain('expired');
  await t.run(staff, 'setOverride', { id: care.id, effect: 'deny', permission: 'identity.user:*', ...because });
  expect((await explain('identity.user:read')).verdict).toContain('denial wins');
  expect((await b.get('/api/v1/users')).status).toBe(403);
  await t.run(staff, 'disable', { id: care.id });
  expect(await explain('customers.customer:read')).toMatchObject({ allowed: false });
  await refused(explain('no.such:thing'), 'invalid', 'permission');
});

test('locking somebody out ends their sessions at once', async () => {
  const person = await add('administrator');
  const b = await signedIn(person.email);
  await t.run(staff, 'disable', { id: person.id });
  expect((await b.get('/api/v1/session')).status).toBe(401);
  expect((await b.signIn(person.email, password)).status).toBe(403);
});

test('nobody can deny, expire or demote the last administrator', async () => {
  const care = await roleId('Care');
  const admin = await roleId('Administrator');
  const id = root.id;
  await refused(t.run(staff, 'setRoles', { id, roleIds: [care] }), 'conflict');
  await refused(
    t.run(staff, 'setRoles', { id, roleIds: [admin], expiries: [{ roleId: admin, expiresAt: inHours(9) }] }),
    'conflict',
  );
  for (const permission of ['*', 'identity.user:write', 'identity.*'])
    await refused(t.run(staff, 'setOverride', { id, effect: 'deny', permission, ...because }), 'conflict');
  await refused(t.run(staff, 'disable', { id }), 'conflict');
  // A colleague whose administration ends by itself does not count.
  const second = await add('care');
  await t.run(staff, 'setOverride', {
    id: second.id,
    effect: 'allow',
    permission: '*',
    expiresAt: inHours(5),
    ...because,
  });
  await refused(t.run(staff, 'setRoles', { id, roleIds: [care] }), 'conflict');
  await t.run(staff, 'setOverride', { id: second.id, effect: 'allow', permission: '*', ...because });
  await t.run(staff, 'setOverride', { id, effect: 'deny', permission: 'identity.user:write', ...because });
  const { overrides } = await t.run(staff, 'access', { id: second.id });
  await refused(t.run(staff, 'liftOverride', { id: second.id, overrideId: overrides[0]!.id }), 'conflict');
  const mine = await t.run(staff, 'access', { id });
  await t.run(staff, 'liftOverride', { id, overrideId: mine.overrides[0]!.id });
  await t.run(staff, 'liftOverride', { id: second.id, overrideId: overrides[0]!.id });
});

test('of two administrators who take each other’s administration at once, one keeps it', async () => {
  const other = await add('administrator');
  const done = await Promise.allSettled([
    t.run(staff, 'setOverride', { id: other.id, effect: 'deny', permission: '*', ...because }, root.as(['*'])),
    t.run(staff, 'setRoles', { id: root.id, roleIds: [await roleId('Care')] }, other.as(['*'])),
  ]);
  expect(done.map((d) => d.status).sort()).toEqual(['fulfilled', 'rejected']);
  const left = await Promise.all([root.id, other.id].map((id) => t.run(staff, 'access', { id })));
  expect(left.filter((a) => a.administrator)).toHaveLength(1);
  const [keeper, fallen] = left[0]!.administrator ? [root, other] : [other, root];
  await t.run(staff, 'setRoles', { id: fallen.id, roleIds: [await roleId('Administrator')] }, keeper.as(['*']));
  for (const o of (await t.run(staff, 'access', { id: fallen.id })).overrides)
    await t.run(staff, 'liftOverride', { id: fallen.id, overrideId: o.id }, keeper.as(['*']));
  if (fallen === root) await t.run(staff, 'disable', { id: other.id }, root.as(['*']));
});

test('nobody gives what they lack, by role, grant, invitation or API key: every permission of the catalogue', async () => {
  const offered = offeredAt(t.kernel.registry.permissions, 'isp');
  const target = await add('read-only');
  await t.run(staff, 'setRoles', {
    id: target.id,
    roleIds: [(await t.run(staff, 'createRole', { name: 'Nothing much', permissions: [offered[0]!] })).id],
  });
  const basic = ['identity.user:write', 'identity.role:write', 'identity.api-key:write', offered[0]!];
  for (const permission of offered.filter((p) => !basic.includes(p))) {
    const lacking = t.as({ permissions: basic });
    const role = await t.run(staff, 'createRole', { name: `Only ${permission}`, permissions: [permission] });
    const given = { email: `x-${++count}@alpha.test`, name: 'X', roleIds: [role.id] };
    await Promise.all([
      refused(
        t.run(staff, 'createRole', { name: `My ${permission}`, permissions: [permission] }, lacking),
        'forbidden',
      ),
      refused(t.run(staff, 'invite', given, lacking), 'forbidden', 'roleIds'),
      refused(t.run(staff, 'setRoles', { id: target.id, roleIds: [role.id] }, lacking), 'forbidden', 'roleIds'),
      refused(
        t.run(staff, 'setOverride', { id: target.id, effect: 'allow', permission, ...because }, lacking),
        'forbidden',
        'permission',
      ),
      refused(
        t.run(apiKeys, 'create', { name: 'key', permissions: [permission] }, lacking),
        'forbidden',
        'permissions',
      ),
    ]);
    const holding = t.as({ permissions: [...basic, permission] });
    await t.run(staff, 'setOverride', { id: target.id, effect: 'deny', permission, ...because }, holding);
  }
  for (const wide of ['*', 'identity.*'])
    await refused(
      t.run(
        staff,
        'setOverride',
        { id: target.id, effect: 'allow', permission: wide, ...because },
        t.as({ permissions: basic }),
      ),
      'forbidden',
      'permission',
    );
});
