import { describe, expect, test } from 'vitest';
import { type Caller, permissionSet } from '#kernel/context.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { mailModule } from '#modules/communications/mail/module.ts';
import { apiKeysModule } from '#modules/identity/api-keys/module.ts';
import { signInsModule } from '#modules/identity/sign-ins/module.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { brandingModule } from '#modules/tenancy/branding/module.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { tenantsModule } from '#modules/tenancy/tenants/module.ts';
import { staff } from './contract.ts';
import { staffModule } from './module.ts';

const t = await testIdentity([tenantsModule, signInsModule, staffModule, apiKeysModule, mailModule, brandingModule]);
const password = 'correct horse battery';
const operator = t.as({ door: 'platform' });

let count = 0;
/** A provider of the test's own, made as the platform makes one. */
async function provider() {
  count += 1;
  const slug = `isp-${count}`;
  const adminEmail = `admin@${slug}.test`;
  const { id } = await t.run(
    tenants,
    'create',
    {
      name: `Provider ${count}`,
      slug,
      country: 'DE',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      adminName: 'Ada',
      adminEmail,
    },
    operator,
  );
  await t.settle();
  const tenant = (await t.tenants.byId(id))!;
  const as = (permissions = ['*'], id = 'test-user') => t.as({ tenant, permissions, id });
  const system: Caller = {
    ...as(),
    actor: { kind: 'system', id: null, name: 'test', permissions: permissionSet(['*']) },
  };
  const roles = async () => new Map((await t.run(staff, 'listRoles', {}, as())).items.map((r) => [r.name, r]));
  const add = (name: string, role: string) =>
    t.kernel.run(system, staff, 'addMember', { email: `${name}@${slug}.test`, name, role, password });
  return { tenant, slug, adminEmail, as, roles, add };
}
const refused = (work: Promise<unknown>, code: string, field?: string) =>
  expect(work).rejects.toMatchObject({ code, ...(field ? { field } : {}) });
const accept = (token: string | null, from = `192.0.2.${count}`, rest: object = {}) =>
  t.browser('isp', from).send('POST', '/api/v1/invitations/accept', { token, name: 'Ada Berger', password, ...rest });

describe('a new provider', () => {
  test('gets its roles, and its administrator enters by the link in the platform’s outbox', async () => {
    const p = await provider();
    expect([...(await p.roles()).keys()]).toEqual(['Administrator', 'Care', 'Billing', 'NOC', 'Read-only']);
    const [mail] = await t.linksTo(p.adminEmail);
    expect(mail).toMatchObject({ tenantId: platformTenantId, template: 'staff-invitation' });
    const token = mail!.link.searchParams.get('token');
    expect(mail!.link.origin + mail!.link.pathname).toBe('http://localhost:3000/accept-invitation');

    const b = t.browser('isp');
    expect((await b.get(`/api/v1/invitations?token=${token}`)).body).toMatchObject({
      email: p.adminEmail,
      name: 'Ada',
      tenantName: `Provider ${count}`,
      hasAccount: false,
    });
    const answer = await accept(token);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect((await b.signIn(p.adminEmail, password)).status).toBe(200);
    expect((await b.get('/api/v1/session')).body).toMatchObject({
      user: { name: 'Ada Berger' },
      tenant: { slug: p.slug },
      permissions: ['*'],
    });
  });

  test('can have its first administrator invited again until somebody has entered; the earlier link ends', async () => {
    const p = await provider();
    const first = (await t.linksTo(p.adminEmail))[0]!.link.searchParams.get('token');
    await t.run(
      tenants,
      'inviteAdministrator',
      { id: p.tenant.id, name: 'Bob', email: `bob@${p.slug}.test` },
      operator,
    );
    await t.settle();
    expect((await accept(first)).status).toBe(404);
    const second = (await t.linksTo(`bob@${p.slug}.test`))[0]!.link.searchParams.get('token');
    expect((await accept(second)).status).toBe(200);
    await refused(
      t.run(tenants, 'inviteAdministrator', { id: p.tenant.id, name: 'Eve', email: 'eve@vendor.test' }, operator),
      'conflict',
    );
  });

  test('cannot take a short name that is taken or reserved', async () => {
    const p = await provider();
    const make = (slug: string) =>
      t.run(
        tenants,
        'create',
        {
          name: 'X Net',
          slug,
          country: 'DE',
          currency: 'EUR',
          timeZone: 'UTC',
          adminName: 'X',
          adminEmail: 'x@x.test',
        },
        operator,
      );
    await refused(make(p.slug), 'conflict', 'slug');
    await refused(make('platform'), 'invalid', 'slug');
  });
});

