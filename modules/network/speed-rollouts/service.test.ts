import { beforeAll, expect, it } from 'vitest';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { maker } from '#modules/billing/testing.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { modules } from '#modules/list.ts';
import { bandwidthProfiles } from '#modules/network/bandwidth-profiles/contract.ts';
import { eventually } from '#modules/network/radius/aaa/testing.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { nasBench } from '#modules/network/radius/testing.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { speedRollouts } from './contract.ts';

let t: TestKernel;
const { nasThat, session } = nasBench(() => t, 2);
beforeAll(async () => {
  t = await testKernel(modules);
  await t.startEngine();
}, 60_000);

let n = 0;
/** A subscription that is on line at a NAS. */
async function onLine(planId: string, nasId: string) {
  const { active } = maker(t);
  const { id: subscriptionId, customerId } = await active(planId);
  const plan = await t.run(internetPlans, 'get', { id: planId });
  const username = `rollout-${++n}`;
  const { downloadKbps, uploadKbps, bandwidthProfileId } = plan;
  const account = await t.asSystem(radius, 'createAccount', {
    username,
    subscriptionId,
    customerId,
    downloadKbps,
    uploadKbps,
    planId,
    bandwidthProfileId,
  });
  await session(nasId, { accountId: account.id, subscriptionId, customerId, username });
  return { subscriptionId, username };
}

const finished = (id: string) =>
  eventually(
    'the rollout is over',
    async () => {
      await t.settle();
      const rollout = await t.run(speedRollouts, 'get', { id }).catch(() => undefined);
      return rollout?.finishedAt ? rollout : undefined;
    },
    30_000,
  );

const profile = { name: 'Residential', downloadKbps: 100_000, uploadKbps: 20_000 };
async function planOf(bandwidthProfileId: string) {
  const { plan } = maker(t);
  const made = await plan();
  await t.run(internetPlans, 'update', { id: made.id, bandwidthProfileId });
  return made.id;
}

it('a profile’s new speed and burst reach plan, subscription, login and live session in one run', async () => {
  const { id } = await t.run(bandwidthProfiles, 'create', profile);
  const planId = await planOf(id);
  const [good, picky] = [await nasThat('ack'), await nasThat('unsupportedAttribute')];
  const first = await onLine(planId, good.id);
  await onLine(planId, good.id);
  const refused = await onLine(planId, picky.id);
  await t.settle();
  expect(await t.run(speedRollouts, 'preview', { bandwidthProfileId: id })).toMatchObject({
    subscriptions: 3,
    logins: 3,
    liveSessions: 3,
    plans: [{ id: planId, subscriptions: 3 }],
    nases: [
      { name: good.name, sessions: 2 },
      { name: picky.name, sessions: 1 },
    ],
  });
  const changed = await t.run(bandwidthProfiles, 'update', {
    id,
    downloadKbps: 200_000,
    burstDownloadKbps: 300_000,
    burstUploadKbps: 30_000,
    burstSeconds: 8,
  });
  expect(changed).toMatchObject({ planCount: 1, planNames: [expect.any(String)], rolloutId: expect.any(String) });
  expect(await finished(changed.rolloutId!)).toMatchObject({
    status: 'done',
    subscriptions: 3,
    subscriptionsDone: 3,
    sessionsAsked: 3,
    acknowledged: 2,
    refused: 1,
    unanswered: 0,
  });
  expect(good.heard).toHaveLength(2);
  expect(good.heard[0]).toMatchObject({
    code: 'CoA-Request',
    attributes: { 'Mikrotik-Rate-Limit': '20000k/200000k 30000k/300000k 20000k/200000k 8/8' },
  });
  expect(await t.run(internetPlans, 'get', { id: planId })).toMatchObject({ downloadKbps: 200_000 });
  expect(await t.run(subscriptions, 'get', { id: first.subscriptionId })).toMatchObject({ downloadKbps: 200_000 });
  const { items: failed } = await t.run(radius, 'listCoa', { rolloutId: changed.rolloutId!, failed: 'true' });
  expect(failed).toMatchObject([{ username: refused.username, errorCause: 401 }]);
  const csv = await t.run(speedRollouts, 'failures', { id: changed.rolloutId! });
  expect(csv.body).toContain(refused.username);
});

