import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { beforeAll, expect, it, vi } from 'vitest';
import type { Door } from '#kernel/contract/fields.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { apiKeys } from '#modules/identity/api-keys/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { records } from '#modules/platform/records/contract.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { offered } from './operations.ts';
import { type Api, startApi } from './testing.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let api: Api;
beforeAll(async () => {
  api = await startApi();
});

/** Statements sent on behalf of a call, and of nothing else that goes on in this process. */
const sentBy = new AsyncLocalStorage<string[]>();
const send = pg.Client.prototype.query;
vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
  const [what] = args;
  sentBy.getStore()?.push(typeof what === 'string' ? what : (what as { text: string }).text);
  return (send as (...all: unknown[]) => unknown).apply(this, args) as never;
});

const queries = offered.filter(({ operation }) => operation.kind === 'query');
const callerAt = (door: Door) => {
  if (door === 'platform') return { id: api.vendor.ids['member']! };
  if (door === 'tenant') return { id: api.alpha.ids['manager']! };
  return door === 'isp' ? { id: api.alpha.ids['member']! } : api.anybody(door);
};

/** How many statements each query sends between BEGIN and COMMIT, and how many rows its answer has. */
async function count(): Promise<Map<string, { sent: number; rows: number }>> {
  const counts = new Map<string, { sent: number; rows: number }>();
  for (const of of queries) {
    await api.ask(of, api.own(of), callerAt(of.door)); // so that what is remembered for a while is remembered
    const statements: string[] = [];
    const answer = await sentBy.run(statements, () => api.ask(of, api.own(of), callerAt(of.door)));
    const sent = statements.filter((text) => !/^(BEGIN|COMMIT|ROLLBACK)/.test(text)).length;
    counts.set(`${of.door} ${of.key}`, { sent, rows: answer.body?.items?.length ?? 0 });
  }
  return counts;
}

/** More of everything that a list shows. */
async function grow(by: number): Promise<void> {
  const { t, alpha, vendor } = api;
  const { caller, ids } = alpha;
  for (let i = 0; i < by; i += 1) {
    const person = await t.run(
      customers,
      'create',
      {
        name: `Person ${i}`,
        email: `p${i}@example.test`,
        tags: [`tag${i}`],
        serviceAddress: { line1: 'Street', city: 'Berlin', country: 'DE' },
      },
      caller,
    );
    await t.run(customers, 'addContact', { id: ids['customer']!, role: 'other', name: `Contact ${i}` }, caller);
    await t.run(
      internetPlans,
      'create',
      { code: `more-${i}`, name: `More ${i}`, downloadKbps: 1000, uploadKbps: 1000, priceMinor: 1 },
      caller,
    );
    await t.run(subscriptions, 'order', { customerId: person.id, planId: ids['plan']! }, caller);
    await t.run(
      ipManagement,
      'createPool',
      { name: `Pool ${i}`, type: 'ipv4_private', cidr: `10.${100 + i}.0.0/24` },
      caller,
    );
    await t.run(ipManagement, 'autoAssign', { poolId: ids['pool']!, customerId: person.id }, caller);
    await t.run(radius, 'createNas', { name: `nas-${i}`, address: `198.51.100.${i + 1}`, vendor: 'cisco' }, caller);
    await t.run(apiKeys, 'create', { name: `key ${i}`, permissions: ['customers.customer:read'] }, caller);
    await t.run(
      staff,
      'invite',
      { email: `colleague${i}@example.test`, name: 'Colleague', roleIds: [ids['role']!] },
      caller,
    );
    await t.run(staff, 'createRole', { name: `Role ${i}`, permissions: ['customers.customer:read'] }, caller);
    const about = { subjectType: 'customer', subjectId: ids['customer']! } as const;
    await t.run(records, 'addNote', { ...about, text: `Note ${i}` }, caller);
    await t.run(records, 'storeFile', { ...about, name: `${i}.txt`, contentBase64: 'aGVsbG8=' }, caller);
    await t.run(
      tenants,
      'create',
      {
        name: `ISP ${i}`,
        slug: `more-${i}`,
        country: 'DE',
        currency: 'EUR',
        timeZone: 'Europe/Berlin',
        adminName: 'A',
        adminEmail: `a${i}@example.test`,
      },
      vendor.caller,
    );
  }
  await vi.waitFor(
    async () => {
      await t.settle();
      const { items } = await t.run(invoices, 'list', {}, caller);
      expect(items.length).toBeGreaterThan(by);
    },
    { timeout: 60_000, interval: 100 },
  );
}

it('a query sends as many statements for many rows as for few, and no more than it did', async () => {
  const few = await count();
  await grow(4);
  const many = await count();
  const longer = [...many].filter(([of, { rows }]) => rows > few.get(of)!.rows);
  expect(longer.length).toBeGreaterThan(15);
  for (const [of, { sent, rows }] of longer)
    expect(sent, `${of}: ${few.get(of)!.rows} rows before, ${rows} now`).toBe(few.get(of)!.sent);
  const counts: Record<string, number> = Object.fromEntries([...many].map(([of, { sent }]) => [of, sent]).sort());
  // After a change that is meant: npx vitest run --project laws laws/queries.test.ts -u
  await expect(`${JSON.stringify(counts, null, 2)}\n`).toMatchFileSnapshot('query-counts.json');
  expect(Math.max(...Object.values(counts))).toBeLessThanOrEqual(10);
});
