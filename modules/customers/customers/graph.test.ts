import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { beforeAll, expect, it, vi } from 'vitest';
import { mountGraphql } from '#kernel/http/graphql.ts';
import { believing, calledBy, testFeed, testWeb } from '#kernel/http/testing.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { modules } from '#modules/list.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { customers } from './contract.ts';

let t: TestKernel;
const app = testWeb();
const sentBy = new AsyncLocalStorage<string[]>();
const send = pg.Client.prototype.query;
vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
  const [what] = args;
  sentBy.getStore()?.push(typeof what === 'string' ? what : (what as { text: string }).text);
  return (send as (...all: unknown[]) => unknown).apply(this, args) as never;
});

beforeAll(async () => {
  t = await testKernel(modules);
  await t.startEngine();
  mountGraphql(app, t.kernel, 'isp', believing(t), { feed: testFeed(), system: t.db.pools.system });
  const plan = await t.run(internetPlans, 'create', {
    code: 'fiber',
    name: 'Fiber',
    downloadKbps: 1000,
    uploadKbps: 1000,
    priceMinor: 100,
  });
  await t.run(internetPlans, 'activate', { id: plan.id });
  await t.run(ipManagement, 'createPool', {
    name: 'Lines',
    type: 'ipv4_private',
    cidr: '10.1.0.0/24',
    isDefault: true,
  });
  for (let i = 0; i < 6; i += 1) {
    const { id } = await t.run(customers, 'create', {
      name: `Person ${i}`,
      serviceAddress: { line1: 'Street', city: 'Berlin', country: 'DE' },
    });
    for (let s = 0; s <= i % 3; s += 1) await t.run(subscriptions, 'order', { customerId: id, planId: plan.id });
  }
  await vi.waitFor(
    async () => {
      await t.settle();
      const { items } = await t.run(subscriptions, 'list', { status: 'active' });
      expect(items).toHaveLength(12);
    },
    { timeout: 30_000, interval: 100 },
  );
});

async function ask(query: string, permissions = ['*']) {
  const sent: string[] = [];
  // Awaited inside: the request begins when it is waited for.
  const response = await sentBy.run(
    sent,
    async () =>
      await app.inject({ method: 'POST', url: '/api/graphql', headers: calledBy({ permissions }), payload: { query } }),
  );
  return { ...response.json(), sent: sent.filter((text) => !/^(BEGIN|COMMIT|ROLLBACK)/.test(text)) };
}

const whole = (limit: number) => `{
  customers(limit: ${limit}, sort: number) { items { id name
    subscriptions(each: 2) { id customerId plan { name } reservations { address pool { name utilization { percent } } } }
    sessions { id } logins { username customerId } invoices { number customerId } } } }`;

it('shows many customers with what is theirs in as many statements as one', async () => {
  await ask(whole(1)); // so that what is remembered for a while is remembered
  const [one, six] = [await ask(whole(1)), await ask(whole(6))];
  expect(one.errors ?? six.errors).toBeUndefined();
  expect(six.data.customers.items).toHaveLength(6);
  expect(six.sent.length, six.sent.join('\n')).toBe(one.sent.length);
  expect(six.sent.length).toBeGreaterThan(5);
  // customers, subscriptions, sessions, logins (two), invoices, plans, reservations, pools, utilisation
  expect(six.sent.length).toBeLessThanOrEqual(10);
  for (const [at, customer] of six.data.customers.items.entries()) {
    expect(customer.subscriptions).toHaveLength(Math.min((at % 3) + 1, 2));
    expect(customer.logins).toHaveLength((at % 3) + 1);
    for (const row of [...customer.subscriptions, ...customer.logins, ...customer.invoices])
      expect(row.customerId).toBe(customer.id);
    for (const { plan, reservations } of customer.subscriptions)
      expect([plan.name, reservations[0].pool.name]).toEqual(['Fiber', 'Lines']);
  }
});

it('leaves out what the caller may not see, says so, and shows the rest', async () => {
  const { data, errors } = await ask('{ customers { items { name invoices { number } logins { username } } } }', [
    'customers.customer:read',
    'network.radius:read',
  ]);
  expect(data.customers.items).toHaveLength(6);
  for (const { name, invoices, logins } of data.customers.items)
    expect([name, invoices, logins.length > 0]).toEqual([expect.stringContaining('Person'), null, true]);
  expect(new Set(errors.map((e: { extensions: { code: string } }) => e.extensions.code))).toEqual(
    new Set(['forbidden']),
  );
});
