import { beforeAll, beforeEach, expect, test } from 'vitest';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { billingModules, maker } from '../testing.ts';
import { subscriptions } from './contract.ts';

const { modules, network } = billingModules();
const t = await testKernel(modules);
const { plan, pending, active } = maker(t);
const run = t.asSystem;
beforeAll(() => t.startEngine());
beforeEach(async () => {
  await t.settle();
  network.taken();
});
/** The run waits in a queue that is looked at every second or so. */
const soon = { timeout: 15_000 };
const get = (id: string) => run(subscriptions, 'get', { id });
/** What the network was told: many logins of a plan at once, or a single one. */
const speeds = () =>
  network
    .taken()
    .filter(({ operation }) => operation === 'setAccountSpeed' || operation === 'setAccountSpeeds')
    .flatMap(({ input: { subscriptionId, subscriptionIds, downloadKbps, uploadKbps, planId } }) =>
      [subscriptionIds ?? subscriptionId].flat().map((id) => ({ id, downloadKbps, uploadKbps, planId })),
    );

test('a plan’s new speed reaches its running subscriptions and their sessions, and no others', async () => {
  const [changed, other] = [await plan(), await plan()];
  const [running, paused, waiting, elsewhere] = [
    await active(changed.id),
    await active(changed.id),
    await pending(changed.id),
    await active(other.id),
  ];
  await run(subscriptions, 'suspend', { id: paused.id, reason: 'other' });
  await t.settle();
  network.taken();
  await run(internetPlans, 'update', { id: changed.id, name: 'Fiber renamed', downloadKbps: 250_000 });
  await t.settle();
  await expect.poll(async () => (await get(running.id)).downloadKbps, soon).toBe(250_000);
  await expect.poll(async () => (await get(paused.id)).planName, soon).toBe('Fiber renamed');
  expect(speeds()).toEqual(
    [running.id, paused.id].sort().map((id) => ({ id, downloadKbps: 250_000, uploadKbps: 50_000, planId: changed.id })),
  );
  expect(await get(elsewhere.id)).toMatchObject({ downloadKbps: 100_000 });
  expect(await get(running.id)).toMatchObject({ priceMinor: 3900 });

  // It has no login yet; what it missed is settled as soon as it is active.
  expect(await get(waiting.id)).toMatchObject({ downloadKbps: 100_000 });
  await run(subscriptions, 'activate', { id: waiting.id });
  await t.settle();
  expect(await get(waiting.id)).toMatchObject({ downloadKbps: 250_000, planName: 'Fiber renamed' });
  expect(speeds()).toEqual([{ id: waiting.id, downloadKbps: 250_000, uploadKbps: 50_000, planId: changed.id }]);
});

test('a portion at a time, each where the one before ended, and a second run changes nothing', async () => {
  const { id: planId } = await plan();
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1) ids.push((await active(planId)).id);
  await t.settle();
  network.taken();
  await t.db.owner.query(`update internet_plan set upload_kbps = 60000 where id = $1`, [planId]);
  const rolloutId = crypto.randomUUID();
  const portions: number[] = [];
  let after: string | null = null;
  do {
    const done: { changed: number; next: string | null } = await run(subscriptions, 'followPlan', {
      planId,
      rolloutId,
      limit: 2,
      ...(after ? { after } : {}),
    });
    portions.push(done.changed);
    after = done.next;
  } while (after);
  expect(portions).toEqual([2, 2, 1]);
  expect(speeds().map(({ id }) => id)).toEqual([...ids].sort());
  expect(await run(subscriptions, 'followPlan', { planId, rolloutId })).toMatchObject({ changed: 0, next: null });
});

test('a change of the price alone touches no session', async () => {
  const { id: planId } = await plan();
  await active(planId);
  await t.settle();
  network.taken();
  await run(internetPlans, 'update', { id: planId, priceMinor: 1 });
  await t.settle();
  expect(speeds()).toEqual([]);
});
