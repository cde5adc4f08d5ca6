import { describe, expect, test } from 'vitest';
import { uuidv7 } from '#kernel/ids.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';

import { tenants } from './contract.ts';

const t = await testIdentity(modules);
const operator = t.as({ door: 'platform' });
const refused = (work: Promise<unknown>, code: string, field?: string) =>
  expect(work).rejects.toMatchObject({ code, ...(field ? { field } : {}) });
const input = {
  name: 'Gamma Net',
  slug: 'gamma',
  country: 'KE',
  currency: 'KES',
  timeZone: 'Africa/Nairobi',
  adminName: 'Grace',
  adminEmail: 'grace@gamma.test',
};

describe('creating a provider', () => {
  test('gives it its own roles and no data', async () => {
    const made = await t.run(tenants, 'create', input, operator);
    expect(made).toMatchObject({ slug: 'gamma', status: 'active', locale: 'en', subscribers: 0, online: 0, staff: 0 });
    await t.settle();
    const tenant = (await t.tenants.byId(made.id))!;
    const { items } = await t.run(staff, 'listRoles', {}, t.as({ tenant }));
    expect(items.map((r) => r.name)).toContain('Administrator');
    expect((await t.run(staff, 'listUsers', {}, t.as({ tenant }))).items).toMatchObject([
      { email: 'grace@gamma.test', status: 'invited' },
    ]);
  });

  test('refuses bad slugs, zones, currencies and addresses, naming the field', async () => {
    for (const [field, value] of [
      ['slug', 'Has Spaces'],
      ['slug', '-x'],
      ['slug', 'api'],
      ['timeZone', 'Mars/Olympus'],
      ['currency', 'euro'],
      ['country', 'Germany'],
      ['adminEmail', 'nobody'],
      ['name', ' '],
    ] as const)
      await refused(t.run(tenants, 'create', { ...input, slug: 'delta', [field]: value }, operator), 'invalid', field);
  });

  test('happens once for a click that was doubled', async () => {
    const twice = { ...operator, idempotencyKey: 'click' };
    const make = () => t.run(tenants, 'create', { ...input, slug: 'once', name: 'Once' }, twice);
    const [a, b] = await Promise.all([make(), make()]);
    expect(a.id).toBe(b.id);
  });
});

describe('what the platform sees of a provider', () => {
  test('is how many, and never who', async () => {
    const as = t.as({ tenant: t.beta });
    const serviceAddress = { line1: 'Broad Street 1', city: 'Lagos', country: 'NG' };
    await t.run(customers, 'create', { name: 'Secret Person', email: 'secret@mail.test', serviceAddress }, as);
    const seen = JSON.stringify([
      await t.run(tenants, 'get', { id: t.beta.id }, operator),
      await t.run(tenants, 'list', {}, operator),
    ]);
    expect(seen).not.toContain('Secret Person');
    const rows = await t.db.pools.platform.query('select * from platform_view.tenant_counts');
    expect(rows.fields.map((f) => f.name)).toEqual(['tenant_id', 'subscribers', 'online', 'staff', 'events_24h']);
    await expect(t.db.pools.platform.query('select * from customer')).rejects.toMatchObject({ code: '42501' });
  });

  test('counts live sessions, subscriptions and staff of that provider alone', async () => {
    const before = await t.run(tenants, 'get', { id: t.alpha.id }, operator);
    await t.db.owner.query(
      `insert into member (tenant_id, name, email, status) values ($1, 'A', 'a@alpha.test', 'active'), ($1, 'B', 'b@alpha.test', 'disabled')`,
      [t.alpha.id],
    );
    const after = await t.run(tenants, 'get', { id: t.alpha.id }, operator);
    expect(after.staff).toBe(before.staff + 1);
    expect((await t.run(tenants, 'get', { id: t.beta.id }, operator)).staff).toBe(0);
  });

  test('adds up for the installation', async () => {
    const metrics = await t.run(tenants, 'metrics', {}, operator);
    const { items } = await t.run(tenants, 'list', { limit: 200 }, operator);
    expect(metrics).toMatchObject({ tenants: items.length, suspended: 0 });
    expect(metrics.databaseBytes).toBeGreaterThan(1_000_000);
    expect(metrics.events24h).toBeGreaterThanOrEqual(0);
  });

  test('is listed by name, page by page, and found by name or short name', async () => {
    const slugs: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await t.run(tenants, 'list', { limit: 1, ...(cursor ? { cursor } : {}) }, operator);
      slugs.push(...page.items.map((i) => i.slug));
      if (!page.next) break;
      cursor = page.next;
    }
    expect(slugs).toEqual(['alpha', 'beta', 'gamma', 'once']);
    expect((await t.run(tenants, 'list', { q: 'GAM' }, operator)).items.map((i) => i.slug)).toEqual(['gamma']);
    expect((await t.run(tenants, 'list', { q: '%' }, operator)).items).toEqual([]);
    await refused(t.run(tenants, 'list', { cursor: 'nonsense' }, operator), 'invalid', 'cursor');
  });
});

