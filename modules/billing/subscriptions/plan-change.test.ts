import { beforeEach, describe, expect, test } from 'vitest';
import { creditNotes } from '#modules/billing/credit-notes/contract.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { billingModules, failure, maker } from '../testing.ts';
import { subscriptions } from './contract.ts';

const { modules, network, post } = billingModules();
const t = await testKernel(modules);
const { plan, active } = maker(t);
const run = t.asSystem;
const on = (day: string) => t.clock.set(`${day}T09:00:00.000Z`);
beforeEach(() => {
  // The period of what is sold now has 31 days, to 2026-04-10.
  on('2026-03-10');
  network.refuse(null);
  network.taken();
  post.taken();
});
const get = (id: string) => run(subscriptions, 'get', { id });
const sold = async (priceMinor: number, rest: Parameters<typeof plan>[0] = {}) =>
  active((await plan({ priceMinor, ...rest })).id);
const invoicesOf = async (customerId: string) => {
  const { items } = await run(invoices, 'list', { customerId });
  return Promise.all(items.map(({ id }) => run(invoices, 'get', { id })));
};

describe('a change now', () => {
  test('credits and charges the days that are left, invoices the difference and sends the speed', async () => {
    const { id, customerId } = await sold(3100);
    const faster = await plan({ priceMinor: 6200, downloadKbps: 1_000_000 });
    on('2026-03-30');
    const preview = await run(subscriptions, 'previewPlanChange', { id, planId: faster.id });
    expect(preview).toMatchObject({
      direction: 'upgrade',
      effectiveOn: '2026-03-30',
      periodEnd: '2026-04-10',
      netMinor: 1100,
      settlement: 'invoice',
    });
    expect(preview.lines).toMatchObject([
      { kind: 'credit', amountMinor: -1100, days: 11, ofDays: 31 },
      { kind: 'charge', amountMinor: 2200, days: 11, ofDays: 31 },
    ]);
    expect(network.taken()).toEqual([]);

    const made = await run(subscriptions, 'changePlan', { id, planId: faster.id, expectedNetMinor: 1100 });
    expect(made).toMatchObject({ status: 'applied', creditMinor: 1100, chargeMinor: 2200 });
    const [invoice] = await invoicesOf(customerId);
    expect(invoice).toMatchObject({ id: made.invoiceId, totalMinor: 1100, status: 'open' });
    expect(invoice?.lines.map(({ amountMinor, periodEnd }) => [amountMinor, periodEnd])).toEqual([
      [-1100, '2026-04-10'],
      [2200, '2026-04-10'],
    ]);
    expect(await get(id)).toMatchObject({
      planId: faster.id,
      planName: faster.name,
      downloadKbps: 1_000_000,
      priceMinor: 6200,
      nextPriceMinor: null,
      periodStart: '2026-03-10',
      periodEnd: '2026-04-10',
    });
    expect(network.taken()).toMatchObject([
      { operation: 'setAccountSpeed', input: { subscriptionId: id, downloadKbps: 1_000_000 } },
    ]);
    expect(post.taken()).toMatchObject([{ operation: 'queue', input: { template: 'plan-changed' } }]);
  });

  test('to a cheaper plan keeps the difference as a credit, which the next invoice uses and a void returns', async () => {
    const { id, customerId } = await sold(6200);
    const slower = await plan({ priceMinor: 3100, downloadKbps: 50_000 });
    on('2026-03-20');
    expect(await run(subscriptions, 'changePlan', { id, planId: slower.id })).toMatchObject({
      invoiceId: null,
      creditMinor: 4200,
      chargeMinor: 2100,
    });
    const left = async () => (await run(creditNotes, 'balances', { customerIds: [customerId] })).items;
    expect(await left()).toEqual([{ customerId, currency: 'EUR', leftMinor: 2100 }]);
    expect(await invoicesOf(customerId)).toEqual([]);

    const dear = await plan({ priceMinor: 9300 });
    const { invoiceId } = await run(subscriptions, 'changePlan', { id, planId: dear.id });
    const invoice = await run(invoices, 'get', { id: invoiceId! });
    expect(invoice.lines.map(({ amountMinor }) => amountMinor)).toEqual([-2100, 6300, -2100]);
    expect(invoice.totalMinor).toBe(2100);
    expect(await left()).toEqual([]);
    await run(invoices, 'void', { id: invoiceId!, reason: 'agreed otherwise' });
    expect(await left()).toEqual([{ customerId, currency: 'EUR', leftMinor: 2100 }]);
  });

  test('to another cycle begins a period of it and charges that whole', async () => {
    const { id } = await sold(3100);
    const yearly = await plan({ priceMinor: 30_000, cycle: 'annual' });
    on('2026-03-30');
    expect(await run(subscriptions, 'previewPlanChange', { id, planId: yearly.id })).toMatchObject({
      netMinor: 28_900,
      periodStart: '2026-03-30',
      periodEnd: '2027-03-30',
    });
    await run(subscriptions, 'changePlan', { id, planId: yearly.id });
    expect(await get(id)).toMatchObject({ cycle: 'annual', periodStart: '2026-03-30', periodEnd: '2027-03-30' });
    expect((await run(subscriptions, 'periods', { subscriptionIds: [id] })).items[0]).toMatchObject({
      start: '2026-03-30',
      end: '2027-03-30',
    });
  });

  test('in a period that nobody invoiced yet moves no money, and no cycle', async () => {
    const { id, customerId } = await sold(3100);
    on('2026-05-02');
    const dear = await plan({ priceMinor: 6200 });
    expect(await run(subscriptions, 'previewPlanChange', { id, planId: dear.id })).toMatchObject({
      lines: [],
      netMinor: 0,
      periodStart: '2026-04-10',
      periodEnd: '2026-05-10',
    });
    const yearly = await plan({ cycle: 'annual' });
    expect(await failure(run(subscriptions, 'changePlan', { id, planId: yearly.id }))).toMatchObject({ field: 'when' });
    await run(subscriptions, 'changePlan', { id, planId: dear.id });
    expect(await invoicesOf(customerId)).toEqual([]);
  });

  test('counts in the recurring revenue at its new price', async () => {
    const mrr = async () => (await run(subscriptions, 'metrics', {})).mrrMinor;
    const { id } = await sold(3100);
    const before = await mrr();
    await run(subscriptions, 'changePlan', { id, planId: (await plan({ priceMinor: 6200 })).id });
    expect((await mrr()) - before).toBe(3100);
    const yearly = await plan({ priceMinor: 12_000, cycle: 'annual' });
    await run(subscriptions, 'changePlan', { id, planId: yearly.id });
    expect((await mrr()) - before).toBe(1000 - 3100);
  });

  test('is refused when the sum is not the one that was agreed to, and leaves nothing behind', async () => {
    const { id, customerId, planId } = await sold(3100);
    const dear = await plan({ priceMinor: 6200 });
    const { netMinor } = await run(subscriptions, 'previewPlanChange', { id, planId: dear.id });
    on('2026-03-11');
    const late = run(subscriptions, 'changePlan', { id, planId: dear.id, expectedNetMinor: netMinor });
    expect(await failure(late)).toMatchObject({ code: 'conflict', field: 'expectedNetMinor' });
    network.refuse('setAccountSpeed');
    await expect(run(subscriptions, 'changePlan', { id, planId: dear.id })).rejects.toThrow('refuses');
    expect((await get(id)).planId).toBe(planId);
    expect(await invoicesOf(customerId)).toEqual([]);
    expect((await run(subscriptions, 'planChanges', { id })).items).toEqual([]);
  });

  test('is refused while service is suspended; with the next period it may wait', async () => {
    const { id } = await sold(3100);
    await run(subscriptions, 'suspend', { id, reason: 'non_payment' });
    const { id: planId } = await plan();
    expect(await failure(run(subscriptions, 'changePlan', { id, planId }))).toMatchObject({ field: 'when' });
    expect(await run(subscriptions, 'changePlan', { id, planId, when: 'next_period' })).toMatchObject({
      status: 'scheduled',
    });
  });

  test('asked for by ten at once is charged once', async () => {
    const { id, customerId } = await sold(3100);
    const { id: planId } = await plan({ priceMinor: 6200 });
    const asked = await Promise.allSettled(
      Array.from({ length: 10 }, () => run(subscriptions, 'changePlan', { id, planId })),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await invoicesOf(customerId)).toHaveLength(1);
  });
});

