import { expect, test } from 'vitest';
import { mailModule } from '#modules/communications/mail/module.ts';
import { apiKeysModule } from '#modules/identity/api-keys/module.ts';
import { signInsModule } from '#modules/identity/sign-ins/module.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { brandingModule } from '#modules/tenancy/branding/module.ts';
import { tenantsModule } from '#modules/tenancy/tenants/module.ts';
import { staff } from './contract.ts';
import { staffModule } from './module.ts';

const t = await testIdentity([tenantsModule, signInsModule, staffModule, apiKeysModule, mailModule, brandingModule], {
  urls: { isp: 'https://isp.example.net', platform: 'https://platform.example.net' },
});

test('behind https the session cookie never travels without it', async () => {
  const password = 'correct horse battery';
  await t.asSystem(staff, 'addMember', { email: 'ada@alpha.test', name: 'Ada', role: 'care', password });
  const b = t.browser('isp');
  const answer = await b.signIn('ada@alpha.test', password);
  const set = [answer.headers['set-cookie']].flat().map(String);
  expect(set.find((cookie) => cookie.startsWith('__Secure-dotmac-isp.session_token='))).toMatch(/; Secure/);
  for (const cookie of set) expect(cookie).toMatch(/; Secure/);
  expect((await b.get('/api/v1/session')).status).toBe(200);
});
