import { describe, expect, test } from 'vitest';
import { type Caller, permissionSet, type Tenant } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { systemActor } from '#kernel/kernel.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { netbox } from '#modules/network/netbox/contract.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { accountBilling } from './account-billing/contract.ts';
import { licensingAccounts } from './accounts/contract.ts';
import { licensingCatalogue } from './catalogue/contract.ts';
import { licensingSeats } from './seats/contract.ts';
import { licensingUsage } from './usage/contract.ts';
import { callMeter } from './usage/gate.ts';

const t = await testIdentity(modules, { at: '2026-03-10T09:00:00.000Z' });
await t.startEngine();
const operator = t.as({ door: 'platform' });
const fibre = {
  code: 'F50',
  name: 'Fibre 50',
  downloadKbps: 50_000,
  uploadKbps: 10_000,
  priceMinor: 2000,
};
const system = (tenant: Tenant): Caller => ({
  door: 'isp',
  tenant,
  actor: systemActor('test'),
  requestId: uuidv7(t.clock.nowMs()),
});
const refused = (work: Promise<unknown>, code: string, words: RegExp) =>
  expect(work).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
const { items: plans } = await t.run(licensingCatalogue, 'plans', {}, operator);
const planId = (key: string) => plans.find((p) => p.key === key)!.planId;
const addons = (await t.run(licensingCatalogue, 'addons', {}, operator)).items;
const addonId = (key: string) => addons.find((a) => a.key === key)!.id;

let count = 0;
/** A provider made as the platform makes one: on trial of Professional. */
async function provider(plan?: string) {
  count += 1;
  const { id } = await t.run(
    tenants,
    'create',
    {
      name: `Net ${count}`,
      slug: `net-${count}`,
      country: 'DE',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      adminName: 'Ada',
      adminEmail: `ada@net-${count}.test`,
    },
    operator,
  );
  await t.settle();
  const tenant = (await t.tenants.byId(id))!;
  const tenantDoor = t.as({ door: 'tenant', kind: 'tenant', tenant, id: 'manager' });
  const isp = (permissions = ['*'], staffId = 'somebody') => t.as({ tenant, permissions, id: staffId });
  const account = () => t.run(licensingAccounts, 'account', {}, tenantDoor);
  const change = async (key: string, interval: 'month' | 'year' = 'month') => {
    const choice = { planId: planId(key), interval };
    const { dueMinor } = await t.run(licensingAccounts, 'previewPlan', choice, tenantDoor);
    return t.run(licensingAccounts, 'changePlan', { ...choice, expectedDueMinor: dueMinor }, tenantDoor);
  };
  const close = () => t.kernel.run(system(tenant), accountBilling, 'closePeriod', {});
  const invoices = async () => (await t.run(accountBilling, 'invoices', {}, tenantDoor)).items;
  const paid = async () => {
    await t.settle();
    await expect.poll(async () => (await invoices())[0]!.status).toBe('paid');
  };
  if (plan) {
    await t.run(
      licensingAccounts,
      'setPlan',
      { tenantId: id, planId: planId(plan), interval: 'month', endTrial: true },
      operator,
    );
    await t.settle();
  }
  return { id, tenant, tenantDoor, isp, account, change, close, invoices, paid };
}
/** Goes to a day and comes back at the end of the test. */
async function on<T>(day: string, work: () => Promise<T>): Promise<T> {
  const back = t.clock.nowMs();
  t.clock.set(`${day}T09:00:00.000Z`);
  try {
    return await work();
  } finally {
    t.clock.set(new Date(back).toISOString());
  }
}

describe('a provider', () => {
  test('that nobody sold anything to has everything', async () => {
    const { status, entitlements } = await t.run(licensingAccounts, 'account', {}, t.as());
    expect(status).toBe('none');
    expect(entitlements.every((e) => e.on)).toBe(true);
    await t.run(netbox, 'settings', {}, t.as()).catch((error) => expect(error.code).not.toBe('forbidden'));
  });

  test('begins with a trial of Professional, which costs nothing until it ends', async () => {
    const p = await provider();
    expect(await p.account()).toMatchObject({
      status: 'trial',
      plan: { name: 'Professional' },
      periodEnd: '2026-03-24',
      mrrMinor: 0,
    });
    await t.run(licensingAccounts, 'grantTrial', { tenantId: p.id, days: 7 }, operator);
    await t.settle();
    expect(await p.account()).toMatchObject({ status: 'trial', periodEnd: '2026-03-31' });
    await p.close();
    expect(await p.invoices()).toEqual([]);
    await on('2026-03-31', async () => {
      await p.close();
      await p.close();
    });
    expect(await p.account()).toMatchObject({ status: 'active', periodEnd: '2026-04-30', mrrMinor: 9900 });
    expect(await p.invoices()).toMatchObject(
      [{ totalMinor: 9900, periodStart: '2026-03-31', number: /-2026-0001$/ }].map((i) => ({
        ...i,
        number: expect.stringMatching(i.number),
      })),
    );
  });
});

