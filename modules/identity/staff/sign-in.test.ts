import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { mailModule } from '#modules/communications/mail/module.ts';
import { apiKeysModule } from '#modules/identity/api-keys/module.ts';
import { signIns } from '#modules/identity/sign-ins/contract.ts';
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
let email = '';
/** Every test has a person and an address of its own, so that no limit of one meets another. */
beforeEach(async () => {
  count += 1;
  email = `person${count}@alpha.test`;
  await t.asSystem(staff, 'addMember', { email, name: `Person ${count}`, role: 'administrator', password });
});
const browser = (which: 'isp' | 'platform' = 'isp') => t.browser(which, `192.0.2.${count}`);
const signedIn = async () => {
  const b = browser();
  expect((await b.signIn(email, password)).status).toBe(200);
  return b;
};
const outcomes = async () => {
  const { rows } = await t.db.owner.query<{ outcome: string }>(
    `select a.after->>'outcome' as outcome from audit_entry a join member m on m.id = a.subject_id
     where m.email = $1 and a.operation = 'staff.recordSignIn' order by a.seq`,
    [email],
  );
  return rows.map((r) => r.outcome);
};

/** RFC 6238 with SHA-1, six digits, thirty seconds; `key` is the shared secret in base32. */
function totp(key: string, atMs = Date.now()): string {
  let bits = '';
  for (const c of key.replaceAll('=', ''))
    bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const mac = createHmac('sha1', secret).update(counter).digest();
  return String((mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

describe('signing in', () => {
  test('opens a session of the member in their tenant, and is on record', async () => {
    const b = browser();
    const answer = await b.signIn(email.toUpperCase(), password);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect((await b.get('/api/v1/session')).body).toMatchObject({
      user: { email, twoFactor: false },
      tenant: { slug: 'alpha', currency: 'EUR' },
      permissions: ['*'],
      door: 'isp',
      demo: false,
    });
    expect(await outcomes()).toEqual(['signed-in']);
  });

  test('is refused alike for a wrong password and an unknown address', async () => {
    const b = browser();
    const wrong = await b.signIn(email, 'not the password');
    const unknown = await b.signIn('nobody@alpha.test', 'not the password');
    expect(wrong.status).toBe(401);
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
    expect(wrong.body).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect((await b.get('/api/v1/session')).status).toBe(401);
    expect(await outcomes()).toEqual(['wrong-password']);
  });

  test('sets a cookie that scripts cannot read and other sites cannot send along', async () => {
    const set = [(await browser().signIn(email, password)).headers['set-cookie']].flat().map(String);
    expect(set.map((cookie) => cookie.split('=')[0]).sort()).toEqual(['dotmac-isp.device', 'dotmac-isp.session_token']);
    for (const cookie of set) {
      expect(cookie).toMatch(/HttpOnly/i);
      expect(cookie).toMatch(/SameSite=Lax/i);
    }
  });

  test('cannot be done by signing up', async () => {
    const answer = await browser().send('POST', '/api/auth/isp/sign-up/email', {
      email: 'new@alpha.test',
      password,
      name: 'New',
    });
    expect(answer.status).toBe(404);
    expect(await t.identity.accounts.byEmail('isp', 'new@alpha.test')).toBeNull();
  });

  test('is refused for a demo account where there is no demo, which also lists none', async () => {
    await t.asSystem(staff, 'addMember', {
      email: 'demo@alpha.test',
      name: 'Demo',
      role: 'care',
      password,
      demo: true,
    });
    const b = browser();
    const answer = await b.signIn('demo@alpha.test', password);
    expect(answer.status).toBe(403);
    expect(b.cookies.size).toBe(0);
    expect((await b.get('/api/v1/demo-accounts')).status).toBe(404);
  });

  test('stops after ten wrong guesses at an account, even for the right password, and for no other account', async () => {
    const b = browser();
    const guesses = await Promise.all(Array.from({ length: 12 }, () => b.signIn(email, 'not the password')));
    expect(guesses.filter((g) => g.status === 401)).toHaveLength(10);
    const refused = await b.signIn(email, password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(60);
    await t.asSystem(staff, 'addMember', { email: `other${count}@alpha.test`, name: 'Other', role: 'care', password });
    expect((await b.signIn(`other${count}@alpha.test`, password)).status).toBe(200);
  });

  test('counts a right password as no guess', async () => {
    const b = browser();
    for (let n = 0; n < 12; n += 1) expect((await b.signIn(email, password)).status).toBe(200);
  });
});

test('only what sign-in needs can be asked for, by its one name', async () => {
  const b = await signedIn();
  const guess = { email, password: 'not the password' };
  for (const path of ['sign-in/email/', '/sign-in/email', 'sign-in//email', 'SIGN-IN/email', 'sign-in/email%2f'])
    expect((await browser().send('POST', `/api/auth/isp/${path}`, guess)).status, path).toBe(404);
  for (const path of [
    'update-user',
    'list-sessions',
    'revoke-sessions',
    'delete-user',
    'change-email',
    'two-factor/send-otp',
    'ok',
    'error',
  ])
    expect((await b.send('POST', `/api/auth/isp/${path}`, {})).status, path).toBe(404);
  expect((await b.get('/api/auth/isp/get-session')).status).toBe(404);
});

describe('a session', () => {
  test('of one door is worthless at another', async () => {
    await t.kernel.run({ ...operator, actor: { ...operator.actor, kind: 'system' } }, staff, 'addMember', {
      email: `operator${count}@platform.test`,
      name: 'Operator',
      role: 'operator',
      password,
    });
    const isp = await signedIn();
    const platform = browser('platform');
    expect((await platform.signIn(`operator${count}@platform.test`, password)).status).toBe(200);
    expect((await platform.get('/api/v1/platform/session')).body).toMatchObject({
      door: 'platform',
      tenant: null,
      permissions: ['*'],
    });

    const cookieOf = (b: typeof isp) => ({ cookie: [...b.cookies].map(([k, v]) => `${k}=${v}`).join('; ') });
    const renamed = (b: typeof isp, from: string, to: string) => ({
      cookie: cookieOf(b).cookie.replaceAll(`dotmac-${from}`, `dotmac-${to}`),
    });
    expect((await browser('platform').get('/api/v1/platform/session', cookieOf(isp))).status).toBe(401);
    expect((await browser('platform').get('/api/v1/platform/session', renamed(isp, 'isp', 'platform'))).status).toBe(
      401,
    );
    expect((await browser().get('/api/v1/session', cookieOf(platform))).status).toBe(401);
    expect((await browser().get('/api/v1/session', renamed(platform, 'platform', 'isp'))).status).toBe(401);
    expect((await browser().get('/api/v1/customer/session', cookieOf(isp))).status).toBe(401);
    // The same person at the other door is somebody else.
    expect((await browser('platform').signIn(email, password)).status).toBe(401);
  });

  test('ends at once when a colleague ends it, and is not another tenant’s to end', async () => {
    const b = await signedIn();
    const other = await signedIn();
    const list = (await other.get('/api/v1/sessions')).body.items as { id: string; email: string; current: boolean }[];
    const mine = list.filter((s) => s.email === email);
    expect(mine).toHaveLength(2);
    const target = mine.find((s) => !s.current)!;
    const foreign = t.run(staff, 'revokeSession', { id: target.id }, t.as({ tenant: t.beta }));
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
    expect((await b.get('/api/v1/session')).status).toBe(200);
    expect((await other.send('DELETE', `/api/v1/sessions/${target.id}`)).status).toBe(200);
    expect((await b.get('/api/v1/session')).status).toBe(401);
    expect((await other.get('/api/v1/session')).status).toBe(200);
  });

  test('ended in another process is refused within five seconds', async () => {
    const b = await signedIn();
    expect((await b.get('/api/v1/session')).status).toBe(200);
    await t.db.owner.query(
      `delete from auth_isp.session s using auth_isp."user" u where u.id = s."userId" and u.email = $1`,
      [email],
    );
    t.clock.advance(5_001);
    expect((await b.get('/api/v1/session')).status).toBe(401);
  });

  test('ends with signing out', async () => {
    const b = await signedIn();
    const kept = new Map(b.cookies);
    expect((await b.send('POST', '/api/auth/isp/sign-out')).status).toBe(200);
    for (const [name, value] of kept) b.cookies.set(name, value);
    expect((await b.get('/api/v1/session')).status).toBe(401);
    expect(await outcomes()).toEqual(['signed-in', 'signed-out']);
  });

  test('of a member who is locked out ends, and a new one is refused', async () => {
    const b = await signedIn();
    const { items } = await t.run(staff, 'listUsers', { q: email });
    await t.run(staff, 'disable', { id: items[0]!.id });
    expect((await b.get('/api/v1/session')).status).toBe(401);
    expect((await b.signIn(email, password)).status).toBe(403);
    await t.run(staff, 'enable', { id: items[0]!.id });
    expect((await b.signIn(email, password)).status).toBe(200);
  });

  test('is not used by requests of other sites', async () => {
    const b = await signedIn();
    const attempt = (headers: Record<string, string>) =>
      b.send('POST', '/api/v1/roles', { name: 'Hole', permissions: ['identity.user:read'] }, headers);
    expect((await attempt({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await attempt({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await attempt({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await b.send('POST', '/api/auth/isp/sign-out', {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await b.get('/api/v1/session')).status).toBe(200);
  });
});

describe('a second factor', () => {
  const enrol = async () => {
    const b = await signedIn();
    const { body } = await b.send('POST', '/api/auth/isp/two-factor/enable', { password });
    const key = new URL(body.totpURI).searchParams.get('secret')!;
    expect((await b.send('POST', '/api/auth/isp/two-factor/verify-totp', { code: totp(key) })).status).toBe(200);
    return { b, key, backupCodes: body.backupCodes as string[] };
  };

  test('is asked for after the password, and nothing opens before', async () => {
    const { b, key } = await enrol();
    expect((await b.get('/api/v1/session')).body.user.twoFactor).toBe(true);
    const again = browser();
    expect((await again.signIn(email, password)).body).toMatchObject({ twoFactorRedirect: true });
    expect((await again.get('/api/v1/session')).status).toBe(401);
    const wrong = await again.send('POST', '/api/auth/isp/two-factor/verify-totp', { code: '000000' });
    expect(wrong.status).toBe(401);
    expect((await again.get('/api/v1/session')).status).toBe(401);
    const next = totp(key, Date.now() + 30_000);
    expect((await again.send('POST', '/api/auth/isp/two-factor/verify-totp', { code: next })).status).toBe(200);
    expect((await again.get('/api/v1/session')).status).toBe(200);
    expect((await t.run(staff, 'listUsers', { q: email })).items[0]).toMatchObject({ twoFactor: true });
    expect(await outcomes()).toEqual(['signed-in', 'two-factor-on', 'signed-in']);
  });

  test('can be replaced by each recovery code once', async () => {
    const { backupCodes } = await enrol();
    expect(backupCodes.length).toBeGreaterThanOrEqual(8);
    const use = async (code: string) => {
      const b = browser();
      await b.signIn(email, password);
      await b.send('POST', '/api/auth/isp/two-factor/verify-backup-code', { code });
      return (await b.get('/api/v1/session')).status;
    };
    expect(await use(backupCodes[0]!)).toBe(200);
    expect(await use(backupCodes[0]!)).toBe(401);
    expect(await use(backupCodes[1]!)).toBe(200);
  });

  test('cannot be turned off without the password', async () => {
    const { b } = await enrol();
    expect((await b.send('POST', '/api/auth/isp/two-factor/disable', { password: 'not the password' })).status).toBe(
      400,
    );
    expect((await b.get('/api/v1/session')).body.user.twoFactor).toBe(true);
    expect((await b.send('POST', '/api/auth/isp/two-factor/disable', { password })).status).toBe(200);
    expect((await b.get('/api/v1/session')).body.user.twoFactor).toBe(false);
  });

  test('that was lost is taken away by a colleague who may, and sessions end', async () => {
    const { b } = await enrol();
    const { items } = await t.run(staff, 'listUsers', { q: email });
    const id = items[0]!.id;
    await expect(
      t.run(staff, 'resetTwoFactor', { id }, t.as({ permissions: ['identity.user:write'] })),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect(await t.run(staff, 'resetTwoFactor', { id })).toMatchObject({ twoFactor: false });
    expect((await b.get('/api/v1/session')).status).toBe(401);
    expect((await b.signIn(email, password)).body).not.toHaveProperty('twoFactorRedirect');
    expect((await b.get('/api/v1/session')).status).toBe(200);
    await expect(t.run(staff, 'resetTwoFactor', { id })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is kept sealed', async () => {
    const { key } = await enrol();
    const { rows } = await t.db.owner.query<{ text: string }>('select t::text as text from auth_isp."twoFactor" t');
    expect(rows.map((r) => r.text).join()).not.toContain(key);
  });
});

describe('a forgotten password', () => {
  const ask = (address: string) => browser().send('POST', '/api/auth/isp/request-password-reset', { email: address });

  test('is replaced by a link in a mail, once, and every session ends', async () => {
    const b = await signedIn();
    const answer = await ask(email);
    const unknown = await ask('nobody@alpha.test');
    expect({ status: answer.status, body: answer.body }).toEqual({ status: unknown.status, body: unknown.body });
    const [mail] = await t.linksTo(email);
    expect(mail).toMatchObject({ tenantId: t.alpha.id, template: 'password-reset' });
    const { link } = mail!;
    expect(link.origin + link.pathname).toBe('http://localhost:3000/reset-password');
    const token = link.searchParams.get('token');
    const set = (newPassword: string) => browser().send('POST', '/api/auth/isp/reset-password', { token, newPassword });
    expect((await set('short')).status).toBe(400);
    expect((await set('a new long password')).status).toBe(200);
    expect((await set('another long password')).status).toBe(400);
    expect((await b.get('/api/v1/session')).status).toBe(401);
    expect((await b.signIn(email, password)).status).toBe(401);
    expect((await b.signIn(email, 'a new long password')).status).toBe(200);
  });

  test('cannot be asked for more than five times a minute from one address', async () => {
    for (let n = 0; n < 5; n += 1) expect((await ask(email)).status).toBe(200);
    const sixth = await ask(email);
    expect(sixth.body).toMatchObject({ status: 429, code: 'limit' });
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('sends no mail to who may not enter', async () => {
    const { items } = await t.run(staff, 'listUsers', { q: email });
    await t.run(staff, 'disable', { id: items[0]!.id });
    expect((await ask(email)).status).toBe(200);
    expect(await t.linksTo(email)).toEqual([]);
  });
});

test('changing one’s password ends the other sessions and not this one', async () => {
  const b = await signedIn();
  const other = await signedIn();
  const answer = await b.send('POST', '/api/auth/isp/change-password', {
    currentPassword: password,
    newPassword: 'a new long password',
    revokeOtherSessions: true,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  expect((await b.get('/api/v1/session')).status).toBe(200);
  expect((await other.get('/api/v1/session')).status).toBe(401);
  expect(await outcomes()).toContain('password-changed');
});

test('staff of a suspended provider are locked out, and let in again when it is restored', async () => {
  const b = await signedIn();
  await t.run(tenants, 'suspend', { id: t.alpha.id, reason: 'Unpaid' }, operator);
  t.tenants.forget();
  t.identity.accounts.forget();
  const refused = await b.get('/api/v1/session');
  expect(refused.status).toBe(403);
  expect(refused.body.detail).toMatch(/suspended/);
  await t.run(tenants, 'resume', { id: t.alpha.id }, operator);
  t.tenants.forget();
  t.identity.accounts.forget();
  expect((await b.get('/api/v1/session')).status).toBe(200);
});

describe('a provider that asks for a second factor', () => {
  const ask = (input: { requiredOf: 'nobody' | 'managers' | 'everyone'; from?: string }) =>
    t.run(signIns, 'setPolicy', input, t.as({ tenant: t.alpha }));

  test('reminds before the day, then opens nothing but the way to one, and everything once it is there', async () => {
    const b = await signedIn();
    await ask({ requiredOf: 'everyone', from: '2999-01-01' });
    t.identity.accounts.forget();
    expect((await b.get('/api/v1/session')).body.secondFactor).toMatchObject({ due: false });
    expect((await b.get('/api/v1/users')).status).toBe(200);
    await ask({ requiredOf: 'managers' });
    try {
      t.identity.accounts.forget();
      expect((await b.get('/api/v1/users')).status).toBe(403);
      expect((await b.get('/api/v1/session')).body.secondFactor).toMatchObject({ due: true });
      expect((await b.get('/api/v1/me/security')).body).toMatchObject({ twoFactor: false, passkeys: [] });
      const { body } = await b.send('POST', '/api/auth/isp/two-factor/enable', { password });
      const code = totp(new URL(body.totpURI).searchParams.get('secret')!);
      expect((await b.send('POST', '/api/auth/isp/two-factor/verify-totp', { code })).status).toBe(200);
      expect((await b.get('/api/v1/session')).body.secondFactor).toBeNull();
      expect((await b.get('/api/v1/users')).status).toBe(200);
    } finally {
      await ask({ requiredOf: 'nobody' });
    }
  });
});
