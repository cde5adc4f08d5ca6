import { beforeEach, describe, expect, test } from 'vitest';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { billingModules, failure, maker } from '../testing.ts';
import { subscriptions } from './contract.ts';

const { modules, network, post } = billingModules();
const t = await testKernel(modules);
const { customer, plan, pending, active } = maker(t);
const run = t.asSystem;
const start = '2026-03-10T09:00:00.000Z';
beforeEach(() => {
  t.clock.set(start);
  network.refuse(null);
  network.taken();
  post.taken();
});
const events = async (subscriptionId: string) => {
  const { rows } = await t.db.owner.query<{ name: string; payload: Record<string, unknown> }>(
    `select name, payload from outbox where payload->>'subscriptionId' = $1 and name like 'subscription.%' order by seq`,
    [subscriptionId],
  );
  return rows;
};
const get = (id: string) => run(subscriptions, 'get', { id });

describe('selling', () => {
  test('locks the price of the day, whatever the plan costs later', async () => {
    const sold = await plan({ priceMinor: 3900 });
    const { id } = await pending(sold.id);
    await run(internetPlans, 'update', { id: sold.id, priceMinor: 5900, setupFeeMinor: 0 });
    await t.settle();
    expect(await get(id)).toMatchObject({ priceMinor: 3900, setupFeeMinor: 4900, currency: 'EUR', status: 'pending' });
  });

  test('tells provisioning everything that it needs', async () => {
    const { id: poolId } = await run(ipManagement, 'createPool', {
      name: 'P',
      type: 'ipv4_private',
      cidr: '10.9.0.0/24',
    });
    const who = await customer();
    const { id: planId } = await plan();
    const { id } = await run(subscriptions, 'order', { customerId: who.id, planId, poolId });
    expect(await events(id)).toEqual([
      {
        name: 'subscription.ordered',
        payload: { subscriptionId: id, customerId: who.id, planId, poolId, nasVendor: null },
      },
    ]);
  });

  test('numbers rise without a double, also when many sell at once', async () => {
    const { id: planId } = await plan();
    const who = await customer();
    const sold = await Promise.all(Array.from({ length: 20 }, () => pending(planId, who.id)));
    const numbers = sold.map((s) => s.number).sort();
    expect(new Set(numbers).size).toBe(20);
    for (const number of numbers) expect(number).toMatch(/^S-\d{6}$/);
    const serials = numbers.map((number) => Number(number.slice(2)));
    expect(Math.max(...serials) - Math.min(...serials)).toBe(19);
  });

  test('is refused for a closed account, a draft, an archived plan, and what does not exist', async () => {
    const who = await customer();
    const { id: planId } = await plan();
    const gone = await customer();
    await run(customers, 'close', { id: gone.id, reason: 'moved away' });
    expect(await failure(run(subscriptions, 'order', { customerId: gone.id, planId }))).toMatchObject({
      code: 'conflict',
      field: 'customerId',
    });
    const draft = await run(internetPlans, 'create', {
      code: 'draft-1',
      name: 'Draft',
      downloadKbps: 1000,
      uploadKbps: 1000,
      priceMinor: 1,
    });
    expect(await failure(run(subscriptions, 'order', { customerId: who.id, planId: draft.id }))).toMatchObject({
      code: 'conflict',
      field: 'planId',
      message: expect.stringContaining('draft'),
    });
    await run(internetPlans, 'archive', { id: planId });
    expect(await failure(run(subscriptions, 'order', { customerId: who.id, planId }))).toMatchObject({
      message: expect.stringContaining('archived'),
    });
    for (const input of [
      { customerId: t.alpha.id, planId },
      { customerId: who.id, planId: t.alpha.id },
      { customerId: who.id, planId: (await plan()).id, poolId: t.alpha.id },
    ])
      expect(await failure(run(subscriptions, 'order', input))).toMatchObject({ code: 'not_found' });
  });

  test('the same request sent twice sells once', async () => {
    const who = await customer();
    const { id: planId } = await plan();
    const caller = { ...t.as(), idempotencyKey: 'double-click' };
    const order = () => t.kernel.invoke(caller, 'subscriptions.order', { customerId: who.id, planId });
    const both = await Promise.all([order(), order()]);
    expect(both[0]).toEqual(both[1]);
    expect((await run(subscriptions, 'list', { customerId: who.id })).items).toHaveLength(1);
  });
});

