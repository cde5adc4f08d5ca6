import { beforeAll, expect, it } from 'vitest';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { maker } from '#modules/billing/testing.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { modules } from '#modules/list.ts';
import { eventually } from '#modules/network/radius/aaa/testing.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { nasBench } from '#modules/network/radius/testing.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { quota } from './contract.ts';
import { enforceQuotas } from './workflows.ts';

let t: TestKernel;
const { nasThat, session } = nasBench(() => t, 4);
const GB = 1_000_000_000;
let nas: Awaited<ReturnType<typeof nasThat>>;
beforeAll(async () => {
  t = await testKernel(modules);
  nas = await nasThat('ack');
  await t.startEngine();
}, 60_000);

type Terms = { dataCapBytes?: number; capPolicy?: 'none' | 'throttle' | 'block'; throttledKbps?: number | null };
let n = 0;
/** A subscriber on line, on a plan with 100 GB that is slowed to 2 Mbit/s. */
async function line(terms: Terms = {}) {
  const { plan, active } = maker(t);
  const { id: planId } = await plan();
  await t.run(internetPlans, 'update', {
    id: planId,
    dataCapBytes: 100 * GB,
    capPolicy: 'throttle',
    throttledKbps: 2000,
    capNoticePercents: [80],
    ...terms,
  });
  const { id: subscriptionId, customerId } = await active(planId);
  const username = `cap-${++n}`;
  const account = await t.asSystem(radius, 'createAccount', {
    username,
    subscriptionId,
    customerId,
    downloadKbps: 100_000,
    uploadKbps: 50_000,
    planId,
  });
  const sessionId = await session(nas.id, { accountId: account.id, subscriptionId, customerId, username });
  await t.settle();
  return { planId, subscriptionId, customerId, username, accountId: account.id, sessionId };
}
type Subscriber = Awaited<ReturnType<typeof line>>;

/** The engine has counted more: hours that are over, and what a live session has in the hour under way. */
async function use({ accountId, customerId, sessionId }: Subscriber, bytes: number, inSession = 0) {
  const at = new Date(t.clock.nowMs()).toISOString();
  await t.db.owner.query(
    `insert into radius_usage_hour (tenant_id, account_id, hour, customer_id, download_bytes) values ($1, $2, date_trunc('hour', $3::timestamptz), $4, $5)
     on conflict (tenant_id, account_id, hour) do update set download_bytes = radius_usage_hour.download_bytes + excluded.download_bytes`,
    [t.alpha.id, accountId, at, customerId, bytes],
  );
  await t.db.owner.query(
    `update radius_session set usage_upload_bytes = usage_upload_bytes + $2, usage_hour = date_trunc('hour', $3::timestamptz) where id = $1`,
    [sessionId, inSession, at],
  );
  await reported();
}
/** What the engine says after a batch of accounting. */
async function reported() {
  const now = new Date(t.clock.nowMs()).toISOString();
  await t.db.owner.query(
    `insert into outbox (tenant_id, id, name, at, payload) values ($1, uuidv7(), 'radius.usage-updated', $2, '{"sessions":1}')`,
    [t.alpha.id, now],
  );
  await t.settle();
}
const pass = (minutes: number) => t.clock.advance(minutes * 60_000);
const state = async ({ customerId }: Subscriber) => (await t.run(quota, 'ofCustomer', { customerId })).items[0]!;
const letters = async ({ customerId }: Subscriber) =>
  (await t.run(mail, 'list', { customerId })).items
    .map(({ template }) => template)
    .filter((one) => one.startsWith('data-'));
const told = async ({ subscriptionId }: Subscriber) =>
  (
    await t.db.owner.query(
      `select name from outbox where name like 'quota.%' and payload->>'subscriptionId' = $1 order by seq`,
      [subscriptionId],
    )
  ).rows.map(({ name }) => name);
/** What its NAS was told, in order. */
const heard = ({ username }: Subscriber) =>
  nas.heard
    .filter(({ attributes }) => attributes['User-Name'] === username)
    .map(({ code, attributes }) => attributes['Mikrotik-Rate-Limit'] ?? code);