describe('an invitation', () => {
  async function invite(role = 'Care') {
    const p = await provider();
    const roles = await p.roles();
    const email = `new@${p.slug}.test`;
    const member = await t.run(staff, 'invite', { email, name: 'New', roleIds: [roles.get(role)!.id] }, p.as());
    const token = (await t.linksTo(email))[0]!.link.searchParams.get('token')!;
    return { ...p, member, email, token };
  }

  test('works once', async () => {
    const p = await invite();
    expect(p.member).toMatchObject({ status: 'invited', roleNames: ['Care'] });
    expect((await t.linksTo(p.email))[0]!.tenantId).toBe(p.tenant.id);
    expect((await accept(p.token)).status).toBe(200);
    expect((await accept(p.token)).status).toBe(404);
    const { items } = await t.run(staff, 'listUsers', { q: p.email }, p.as());
    expect(items[0]).toMatchObject({ status: 'active', name: 'Ada Berger' });
  });

  test('works once when accepted twice at the same moment', async () => {
    const p = await invite();
    const answers = await Promise.all([accept(p.token, '198.51.100.1'), accept(p.token, '198.51.100.2')]);
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1);
  });

  test('is refused when its token is wrong, of another provider, or tried at the other door', async () => {
    const p = await invite();
    const other = await provider();
    const secret = p.token.slice(p.token.indexOf('.'));
    for (const token of [
      `${p.slug}.${'x'.repeat(43)}`,
      `${other.slug}${secret}`,
      `platform${secret}`,
      'nonsense-nonsense-nonsense',
    ])
      expect((await accept(token)).status, token).toBe(404);
    const platform = await t
      .browser('platform')
      .send('POST', '/api/v1/platform/invitations/accept', { token: p.token, name: 'X', password });
    expect(platform.status).toBe(404);
    expect((await accept(p.token)).status).toBe(200);
  });

  test('of the platform does not open the ISP door', async () => {
    const token = `platform.${'y'.repeat(43)}`;
    await t.db.owner.query(
      `insert into member (tenant_id, name, email, status, invitation_hash, invitation_expires_at)
       values ($1, 'P', 'p@platform.test', 'invited', encode(sha256($2::bytea), 'hex'), '2030-01-01')`,
      [platformTenantId, token],
    );
    expect((await accept(token)).status).toBe(404);
    const there = await t
      .browser('platform')
      .send('POST', '/api/v1/platform/invitations/accept', { token, name: 'P', password });
    expect(there.status, JSON.stringify(there.body)).toBe(200);
  });

  test('runs out after seven days', async () => {
    const p = await invite();
    t.clock.advance(7 * 86_400_000);
    const answer = await accept(p.token);
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toMatch(/expired/);
    await t.run(staff, 'resendInvitation', { id: p.member.id }, p.as());
    const fresh = (await t.linksTo(p.email))[0]!.link.searchParams.get('token');
    expect((await accept(fresh)).status).toBe(200);
  });

  test('ends when it is withdrawn or sent again', async () => {
    const p = await invite();
    await t.run(staff, 'resendInvitation', { id: p.member.id }, p.as());
    expect((await accept(p.token)).status).toBe(404);
    const second = (await t.linksTo(p.email))[0]!.link.searchParams.get('token');
    await t.run(staff, 'disable', { id: p.member.id }, p.as());
    expect((await accept(second)).status).toBe(404);
  });

  test('needs a password of twelve characters', async () => {
    const p = await invite();
    const answer = await accept(p.token, undefined, { password: 'short' });
    expect(answer.body).toMatchObject({ status: 400, field: 'password' });
  });

  test('to somebody who works elsewhere needs the password they have, and then both providers are theirs', async () => {
    const first = await provider();
    await first.add('consultant', 'care');
    const email = `consultant@${first.slug}.test`;
    const second = await provider();
    await t.run(
      staff,
      'invite',
      { email, name: 'Consultant', roleIds: [(await second.roles()).get('NOC')!.id] },
      second.as(),
    );
    const token = (await t.linksTo(email))[0]!.link.searchParams.get('token');
    const stolen = await accept(token, undefined, { password: 'somebody elses password' });
    expect(stolen.body).toMatchObject({ status: 400, field: 'password' });
    expect((await accept(token)).status).toBe(200);

    const b = t.browser('isp');
    await b.signIn(email, password);
    const session = (await b.get('/api/v1/session')).body;
    expect(session.tenants.map((x: { slug: string }) => x.slug).sort()).toEqual([first.slug, second.slug].sort());
    const other = session.tenant.slug === first.slug ? second : first;
    const third = await provider();
    expect((await b.send('POST', '/api/v1/session/tenant', { tenantId: third.tenant.id })).status).toBe(404);
    expect((await b.send('POST', '/api/v1/session/tenant', { tenantId: other.tenant.id })).status).toBe(200);
    const after = (await b.get('/api/v1/session')).body;
    expect(after.tenant.slug).toBe(other.slug);
    expect(after.permissions).not.toEqual(session.permissions);
  });
});

