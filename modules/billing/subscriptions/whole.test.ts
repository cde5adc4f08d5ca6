import { expect, test } from 'vitest';
import { mail } from '#modules/communications/mail/contract.ts';
import { modules } from '#modules/list.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { maker } from '../testing.ts';
import { subscriptions } from './contract.ts';

// With every real module: what the network and the mail hold after each command.
const t = await testKernel(modules);
const { plan, active } = maker(t);
const run = t.asSystem;

async function line() {
  const sold = await active((await plan()).id);
  const { id: subscriptionId, customerId, downloadKbps, uploadKbps } = sold;
  await run(radius, 'createAccount', {
    username: sold.number.toLowerCase(),
    subscriptionId,
    customerId,
    downloadKbps,
    uploadKbps,
  });
  return sold;
}
const login = async (customerId: string) => (await run(radius, 'listAccounts', { customerId })).items[0];
const letters = async (customerId: string) =>
  (await run(mail, 'list', { customerId })).items.map((letter) => letter.template);
const events = async (name: string, customerId: string) => {
  const { rows } = await t.db.owner.query(`select 1 from outbox where name = $1 and payload->>'customerId' = $2`, [
    name,
    customerId,
  ]);
  return rows.length;
};

test('suspension refuses the login with a message and asks for a disconnect; resuming restores it', async () => {
  const { id, customerId } = await line();
  await run(subscriptions, 'suspend', { id, reason: 'non_payment' });
  expect(await login(customerId)).toMatchObject({
    state: 'suspended',
    rejectMessage: 'Service suspended: payment overdue. Please contact your provider.',
  });
  expect(await events('radius.disconnect-requested', customerId)).toBe(1);
  expect(await letters(customerId)).toEqual(['service-suspended']);
  await run(subscriptions, 'resume', { id });
  expect(await login(customerId)).toMatchObject({ state: 'active', rejectMessage: null });
  expect((await letters(customerId)).sort()).toEqual(['service-resumed', 'service-suspended']);
});

test('what fails late undoes what was done early: the login stays as it was', async () => {
  const { id, customerId } = await line();
  const failing = t.kernel.asSystem('test', t.alpha, async (ctx) => {
    await ctx.call(subscriptions, 'suspend', { id, reason: 'abuse' });
    throw new Error('the power is gone');
  });
  await expect(failing).rejects.toThrow('the power is gone');
  expect(await login(customerId)).toMatchObject({ state: 'active' });
  expect(await letters(customerId)).toEqual([]);
  expect(await events('radius.disconnect-requested', customerId)).toBe(0);
});

test('a subscription without a login cannot be half suspended', async () => {
  const { id } = await active((await plan()).id);
  await expect(run(subscriptions, 'suspend', { id, reason: 'other' })).rejects.toThrow('no such RADIUS login');
  expect(await run(subscriptions, 'get', { id })).toMatchObject({ status: 'active' });
});

test('a change of plan changes the login and asks for the new speed on the live session', async () => {
  const { id, customerId } = await line();
  const faster = await plan({ downloadKbps: 1_000_000 });
  await run(subscriptions, 'changePlan', { id, planId: faster.id });
  expect(await login(customerId)).toMatchObject({ downloadKbps: 1_000_000 });
  expect(await events('radius.speed-changed', customerId)).toBe(1);
});

test('cancelling leaves neither login nor address', async () => {
  const { id, customerId } = await line();
  const { id: poolId } = await run(ipManagement, 'createPool', {
    name: 'Whole',
    type: 'ipv4_private',
    cidr: '10.77.0.0/24',
  });
  await run(ipManagement, 'autoAssign', { poolId, subscriptionId: id, customerId });
  await run(subscriptions, 'cancel', { id, reason: 'moved away' });
  expect(await login(customerId)).toBeUndefined();
  const { items } = await run(ipManagement, 'ofSubscriber', { id });
  expect(items.filter((reservation) => reservation.state === 'assigned')).toEqual([]);
});