const hears = (who: Subscriber, count: number) =>
  eventually(`the NAS is told ${count} times`, async () => {
    await t.settle();
    return heard(who).length >= count;
  });

it('a notice at 80 %, and at the cap the slower speed on the live session, each once', async () => {
  const who = await line();
  await use(who, 79 * GB);
  pass(61);
  await reported();
  expect(await state(who)).toMatchObject({
    usedBytes: 79 * GB,
    capBytes: 100 * GB,
    reachedPercent: 0,
    state: 'within',
  });
  // Two more in the hour under way of the session.
  await use(who, 0, 2 * GB);
  pass(61);
  await reported();
  expect(await state(who)).toMatchObject({ usedBytes: 81 * GB, reachedPercent: 80, state: 'within' });
  expect(await letters(who)).toEqual(['data-notice']);
  expect(heard(who)).toEqual([]);

  pass(61);
  await use(who, 19 * GB);
  await hears(who, 1);
  expect(heard(who)).toEqual(['2000k/2000k']);
  expect(await state(who)).toMatchObject({ reachedPercent: 100, state: 'throttled', throttledKbps: 2000 });
  expect((await state(who)).stateSince).toBe(new Date(t.clock.nowMs()).toISOString());
  for (let i = 0; i < 5; i += 1) {
    pass(61);
    await use(who, GB);
  }
  expect(await told(who)).toEqual(['quota.threshold-reached', 'quota.threshold-reached', 'quota.throttled']);
  expect((await letters(who)).sort()).toEqual(['data-cap-reached', 'data-notice']);
  expect(heard(who)).toHaveLength(1);
  // The next login gets the slower speed too, and the plan's own is remembered.
  const { items } = await t.run(radius, 'listAccounts', { q: who.username });
  expect(items[0]).toMatchObject({ downloadKbps: 100_000, restriction: { kind: 'throttle', downloadKbps: 2000 } });
});

it('crossing acts once though events are handed out again and the run is started twice', async () => {
  const who = await line();
  await use(who, 120 * GB);
  pass(61);
  await reported();
  await t.db.owner.query(`update quota_line set check_at = now() - interval '10 years'`);
  const engine = await t.startEngine();
  const at = crypto.randomUUID();
  await Promise.all([1, 2].map(() => engine.start(enforceQuotas, at, { tenantId: t.alpha.id })));
  await eventually('the run is over', async () => {
    const { rows } = await t.db.owner.query(
      `select count(*)::int as due from quota_line where check_at < now() - interval '5 years'`,
    );
    return rows[0].due === 0;
  });
  await hears(who, 1);
  expect(heard(who)).toEqual(['2000k/2000k']);
  // Only the highest of what was passed at once is told.
  expect(await letters(who)).toEqual(['data-cap-reached']);
  expect(await told(who)).toEqual(['quota.threshold-reached', 'quota.throttled']);
});

it('the speed returns with the new period, and the count begins again', async () => {
  const who = await line();
  await use(who, 101 * GB);
  pass(61);
  await reported();
  await hears(who, 1);
  const { periodEnd } = await state(who);
  t.clock.set(`${periodEnd}T00:30:00+02:00`);
  await reported();
  await hears(who, 2);
  expect(heard(who)).toEqual(['2000k/2000k', '50000k/100000k']);
  const after = await state(who);
  expect(after).toMatchObject({
    periodStart: periodEnd,
    usedBytes: 0,
    reachedPercent: 0,
    state: 'within',
    stateSince: null,
  });
  expect((await told(who)).at(-1)).toBe('quota.lifted');
  pass(61);
  await use(who, 85 * GB);
  expect((await letters(who)).filter((one) => one === 'data-notice')).toHaveLength(1);
});

