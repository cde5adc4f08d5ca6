import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setDnsServers } from '#kernel/dns.ts';
import { durable } from '#kernel/durable.ts';
import { type TestDns, testDns } from '#kernel/testing/dns-server.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { branding } from '../branding/contract.ts';
import { domains } from './contract.ts';
import { after } from './rules.ts';
import { recheckDomains } from './workflows.ts';

const t = await testIdentity(modules);
let dns: TestDns;
beforeAll(async () => {
  dns = await testDns();
  setDnsServers([dns.address]);
  await t.startEngine();
});
afterAll(async () => {
  setDnsServers(undefined);
  await dns.stop();
});
const beta = t.as({ tenant: t.beta });
const one = async (id: string, caller = t.as()) =>
  (await t.run(domains, 'list', {}, caller)).items.find((item) => item.id === id)!;
const attempts = async (id: string, caller = t.as()) => (await t.run(domains, 'attempts', { id }, caller)).items;

/** Waits for what a check finds. */
async function checked(id: string, caller = t.as()) {
  t.clock.advance(1000);
  const before = (await attempts(id, caller)).length;
  await t.run(domains, 'check', { id }, caller);
  await t.settle();
  return arrived(id, before, caller);
}
async function arrived(id: string, before: number, caller = t.as()) {
  for (let tries = 0; tries < 200; tries += 1) {
    const now = await attempts(id, caller);
    if (now.length > before) return { ...(await one(id, caller)), last: now[0]! };
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error('The check did not come to its end.');
}
let days = 0;
async function nextDay(id: string, caller = t.as()) {
  const before = (await attempts(id, caller)).length;
  t.clock.advance(24 * 3_600_000);
  days += 1;
  await durable().start(recheckDomains, `day-${days}`, { tenantId: caller.tenant!.id });
  return arrived(id, before, caller);
}

describe('a domain', () => {
  test('is proven by a TXT record, then selects its provider by the host name, and no other provider can have it', async () => {
    const { id, recordName, recordValue, status } = await t.run(domains, 'add', { domain: 'Portal.Alpha.test ' });
    expect({ recordName, status }).toEqual({ recordName: 'portal.alpha.test', status: 'pending' });
    expect(recordValue).toMatch(/^dotmac-verify=[0-9a-f]{40}$/);
    expect((await checked(id)).last).toMatchObject({
      outcome: 'missing',
      finding: expect.stringContaining('no TXT record'),
    });
    dns.records.set('TXT portal.alpha.test', ['v=spf1 -all']);
    expect((await checked(id)).last).toMatchObject({
      outcome: 'different',
      finding: expect.stringContaining('v=spf1'),
    });
    dns.broken.add('portal.alpha.test');
    expect((await checked(id)).last).toMatchObject({
      outcome: 'failed',
      finding: expect.stringContaining('out of order'),
    });
    dns.broken.clear();
    const asked = t.browser('isp').get('/api/v1/customer/branding', { host: 'portal.alpha.test' });
    expect((await asked).body.slug).toBe('platform');

    dns.records.set('TXT portal.alpha.test', ['v=spf1 -all', recordValue]);
    expect(await checked(id)).toMatchObject({ status: 'verified', checking: false, last: { outcome: 'found' } });
    t.tenants.forget();
    const browser = t.browser('isp');
    expect((await browser.get('/api/v1/customer/branding', { host: 'portal.alpha.test:8443' })).body.slug).toBe(
      'alpha',
    );
    const tried = await browser.send(
      'POST',
      '/api/auth/customer/sign-in/account',
      { login: 'C-000001', password: 'not the password' },
      { host: 'portal.alpha.test', origin: 'http://portal.alpha.test' },
    );
    expect(tried.status).toBe(401);

    const theirs = await t.run(domains, 'add', { domain: 'portal.alpha.test' }, beta);
    dns.records.set('TXT portal.alpha.test', [recordValue, theirs.recordValue]);
    expect(await checked(theirs.id, beta)).toMatchObject({ status: 'pending', last: { outcome: 'taken' } });
    await t.run(domains, 'remove', { id });
    expect(await checked(theirs.id, beta)).toMatchObject({ status: 'verified' });
    t.tenants.forget();
    expect((await t.tenants.byDomain('portal.alpha.test'))?.slug).toBe('beta');
  });

  test('is proven by a CNAME record', async () => {
    const { id, recordName, recordValue } = await t.run(domains, 'add', { domain: 'my.alpha.test', method: 'cname' });
    expect(recordName).toBe('_dotmac-verify.my.alpha.test');
    dns.records.set(`CNAME ${recordName}`, [recordValue.toUpperCase()]);
    expect(await checked(id)).toMatchObject({ status: 'verified' });
  });

  test('whose proof is gone is warned of, and lost after three days; an answer that never came does not count', async () => {
    const { id, recordValue } = await t.run(domains, 'add', { domain: 'lost.alpha.test' });
    dns.records.set('TXT lost.alpha.test', [recordValue]);
    await checked(id);
    dns.records.delete('TXT lost.alpha.test');
    expect(await nextDay(id)).toMatchObject({ status: 'warning', failedChecks: 1 });
    t.tenants.forget();
    expect((await t.tenants.byDomain('lost.alpha.test'))?.slug).toBe('alpha');
    dns.broken.add('lost.alpha.test');
    expect(await nextDay(id)).toMatchObject({ status: 'warning', failedChecks: 1 });
    dns.broken.clear();
    await nextDay(id);
    expect(await nextDay(id)).toMatchObject({ status: 'unverified', failedChecks: 3 });
    t.tenants.forget();
    expect(await t.tenants.byDomain('lost.alpha.test')).toBeNull();
    expect(after({ status: 'warning', failedChecks: 2 }, 'found')).toEqual({ status: 'verified', failedChecks: 0 });
  });

  test('has a record for 72 hours; afterwards it takes a new one', async () => {
    const { id, recordValue } = await t.run(domains, 'add', { domain: 'late.alpha.test' });
    t.clock.advance(73 * 3_600_000);
    await expect(t.run(domains, 'check', { id })).rejects.toMatchObject({ code: 'conflict' });
    const renewed = await t.run(domains, 'renew', { id, method: 'cname' });
    expect(renewed.recordValue).not.toContain(recordValue.split('=')[1]);
    dns.records.set('TXT late.alpha.test', [recordValue]);
    expect(await checked(id)).toMatchObject({ status: 'pending', last: { outcome: 'missing' } });
  });

  test('is a host name of somebody else’s, once', async () => {
    for (const domain of ['localhost', '127.0.0.1', 'a b.test', 'x', 'http://a.test', '-a.test', 'my.alpha.test'])
      await expect(t.run(domains, 'add', { domain }), domain).rejects.toMatchObject({ field: 'domain' });
    expect((await t.run(domains, 'list', {}, beta)).items.map((d) => d.domain)).toEqual(['portal.alpha.test']);
  });

  test('is seen by the platform’s staff, without its record', async () => {
    const { items } = await t.run(domains, 'ofTenant', { id: t.beta.id }, t.as({ door: 'platform' }));
    expect(items).toMatchObject([{ domain: 'portal.alpha.test', status: 'verified' }]);
    expect(JSON.stringify(items)).not.toContain('dotmac-verify');
    expect(await t.run(branding, 'public', {}, t.as({ door: 'customer', kind: 'customer' }))).toMatchObject({
      slug: 'alpha',
    });
  });
});
