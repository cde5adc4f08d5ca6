import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { AppError } from '#kernel/errors.ts';
import { type Browser, type TestIdentity, testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { accountManagers, type managerRoles } from './contract.ts';
import { managerLookup } from './lookup.ts';

// Passwords are slow to hash, and meant to be.
vi.setConfig({ testTimeout: 30_000 });

let t: TestIdentity;
beforeAll(async () => {
  t = await testIdentity(modules);
});

const password = 'a sentence to remember';
const api = '/api/v1/tenant';
const refusal = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => undefined,
    (e) => e,
  );

async function enter(email: string): Promise<Browser> {
  const browser = t.browser('platform', '192.0.2.7', 'tenant');
  expect((await browser.signIn(email, password)).status).toBe(200);
  return browser;
}
/** An account manager who has accepted the invitation, signed in. */
async function manager(email: string, role: (typeof managerRoles)[number], tenant = t.alpha): Promise<Browser> {
  await t.run(accountManagers, 'invite', { email, name: 'Someone', role }, t.as({ tenant }));
  const [mail] = await t.linksTo(email);
  const token = mail!.link.searchParams.get('token');
  const accepted = await t
    .browser('platform')
    .send('POST', `${api}/invitations/accept`, { token, name: 'Someone', password });
  expect(accepted.status, JSON.stringify(accepted.body)).toBeLessThan(300);
  return enter(email);
}

describe('the first owner', () => {
  it('is invited by mail when the platform creates the provider, and enters the tenant portal alone', async () => {
    const gamma = {
      name: 'Gamma',
      slug: 'gamma',
      country: 'DE',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      adminName: 'Greta',
      adminEmail: 'greta@gamma.test',
    };
    const { id } = await t.run(tenants, 'create', gamma, t.as({ door: 'platform' }));
    await t.settle();
    const mails = (await t.linksTo('greta@gamma.test')).filter((m) => m.template === 'account-invitation');
    expect(mails).toHaveLength(1);
    const { link, tenantId } = mails[0]!;
    expect([tenantId, link.origin + link.pathname]).toEqual([
      id,
      'http://localhost:3001/tenant-portal/accept-invitation',
    ]);
    const token = link.searchParams.get('token')!;
    const nobody = t.browser('platform');
    const offer = await nobody.get(`${api}/invitations?token=${token}`);
    expect(offer.body).toMatchObject({ email: 'greta@gamma.test', tenantName: 'Gamma', hasAccount: false });
    // A token of the tenant portal opens neither staff console.
    expect((await nobody.get(`/api/v1/platform/invitations?token=${token}`)).status).toBe(404);
    expect((await t.browser('isp').get(`/api/v1/invitations?token=${token}`)).status).toBe(404);

    const answer = { token, name: 'Greta G.', password };
    expect((await nobody.send('POST', `${api}/invitations/accept`, answer)).status).toBeLessThan(300);
    expect((await nobody.send('POST', `${api}/invitations/accept`, answer)).status).toBe(404);
    const greta = await enter('greta@gamma.test');
    expect((await greta.get(`${api}/session`)).body).toMatchObject({
      user: { name: 'Greta G.' },
      tenant: { slug: 'gamma' },
      permissions: ['*'],
      door: 'tenant',
    });
    const { items } = (await greta.get(`${api}/account-managers`)).body;
    expect(items).toEqual([
      expect.objectContaining({ role: 'owner', status: 'active', lastSignInAt: expect.any(String) }),
    ]);
    // The session is one of this door: at no other is anybody signed in.
    expect((await greta.get('/api/v1/platform/session')).status).toBe(401);
    expect([...greta.cookies.keys()].filter((name) => name.includes('session'))).toEqual([
      'dotmac-tenant.session_token',
    ]);
    const record = await t.db.owner.query(
      `select count(*)::int as n from audit_entry where tenant_id = $1 and operation = 'account-managers.recordSignIn'`,
      [id],
    );
    expect(record.rows[0].n).toBe(1);
  });
});

