import { expect, test } from 'vitest';
import { apiKeysModule } from '#modules/identity/api-keys/module.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { tenantsModule } from '#modules/tenancy/tenants/module.ts';
import { staff } from './contract.ts';
import { staffModule } from './module.ts';

const t = await testIdentity([tenantsModule, staffModule, apiKeysModule]);
const password = 'correct horse battery';
const add = (email: string, role = 'administrator') =>
  t.asSystem(staff, 'addMember', { email, name: email.split('@')[0]!, role, password });

test('staff sign in', async () => {
  await add('ada@alpha.test');
  const ada = t.browser('isp');
  const answer = await ada.signIn('ada@alpha.test', password);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const session = await ada.get('/api/v1/session');
  expect(session.body).toMatchObject({
    user: { email: 'ada@alpha.test' },
    tenant: { slug: 'alpha' },
    permissions: ['*'],
    door: 'isp',
  });
});