describe('provisioning', () => {
  test('activation begins the first period on the tenant’s own day', async () => {
    // Past midnight in Berlin, not yet in UTC.
    t.clock.set('2026-01-30T23:30:00.000Z');
    const { id } = await active();
    expect(await get(id)).toMatchObject({
      status: 'active',
      activatedAt: '2026-01-30T23:30:00.000Z',
      periodStart: '2026-01-31',
      periodEnd: '2026-02-28',
    });
    expect((await events(id)).map((e) => e.name)).toEqual(['subscription.ordered', 'subscription.activated']);
  });

  test('a rolled-back sale ends as failed with its reason and nothing of a period', async () => {
    const { id } = await active();
    await run(subscriptions, 'revert', { id });
    expect(await get(id)).toMatchObject({ status: 'pending', activatedAt: null, periodStart: null, periodEnd: null });
    await run(subscriptions, 'fail', { id, reason: 'No address is free in pool A.' });
    expect(await get(id)).toMatchObject({ status: 'failed', statusReason: 'No address is free in pool A.' });
    expect((await events(id)).at(-1)).toMatchObject({ name: 'subscription.failed' });
  });

  test('a rollback also takes back what was suspended meanwhile', async () => {
    const { id } = await active();
    await run(subscriptions, 'suspend', { id, reason: 'other' });
    expect(await run(subscriptions, 'revert', { id })).toMatchObject({
      status: 'pending',
      suspendedAt: null,
      statusReason: null,
    });
    expect((await run(subscriptions, 'pauses', { id })).items.every((pause) => pause.toDate !== null)).toBe(true);
  });

  test('a failed sale can be tried again and is then provisioned like a new one', async () => {
    const { id, customerId, planId } = await pending();
    await run(subscriptions, 'fail', { id, reason: 'no address' });
    expect(await run(subscriptions, 'retry', { id })).toMatchObject({ status: 'pending', statusReason: null });
    expect((await events(id)).at(-1)).toMatchObject({
      name: 'subscription.ordered',
      payload: { subscriptionId: id, customerId, planId },
    });
    expect(await run(subscriptions, 'activate', { id })).toMatchObject({ status: 'active' });
  });
});

describe('suspension', () => {
  test('is one command: state, login refused with a message, mail, pause', async () => {
    const { id, customerId } = await active();
    const { email } = await run(customers, 'get', { id: customerId });
    const suspended = await run(subscriptions, 'suspend', { id, reason: 'non_payment' });
    expect(suspended).toMatchObject({ status: 'suspended', statusReason: 'Payment overdue', suspendedAt: start });
    expect(network.taken()).toEqual([
      {
        operation: 'setAccountState',
        input: { subscriptionId: id, state: 'suspended', rejectMessage: expect.stringContaining('payment overdue') },
      },
    ]);
    expect(post.taken()).toMatchObject([
      { operation: 'queue', input: { template: 'service-suspended', to: email, customerId } },
    ]);
    expect((await run(subscriptions, 'pauses', { id })).items).toMatchObject([
      { reason: 'non_payment', fromDate: '2026-03-10', toDate: null, days: 0 },
    ]);
    expect((await events(id)).at(-1)).toEqual({
      name: 'subscription.suspended',
      payload: { subscriptionId: id, customerId, reason: 'non_payment' },
    });
  });

  test('resuming reverses all of it', async () => {
    const { id, customerId } = await active();
    await run(subscriptions, 'suspend', { id, reason: 'customer_request' });
    network.taken();
    post.taken();
    t.clock.set('2026-03-14T20:00:00.000Z');
    expect(await run(subscriptions, 'resume', { id })).toMatchObject({
      status: 'active',
      statusReason: null,
      suspendedAt: null,
    });
    expect(network.taken()).toEqual([
      { operation: 'setAccountState', input: { subscriptionId: id, state: 'active', rejectMessage: null } },
    ]);
    expect(post.taken()).toMatchObject([{ input: { template: 'service-resumed', customerId } }]);
    expect((await run(subscriptions, 'pauses', { id })).items).toMatchObject([
      { fromDate: '2026-03-10', toDate: '2026-03-14', days: 4, resumedAt: '2026-03-14T20:00:00.000Z' },
    ]);
  });

  test('when the login cannot be refused, nothing is suspended', async () => {
    const { id } = await active();
    network.refuse('setAccountState');
    expect(await failure(run(subscriptions, 'suspend', { id, reason: 'abuse' }))).toMatchObject({ code: 'conflict' });
    expect(await get(id)).toMatchObject({ status: 'active', suspendedAt: null });
    expect((await run(subscriptions, 'pauses', { id })).items).toEqual([]);
  });

  test('a customer without an address for mail is suspended all the same', async () => {
    const who = await customer({ email: null });
    const { id } = await active(undefined, who.id);
    await run(subscriptions, 'suspend', { id, reason: 'other' });
    expect(post.taken()).toEqual([]);
  });

  test('twice on one day counts no day twice, and a clock set back cannot make pauses overlap', async () => {
    const { id } = await active();
    const suspend = () => run(subscriptions, 'suspend', { id, reason: 'other' });
    const resume = () => run(subscriptions, 'resume', { id });
    await suspend();
    await resume();
    await suspend();
    t.clock.set('2026-03-12T09:00:00.000Z');
    await resume();
    t.clock.set('2026-03-01T09:00:00.000Z');
    await suspend();
    await resume();
    t.clock.set('2026-03-20T09:00:00.000Z');
    const { items } = await run(subscriptions, 'pauses', { id });
    expect(items.map((p) => [p.fromDate, p.toDate, p.days])).toEqual([
      ['2026-03-10', '2026-03-10', 0],
      ['2026-03-10', '2026-03-12', 2],
      ['2026-03-12', '2026-03-12', 0],
    ]);
  });

  test('asked for by ten at once, happens once', async () => {
    const { id } = await active();
    network.taken();
    const asked = await Promise.allSettled(
      Array.from({ length: 10 }, () => run(subscriptions, 'suspend', { id, reason: 'abuse' })),
    );
    expect(asked.filter((a) => a.status === 'fulfilled')).toHaveLength(1);
    expect(network.taken()).toHaveLength(1);
    expect((await run(subscriptions, 'pauses', { id })).items).toHaveLength(1);
  });
});

