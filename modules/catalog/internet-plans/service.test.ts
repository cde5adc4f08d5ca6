import { describe, expect, test } from 'vitest';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { billingModules, failure, maker } from '#modules/billing/testing.ts';
import { testKernel } from '#modules/testing.ts';
import { internetPlans } from './contract.ts';

const { modules } = billingModules();
const t = await testKernel(modules);
const { active, pending } = maker(t);
const run = t.asSystem;
let made = 0;
const create = (rest: Partial<Parameters<typeof run<typeof internetPlans, 'create'>>[2]> = {}) => {
  made += 1;
  return run(internetPlans, 'create', {
    code: `plan-${made}`,
    name: `Plan ${made}`,
    downloadKbps: 100_000,
    uploadKbps: 40_000,
    priceMinor: 3900,
    ...rest,
  });
};
const get = (id: string) => run(internetPlans, 'get', { id });

describe('a plan', () => {
  test('begins as a draft in the tenant’s currency', async () => {
    expect(await create()).toMatchObject({ status: 'draft', currency: 'EUR', cycle: 'monthly', subscriptionCount: 0 });
    const theirs = await t.run(
      internetPlans,
      'create',
      { code: 'naira', name: 'Naira', downloadKbps: 1000, uploadKbps: 1000, priceMinor: 1 },
      t.as({ tenant: t.beta }),
    );
    expect(theirs.currency).toBe('NGN');
  });

  test('with a negative price is refused at its field, and nothing is written', async () => {
    for (const priceMinor of [-1, -1_000_000, 0.5])
      expect(await failure(create({ code: 'negative', priceMinor }))).toMatchObject({
        code: 'invalid',
        field: 'priceMinor',
      });
    expect(await failure(create({ code: 'negative', priceMinor: -1 }))).toMatchObject({
      message: 'priceMinor: A price cannot be negative.',
    });
    expect((await run(internetPlans, 'list', { q: 'negative' })).items).toEqual([]);
  });

  test('whose terms contradict each other is refused, on creation and on change', async () => {
    expect(await failure(create({ capPolicy: 'throttle' }))).toMatchObject({ code: 'invalid', field: 'dataCapBytes' });
    const { id } = await create({ capPolicy: 'throttle', dataCapBytes: 1e12, throttledKbps: 5000 });
    expect(await failure(run(internetPlans, 'update', { id, downloadKbps: 5000 }))).toMatchObject({
      code: 'invalid',
      field: 'throttledKbps',
    });
    expect(await get(id)).toMatchObject({ downloadKbps: 100_000 });
  });

  test('has a code of its own, whatever the case; another provider may use the same', async () => {
    const { code } = await create();
    expect(await failure(create({ code: code.toUpperCase() }))).toMatchObject({ code: 'conflict', field: 'code' });
    const other = await create();
    expect(await failure(run(internetPlans, 'update', { id: other.id, code }))).toMatchObject({ field: 'code' });
    const theirs = { code, name: 'Theirs', downloadKbps: 1000, uploadKbps: 1000, priceMinor: 1 };
    expect((await t.run(internetPlans, 'create', theirs, t.as({ tenant: t.beta }))).code).toBe(code);
  });

  test('keeps what a change leaves out', async () => {
    const before = await create({
      description: 'For families',
      setupFeeMinor: 4900,
      cycle: 'quarterly',
      dataCapBytes: 5e11,
      capPolicy: 'throttle',
      throttledKbps: 2000,
      sessionTimeoutSeconds: 86_400,
      idleTimeoutSeconds: 600,
    });
    t.clock.advance(1000);
    const after = await run(internetPlans, 'update', { id: before.id, priceMinor: 4500 });
    expect(after).toEqual({ ...before, priceMinor: 4500, updatedAt: after.updatedAt });
    expect(after.updatedAt > before.updatedAt).toBe(true);
    expect(await failure(run(internetPlans, 'update', { id: before.id }))).toMatchObject({ code: 'invalid' });
  });

  test('is activated, archived and activated again, and says why it cannot', async () => {
    const { id } = await create();
    expect(await run(internetPlans, 'activate', { id })).toMatchObject({ status: 'active' });
    expect(await failure(run(internetPlans, 'activate', { id }))).toMatchObject({
      code: 'conflict',
      message: 'This plan is for sale already.',
    });
    expect(await run(internetPlans, 'archive', { id })).toMatchObject({ status: 'archived' });
    expect(await run(internetPlans, 'activate', { id })).toMatchObject({ status: 'active' });
  });

  test('of another provider does not exist', async () => {
    const { id } = await create();
    const beta = t.as({ tenant: t.beta });
    for (const refused of [
      () => t.run(internetPlans, 'get', { id }, beta),
      () => t.run(internetPlans, 'update', { id, priceMinor: 1 }, beta),
      () => t.run(internetPlans, 'activate', { id }, beta),
      () => t.run(internetPlans, 'archive', { id }, beta),
    ])
      expect(await failure(refused())).toMatchObject({ code: 'not_found' });
  });
});

