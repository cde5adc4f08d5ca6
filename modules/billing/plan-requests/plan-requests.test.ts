import { beforeAll, expect, it } from 'vitest';
import type { Caller } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { shop } from '#modules/fulfilment/provisioning/testing.ts';
import { modules } from '#modules/list.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { planRequests } from './contract.ts';

let t: TestKernel;
let world: Awaited<ReturnType<typeof shop>>;
let faster: string;
let slower: string;
const sellable = async (code: string, downloadKbps: number, priceMinor: number) => {
  const { id } = await t.run(internetPlans, 'create', {
    code,
    name: code.toUpperCase(),
    downloadKbps,
    uploadKbps: downloadKbps,
    priceMinor,
  });
  return (await t.run(internetPlans, 'activate', { id })).id;
};
beforeAll(async () => {
  t = await testKernel(modules);
  await t.startEngine();
  world = await shop(t);
  faster = await sellable('fast', 500_000, 7990);
  slower = await sellable('slow', 20_000, 1990);
}, 60_000);

async function subscriber() {
  const { id: customerId } = await world.customer();
  const { id } = await world.settled((await world.sell(customerId)).id);
  const caller = t.as({ door: 'customer', kind: 'customer', permissions: [], customerId, id: uuidv7(t.clock.nowMs()) });
  return { id, customerId, caller };
}
type When = 'now' | 'next_period';
async function ask({ id, caller }: { id: string; caller: Caller }, planId: string, when: When = 'now') {
  const { netMinor } = await t.run(subscriptions, 'previewMyPlanChange', { id, planId, when }, caller);
  const input = { subscriptionId: id, planId, when, expectedNetMinor: netMinor };
  return { netMinor, request: await t.run(planRequests, 'ask', input, caller) };
}
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error) => ({ code: error.code, field: error.field, message: error.message }),
  );
const planOf = async (id: string) => (await t.run(subscriptions, 'get', { id })).planName;

it('is asked for with its price, waits for staff, and is made for no more than was agreed to', async () => {
  const me = await subscriber();
  const { items } = await t.run(planRequests, 'choices', { subscriptionId: me.id }, me.caller);
  expect(items.map((c) => [c.name, c.direction, c.differenceMinor, c.atOnce])).toEqual([
    ['SLOW', 'downgrade', -2000, false],
    ['FAST', 'upgrade', 4000, false],
  ]);
  const input = { subscriptionId: me.id, planId: faster, expectedNetMinor: 1 };
  expect(await refusal(t.run(planRequests, 'ask', input, me.caller))).toMatchObject({ field: 'expectedNetMinor' });
  const { request, netMinor } = await ask(me, faster);
  expect(request).toMatchObject({ status: 'waiting', agreedNetMinor: netMinor, toPriceMinor: 7990 });
  await t.settle();
  expect(await planOf(me.id)).toBe('Fiber 100');
  expect(await refusal(ask(me, slower))).toMatchObject({ code: 'conflict' });

  // A dearer plan by the time somebody looks: that is not what was agreed to.
  await t.run(internetPlans, 'update', { id: faster, priceMinor: 8990 });
  expect((await refusal(t.run(planRequests, 'approve', { id: request.id })))?.message).toMatch(/more than/);
  await t.run(internetPlans, 'update', { id: faster, priceMinor: 7990 });
  expect(await t.run(planRequests, 'approve', { id: request.id })).toMatchObject({ status: 'approved' });
  expect(await planOf(me.id)).toBe('FAST');
  expect(await refusal(t.run(planRequests, 'decline', { id: request.id, reason: 'Too late' }))).toMatchObject({
    code: 'conflict',
  });
  expect(await t.run(planRequests, 'metrics', {})).toMatchObject({ waiting: 0, approvedLast30Days: 1 });
});

it('is declined with a reason that the subscriber reads, or taken back, by them alone', async () => {
  const [me, other] = [await subscriber(), await subscriber()];
  const { request } = await ask(me, slower);
  expect(await refusal(t.run(planRequests, 'withdraw', { id: request.id }, other.caller))).toMatchObject({
    code: 'not_found',
  });
  expect(await refusal(ask({ id: me.id, caller: other.caller }, slower))).toMatchObject({ code: 'not_found' });
  await t.run(planRequests, 'decline', { id: request.id, reason: 'Your contract runs until May.' });
  const [told] = (await t.run(planRequests, 'mine', {}, me.caller)).items;
  expect(told).toMatchObject({ status: 'declined', statusReason: 'Your contract runs until May.' });
  const [letter] = (await t.run(mail, 'list', { customerId: me.customerId, template: 'plan-request-answered' })).items;
  expect((await t.run(mail, 'get', { id: letter!.id })).text).toContain('Your contract runs until May.');
  const again = (await ask(me, slower)).request;
  expect(await t.run(planRequests, 'withdraw', { id: again.id }, me.caller)).toMatchObject({ status: 'withdrawn' });
});

it('begins with the next period when that is wished, and follows when the change is taken back', async () => {
  const me = await subscriber();
  const { request } = await ask(me, slower, 'next_period');
  const { effectiveOn } = await t.run(planRequests, 'approve', { id: request.id });
  await t.settle();
  expect((await t.run(planRequests, 'mine', {}, me.caller)).items[0]).toMatchObject({
    status: 'approved',
    effectiveOn,
  });
  t.clock.advance(1000);
  await t.run(subscriptions, 'dropPlanChange', { id: me.id });
  await t.settle();
  expect((await t.run(planRequests, 'mine', {}, me.caller)).items[0]).toMatchObject({ status: 'dropped' });
});

it('happens at once where the provider lets it, and waits with the reason where it cannot', async () => {
  const me = await subscriber();
  await t.run(planRequests, 'updateSettings', { mode: 'upgrades', hiddenPlanIds: [slower] });
  const { items } = await t.run(planRequests, 'choices', { subscriptionId: me.id }, me.caller);
  expect(items.map((c) => [c.name, c.atOnce])).toEqual([['FAST', true]]);
  await ask(me, faster);
  await t.settle();
  expect(await planOf(me.id)).toBe('FAST');
  expect((await t.run(planRequests, 'mine', {}, me.caller)).items[0]).toMatchObject({ status: 'approved' });

  const late = await subscriber();
  const { request } = await ask(late, faster);
  await t.run(subscriptions, 'suspend', { id: late.id, reason: 'abuse' });
  await t.settle();
  const [stuck] = (await t.run(planRequests, 'list', { customerId: late.customerId })).items;
  expect(stuck).toMatchObject({ id: request.id, status: 'waiting', obstacle: expect.stringMatching(/suspended/) });
  await t.run(planRequests, 'updateSettings', { mode: 'off' });
  expect((await t.run(planRequests, 'choices', { subscriptionId: late.id }, late.caller)).items).toEqual([]);
});