describe('an operation of a module that is off', () => {
  test('is refused with the plan that has it, at once after a change, and never to the system', async () => {
    const p = await provider('starter');
    await refused(
      t.run(netbox, 'settings', {}, p.isp()),
      'forbidden',
      /NetBox is not part of Starter\. Professional has it/,
    );
    await t.kernel.run(system(p.tenant), netbox, 'settings', {}).catch((e) => expect(e.code).not.toBe('forbidden'));
    const { items } = await t.run(licensingAccounts, 'locked', {}, p.isp(['nothing.at:all']));
    expect(items).toContainEqual({ permission: 'network.netbox:read', feature: 'NetBox', plan: 'Professional' });
    await p.change('professional');
    await t.run(netbox, 'settings', {}, p.isp()).catch((error) => expect(error.code).not.toBe('forbidden'));
    // What no plan takes away.
    await t.run(staff, 'listUsers', {}, p.isp());
  });

  test('costs a look into memory, not a statement', async () => {
    const p = await provider('professional');
    const target = t.kernel.registry.operations.get('netbox.settings')!;
    await t.kernel.gates.pass(p.isp(), target);
    const started = performance.now();
    for (let n = 0; n < 20_000; n += 1) await t.kernel.gates.pass(p.isp(), target);
    // About a microsecond; the bound is for a machine that is busy with other tests, and a statement would need a hundred times it.
    expect((performance.now() - started) / 20_000).toBeLessThan(0.05);
  });
});