describe('who uses a plan', () => {
  test('is counted through sale, change, failure and end', async () => {
    const [one, two] = [await create(), await create()];
    for (const { id } of [one, two]) await run(internetPlans, 'activate', { id });
    const counts = async () => {
      await t.settle();
      return [(await get(one.id)).subscriptionCount, (await get(two.id)).subscriptionCount];
    };
    const [a, b] = [await active(one.id), await active(one.id)];
    const c = await pending(one.id);
    expect(await counts()).toEqual([3, 0]);
    await run(subscriptions, 'fail', { id: c.id, reason: 'no address' });
    expect(await counts()).toEqual([2, 0]);
    await run(subscriptions, 'changePlan', { id: a.id, planId: two.id });
    expect(await counts()).toEqual([1, 1]);
    await run(subscriptions, 'retry', { id: c.id });
    await run(subscriptions, 'cancel', { id: b.id, reason: 'moved away' });
    expect(await counts()).toEqual([1, 1]);
    await run(subscriptions, 'cancel', { id: a.id, reason: 'moved away' });
    expect(await counts()).toEqual([1, 0]);
    // A suspended one still uses its plan.
    await run(subscriptions, 'activate', { id: c.id });
    await run(subscriptions, 'suspend', { id: c.id, reason: 'other' });
    expect(await counts()).toEqual([1, 0]);
  });
});

describe('the list', () => {
  test('pages reach every plan once in each order, also where the sort value is the same', async () => {
    for (const [priceMinor, downloadKbps] of [
      [100, 1000],
      [100, 2000],
      [100, 3000],
      [200, 1000],
      [300, 1000],
    ] as const)
      await create({ code: `paged-${priceMinor}-${downloadKbps}`, name: 'Paged', priceMinor, downloadKbps });
    const all = async (sort: 'name' | '-name' | 'priceMinor' | '-priceMinor' | 'downloadKbps' | '-downloadKbps') => {
      const seen: { id: string; name: string; priceMinor: number; downloadKbps: number }[] = [];
      let cursor: string | undefined;
      do {
        const page = await run(internetPlans, 'list', { q: 'paged', sort, limit: 2, ...(cursor ? { cursor } : {}) });
        seen.push(...page.items);
        cursor = page.next ?? undefined;
      } while (cursor);
      expect(new Set(seen.map((p) => p.id)).size).toBe(5);
      return seen;
    };
    expect((await all('priceMinor')).map((p) => p.priceMinor)).toEqual([100, 100, 100, 200, 300]);
    expect((await all('-downloadKbps')).map((p) => p.downloadKbps)).toEqual([3000, 2000, 1000, 1000, 1000]);
    expect((await all('name')).map((p) => p.id)).toEqual((await all('-name')).map((p) => p.id).reverse());
    const { next } = await run(internetPlans, 'list', { q: 'paged', sort: 'name', limit: 2 });
    await expect(run(internetPlans, 'list', { sort: 'priceMinor', cursor: next! })).rejects.toMatchObject({
      code: 'invalid',
      field: 'cursor',
    });
    expect((await run(internetPlans, 'list', { q: '%' })).items).toEqual([]);
    expect(
      (await run(internetPlans, 'list', { status: 'active', limit: 200 })).items.every((p) => p.status === 'active'),
    ).toBe(true);
  });
});
