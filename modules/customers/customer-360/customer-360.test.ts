import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { graphPath } from '#kernel/http/doors.ts';
import { mountGraphql } from '#kernel/http/graphql.ts';
import { believing, calledBy, testFeed, testWeb } from '#kernel/http/testing.ts';

import { maker } from '#modules/billing/testing.ts';
import { modules } from '#modules/list.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { customer360Document } from './document.ts';

const t = await testKernel(modules);
const { customer, active, plan } = maker(t);
let broken: string | null = null;
/** The kernel, of which one operation may be made to fail. */
const kernel: typeof t.kernel = {
  ...t.kernel,
  invoke: (caller, key, input) =>
    key === broken ? Promise.reject(new Error('a defect')) : t.kernel.invoke(caller, key, input),
};
const app = testWeb();
beforeAll(async () => {
  mountGraphql(app, kernel, 'isp', believing(t), { feed: testFeed(), system: t.db.pools.system });
  await app.ready();
});
afterAll(() => app.close());
beforeEach(() => {
  broken = null;
});

async function ask(id: string, permissions?: string[]) {
  const response = await app.inject({
    method: 'POST',
    url: graphPath('isp'),
    headers: calledBy(permissions ? { permissions } : {}),
    payload: { query: customer360Document, variables: { id } },
  });
  return response.json() as {
    data: { customer360: Record<string, unknown> | null };
    errors?: { path: string[]; extensions: { code: string } }[];
  };
}

async function known() {
  const who = await customer();
  const { id } = await active((await plan({ priceMinor: 3100 })).id, who.id);
  await active((await plan()).id, who.id);
  await t.asSystem(radius, 'createAccount', {
    username: `u-${id}`,
    subscriptionId: id,
    customerId: who.id,
    downloadKbps: 100_000,
    uploadKbps: 50_000,
    macAddresses: ['02:00:00:00:00:01'],
  });
  const asked = { customerId: who.id, subject: 'Slow', text: 'Very' };
  await t.run(tickets, 'open', { ...asked, priority: 'urgent' });
  await t.run(tickets, 'open', asked);
  return who;
}

test('tells of every side of a customer what the modules that own it know', async () => {
  const who = await known();
  const { data, errors } = await ask(who.id);
  expect(errors).toBeUndefined();
  expect(data.customer360).toMatchObject({
    customer: { id: who.id, name: who.name, email: who.email, tier: 'standard' },
    subscriptions: { total: 2, active: 2, current: { bandwidth: '100/50 Mbit/s', currency: 'EUR', cycle: 'monthly' } },
    network: { sessionStatus: 'never', ipv4Address: null, bandwidth: '100/50 Mbit/s' },
    devices: { total: 1, online: 0, offline: 1 },
    tickets: { open: 2, closed: 0, critical: 1 },
    billing: { summary: { balance: 0, currency: 'EUR', lastPayment: null }, totalInvoices: 0, unpaidInvoices: 0 },
    creditNotes: [],
  });
});

test('takes at most ten statements, whoever the customer is', async () => {
  const who = await known();
  await ask(who.id);
  // What is sent on behalf of the request, and of nothing else that goes on in this process.
  const sentBy = new AsyncLocalStorage<string[]>();
  const send = pg.Client.prototype.query;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [what] = args;
    sentBy.getStore()?.push(typeof what === 'string' ? what : (what as { text: string }).text);
    return (send as (...all: unknown[]) => unknown).apply(this, args) as never;
  });
  const sent: string[] = [];
  await sentBy.run(sent, () => ask(who.id));
  spy.mockRestore();
  const statements = sent.filter((text) => !/^(BEGIN|COMMIT|ROLLBACK)/.test(text));
  expect(statements).toHaveLength(8);
});

test.each([
  ['billing', 'invoices.balances'],
  ['network', 'radius.connectionsOf'],
  ['tickets', 'tickets.counts'],
  ['subscriptions', 'subscriptions.summaries'],
])('when %s fails, it says so in its place and the others are there', async (part, operation) => {
  const who = await known();
  broken = operation;
  const { data, errors } = await ask(who.id);
  expect(errors).toMatchObject([{ path: ['customer360', part], extensions: { code: 'internal' } }]);
  const missing = Object.entries(data.customer360 ?? {}).filter(([, value]) => value === null);
  expect(missing.map(([name]) => name)).toEqual([part]);
});

test('shows a colleague the parts that they may see, and of another provider’s customer nothing', async () => {
  const who = await known();
  const { data, errors } = await ask(who.id, ['customers.customer:read', 'support.ticket:read']);
  expect(data.customer360).toMatchObject({
    customer: { id: who.id },
    tickets: { open: 2 },
    billing: null,
    network: null,
  });
  expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['forbidden']));
  const stranger = await app.inject({
    method: 'POST',
    url: graphPath('isp'),
    headers: calledBy({ tenant: 'beta' }),
    payload: { query: customer360Document, variables: { id: who.id } },
  });
  expect(stranger.json()).toMatchObject({
    data: { customer360: null },
    errors: [{ extensions: { code: 'not_found' } }],
  });
});

test('tells who is online, with which device, from what sessions showed', async () => {
  const who = await known();
  const { items } = await t.run(radius, 'accountsOf', { customerIds: [who.id] });
  const session = (mac: string, day: number, stopped: boolean) =>
    t.db.owner.query(
      `insert into radius_session (tenant_id, acct_key, acct_session_id, username, account_id, customer_id, nas_id, nas_name,
         calling_station_id, framed_ip_address, started_at, updated_at, stopped_at, usage_hour)
       values ($1, gen_random_uuid(), $2, $3, $4, $5, gen_random_uuid(), 'bng-1', $6, '10.0.0.9', $7, $7, $8, $7)`,
      [
        t.alpha.id,
        `${mac}-${day}`,
        items[0]!.username,
        items[0]!.id,
        who.id,
        mac,
        `2026-03-0${day}T08:00:00Z`,
        stopped ? `2026-03-0${day}T09:00:00Z` : null,
      ],
    );
  await session('aa-bb-cc-00-00-01', 1, true);
  await session('aabb.cc00.0001', 2, false);
  // The latest began after the one that lives, and is over.
  await session('aa:bb:cc:00:00:02', 3, true);
  const { data } = await ask(who.id);
  expect(data.customer360).toMatchObject({
    network: { sessionStatus: 'online', ipv4Address: '10.0.0.9', nasName: 'bng-1', since: '2026-03-02T08:00:00.000Z' },
    devices: { total: 3, online: 1, offline: 2 },
  });
  const known3 = (await t.run(radius, 'devicesOf', { customerIds: [who.id] })).items[0]!.items;
  expect(known3.map((d) => [d.macAddress, d.online, d.bound, d.sessions, d.randomAddress])).toEqual([
    ['AA:BB:CC:00:00:01', true, false, 2, true],
    ['AA:BB:CC:00:00:02', false, false, 1, true],
    ['02:00:00:00:00:01', false, true, 0, true],
  ]);
});
