import { expect, test } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { ensureDemoSubscriber } from '#modules/identity/portal-accounts/demo.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { demoPassword, ensureDemoAccounts } from './demo.ts';

const t = await testIdentity(modules, { demo: true });

test('a demo lists its accounts, and every one of them signs in', async () => {
  await t.run(
    tenants,
    'create',
    {
      name: 'Fast Fiber',
      slug: 'fastfiber',
      country: 'DE',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      adminName: 'Amelie Brandt',
      adminEmail: 'admin@fastfiber.example',
    },
    t.as({ door: 'platform' }),
  );
  await t.settle();
  const tenant = (await t.tenants.bySlug('fastfiber'))!;
  // A seed that goes on after it was killed makes them again.
  for (let n = 0; n < 2; n += 1) {
    await ensureDemoAccounts(t.kernel, null);
    await ensureDemoAccounts(t.kernel, tenant);
  }
  const listed = (await t.browser('isp').get('/api/v1/demo-accounts')).body.items;
  expect(listed.map((a: { label: string }) => a.label)).toEqual([
    'Administrator, Fast Fiber',
    'Care, Fast Fiber',
    'Billing, Fast Fiber',
    'NOC, Fast Fiber',
  ]);
  for (const { email, password } of listed) {
    const b = t.browser('isp');
    expect((await b.signIn(email, password)).status, email).toBe(200);
    expect((await b.get('/api/v1/session')).body).toMatchObject({ demo: true, tenant: { slug: 'fastfiber' } });
  }
  const [operator, ...others] = (await t.browser('platform').get('/api/v1/platform/demo-accounts')).body.items;
  expect(others).toEqual([]);
  expect((await t.browser('platform').signIn(operator.email, operator.password)).status).toBe(200);
});

test('a demo provider’s first subscriber has a portal account', async () => {
  expect(await ensureDemoSubscriber(t.kernel, t.alpha, demoPassword)).toBeNull();
  const address = { line1: 'Hafenstraße 14', city: 'Hamburg', country: 'DE' };
  const { number } = await t.run(customers, 'create', { name: 'First', serviceAddress: address });
  await t.run(customers, 'create', { name: 'Second', serviceAddress: address });
  for (let n = 0; n < 2; n += 1) expect(await ensureDemoSubscriber(t.kernel, t.alpha, demoPassword)).toBe(number);
  const b = t.browser('isp');
  const credentials = { tenant: 'alpha', login: number, password: demoPassword };
  expect((await b.send('POST', '/api/auth/customer/sign-in/account', credentials)).status).toBe(200);
  expect((await b.get('/api/v1/customer/me')).body).toMatchObject({ number });
});