describe('nobody gives what they do not hold', () => {
  const limited = [
    'identity.user:read',
    'identity.user:write',
    'identity.role:write',
    'identity.api-key:write',
    'platform.note:*',
  ];

  test('by inviting, by a role of their own making, or by changing a role', async () => {
    const p = await provider();
    const roles = await p.roles();
    const helper = p.as(limited);
    await refused(
      t.run(staff, 'invite', { email: 'a@b.test', name: 'A', roleIds: [roles.get('Administrator')!.id] }, helper),
      'forbidden',
      'roleIds',
    );
    await refused(
      t.run(staff, 'createRole', { name: 'Sly', permissions: ['identity.session:write'] }, helper),
      'forbidden',
      'permissions',
    );
    await refused(t.run(staff, 'createRole', { name: 'Sly', permissions: ['*'] }, helper), 'forbidden', 'permissions');
    await refused(
      t.run(staff, 'createRole', { name: 'Sly', permissions: ['identity.*'] }, helper),
      'forbidden',
      'permissions',
    );
    const role = await t.run(staff, 'createRole', { name: 'Helpers', permissions: ['identity.user:read'] }, helper);
    await refused(
      t.run(staff, 'updateRole', { id: role.id, permissions: ['identity.session:write'] }, helper),
      'forbidden',
      'permissions',
    );
    await t.run(staff, 'updateRole', { id: role.id, permissions: ['identity.user:write'] }, helper);
  });

  test('nor touches a colleague, or a role, that may do more', async () => {
    const p = await provider();
    const roles = await p.roles();
    const admin = await p.add('boss', 'administrator');
    await p.add('boss2', 'administrator');
    const helper = p.as(limited);
    const small = await t.run(staff, 'createRole', { name: 'Small', permissions: ['identity.user:read'] }, p.as());
    await refused(t.run(staff, 'disable', { id: admin.id }, helper), 'forbidden');
    await refused(t.run(staff, 'setRoles', { id: admin.id, roleIds: [small.id] }, helper), 'forbidden');
    const strong = await t.run(
      staff,
      'createRole',
      { name: 'Strong', permissions: ['identity.session:write'] },
      p.as(),
    );
    await refused(t.run(staff, 'removeRole', { id: strong.id }, helper), 'forbidden');
    await refused(t.run(staff, 'updateRole', { id: roles.get('Care')!.id, name: 'Mine' }, p.as()), 'conflict');
  });

  test('and unknown permissions are refused', async () => {
    const p = await provider();
    for (const permission of ['billing.gold:mine', 'nothing.*', 'platform.tenant:write'])
      await refused(
        t.run(staff, 'createRole', { name: 'Odd', permissions: [permission] }, p.as()),
        'invalid',
        'permissions',
      );
  });
});