describe('an account manager', () => {
  it('may do what their role says: an owner everything, billing the bills, a viewer nothing', async () => {
    const owner = await manager('olga@alpha.test', 'owner');
    const billing = await manager('bill@alpha.test', 'billing');
    const viewer = await manager('vera@alpha.test', 'viewer');
    const invite = (who: Browser, email: string) =>
      who.send('POST', `${api}/account-managers`, { email, name: 'New', role: 'viewer' });
    expect((await invite(owner, 'one@alpha.test')).status).toBeLessThan(300);
    for (const who of [billing, viewer]) {
      expect((await who.get(`${api}/account-managers`)).status).toBe(200);
      const refused = await invite(who, 'two@alpha.test');
      expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining('account.manager:write')]);
    }
    expect((await invite(owner, 'one@alpha.test')).body).toMatchObject({ code: 'conflict', field: 'email' });
    const lookup = managerLookup(t.db.pools.system, t.kernel.registry.permissions);
    const { rows } = await t.db.owner.query(`select user_id from account_manager where email = 'bill@alpha.test'`);
    const { permissions } = (await lookup.find(t.alpha.id, rows[0].user_id))!;
    expect([permissions.has('account.billing:write'), permissions.has('account.manager:write')]).toEqual([true, false]);
  });

  it('is not made an owner by staff of the ISP who may not do everything', async () => {
    const clerk = t.as({ permissions: ['account.manager:write', 'account.manager:read'] });
    const input = { email: 'self@alpha.test', name: 'Self', role: 'owner' as const };
    expect(await refusal(t.run(accountManagers, 'invite', input, clerk))).toMatchObject({ code: 'forbidden' });
  });

  it('who is locked out loses the session; the last owner who can enter is kept', async () => {
    const first = await manager('only@beta.test', 'owner', t.beta);
    const inBeta = t.as({ tenant: t.beta });
    const [only] = (await t.run(accountManagers, 'list', {}, inBeta)).items;
    const move = (operation: 'disable' | 'enable', id: string) => t.run(accountManagers, operation, { id }, inBeta);
    expect(await refusal(move('disable', only!.id))).toMatchObject({ code: 'conflict', message: /last owner/ });
    const demote = t.run(accountManagers, 'setRole', { id: only!.id, role: 'viewer' }, inBeta);
    expect(await refusal(demote)).toMatchObject({ code: 'conflict', message: /last owner/ });
    // An invited owner cannot enter yet, so the last one is still the last.
    await t.run(accountManagers, 'invite', { email: 'later@beta.test', name: 'Later', role: 'owner' }, inBeta);
    expect(await refusal(move('disable', only!.id))).toMatchObject({ code: 'conflict' });
    await manager('second@beta.test', 'owner', t.beta);
    await move('disable', only!.id);
    expect((await first.get(`${api}/session`)).status).toBe(401);
    expect((await t.browser('platform', '192.0.2.7', 'tenant').signIn('only@beta.test', password)).status).toBe(403);
    await move('enable', only!.id);
    await enter('only@beta.test');
  });

  it('forgets a password: the link leads to the portal, and ends what was signed in', async () => {
    const before = await manager('amnesia@alpha.test', 'viewer');
    const nobody = t.browser('platform');
    const ask = await nobody.send('POST', '/api/auth/tenant/request-password-reset', { email: 'amnesia@alpha.test' });
    expect(ask.status).toBe(200);
    const mail = (await t.linksTo('amnesia@alpha.test')).find((m) => m.template === 'password-reset');
    expect(mail!.link.pathname).toBe('/tenant-portal/reset-password');
    const token = mail!.link.searchParams.get('token');
    const done = await nobody.send('POST', '/api/auth/tenant/reset-password', {
      token,
      newPassword: `${password} anew`,
    });
    expect(done.status).toBe(200);
    expect((await before.get(`${api}/session`)).status).toBe(401);
    const again = t.browser('platform', '192.0.2.9', 'tenant');
    expect((await again.signIn('amnesia@alpha.test', `${password} anew`)).status).toBe(200);
  });

  it('sees and ends their own sessions, and no one else’s', async () => {
    const here = await manager('many@alpha.test', 'viewer');
    const there = await enter('many@alpha.test');
    const mine = (await here.get(`${api}/me/security`)).body.sessions;
    expect(mine).toHaveLength(2);
    const other = mine.find((s: { current: boolean }) => !s.current);
    expect((await here.send('DELETE', `${api}/me/sessions/${other.id}`)).status).toBeLessThan(300);
    expect((await there.get(`${api}/session`)).status).toBe(401);
    const olga = await enter('olga@alpha.test');
    const [hers] = (await olga.get(`${api}/me/security`)).body.sessions;
    expect((await here.send('DELETE', `${api}/me/sessions/${hers.id}`)).status).toBe(404);
  });

  it('of a suspended provider can still enter, for that is where one pays and asks', async () => {
    const owner = await manager('debtor@beta.test', 'owner', t.beta);
    await t.run(tenants, 'suspend', { id: t.beta.id, reason: 'Not paid' }, t.as({ door: 'platform' }));
    t.tenants.forget();
    t.identity.accounts.forget();
    expect((await owner.get(`${api}/account-managers`)).status).toBe(200);
    await t.run(tenants, 'resume', { id: t.beta.id }, t.as({ door: 'platform' }));
  });
});
