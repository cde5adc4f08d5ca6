import Fastify, { type FastifyInstance } from 'fastify';
import ipaddr from 'ipaddr.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '#kernel/kernel.ts';
import { allowOutgoing } from '#kernel/outgoing.ts';
import { mailModule } from '#modules/communications/mail/module.ts';
import { signInsModule } from '#modules/identity/sign-ins/module.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { staffModule } from '#modules/identity/staff/module.ts';
import { type TestIdentity, testIdentity } from '#modules/identity/testing.ts';
import { tenantsModule } from '#modules/tenancy/tenants/module.ts';
import { signInProviders } from './contract.ts';
import { mountFederation } from './http.ts';
import { signInProvidersModule } from './module.ts';
import { type TestProvider, testProvider, throughProvider } from './testing.ts';

let t: TestIdentity;
let app: FastifyInstance;
let idp: TestProvider;
let providerId: string;
let callbackUrl = '';
const base = 'http://localhost:3000';

beforeAll(async () => {
  allowOutgoing([ipaddr.parseCIDR('127.0.0.0/8')]);
  t = await testIdentity([signInsModule, staffModule, tenantsModule, mailModule, signInProvidersModule]);
  app = Fastify({ trustProxy: 'loopback' });
  t.identity.mount(app, 'isp');
  mountFederation(app, { kernel: t.kernel, tenants: t.tenants, baseUrl: base, enter: t.identity.enterVouched });
  idp = await testProvider(() => callbackUrl, {
    ann: { email: 'Ann@alpha.test', name: 'Ann from the provider' },
    new: { email: 'new@alpha.test', name: 'New Person' },
    unproven: { email: 'ann@alpha.test', name: 'Not Ann', verified: false },
    outside: { email: 'outside@elsewhere.test', name: 'Outside' },
    boss: { email: 'boss@alpha.test', name: 'Boss' },
  });
  await colleague('ann@alpha.test', 'care');
  const made = await t.run(signInProviders, 'create', {
    kind: 'oidc',
    name: 'Company sign-in',
    domains: ['alpha.test'],
    createsMembers: false,
    issuer: idp.issuer,
    clientId: 'dotmac',
    clientSecret: 'a secret of the client',
  });
  providerId = made.id;
  callbackUrl = made.callbackUrl;
});
afterAll(async () => {
  await app.close();
  await idp.close();
});

const colleague = (email: string, role: string, tenant = t.alpha) =>
  t.run(
    staff,
    'addMember',
    { email, name: email, role, password: 'a long enough password' },
    { ...t.as({ tenant }), actor: systemActor('test') },
  );
const start = () => app.inject({ method: 'GET', url: `/api/auth/isp/sso/${providerId}/start?next=/dashboard/radius` });
/** A browser goes to the provider as somebody and comes back; `cookie` is what it kept from us. */
async function signInAs(login: string, cookie?: string) {
  const begun = await start();
  expect(begun.statusCode).toBe(303);
  const ours = begun.headers['set-cookie']!.toString().split(';')[0]!;
  const back = await throughProvider(begun.headers.location!, login, callbackUrl);
  const url = back.pathname + back.search;
  const again = () => app.inject({ method: 'GET', url, headers: { cookie: cookie ?? ours } });
  const answer = await again();
  return { answer, again, location: new URL(answer.headers.location ?? '/', base) };
}
const saidIn = (cookies: unknown) =>
  decodeURIComponent(/dotmac-sso-said=([^;]*)/.exec(String(cookies ?? ''))?.[1] ?? '') || null;
const sentence = ({ answer }: { answer: { headers: { 'set-cookie'?: unknown } } }) =>
  saidIn(answer.headers['set-cookie']);