describe('the last administrator', () => {
  test('can be neither locked out nor made something else', async () => {
    const p = await provider();
    const roles = await p.roles();
    const only = await p.add('only', 'administrator');
    await refused(t.run(staff, 'disable', { id: only.id }, p.as()), 'conflict');
    await refused(t.run(staff, 'setRoles', { id: only.id, roleIds: [roles.get('Care')!.id] }, p.as()), 'conflict');
    const second = await p.add('second', 'administrator');
    await t.run(staff, 'disable', { id: only.id }, p.as());
    await refused(t.run(staff, 'disable', { id: second.id }, p.as()), 'conflict');
  });

  test('is left when two lock each other out at the same moment', async () => {
    const p = await provider();
    const [a, b] = [await p.add('a', 'administrator'), await p.add('b', 'administrator')];
    const done = await Promise.allSettled([
      t.run(staff, 'disable', { id: a.id }, p.as(['*'], b.id)),
      t.run(staff, 'disable', { id: b.id }, p.as(['*'], a.id)),
    ]);
    expect(done.filter((d) => d.status === 'fulfilled')).toHaveLength(1);
  });

  test('is not undone by taking the wildcard from a role', async () => {
    const p = await provider();
    const role = await t.run(staff, 'createRole', { name: 'Owners', permissions: ['*'] }, p.as());
    const owner = await p.add('owner', 'Owners');
    await refused(t.run(staff, 'updateRole', { id: role.id, permissions: ['identity.user:read'] }, p.as()), 'conflict');
    await refused(t.run(staff, 'removeRole', { id: role.id }, p.as()), 'conflict');
    await refused(t.run(staff, 'disable', { id: owner.id }, p.as(['*'], owner.id)), 'conflict');
  });
});

test('a change of role binds at once', async () => {
  const p = await provider();
  await p.add('boss', 'administrator');
  const member = await p.add('clerk', 'care');
  const b = t.browser('isp');
  await b.signIn(`clerk@${p.slug}.test`, password);
  expect((await b.get('/api/v1/users')).status).toBe(403);
  const role = await t.run(staff, 'createRole', { name: 'Lookers', permissions: ['identity.user:read'] }, p.as());
  await t.run(staff, 'setRoles', { id: member.id, roleIds: [role.id] }, p.as());
  expect((await b.get('/api/v1/users')).status).toBe(200);
  await t.run(staff, 'updateRole', { id: role.id, permissions: ['identity.session:read'] }, p.as());
  expect((await b.get('/api/v1/users')).status).toBe(403);
});

test('members, roles and sessions of another provider are not found', async () => {
  const p = await provider();
  const q = await provider();
  const member = await p.add('mine', 'administrator');
  const role = await t.run(staff, 'createRole', { name: 'Mine', permissions: ['identity.user:read'] }, p.as());
  const theirs = await q.add('theirs', 'care');
  for (const work of [
    async () => t.run(staff, 'setRoles', { id: member.id, roleIds: [(await q.roles()).get('Care')!.id] }, q.as()),
    () => t.run(staff, 'setRoles', { id: theirs.id, roleIds: [role.id] }, q.as()),
    () => t.run(staff, 'invite', { email: 'x@y.test', name: 'X', roleIds: [role.id] }, q.as()),
    () => t.run(staff, 'getUser', { id: member.id }, q.as()),
    () => t.run(staff, 'resetTwoFactor', { id: member.id }, q.as()),
    () => t.run(staff, 'disable', { id: member.id }, q.as()),
    () => t.run(staff, 'enable', { id: member.id }, q.as()),
    () => t.run(staff, 'resendInvitation', { id: member.id }, q.as()),
    () => t.run(staff, 'updateRole', { id: role.id, name: 'Stolen' }, q.as()),
    () => t.run(staff, 'removeRole', { id: role.id }, q.as()),
  ])
    await refused(work(), 'not_found');
  expect((await t.run(staff, 'listUsers', {}, q.as())).items.map((m) => m.email)).not.toContain(member.email);
});

test('staff are listed by name, page by page', async () => {
  const p = await provider();
  for (const name of ['delta', 'alpha', 'Charlie', 'bravo']) await p.add(name, 'care');
  const names: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await t.run(staff, 'listUsers', { limit: 2, status: 'active', ...(cursor ? { cursor } : {}) }, p.as());
    names.push(...page.items.map((m) => m.name));
    if (!page.next) break;
    cursor = page.next;
  }
  expect(names).toEqual(['alpha', 'bravo', 'Charlie', 'delta']);
});

test('the catalogue names what each permission opens, and nothing of other doors', async () => {
  const p = await provider();
  const { items } = await t.run(staff, 'permissions', {}, p.as());
  expect(items.find((i) => i.name === 'identity.role:write')).toMatchObject({
    area: 'identity',
    operations: [
      { key: 'staff.createRole', summary: 'Create a role from permissions one holds oneself' },
      { key: 'staff.updateRole' },
      { key: 'staff.removeRole' },
    ],
  });
  expect(items.map((i) => i.name)).not.toContain('platform.tenant:write');
});