describe('another plan', () => {
  test('that brings more begins now, is charged exactly as previewed, and once', async () => {
    const p = await provider('starter');
    await t.run(accountBilling, 'addMethod', { card: 'visa', holder: 'Ada Berger' }, p.tenantDoor);
    await on('2026-03-25', async () => {
      const choice = { planId: planId('professional'), interval: 'month' as const };
      const preview = await t.run(licensingAccounts, 'previewPlan', choice, p.tenantDoor);
      // 16 of 31 days: 9900 and 2900 in proportion, each rounded half up.
      expect(preview).toMatchObject({
        when: 'now',
        daysLeft: 16,
        daysTotal: 31,
        chargeMinor: 5110,
        creditMinor: 1497,
        dueMinor: 3613,
      });
      expect(preview.gains).toContain('NetBox');
      const wrong = t.run(licensingAccounts, 'changePlan', { ...choice, expectedDueMinor: 1 }, p.tenantDoor);
      await refused(wrong, 'conflict', /another by now/);
      const twice = { ...p.tenantDoor, idempotencyKey: `upgrade-${p.id}` };
      const buy = () => t.run(licensingAccounts, 'changePlan', { ...choice, expectedDueMinor: 3613 }, twice);
      await Promise.all([buy(), buy()]);
      await p.paid();
    });
    const invoices = await p.invoices();
    expect(invoices.map((i) => i.totalMinor)).toEqual([3613, 2900]);
    const { payments, lines } = await t.run(accountBilling, 'invoice', { id: invoices[0]!.id }, p.tenantDoor);
    expect(lines.map((l) => l.amountMinor)).toEqual([5110, -1497]);
    expect(payments).toMatchObject([{ outcome: 'succeeded', amountMinor: 3613, method: 'Visa •••• 4242' }]);
    const receipt = await t.run(accountBilling, 'receiptPdf', { id: payments[0]!.id }, p.tenantDoor);
    expect(Buffer.from(receipt.body).subarray(0, 5).toString()).toBe('%PDF-');
    const { rows } = await t.db.owner.query('select token from account_payment_method');
    expect(rows.every((r) => r.token.startsWith('v1.'))).toBe(true);
  });

  test('that brings less waits for the end of the period, can be withdrawn, and is not begun when use has outgrown it', async () => {
    const p = await provider('professional');
    expect(await p.change('starter')).toMatchObject({
      plan: { name: 'Professional' },
      nextPlan: { name: 'Starter' },
      nextMinor: 2900,
    });
    expect(await t.run(licensingAccounts, 'keepPlan', {}, p.tenantDoor)).toMatchObject({
      nextPlan: null,
      nextMinor: 9900,
    });
    await p.change('starter');
    await t.db.owner.query(
      `insert into account_seat (tenant_id, member_id, type, status, given_by, changed_at)
       select $1, uuidv7(), 'operator', 'held', 'test', now() from generate_series(1, 3)`,
      [p.id],
    );
    await on('2026-04-10', p.close);
    expect(await p.account()).toMatchObject({
      plan: { name: 'Professional' },
      nextPlan: null,
      periodEnd: '2026-05-10',
    });
    const { items } = await t.run(licensingAccounts, 'history', {}, p.tenantDoor);
    expect(items[0]).toMatchObject({
      kind: 'downgrade-refused',
      detail: expect.stringMatching(/^Operator seats: 3 in use/),
    });
    await refused(p.change('starter'), 'conflict', /Operator seats: 3 in use, Starter has 2/);
    await t.db.owner.query(`delete from account_seat where tenant_id = $1 and type = 'operator'`, [p.id]);
    await p.change('starter');
    await on('2026-05-10', p.close);
    expect(await p.account()).toMatchObject({ plan: { name: 'Starter' }, mrrMinor: 2900, periodEnd: '2026-06-10' });
  });

  test('changed by the platform is a new version, and who is on the old one stays on it', async () => {
    const p = await provider('enterprise');
    const before = plans.find((plan) => plan.key === 'enterprise')!;
    const { monthMinor, yearMinor, features, allowances, seats } = before;
    const revised = { monthMinor: monthMinor + 1000, yearMinor, features, allowances, seats };
    await t.run(licensingCatalogue, 'revisePlan', { id: before.planId, ...revised }, operator);
    expect((await p.account()).plan).toMatchObject({ version: 1, monthMinor, current: false });
    await on('2026-04-10', p.close);
    expect((await p.invoices())[0]).toMatchObject({ totalMinor: monthMinor });
    const broken = { ...revised, features: ['netbox' as const] };
    await refused(
      t.run(licensingCatalogue, 'revisePlan', { id: before.planId, ...broken }, operator),
      'invalid',
      /NetBox needs Address/,
    );
  });

  test('is no more after a cancellation; then only what is always on is, until a plan is chosen', async () => {
    const p = await provider('professional');
    await t.run(licensingAccounts, 'cancel', { reason: 'Sold the network' }, p.tenantDoor);
    expect(await p.account()).toMatchObject({ cancelAtEnd: true, nextMinor: 0, status: 'active' });
    await on('2026-04-10', async () => {
      await p.close();
      await refused(t.run(netbox, 'settings', {}, p.isp()), 'forbidden', /contract has ended/);
      await t.run(staff, 'listUsers', {}, p.isp());
      expect(await p.change('starter')).toMatchObject({
        status: 'active',
        plan: { name: 'Starter' },
        periodEnd: '2026-05-10',
      });
    });
  });
});

describe('add-ons', () => {
  test('begin now for the rest of the period, end with it, and open what they are for', async () => {
    const p = await provider('starter');
    const set = async (key: string, quantity: number) => {
      const choice = { addonId: addonId(key), quantity };
      const { dueMinor } = await t.run(licensingAccounts, 'previewAddon', choice, p.tenantDoor);
      return t.run(licensingAccounts, 'setAddon', { ...choice, expectedDueMinor: dueMinor }, p.tenantDoor);
    };
    const bought = await set('feature-netbox', 1);
    expect(bought).toMatchObject({ mrrMinor: 2900 + 2900, nextMinor: 5800 });
    expect(bought.entitlements.find((e) => e.feature === 'netbox')).toMatchObject({ on: true, source: 'addon' });
    await t.run(netbox, 'settings', {}, p.isp()).catch((error) => expect(error.code).not.toBe('forbidden'));
    await set('seat-operator', 2);
    expect(await set('seat-operator', 1)).toMatchObject({ seats: { operator: 4 } });
    await on('2026-04-10', p.close);
    expect(await p.account()).toMatchObject({ seats: { operator: 3 }, mrrMinor: 2900 + 2900 + 800 });
    expect((await p.invoices())[0]).toMatchObject({ totalMinor: 6600 });
  });
});