describe('suspending a provider', () => {
  test('locks its staff out and resuming lets them in; the system goes on', async () => {
    const row = await t.run(tenants, 'suspend', { id: t.beta.id, reason: 'Unpaid licence' }, operator);
    expect(row).toMatchObject({ status: 'suspended', suspendReason: 'Unpaid licence' });
    await refused(t.run(tenants, 'suspend', { id: t.beta.id, reason: 'Again' }, operator), 'conflict');
    t.tenants.forget();
    const tenant = (await t.tenants.bySlug('beta'))!;
    await refused(t.run(customers, 'list', {}, t.as({ tenant })), 'forbidden');
    await t.kernel.asSystem('test', tenant, async (ctx) =>
      expect((await ctx.call(customers, 'list', {})).items).toHaveLength(1),
    );
    expect((await t.run(tenants, 'list', { status: 'suspended' }, operator)).items.map((i) => i.slug)).toEqual([
      'beta',
    ]);
    await t.run(tenants, 'resume', { id: t.beta.id }, operator);
    await refused(t.run(tenants, 'resume', { id: t.beta.id }, operator), 'conflict');
    t.tenants.forget();
    await t.run(customers, 'list', {}, t.as({ tenant: (await t.tenants.bySlug('beta'))! }));
  });

  test('needs a provider that there is, a reason, and the permission', async () => {
    await refused(t.run(tenants, 'suspend', { id: uuidv7(t.clock.nowMs()), reason: 'Unpaid' }, operator), 'not_found');
    await refused(t.run(tenants, 'suspend', { id: t.beta.id, reason: ' ' }, operator), 'invalid', 'reason');
    await refused(
      t.run(
        tenants,
        'suspend',
        { id: t.beta.id, reason: 'Unpaid' },
        t.as({ door: 'platform', permissions: ['platform.tenant:read'] }),
      ),
      'forbidden',
    );
    await refused(t.run(tenants, 'suspend', { id: t.beta.id, reason: 'Unpaid' }, t.as()), 'not_found');
  });
});

test('what changes is told, and what an invoice depends on cannot be changed', async () => {
  const row = await t.run(
    tenants,
    'update',
    { id: t.alpha.id, name: 'Alpha Fibre', timeZone: 'Europe/Paris' },
    operator,
  );
  expect(row).toMatchObject({ name: 'Alpha Fibre', timeZone: 'Europe/Paris', currency: 'EUR' });
  await refused(
    t.run(tenants, 'update', { id: t.alpha.id, currency: 'USD' } as never, operator),
    'invalid',
    'currency',
  );
  await refused(t.run(tenants, 'update', { id: t.alpha.id }, operator), 'invalid');
  const { rows } = await t.db.owner.query(`select payload from outbox where name = 'tenant.updated'`);
  expect(rows).toEqual([{ payload: { tenantId: t.alpha.id, slug: 'alpha' } }]);
});
