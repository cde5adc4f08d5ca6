import { describe, expect, test } from 'vitest';
import { type Caller, permissionSet } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { accountBilling } from './account-billing/contract.ts';
import { licensingAccounts } from './accounts/contract.ts';
import { licensingCatalogue } from './catalogue/contract.ts';
import { licensing } from './testing.ts';
import { licensingUsage } from './usage/contract.ts';
import { callMeter } from './usage/gate.ts';

const { t, operator, system, refused, plans, provider, on } = await licensing();
const fibre = {
  code: 'F50',
  name: 'Fibre 50',
  downloadKbps: 50_000,
  uploadKbps: 10_000,
  priceMinor: 2000,
};

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
      (m) => m.template === 'quota-notice' && m.to === p.email,
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
    await t.run(licensingAccounts, 'setPlan', { tenantId: p.id, offerId: made.planId, interval: 'month' }, operator);
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
    // The first run found no card and told of the invoice by mail.
    await expect
      .poll(
        async () => {
          await t.settle();
          const { items } = await t.run(mail, 'listPlatform', { limit: 200 }, operator);
          return items.some((m) => m.template === 'account-invoice' && m.to === p.email);
        },
        { timeout: 15_000 },
      )
      .toBe(true);
    await t.run(accountBilling, 'addMethod', { card: 'no-funds', holder: 'Ada Berger' }, p.tenantDoor);
    const [invoice] = await p.invoices();
    await t.run(accountBilling, 'pay', { id: invoice!.id }, p.tenantDoor);
    await t.settle();
    const tries = async () => (await t.run(accountBilling, 'invoice', { id: invoice!.id }, p.tenantDoor)).payments;
    await expect
      .poll(async () => (await tries()).map((x) => x.refusal), { timeout: 15_000 })
      .toEqual(['The card has not enough funds.']);
    const chase = () => t.kernel.run(system(p.tenant), accountBilling, 'chase', {});
    await on('2026-03-25', async () => {
      await chase();
      await chase();
      await t.settle();
      await expect.poll(async () => (await tries()).length, { timeout: 15_000 }).toBe(2);
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
    expect(revenue.plans.reduce((n, plan) => n + plan.mrrMinor, 0)).toBe(revenue.mrrMinor);
    const listed = await t.run(licensingAccounts, 'list', { limit: 200 }, operator);
    expect(listed.items.find((a) => a.tenantSlug === 'alpha')).toMatchObject({ status: 'none', planName: null });
    // One provider does not see another's.
    const p = await provider();
    expect(await p.invoices()).toEqual([]);
  });
});
