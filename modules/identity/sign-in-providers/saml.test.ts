import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import * as samlify from 'samlify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '#kernel/kernel.ts';
import { mailModule } from '#modules/communications/mail/module.ts';
import { signInsModule } from '#modules/identity/sign-ins/module.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { staffModule } from '#modules/identity/staff/module.ts';
import { type TestIdentity, testIdentity } from '#modules/identity/testing.ts';
import { tenantsModule } from '#modules/tenancy/tenants/module.ts';
import { signInProviders } from './contract.ts';
import { mountFederation } from './http.ts';
import { signInProvidersModule } from './module.ts';

let t: TestIdentity;
let app: FastifyInstance;
let id: string;
const folder = mkdtempSync(join(tmpdir(), 'dotmac-saml-'));
const base = 'http://localhost:3000';
const entityID = 'https://idp.example.test/metadata';

/** A key and its certificate, made by openssl. */
function keyPair(name: string) {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const made = ['-keyout', key, '-out', certificate, '-subj', `/CN=${name}`, '-days', '2', '-noenc'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...made], { stdio: 'pipe' });
  return { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') };
}
const ours = keyPair('idp');
const others = keyPair('mallory');

/** An identity provider (samlify) with the key of its own or of somebody else. */
const idpWith = ({ key, certificate }: typeof ours) =>
  samlify.IdentityProvider({
    entityID,
    signingCert: certificate,
    privateKey: key,
    requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    nameIDFormat: ['urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'],
    singleSignOnService: [
      { Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: 'https://idp.example.test/sso' },
    ],
  });

beforeAll(async () => {
  samlify.setSchemaValidator({ validate: async () => 'not looked at' });
  t = await testIdentity([signInsModule, staffModule, tenantsModule, mailModule, signInProvidersModule]);
  app = Fastify({ trustProxy: 'loopback' });
  t.identity.mount(app, 'isp');
  mountFederation(app, { kernel: t.kernel, tenants: t.tenants, baseUrl: base, enter: t.identity.enterVouched });
  const account = { email: 'ann@alpha.test', name: 'Ann', role: 'care', password: 'a long enough password' };
  await t.run(staff, 'addMember', account, { ...t.as(), actor: systemActor('test') });
  const made = await t.run(signInProviders, 'create', {
    kind: 'saml',
    name: 'Company sign-in',
    domains: ['alpha.test'],
    createsMembers: false,
    entityId: entityID,
    ssoUrl: 'https://idp.example.test/sso',
    certificate: ours.certificate,
  });
  id = made.id;
  await t.run(signInProviders, 'update', { id, isEnabled: true });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

async function begin() {
  const begun = await app.inject({ method: 'GET', url: `/api/auth/isp/sso/${id}/start?next=/dashboard/radius` });
  const cookie = begun.headers['set-cookie']!.toString().split(';')[0]!;
  const { body: metadata } = await app.inject({ method: 'GET', url: `/api/auth/isp/sso/${id}/metadata` });
  return { cookie, sp: samlify.ServiceProvider({ metadata }), to: new URL(begun.headers.location!) };
}
/** What the provider answers to a sign-in that was begun. */
async function responseTo({ sp, to }: Awaited<ReturnType<typeof begin>>, email: string, keys = ours): Promise<string> {
  const idp = idpWith(keys);
  const query = Object.fromEntries(to.searchParams);
  const asked = await idp.parseLoginRequest(sp, 'redirect', { query });
  const answer = await idp.createLoginResponse(sp, { ...asked }, 'post', { email });
  return (answer as { context: string }).context;
}
async function comeBack(response: string, cookie: string): Promise<{ location: URL; cookies: string }> {
  const posted = await app.inject({
    method: 'POST',
    url: `/api/auth/isp/sso/${id}/acs`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://idp.example.test' },
    payload: new URLSearchParams({ SAMLResponse: response }).toString(),
  });
  const kept = posted.headers.location!.includes('/finish?');
  const finished = kept
    ? await app.inject({ method: 'GET', url: posted.headers.location!, headers: { cookie } })
    : posted;
  return {
    location: new URL(finished.headers.location!, base),
    cookies: finished.headers['set-cookie']?.toString() ?? '',
  };
}
const sentence = ({ cookies }: { cookies: string }) =>
  decodeURIComponent(/dotmac-sso-said=([^;]*)/.exec(cookies)?.[1] ?? '') || null;
const isIn = ({ cookies }: { cookies: string }) => cookies.includes('session_token');

describe('signing in by a SAML provider', () => {
  it('lets a colleague in by a signed assertion, once', async () => {
    const begun = await begin();
    expect(begun.to.origin).toBe('https://idp.example.test');
    const response = await responseTo(begun, 'ann@alpha.test');
    const entered = await comeBack(response, begun.cookie);
    expect(sentence(entered)).toBeNull();
    expect([entered.location.pathname, entered.cookies.includes('dotmac-isp.session_token')]).toEqual([
      '/dashboard/radius',
      true,
    ]);
    const again = await comeBack(response, begun.cookie);
    expect([sentence(again)?.includes('Begin again'), isIn(again)]).toEqual([true, false]);
  });

  it('keeps out what another key signed, what was changed on the way, and what nobody asked for', async () => {
    const forged = await begin();
    const byMallory = await comeBack(await responseTo(forged, 'ann@alpha.test', others), forged.cookie);
    expect([sentence(byMallory)?.includes('could not be accepted'), isIn(byMallory)]).toEqual([true, false]);
    const [row] = (await t.run(signInProviders, 'list', {})).items;
    expect(row!.lastError).toMatch(/signature/i);

    const changed = await begin();
    const xml = Buffer.from(await responseTo(changed, 'bob@alpha.test'), 'base64').toString();
    const altered = Buffer.from(xml.replaceAll('bob@alpha.test', 'ann@alpha.test')).toString('base64');
    expect(isIn(await comeBack(altered, changed.cookie))).toBe(false);

    const elsewhere = await begin();
    const stolen = await comeBack(await responseTo(elsewhere, 'ann@alpha.test'), `dotmac-sso=${'y'.repeat(43)}`);
    expect([sentence(stolen)?.includes('not begun in this browser'), isIn(stolen)]).toEqual([true, false]);
  });

  it('says when its certificate ends', async () => {
    const found = await t.run(signInProviders, 'check', { id });
    expect([found.isReachable, found.finding]).toEqual([true, expect.stringContaining('good until')]);
  });
});