describe('seats', () => {
  test('are taken by invitations, never more than there are, also by two at once, and given back by who leaves', async () => {
    const p = await provider('starter');
    const { items: roles } = await t.run(staff, 'listRoles', {}, p.isp());
    const roleId = (name: string) => roles.find((r) => r.name === name)!.id;
    const invite = (name: string, role: string) =>
      t.run(staff, 'invite', { email: `${name}@net-${count}.test`, name, roleIds: [roleId(role)] }, p.isp());
    await refused(invite('second', 'Administrator'), 'limit', /All 1 Admin seats are taken/);
    const first = await invite('care', 'Care');
    const both = await Promise.allSettled([invite('noc', 'NOC'), invite('money', 'Billing')]);
    expect(both.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    const stock = async () => (await t.run(licensingSeats, 'stock', {}, p.tenantDoor)).items;
    expect((await stock()).map((s) => [s.type, s.used, s.available])).toEqual([
      ['admin', 1, 0],
      ['operator', 2, 0],
      ['read-only', 0, 1],
    ]);
    await t.run(staff, 'disable', { id: first.id }, p.isp());
    expect((await stock())[1]).toMatchObject({ used: 1, available: 1 });
    await t.settle();
    expect((await stock())[1]).toMatchObject({ used: 1, available: 1 });
  });

  test('revoked keep their holder out until there is another', async () => {
    const p = await provider('starter');
    const person = await t.kernel.run(system(p.tenant), staff, 'addMember', {
      email: `kim@net-${count}.test`,
      name: 'Kim',
      role: 'care',
      password: 'correct horse battery',
    });
    const kim = p.isp(['*'], person.id);
    await t.run(staff, 'listUsers', {}, kim);
    await refused(
      t.run(licensingSeats, 'assign', { memberId: person.id, type: 'read-only' }, p.tenantDoor),
      'invalid',
      /need an Operator seat/,
    );
    await t.run(licensingSeats, 'revoke', { memberId: person.id }, p.tenantDoor);
    await refused(t.run(staff, 'listUsers', {}, kim), 'forbidden', /seat was revoked/);
    await t.run(licensingSeats, 'assign', { memberId: person.id, type: 'operator' }, p.tenantDoor);
    await t.run(staff, 'listUsers', {}, kim);
  });
});

describe('use', () => {
  test('is counted once for each source: delivered again, by two processes, after a crash before the commit', async () => {
    const p = await provider('professional');
    const add = (sourceId: string) =>
      t.kernel.run(system(p.tenant), licensingUsage, 'count', { metric: 'api_calls', sourceId, amount: 10 });
    const source = uuidv7(t.clock.nowMs());
    await Promise.all([add(source), add(source), add(source)]);
    await add(source);
    const crash = uuidv7(t.clock.nowMs() + 1);
    const dies = t.kernel.asSystem('dies', p.tenant, async (ctx) => {
      await ctx.call(licensingUsage, 'count', { metric: 'api_calls', sourceId: crash, amount: 10 });
      throw new Error('killed before the commit');
    });
    await expect(dies).rejects.toThrow('killed');
    await add(crash);
    const { items } = await t.run(licensingUsage, 'usage', {}, p.tenantDoor);
    expect(items.find((m) => m.metric === 'api_calls')).toMatchObject({ used: 20, included: 100_000 });
  });

  test('by API keys is kept in memory and put away under an id, so that an answer that was lost counts nothing twice', async () => {
    const p = await provider('professional');
    let lost = true;
    const meter = callMeter({
      clock: t.clock,
      asSystem: async (name, tenant, run) => {
        const answer = await t.kernel.asSystem(name, tenant, run);
        if (lost) throw new Error('the connection broke after the commit');
        return answer;
      },
    });
    for (let n = 0; n < 7; n += 1) meter.add(p.tenant);
    await meter.flush();
    expect(meter.waiting(p.id)).toBe(7);
    lost = false;
    meter.add(p.tenant);
    await meter.flush();
    expect(meter.waiting(p.id)).toBe(0);
    const used = async () =>
      (await t.run(licensingUsage, 'usage', {}, p.tenantDoor)).items.find((m) => m.metric === 'api_calls')!.used;
    expect(await used()).toBe(8);
    const key: Caller = {
      ...p.isp(),
      actor: { kind: 'api-key', id: 'k', name: 'K', permissions: permissionSet(['*']) },
    };
    await t.run(staff, 'listUsers', {}, key);
    await t.kernel.gates.stop();
    expect(await used()).toBe(9);
  });

  test('that passes 80 and 100 % is told of once, by the platform’s own mail; what is over is charged with the next period', async () => {
    const p = await provider('professional');
    const sample = () => t.kernel.run(system(p.tenant), licensingUsage, 'sample', {});
    const add = (amount: number) =>
      t.kernel.run(system(p.tenant), licensingUsage, 'count', {
        metric: 'api_calls',
        sourceId: uuidv7(t.clock.nowMs() + amount),
        amount,
      });
    await add(90_000);
    await sample();
    await sample();
    await add(22_345);
    await sample();
    await t.settle();
    const letters = (await t.run(mail, 'listPlatform', { limit: 200 }, operator)).items.filter(
      (m) => m.template === 'quota-notice' && m.to === `ada@net-${count}.test`,
    );
    expect(letters.map((m) => m.subject).sort()).toEqual([
      'API calls: 100 % of your plan is used',
      'API calls: 80 % of your plan is used',
    ]);
    await on('2026-04-10', p.close);
    const [invoice] = await p.invoices();
    // 12 345 calls over, at 100 cents a thousand.
    expect(invoice).toMatchObject({ totalMinor: 9900 + 1235 });
  });

  test('is refused at a hard limit, to people and not to the system', async () => {
    const p = await provider();
    const starter = plans.find((plan) => plan.key === 'starter')!;
    const { monthMinor, yearMinor, features, seats, allowances } = starter;
    const none = { ...allowances, subscribers: { ...allowances.subscribers, included: 1, hard: true } };
    const tiny = { key: 'tiny', name: 'Tiny', monthMinor, yearMinor, features, seats, allowances: none };
    const made = await t.run(licensingCatalogue, 'createPlan', tiny, operator);
    await t.run(licensingAccounts, 'setPlan', { tenantId: p.id, planId: made.planId, interval: 'month' }, operator);
    await t.settle();
    const plan = await t.run(internetPlans, 'create', fibre, p.isp());
    await t.run(internetPlans, 'activate', { id: plan.id }, p.isp());
    const order = async (caller: Caller) => {
      const serviceAddress = { line1: 'Street 1', city: 'Berlin', country: 'DE' };
      const customer = await t.run(customers, 'create', { name: 'Ann', serviceAddress }, p.isp());
      return t.run(subscriptions, 'order', { customerId: customer.id, planId: plan.id }, caller);
    };
    await order(p.isp());
    await refused(order(p.isp()), 'limit', /Subscribers: Tiny has room for 1, and all of it is used/);
    await order(system(p.tenant));
  });
});

describe('money', () => {
  test('of a card that is refused is asked for again, makes the contract past due, and is made good by a transfer', async () => {
    const p = await provider('starter');
    await t.run(accountBilling, 'addMethod', { card: 'no-funds', holder: 'Ada Berger' }, p.tenantDoor);
    const [invoice] = await p.invoices();
    await t.run(accountBilling, 'pay', { id: invoice!.id }, p.tenantDoor);
    await t.settle();
    const tries = async () => (await t.run(accountBilling, 'invoice', { id: invoice!.id }, p.tenantDoor)).payments;
    await expect.poll(async () => (await tries()).map((x) => x.refusal)).toEqual(['The card has not enough funds.']);
    const chase = () => t.kernel.run(system(p.tenant), accountBilling, 'chase', {});
    await on('2026-03-25', async () => {
      await chase();
      await chase();
      await t.settle();
      await expect.poll(async () => (await tries()).length).toBe(2);
    });
    expect(await p.account()).toMatchObject({ status: 'past_due', pastDueSince: '2026-03-25' });
    // A contract that is behind goes on working.
    await t.run(staff, 'listUsers', {}, p.isp());
    const transfer = { tenantId: p.id, id: invoice!.id, amountMinor: 2900, reference: 'SEPA 77' };
    await t.run(accountBilling, 'reportTransfer', transfer, operator);
    await t.settle();
    expect(await p.account()).toMatchObject({ status: 'active', pastDueSince: null });
    await refused(t.run(accountBilling, 'pay', { id: invoice!.id }, p.tenantDoor), 'conflict', /is paid/);
    expect((await tries()).find((x) => x.method === 'Bank transfer')).toMatchObject({
      receiptNumber: expect.stringMatching(/-R-2026-0001$/),
    });
  });

  test('of contracts adds up: what the months brought is what the contracts bring', async () => {
    const revenue = await t.run(licensingAccounts, 'revenue', {}, operator);
    const { items } = await on('2026-06-30', () => t.run(licensingAccounts, 'movement', { months: 6 }, operator));
    expect(revenue.mrrMinor).toBeGreaterThan(0);
    expect(items.at(-1)!.closingMinor).toBe(revenue.mrrMinor);
    expect(items.some((m) => m.churnMinor < 0)).toBe(true);
    expect(revenue.plans.reduce((n, plan) => n + plan.mrrMinor, 0)).toBe(revenue.mrrMinor);
    const listed = await t.run(licensingAccounts, 'list', { limit: 200 }, operator);
    expect(listed.items.find((a) => a.tenantSlug === 'alpha')).toMatchObject({ status: 'none', planName: null });
    // One provider does not see another's.
    const p = await provider();
    expect(await p.invoices()).toEqual([]);
  });
});