describe('a change with the next period', () => {
  test('keeps plan and speed until its day, at the price that was agreed', async () => {
    const { id, planId: before, customerId } = await sold(3100);
    const faster = await plan({ priceMinor: 6200, downloadKbps: 1_000_000 });
    const waiting = await run(subscriptions, 'changePlan', { id, planId: faster.id, when: 'next_period' });
    expect(waiting).toMatchObject({ status: 'scheduled', effectiveOn: '2026-04-10', chargeMinor: 0, creditMinor: 0 });
    expect(await get(id)).toMatchObject({ planId: before, priceMinor: 3100, nextPriceMinor: 6200 });
    expect(network.taken()).toEqual([]);
    await run(internetPlans, 'update', { id: faster.id, priceMinor: 9900 });
    await run(internetPlans, 'archive', { id: faster.id });

    on('2026-04-09');
    const due = async () => (await run(subscriptions, 'duePlanChanges', {})).items.map((change) => change.id);
    expect(await due()).not.toContain(waiting.id);
    expect(await failure(run(subscriptions, 'applyPlanChange', { id: waiting.id }))).toMatchObject({
      code: 'conflict',
    });
    // Midnight in Berlin, not yet in UTC.
    t.clock.set('2026-04-09T22:00:00.000Z');
    expect(await due()).toContain(waiting.id);
    for (let twice = 0; twice < 2; twice += 1) await run(subscriptions, 'applyPlanChange', { id: waiting.id });
    expect(await get(id)).toMatchObject({ planId: faster.id, priceMinor: 6200, nextPriceMinor: null });
    expect(network.taken()).toHaveLength(1);
    expect(await invoicesOf(customerId)).toEqual([]);
  });

  test('can be taken back, and gives way to another', async () => {
    const { id } = await sold(3100);
    const [a, b] = [await plan(), await plan()];
    await run(subscriptions, 'changePlan', { id, planId: a.id, when: 'next_period' });
    await run(subscriptions, 'changePlan', { id, planId: b.id, when: 'next_period' });
    await run(subscriptions, 'dropPlanChange', { id });
    const { items } = await run(subscriptions, 'planChanges', { id });
    expect(new Map(items.map((c) => [c.toPlanId, c.status]))).toEqual(
      new Map([
        [a.id, 'dropped'],
        [b.id, 'dropped'],
      ]),
    );
    expect(await get(id)).toMatchObject({ nextPriceMinor: null, nextCycle: null });
    expect(await failure(run(subscriptions, 'dropPlanChange', { id }))).toMatchObject({ code: 'conflict' });
  });

  test('ends with the subscription', async () => {
    const { id } = await sold(3100);
    const { id: waiting } = await run(subscriptions, 'changePlan', {
      id,
      planId: (await plan()).id,
      when: 'next_period',
    });
    await run(subscriptions, 'cancel', { id, reason: 'moved away' });
    on('2026-04-10');
    expect(await run(subscriptions, 'applyPlanChange', { id: waiting })).toMatchObject({ status: 'dropped' });
  });
});

test('a subscriber sees what a change of their own plan would cost, and of nobody else’s', async () => {
  const mine = await sold(3100);
  const other = await sold(3100);
  const { id: planId } = await plan({ priceMinor: 6200 });
  const me = t.as({ door: 'customer', kind: 'customer', permissions: [], customerId: mine.customerId });
  const ask = (id: string) => t.kernel.invoke(me, 'subscriptions.previewMyPlanChange', { id, planId });
  expect(await ask(mine.id)).toMatchObject({ netMinor: 3100, settlement: 'invoice' });
  expect(await failure(ask(other.id))).toMatchObject({ code: 'not_found' });
});
