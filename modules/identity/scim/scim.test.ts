import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '#kernel/kernel.ts';
import { mailModule } from '#modules/communications/mail/module.ts';
import { signInsModule } from '#modules/identity/sign-ins/module.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { staffModule } from '#modules/identity/staff/module.ts';
import { type TestIdentity, testIdentity } from '#modules/identity/testing.ts';
import { tenantsModule } from '#modules/tenancy/tenants/module.ts';
import { scim } from './contract.ts';
import { mountScim } from './http.ts';
import { scimModule } from './module.ts';

let t: TestIdentity;
let app: FastifyInstance;
let token = '';
const roles: Record<string, string> = {};

beforeAll(async () => {
  t = await testIdentity([signInsModule, staffModule, tenantsModule, mailModule, scimModule]);
  app = Fastify();
  mountScim(app, { kernel: t.kernel, tenants: t.tenants, baseUrl: 'http://localhost:3000' });
  const account = { email: 'boss@alpha.test', name: 'Boss', role: 'administrator', password: 'a long enough password' };
  await t.run(staff, 'addMember', account, { ...t.as(), actor: systemActor('test') });
  for (const role of (await t.run(staff, 'listRoles', {})).items) roles[role.name] = role.id;
});
afterAll(() => app.close());

async function ask(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object, bearer = token) {
  const answer = await app.inject({
    method,
    url: `/scim/v2${path}`,
    headers: { authorization: `Bearer ${bearer}`, ...(body ? { 'content-type': 'application/scim+json' } : {}) },
    ...(body ? { payload: JSON.stringify(body) } : {}),
  });
  return { status: answer.statusCode, type: answer.headers['content-type'], body: answer.body ? answer.json() : null };
}
/** As Entra ID and Okta send it. */
const newUser = (userName: string, more: object = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  externalId: `ext-${userName}`,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ primary: true, value: userName, type: 'work' }],
  active: true,
  ...more,
});
const patch = (...Operations: object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});
const memberOf = async (email: string) => (await t.run(staff, 'listUsers', { q: email })).items[0]!;

describe('a directory', () => {
  it('is let in by a token that only administrators make, and that is its tenant’s alone', async () => {
    const little = t.as({ permissions: ['identity.provider:write'] });
    const wanted = { name: 'Entra ID', roleId: roles['Read-only']! };
    await expect(t.run(scim, 'createToken', wanted, little)).rejects.toMatchObject({ code: 'forbidden' });
    const made = await t.run(scim, 'createToken', wanted);
    token = made.token!;
    expect((await ask('GET', '/Users', undefined, 'scim_wrong')).status).toBe(401);
    const config = await ask('GET', '/ServiceProviderConfig');
    expect([config.status, config.type, config.body.patch.supported]).toEqual([
      200,
      expect.stringContaining('application/scim+json'),
      true,
    ]);
  });

  it('makes a colleague once, finds them by name and by its own id, and says what is wrong with others', async () => {
    expect((await ask('GET', '/Users?filter=userName eq "ada@alpha.test"')).body.totalResults).toBe(0);
    const made = await ask('POST', '/Users', newUser('Ada@alpha.test'));
    expect([made.status, made.body.userName, made.body.displayName, made.body.active]).toEqual([
      201,
      'ada@alpha.test',
      'Ada Lovelace',
      true,
    ]);
    expect((await memberOf('ada@alpha.test')).roleNames).toEqual(['Read-only']);
    const twice = await ask('POST', '/Users', newUser('ada@alpha.test'));
    expect([twice.status, twice.body.scimType, twice.body.schemas[0]]).toEqual([
      409,
      'uniqueness',
      'urn:ietf:params:scim:api:messages:2.0:Error',
    ]);
    for (const filter of ['userName eq "ADA@alpha.test"', 'externalId eq "ext-Ada@alpha.test"'])
      expect((await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`)).body.Resources[0]?.id).toBe(
        made.body.id,
      );
    expect((await ask('GET', '/Users?filter=title co "x"')).body.scimType).toBe('invalidFilter');
    expect((await ask('POST', '/Users', newUser('not an address'))).body.detail).toContain('e-mail address');
  });

  it('renames, switches off and on again, in the words of Okta and of Entra ID', async () => {
    const { id } = await memberOf('ada@alpha.test');
    const off = await ask('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: 'active', value: 'False' }));
    expect([off.status, off.body.active, (await memberOf('ada@alpha.test')).status]).toEqual([200, false, 'disabled']);
    await ask('PATCH', `/Users/${id}`, patch({ op: 'replace', value: { active: true, displayName: 'Ada King' } }));
    const after = await memberOf('ada@alpha.test');
    expect([after.status, after.name]).toEqual(['active', 'Ada King']);
    const moved = await ask('PUT', `/Users/${id}`, newUser('other@alpha.test'));
    expect([moved.status, moved.body.detail]).toEqual([400, expect.stringContaining('proven by its owner')]);
  });

  it('fills roles as groups; nobody is left without one, and the last administrator stays', async () => {
    const { id } = await memberOf('ada@alpha.test');
    const care = `/Groups/${roles['Care']}`;
    await ask('PATCH', care, patch({ op: 'add', path: 'members', value: [{ value: id }] }));
    expect((await memberOf('ada@alpha.test')).roleNames).toEqual(['Care']);
    const shown = await ask('GET', '/Groups?filter=displayName eq "care"');
    expect(shown.body.Resources[0].members.map((m: { value: string }) => m.value)).toEqual([id]);
    await ask('PATCH', care, patch({ op: 'remove', path: `members[value eq "${id}"]` }));
    expect((await memberOf('ada@alpha.test')).roleNames).toEqual(['Read-only']);
    const boss = await memberOf('boss@alpha.test');
    const admins = `/Groups/${roles['Administrator']}`;
    const out = await ask('PATCH', `/Users/${boss.id}`, patch({ op: 'replace', path: 'active', value: false }));
    expect([out.status, out.body.detail]).toEqual([409, expect.stringContaining('last administrator')]);
    const last = await ask('PATCH', admins, patch({ op: 'remove', path: `members[value eq "${boss.id}"]` }));
    expect([last.status, last.body.detail]).toEqual([409, expect.stringContaining('last administrator')]);
  });

  it('deletes by locking out, and may bring back', async () => {
    const { id } = await memberOf('ada@alpha.test');
    expect((await ask('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await ask('GET', `/Users/${id}`)).status).toBe(404);
    expect((await memberOf('ada@alpha.test')).status).toBe('disabled');
    const back = await ask('POST', '/Users', newUser('ada@alpha.test'));
    expect([back.status, back.body.id, back.body.active]).toEqual([201, id, true]);
  });

  it('sees nobody of another provider, and nothing once its token is revoked', async () => {
    const other = { email: 'eve@beta.test', name: 'Eve', role: 'care', password: 'a long enough password' };
    const eve = await t.run(staff, 'addMember', other, { ...t.as({ tenant: t.beta }), actor: systemActor('test') });
    expect((await ask('GET', `/Users/${eve.id}`)).status).toBe(404);
    expect(
      (await ask('PATCH', `/Users/${eve.id}`, patch({ op: 'replace', path: 'active', value: false }))).status,
    ).toBe(404);
    const [made] = (await t.run(scim, 'listTokens', {})).items;
    expect(made!.lastUsedAt).not.toBeNull();
    await t.run(scim, 'revokeToken', { id: made!.id });
    expect((await ask('GET', '/Users')).status).toBe(401);
  });
});