describe('changing the plan', () => {
  test('is refused to the same plan and to one that is not sold', async () => {
    const { id, planId } = await active();
    expect(await failure(run(subscriptions, 'changePlan', { id, planId }))).toMatchObject({ field: 'planId' });
    const other = await plan();
    await run(internetPlans, 'archive', { id: other.id });
    expect(await failure(run(subscriptions, 'changePlan', { id, planId: other.id }))).toMatchObject({
      field: 'planId',
    });
  });
});

describe('cancelling', () => {
  test('removes the login, releases the address, closes the pause and is final', async () => {
    const { id } = await active();
    const { id: poolId } = await run(ipManagement, 'createPool', {
      name: 'C',
      type: 'ipv4_private',
      cidr: '10.8.0.0/24',
    });
    await run(ipManagement, 'autoAssign', { poolId, subscriptionId: id });
    await run(subscriptions, 'suspend', { id, reason: 'other' });
    network.taken();
    t.clock.set('2026-03-15T09:00:00.000Z');
    expect(await run(subscriptions, 'cancel', { id, reason: 'moved away' })).toMatchObject({
      status: 'cancelled',
      statusReason: 'moved away',
      cancelledAt: '2026-03-15T09:00:00.000Z',
      suspendedAt: null,
    });
    expect(network.taken()).toEqual([{ operation: 'removeAccount', input: { subscriptionId: id } }]);
    expect((await run(ipManagement, 'ofSubscriber', { id })).items.filter((r) => r.state !== 'released')).toEqual([]);
    expect((await run(subscriptions, 'pauses', { id })).items).toMatchObject([{ toDate: '2026-03-15', days: 5 }]);
    for (const refused of [
      () => run(subscriptions, 'cancel', { id, reason: 'again' }),
      () => run(subscriptions, 'resume', { id }),
      () => run(subscriptions, 'suspend', { id, reason: 'other' }),
      () => run(subscriptions, 'retry', { id }),
    ])
      expect(await failure(refused())).toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('cancelled'),
      });
  });

  test('a suspension and a cancellation at once leave one of the two orders, never a mixture', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await active();
      await Promise.allSettled([
        run(subscriptions, 'suspend', { id, reason: 'other' }),
        run(subscriptions, 'cancel', { id, reason: 'moved away' }),
      ]);
      expect(await get(id)).toMatchObject({ status: 'cancelled', suspendedAt: null });
      for (const pause of (await run(subscriptions, 'pauses', { id })).items) expect(pause.toDate).not.toBeNull();
    }
  });
});
