import { beforeAll, expect, it } from 'vitest';
import { uuidv7 } from '#kernel/ids.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { modules } from '#modules/list.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { notices } from './contract.ts';

let t: TestKernel;
beforeAll(async () => {
  t = await testKernel(modules);
}, 60_000);

let n = 0;
async function subscriber(city: string) {
  const { id } = await t.run(customers, 'create', {
    name: `Ada ${++n}`,
    serviceAddress: { line1: 'Road 1', city, country: 'DE' },
  });
  const caller = t.as({ door: 'customer', kind: 'customer', permissions: [], customerId: id, id });
  const titles = async () => (await t.run(notices, 'mine', {}, caller)).items.map((notice) => notice.title);
  return { id, caller, titles };
}
const later = (hours: number) => new Date(t.clock.nowMs() + hours * 3_600_000).toISOString();
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error) => ({ code: error.code, field: error.field }),
  );

it('an outage is seen by those it concerns, with its updates, until some hours after it is over', async () => {
  const [here, there] = [await subscriber('Kiel'), await subscriber('Bonn')];
  const { id } = await t.run(notices, 'publish', {
    kind: 'outage',
    title: 'Fibre cut',
    area: 'city',
    areaKeys: ['kiel'],
  });
  expect(await here.titles()).toEqual(['Fibre cut']);
  expect(await there.titles()).toEqual([]);
  await t.run(notices, 'addUpdate', { id, text: 'The crew is on its way.', endsAt: later(2) });
  const [seen] = (await t.run(notices, 'mine', {}, here.caller)).items;
  expect(seen).toMatchObject({ state: 'current', endsAt: later(2), updates: [{ text: 'The crew is on its way.' }] });
  t.clock.advance(3 * 3_600_000);
  expect(await here.titles()).toEqual(['Fibre cut']);
  await t.run(notices, 'resolve', { id });
  expect((await t.run(notices, 'mine', {}, here.caller)).items[0]).toMatchObject({ state: 'over' });
  expect(await refusal(t.run(notices, 'addUpdate', { id, text: 'Once more' }))).toMatchObject({ code: 'conflict' });
  t.clock.advance(7 * 3_600_000);
  expect(await here.titles()).toEqual([]);
  expect((await t.run(notices, 'list', { open: 'true' })).items).toEqual([]);
});

it('concerns who was last online at a NAS, also after the line went down', async () => {
  const [at, away] = [await subscriber('Ulm'), await subscriber('Ulm')];
  const [nas, other] = [
    await t.run(radius, 'createNas', { name: 'bng-ulm', address: '192.0.2.7', vendor: 'mikrotik' }),
    await t.run(radius, 'createNas', { name: 'bng-2', address: '192.0.2.8', vendor: 'mikrotik' }),
  ];
  const session = (customerId: string, nasId: string, stoppedAt: string | null) =>
    t.db.owner.query(
      `insert into radius_session (tenant_id, acct_key, acct_session_id, username, customer_id, nas_id, nas_name, started_at, updated_at, usage_hour, stopped_at)
       values ($1, uuidv7(), $5, 'u', $2, $3, 'bng', $4, $4, $4, $6)`,
      [t.alpha.id, customerId, nasId, later(-5), uuidv7(t.clock.nowMs()), stoppedAt],
    );
  await session(at.id, nas.id, later(-1));
  await session(away.id, nas.id, later(-2));
  await session(away.id, other.id, null);
  const { id, areaNames } = await t.run(notices, 'publish', {
    kind: 'outage',
    title: 'Ulm is down',
    area: 'nas',
    areaKeys: [nas.id],
  });
  expect(areaNames).toEqual(['bng-ulm']);
  expect([await at.titles(), await away.titles()]).toEqual([['Ulm is down'], []]);
  await t.run(notices, 'update', { id, title: 'Both are down', area: 'nas', areaKeys: [nas.id, other.id] });
  expect(await away.titles()).toEqual(['Both are down']);
  await t.run(notices, 'resolve', { id });
});

it('planned work is announced ahead, and is over when its time has passed', async () => {
  const me = await subscriber('Jena');
  const wrong = (input: object) =>
    refusal(t.run(notices, 'publish', { kind: 'planned', title: 'New core', endsAt: later(30), ...input }));
  expect(await wrong({ endsAt: null })).toMatchObject({ field: 'endsAt' });
  expect(await wrong({ startsAt: later(31) })).toMatchObject({ field: 'endsAt' });
  expect(await wrong({ area: 'city', areaKeys: ['Atlantis'] })).toMatchObject({ field: 'areaKeys' });
  expect(await wrong({ area: 'plan' })).toMatchObject({ field: 'areaKeys' });
  expect(await wrong({ area: 'plan', areaKeys: [uuidv7(0)] })).toMatchObject({ field: 'areaKeys' });
  const { id: planId } = await t.run(internetPlans, 'create', {
    code: 'night',
    name: 'Night',
    downloadKbps: 1000,
    uploadKbps: 1000,
    priceMinor: 1,
  });
  expect(await t.run(notices, 'reach', { area: 'plan', areaKeys: [planId] })).toEqual({
    subscribers: 0,
    counted: 'subscriptions',
  });
  await t.run(notices, 'publish', { kind: 'planned', title: 'New core', startsAt: later(28), endsAt: later(30) });
  const state = async () => (await t.run(notices, 'mine', {}, me.caller)).items[0]?.state;
  expect(await state()).toBe('coming');
  t.clock.advance(29 * 3_600_000);
  expect(await state()).toBe('current');
  t.clock.advance(2 * 3_600_000);
  expect(await state()).toBeUndefined();
});