it('more data lifts the restriction at once, and only for this period', async () => {
  const who = await line();
  await use(who, 105 * GB);
  pass(61);
  await reported();
  await hears(who, 1);
  await expect(
    t.run(quota, 'addData', { subscriptionId: who.subscriptionId, bytes: 10, reason: 'gift' }),
  ).rejects.toMatchObject({
    field: 'bytes',
  });
  const more = await t.run(quota, 'addData', { subscriptionId: who.subscriptionId, bytes: 20 * GB, reason: 'gift' });
  expect(more).toMatchObject({ capBytes: 120 * GB, state: 'within', reachedPercent: 80 });
  await hears(who, 2);
  expect(heard(who)).toEqual(['2000k/2000k', '50000k/100000k']);
  pass(61);
  await use(who, 16 * GB);
  await hears(who, 3);
  expect(await state(who)).toMatchObject({ state: 'throttled', capBytes: 120 * GB });
  t.clock.set(`${(await state(who)).periodEnd}T06:00:00Z`);
  await reported();
  expect(await state(who)).toMatchObject({ capBytes: 100 * GB, extraBytes: 0 });
});

it('a plan that blocks ends the session, refuses the next login as suspended, and opens with the new period', async () => {
  const who = await line({ capPolicy: 'block', throttledKbps: null });
  await use(who, 100 * GB);
  pass(61);
  await reported();
  await hears(who, 1);
  expect(heard(who)).toEqual(['Disconnect-Request']);
  expect(await state(who)).toMatchObject({ state: 'blocked' });
  const { items } = await t.run(radius, 'listAccounts', { q: who.username });
  // The subscription itself is not suspended: it is billed as before.
  expect(items[0]).toMatchObject({ state: 'active', restriction: { kind: 'block' } });
  expect(await t.run(subscriptions, 'get', { id: who.subscriptionId })).toMatchObject({ status: 'active' });
  t.clock.set(`${(await state(who)).periodEnd}T06:00:00Z`);
  await reported();
  expect((await t.run(radius, 'listAccounts', { q: who.username })).items[0]!.restriction).toBeNull();
});

it('a plan that only counts tells, and slows nobody down', async () => {
  const who = await line({ capPolicy: 'none', throttledKbps: null });
  await use(who, 130 * GB);
  pass(61);
  await reported();
  expect(await state(who)).toMatchObject({ reachedPercent: 100, state: 'within' });
  expect(await letters(who)).toEqual(['data-cap-reached']);
  expect(heard(who)).toEqual([]);
});

it('a changed plan, or another plan, is judged by what was used already', async () => {
  const who = await line({ dataCapBytes: 500 * GB });
  await use(who, 200 * GB);
  pass(61);
  await reported();
  expect(await state(who)).toMatchObject({ state: 'within' });
  await t.run(internetPlans, 'update', { id: who.planId, dataCapBytes: 150 * GB });
  await t.settle();
  await reported();
  expect(await state(who)).toMatchObject({ state: 'throttled', capBytes: 150 * GB });
  const { plan } = maker(t);
  const unlimited = await plan();
  await t.run(subscriptions, 'changePlan', { id: who.subscriptionId, planId: unlimited.id });
  await t.settle();
  expect(await state(who)).toMatchObject({ state: 'within', capBytes: null });
  const { items } = await t.run(quota, 'list', {});
  expect(items.map(({ subscriptionId }) => subscriptionId)).not.toContain(who.subscriptionId);
});

it('a batch of accounting looks only at lines that can have passed something', async () => {
  const near = await line();
  const far = await line();
  await use(near, 79 * GB + 900_000_000);
  await use(far, GB);
  pass(61);
  await reported();
  const dueIn = async ({ subscriptionId }: Subscriber) =>
    Math.round(
      (Date.parse(
        (await t.db.owner.query('select check_at from quota_line where subscription_id = $1', [subscriptionId])).rows[0]
          .check_at,
      ) -
        t.clock.nowMs()) /
        1000,
    );
  expect(await dueIn(near)).toBe(20);
  expect(await dueIn(far)).toBeGreaterThan(1000);
});

it('is kept apart by provider, and ends with the subscription', async () => {
  const who = await line();
  await expect(
    t.run(
      quota,
      'addData',
      { subscriptionId: who.subscriptionId, bytes: GB, reason: 'gift' },
      t.as({ tenant: t.beta }),
    ),
  ).rejects.toMatchObject({ code: 'not_found' });
  await t.run(subscriptions, 'cancel', { id: who.subscriptionId, reason: 'moves away' });
  await t.settle();
  expect((await t.run(quota, 'ofCustomer', { customerId: who.customerId })).items).toEqual([]);
});