it('a plan with its own speed tells its sessions too, and only those whose speed is new', async () => {
  const { plan } = maker(t);
  const { id: planId } = await plan();
  const nas = await nasThat('ack');
  const one = await onLine(planId, nas.id);
  const throttled = await onLine(planId, nas.id);
  await t.asSystem(radius, 'restrictAccount', {
    subscriptionId: throttled.subscriptionId,
    restriction: { kind: 'throttle', downloadKbps: 2_000, uploadKbps: 1_000, reason: 'cap' },
    reason: 'cap reached',
  });
  await eventually('it is slowed down', async () => {
    await t.settle();
    return nas.heard.length === 1;
  });
  await t.settle();
  const { rolloutId } = await t.run(internetPlans, 'update', { id: planId, downloadKbps: 300_000 });
  expect(await finished(rolloutId!)).toMatchObject({ subscriptionsDone: 2, sessionsAsked: 1, acknowledged: 1 });
  expect(nas.heard[1]!.attributes).toMatchObject({
    'User-Name': one.username,
    'Mikrotik-Rate-Limit': '50000k/300000k',
  });
  expect((await t.run(internetPlans, 'update', { id: planId, priceMinor: 5 })).rolloutId).toBeNull();
});

it('a NAS that is down holds nobody up, and is asked again later', async () => {
  const { plan } = maker(t);
  const { id: planId } = await plan();
  const [up, down] = [await nasThat('ack'), await nasThat('silence')];
  await onLine(planId, down.id);
  await onLine(planId, up.id);
  await t.settle();
  const { rolloutId } = await t.run(internetPlans, 'update', { id: planId, downloadKbps: 40_000 });
  expect(await finished(rolloutId!)).toMatchObject({ acknowledged: 1, unanswered: 1, status: 'done' });
  const { items } = await t.run(radius, 'listCoa', { rolloutId: rolloutId!, failed: 'true' });
  expect(items[0]!.followUpAt).not.toBeNull();
}, 40_000);

it('who cancels it leaves live sessions alone, and every login has the speed all the same', async () => {
  const { plan } = maker(t);
  const { id: planId } = await plan();
  const nas = await nasThat('ack');
  const { subscriptionId, username } = await onLine(planId, nas.id);
  await t.settle();
  const id = crypto.randomUUID();
  await t.asSystem(speedRollouts, 'begin', { id, title: 'Test', cause: 'plan', causeId: planId, planIds: [planId] });
  await t.run(speedRollouts, 'cancel', { id });
  await expect(t.run(speedRollouts, 'cancel', { id })).rejects.toMatchObject({ code: 'conflict' });
  await t.db.owner.query('update internet_plan set download_kbps = 77000 where id = $1', [planId]);
  expect(await finished(id)).toMatchObject({ status: 'cancelled', subscriptionsDone: 1, sessionsAsked: 0 });
  expect(nas.heard).toEqual([]);
  expect(await t.run(subscriptions, 'get', { id: subscriptionId })).toMatchObject({ downloadKbps: 77_000 });
  const { items } = await t.run(radius, 'listAccounts', { q: username });
  expect(items[0]).toMatchObject({ downloadKbps: 77_000 });
});

it('a profile in use is not removed, and “apply” tells sessions that have its speed already', async () => {
  const { id } = await t.run(bandwidthProfiles, 'create', { ...profile, name: 'Applied' });
  await expect(t.run(bandwidthProfiles, 'apply', { id })).rejects.toMatchObject({ code: 'conflict' });
  const planId = await planOf(id);
  await t.settle();
  await expect(t.run(bandwidthProfiles, 'remove', { id })).rejects.toMatchObject({
    message: expect.stringContaining('A plan sells it'),
  });
  const nas = await nasThat('ack');
  await onLine(planId, nas.id);
  await t.settle();
  const { rolloutId } = await t.run(bandwidthProfiles, 'apply', { id });
  expect(await finished(rolloutId!)).toMatchObject({ acknowledged: 1, sessionsAsked: 1 });
});

it('terms of a profile that cannot be are refused by name', async () => {
  await expect(
    t.run(bandwidthProfiles, 'create', {
      ...profile,
      name: 'Wrong',
      burstDownloadKbps: 50_000,
      burstUploadKbps: 30_000,
    }),
  ).rejects.toMatchObject({ field: 'burstDownloadKbps' });
  await expect(t.run(bandwidthProfiles, 'create', profile)).rejects.toMatchObject({ field: 'name' });
});