describe('signing in by an OpenID provider', () => {
  it('is offered to addresses of its domain once it is switched on', async () => {
    const offered = async () =>
      (await app.inject({ method: 'GET', url: '/api/auth/isp/sso?email=anybody@alpha.test' })).json();
    expect(await offered()).toEqual({ items: [] });
    expect((await start()).headers.location).toContain('/login?sso=refused');
    await t.run(signInProviders, 'update', { id: providerId, isEnabled: true });
    expect(await offered()).toEqual({
      items: [{ name: 'Company sign-in', startUrl: `/api/auth/isp/sso/${providerId}/start` }],
    });
    expect((await t.run(signInProviders, 'check', { id: providerId })).isReachable).toBe(true);
  });

  it('lets a colleague in whose address the provider has verified, to where they wanted to go', async () => {
    const { answer, location } = await signInAs('ann');
    expect([answer.statusCode, location.pathname]).toEqual([303, '/dashboard/radius']);
    const cookie = answer.headers['set-cookie']!.toString();
    expect(cookie).toContain('dotmac-isp.session_token');
    const known = await t.identity.identify('isp', {
      method: 'GET',
      headers: { cookie: cookie.split(';')[0] },
    } as never);
    expect([known.tenant?.slug, known.actor.kind]).toEqual(['alpha', 'staff']);
    const [row] = (await t.run(signInProviders, 'list', {})).items;
    expect([row!.people, row!.lastError, row!.lastUsedAt !== null]).toEqual([1, null, true]);
    const [ann] = (await t.run(staff, 'listUsers', { q: 'ann@alpha.test' })).items;
    expect(ann!.lastSignInAt).not.toBeNull();
  });

  it('takes an answer once, and from the browser that began', async () => {
    const { again } = await signInAs('ann');
    expect(sentence({ answer: await again() })).toContain('Begin again');
    const stolen = await signInAs('ann', `dotmac-sso=${'x'.repeat(43)}`);
    expect(sentence(stolen)).toContain('not begun in this browser');
    expect(String(stolen.answer.headers['set-cookie'])).not.toContain('session_token');
  });

  it('keeps out strangers, unproven addresses and other domains, and tells the administrator why', async () => {
    expect(sentence(await signInAs('new'))).toContain('no colleague here');
    expect(sentence(await signInAs('unproven'))).toContain('has not verified');
    expect(sentence(await signInAs('outside'))).toContain('does not speak for addresses of elsewhere.test');
    const [row] = (await t.run(signInProviders, 'list', {})).items;
    expect(row!.lastError).toContain('elsewhere.test');
  });

  it('makes colleagues with the role that was chosen, which must be one that can be given', async () => {
    const roles = (await t.run(staff, 'listRoles', {})).items;
    const administrator = roles.find((r) => r.name === 'Administrator')!;
    const care = roles.find((r) => r.name === 'Care')!;
    const little = t.as({ permissions: ['identity.provider:write'] });
    const change = { id: providerId, createsMembers: true };
    await expect(
      t.run(signInProviders, 'update', { ...change, roleId: administrator.id }, little),
    ).rejects.toMatchObject({ code: 'forbidden', field: 'roleId' });
    await expect(t.run(signInProviders, 'update', change)).rejects.toMatchObject({ field: 'roleId' });
    await t.run(signInProviders, 'update', { ...change, roleId: care.id });
    const { location } = await signInAs('new');
    expect(location.pathname).toBe('/dashboard/radius');
    const [made] = (await t.run(staff, 'listUsers', { q: 'new@alpha.test' })).items;
    expect([made!.status, made!.roleNames]).toEqual(['active', ['Care']]);
  });

  it('never opens an account that works for another provider too, nor one that was switched off', async () => {
    const [made] = (await t.run(staff, 'listUsers', { q: 'new@alpha.test' })).items;
    await t.run(staff, 'disable', { id: made!.id });
    expect(sentence(await signInAs('new'))).toContain('switched off');
    await colleague('boss@alpha.test', 'administrator', t.beta);
    await t.db.owner.query(
      `insert into member (tenant_id, id, user_id, name, email, status)
       select $1, uuidv7(), user_id, name, email, 'active' from member where email = 'boss@alpha.test'`,
      [t.alpha.id],
    );
    expect(sentence(await signInAs('boss'))).toContain('works for another provider');
  });

  it('asks for what each kind needs, naming the field', async () => {
    const given = { kind: 'saml' as const, name: 'SAML', domains: ['alpha.test'], createsMembers: false };
    await expect(t.run(signInProviders, 'create', { ...given, certificate: 'nonsense' })).rejects.toMatchObject({
      field: 'certificate',
    });
    await expect(t.run(signInProviders, 'create', { ...given, kind: 'oidc' })).rejects.toMatchObject({
      field: 'issuer',
    });
  });
});
