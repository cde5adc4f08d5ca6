import { describe, expect, test } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { billingModules, failure, maker } from '../testing.ts';
import { subscriptionStatuses, subscriptions } from './contract.ts';

const t = await testKernel(billingModules().modules);
const { customer, plan, pending, active } = maker(t);
const run = t.asSystem;
const get = (id: string) => run(subscriptions, 'get', { id });

describe('lists and sums', () => {
  test('pages reach every subscription once, newest first, under each filter', async () => {
    const who = await customer({ name: 'Pàula Paging' });
    const { id: planId } = await plan();
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      t.clock.advance(1000);
      ids.unshift((await pending(planId, who.id)).id);
    }
    await run(subscriptions, 'fail', { id: ids[2] ?? '', reason: 'x' });
    const all = async (filter: object) => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await run(subscriptions, 'list', { ...filter, limit: 2, ...(cursor ? { cursor } : {}) });
        seen.push(...page.items.map((s) => s.id));
        cursor = page.next ?? undefined;
      } while (cursor);
      return seen;
    };
    expect(await all({ customerId: who.id })).toEqual(ids);
    expect(await all({ planId })).toEqual(ids);
    for (const q of ['paula pag', 'PÁGING  páulä', 'pa paula']) expect(await all({ q }), q).toEqual(ids);
    expect(await all({ planId, status: 'failed' })).toEqual([ids[2]]);
    expect(await all({ q: '100%_' })).toEqual([]);
  });

  test('a cursor that the list did not make is refused', async () => {
    expect(await failure(run(subscriptions, 'list', { cursor: 'nonsense' }))).toMatchObject({ field: 'cursor' });
  });

  test('the metrics are what counting all rows gives, after any walk through the states', async () => {
    for (const cycle of ['monthly', 'quarterly', 'annual'] as const) {
      const { id: planId } = await plan({ cycle, priceMinor: 10_001 });
      const [a, b, c] = [await active(planId), await active(planId), await pending(planId)];
      await run(subscriptions, 'suspend', { id: a.id, reason: 'other' });
      await run(subscriptions, 'cancel', { id: b.id, reason: 'moved' });
      await run(subscriptions, 'fail', { id: c.id, reason: 'no address' });
      await active(planId);
    }
    const metrics = await run(subscriptions, 'metrics', {});
    const { rows } = await t.db.owner.query<{ status: string; n: number; month: number }>(
      `select status, count(*)::int as n from subscription where tenant_id = $1 group by status`,
      [t.alpha.id],
    );
    const counted = Object.fromEntries(rows.map((row) => [row.status, row.n]));
    for (const status of subscriptionStatuses.filter((s) => s !== 'cancelled'))
      expect(metrics[status], status).toBe(counted[status] ?? 0);
    const revenue = await t.db.owner.query<{ mrr: number }>(
      `select sum(round(total / months))::int as mrr from (
         select cycle, case cycle when 'monthly' then 1 when 'quarterly' then 3 else 12 end::numeric as months, sum(price_minor) as total
         from subscription where tenant_id = $1 and status = 'active' group by cycle) per_cycle`,
      [t.alpha.id],
    );
    expect(metrics.mrrMinor).toBe(revenue.rows[0]?.mrr);
  });

  test('another provider sees nothing of it', async () => {
    const { id } = await active();
    const beta = t.as({ tenant: t.beta });
    expect(await failure(t.run(subscriptions, 'get', { id }, beta))).toMatchObject({ code: 'not_found' });
    expect(await failure(t.run(subscriptions, 'suspend', { id, reason: 'other' }, beta))).toMatchObject({
      code: 'not_found',
    });
    expect((await t.run(subscriptions, 'list', {}, beta)).items).toEqual([]);
    expect(await t.run(subscriptions, 'metrics', {}, beta)).toMatchObject({ active: 0, mrrMinor: 0, currency: 'NGN' });
  });
});

describe('what others change', () => {
  test('a customer’s new name is shown and found', async () => {
    const who = await customer({ name: 'Before Marriage' });
    const { id } = await active(undefined, who.id);
    await run(customers, 'update', { id: who.id, name: 'After Marriage' });
    await t.settle();
    expect(await get(id)).toMatchObject({ customerName: 'After Marriage' });
    expect((await run(subscriptions, 'list', { q: 'after marriage' })).items.map((s) => s.id)).toEqual([id]);
  });

  test('a customer is active, suspended or without service as their subscriptions are', async () => {
    const who = await customer();
    const status = async () => {
      await t.settle();
      return (await run(customers, 'get', { id: who.id })).status;
    };
    const { id } = await active(undefined, who.id);
    expect(await status()).toBe('active');
    await run(subscriptions, 'suspend', { id, reason: 'other' });
    expect(await status()).toBe('suspended');
    await run(subscriptions, 'cancel', { id, reason: 'moved' });
    expect(await status()).toBe('inactive');
  });
});
