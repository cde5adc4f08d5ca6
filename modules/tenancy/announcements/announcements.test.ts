import { beforeAll, expect, it } from 'vitest';
import type { AppError } from '#kernel/errors.ts';
import { modules } from '#modules/list.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { announcements } from './contract.ts';

let t: TestKernel;
let vendor: ReturnType<TestKernel['as']>;
beforeAll(async () => {
  t = await testKernel(modules);
  vendor = t.as({ door: 'platform' });
});
const seenBy = async (caller = t.as()) =>
  (await t.run(announcements, 'current', {}, caller)).items.map(({ title }) => title);
const refusal = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => undefined as never,
    (e) => e,
  );

it('an announcement is seen by those it is for, where it is to be shown, from its beginning to its end', async () => {
  const made = await t.run(
    announcements,
    'publish',
    { title: 'For alpha', audience: 'some', tenantIds: [t.alpha.id], doors: ['isp'], until: '2026-03-10T10:00:00Z' },
    vendor,
  );
  await t.run(announcements, 'publish', { title: 'Later', from: '2026-03-11T00:00:00Z' }, vendor);
  expect(await seenBy()).toEqual(['For alpha']);
  expect(await seenBy(t.as({ tenant: t.beta }))).toEqual([]);
  expect(await seenBy(t.as({ door: 'tenant', kind: 'tenant' }))).toEqual([]);
  t.clock.set('2026-03-10T10:00:00.000Z');
  expect(await seenBy()).toEqual([]);
  t.clock.set('2026-03-11T00:00:00.000Z');
  expect(await seenBy(t.as({ door: 'tenant', kind: 'tenant', tenant: t.beta }))).toEqual(['Later']);
  // Of another provider there is nothing to put away.
  const inBeta = t.as({ tenant: t.beta });
  expect(await refusal(t.run(announcements, 'dismiss', { id: made.id }, inBeta))).toMatchObject({ code: 'not_found' });
});

it('is put away by one person and seen on by the others; changed and withdrawn everywhere', async () => {
  const { id } = await t.run(announcements, 'publish', { title: 'Maintenance' }, vendor);
  await t.run(announcements, 'dismiss', { id }, t.as({ id: 'ada' }));
  expect(await seenBy(t.as({ id: 'ada' }))).not.toContain('Maintenance');
  expect(await seenBy(t.as({ id: 'bob' }))).toContain('Maintenance');
  await t.run(announcements, 'update', { id, title: 'Moved', audience: 'some', tenantIds: [t.alpha.id] }, vendor);
  expect(await seenBy(t.as({ id: 'bob' }))).toContain('Moved');
  expect(await seenBy(t.as({ tenant: t.beta }))).not.toContain('Moved');
  await t.run(announcements, 'withdraw', { id }, vendor);
  expect(await seenBy(t.as({ id: 'bob' }))).not.toContain('Moved');
  expect(await refusal(t.run(announcements, 'withdraw', { id }, vendor))).toMatchObject({ code: 'not_found' });
});

it('that is for all is said to a provider who comes later', async () => {
  await t.run(announcements, 'publish', { title: 'To everybody' }, vendor);
  const { id } = await t.run(
    tenants,
    'create',
    {
      name: 'Delta',
      slug: 'delta',
      country: 'DE',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      adminName: 'Dora',
      adminEmail: 'dora@delta.test',
    },
    vendor,
  );
  await t.settle();
  expect(await seenBy(t.as({ tenant: await t.tenants.byId(id) }))).toContain('To everybody');
});

it('that could be shown to nobody is refused, naming the field', async () => {
  const wrong = async (input: object) =>
    (await refusal(t.run(announcements, 'publish', { title: 'x', ...input }, vendor))).field;
  expect(await wrong({ audience: 'some' })).toBe('tenantIds');
  expect(await wrong({ until: '2020-01-01T00:00:00Z' })).toBe('until');
  expect(await wrong({ doors: [] })).toBe('doors');
});
