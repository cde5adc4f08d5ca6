import { expect, test } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { portalAccounts } from './contract.ts';

const t = await testIdentity(modules);
const serviceAddress = { line1: 'Hafenstraße 14', city: 'Hamburg', country: 'DE' };
let count = 0;
async function subscriber(tenant = t.alpha, email: string | null = `sub${++count}@mail.test`) {
  const as = t.as({ tenant });
  const customer = await t.run(customers, 'create', { name: `Subscriber ${count}`, email, serviceAddress }, as);
  const { password } = await t.run(portalAccounts, 'open', { customerId: customer.id }, as);
  if (email) await prove(email);
  return { ...customer, password: password! };
}
/** Follows the links that were mailed to an address and not followed yet. */
async function prove(email: string): Promise<void> {
  let proven = 0;
  for (const { template, link } of await t.linksTo(email)) {
    if (template !== 'email-confirmation') continue;
    const token = link.searchParams.get('token')!;
    const { status } = await t.browser('isp').send('POST', '/api/v1/customer/email-confirmations', { token });
    if (status === 201) proven += 1;
  }
  expect(proven).toBe(1);
  await t.settle();
}
const browser = () => t.browser('isp', `198.51.100.${count}`);
const signIn = (login: string, password: string, tenant = 'alpha', b = browser()) =>
  b.send('POST', '/api/auth/customer/sign-in/account', { tenant, login, password });

test('a subscriber signs in by number or e-mail within their provider and sees themselves', async () => {
  const s = await subscriber();
  for (const login of [s.number, s.number.toLowerCase(), s.email!, s.email!.toUpperCase()]) {
    const b = browser();
    expect((await signIn(login, s.password, 'alpha', b)).status, login).toBe(200);
    expect((await b.get('/api/v1/customer/me')).body).toMatchObject({ id: s.id, number: s.number, email: s.email });
    expect((await b.get('/api/v1/customer/session')).body).toMatchObject({
      user: { name: s.name },
      tenant: { slug: 'alpha' },
      permissions: [],
      door: 'customer',
    });
  }
});

test('a subscriber’s cookie opens no other door', async () => {
  const s = await subscriber();
  const b = browser();
  await signIn(s.number, s.password, 'alpha', b);
  const cookie = [...b.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
  const renamed = (door: string) => ({ cookie: cookie.replaceAll('dotmac-customer', `dotmac-${door}`) });
  for (const path of ['/api/v1/session', '/api/v1/customers', '/api/v1/users', '/api/v1/customers?limit=1']) {
    expect((await b.get(path)).status, path).toBe(401);
    expect((await b.get(path, renamed('isp'))).status, path).toBe(401);
  }
  expect((await t.browser('platform').get('/api/v1/platform/tenants', renamed('platform'))).status).toBe(401);
  expect((await b.get('/api/v1/partner/me')).status).toBe(404);
});

test('numbers repeat between providers, and each is its own', async () => {
  const here = await subscriber(t.alpha);
  const there = await subscriber(t.beta);
  const wrong = await signIn(there.email!, there.password, 'alpha');
  const unknown = await signIn('C-999999', 'whatever password', 'alpha');
  expect(wrong.status).toBe(401);
  expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  expect((await signIn(here.number, there.password, 'nowhere')).status).toBe(401);
  expect((await signIn(there.number, there.password, 'beta')).status).toBe(200);
});

test('an address that several subscribers share signs nobody in; the number does', async () => {
  const a = await subscriber(t.alpha, 'family@mail.test');
  const b = await subscriber(t.alpha, 'family@mail.test');
  expect((await signIn('family@mail.test', a.password)).status).toBe(401);
  expect((await signIn(b.number, b.password)).status).toBe(200);
});

test('guessing stops after ten tries', async () => {
  const s = await subscriber();
  for (let n = 0; n < 10; n += 1) expect((await signIn(s.number, 'not the password')).status).toBe(401);
  expect((await signIn(s.number, s.password)).status).toBe(429);
});

test('a new password ends the sessions; a closed account lets nobody in until it is opened again', async () => {
  const s = await subscriber();
  const b = browser();
  await signIn(s.number, s.password, 'alpha', b);
  const again = await t.run(portalAccounts, 'open', { customerId: s.id });
  expect((await b.get('/api/v1/customer/me')).status).toBe(401);
  expect((await signIn(s.number, s.password)).status).toBe(401);
  expect((await signIn(s.number, again.password!, 'alpha', b)).status).toBe(200);
  await t.run(portalAccounts, 'close', { customerId: s.id });
  expect((await b.get('/api/v1/customer/me')).status).toBe(401);
  expect((await signIn(s.number, again.password!)).status).toBe(401);
  const third = await t.run(portalAccounts, 'open', { customerId: s.id });
  expect((await signIn(s.number, third.password!)).status).toBe(200);
});

test('a changed e-mail is what the subscriber signs in with', async () => {
  const s = await subscriber();
  await t.run(customers, 'update', { id: s.id, email: 'moved@mail.test' });
  await t.settle();
  // Given up at once; the new one waits for its proof.
  expect((await signIn(s.email!, s.password)).status).toBe(401);
  expect((await signIn('moved@mail.test', s.password)).status).toBe(401);
  await prove('moved@mail.test');
  expect((await signIn('moved@mail.test', s.password)).status).toBe(200);
  expect((await signIn(s.number, s.password)).status).toBe(200);
});

test('another provider’s customer is not found', async () => {
  const s = await subscriber(t.beta);
  for (const operation of ['get', 'open', 'close'] as const)
    await expect(t.run(portalAccounts, operation, { customerId: s.id }), operation).rejects.toMatchObject({
      code: 'not_found',
    });
});

test('a subscriber’s session does not sign up, reset or reach staff endpoints of the realm', async () => {
  const b = browser();
  expect(
    (
      await b.send('POST', '/api/auth/customer/sign-up/email', {
        email: 'x@y.test',
        password: 'a long enough password',
        name: 'X',
      })
    ).status,
  ).toBe(404);
  const s = await subscriber();
  expect(
    (
      await b.send('POST', '/api/auth/customer/sign-in/email', {
        email: `${s.id}@${t.alpha.id}.customer.invalid`,
        password: s.password,
      })
    ).status,
  ).toBe(400);
});
