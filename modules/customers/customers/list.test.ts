import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { permissionSet } from '#kernel/context.ts';
import { withTransaction } from '#kernel/db/pools.ts';
import { cursorOf } from '#kernel/paging.ts';
import { testDatabase } from '#kernel/testing/database.ts';
import { customerSorts } from './contract.ts';
import { type Filters, matching } from './filters.ts';
import { customerPage } from './list.ts';

const { owner, pools } = await testDatabase();
const tenant = '018f0000-0000-7000-8000-000000000001';
const other = '018f0000-0000-7000-8000-000000000002';
const scope = { tenantId: tenant, audience: 'isp', actorId: null, customerId: null, readOnly: true };
const rows = 20_000;
const [rarePlan, commonPlan] = ['018f0000-0000-7000-8000-0000000000aa', '018f0000-0000-7000-8000-0000000000bb'];

/** As the application's role, behind row-level security: what the planner makes of the list there. */
const plan = (input: Partial<Parameters<typeof customerPage>[1]> & Filters) =>
  withTransaction(pools.app, scope, async (db) => {
    const now = Temporal.Instant.from('2026-03-10T09:00:00Z');
    const today = Temporal.PlainDate.from('2026-03-10');
    const home = {
      id: tenant,
      slug: 'a',
      name: 'A',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      country: 'DE',
      locale: 'en',
      networkOn: true,
    };
    const actor = { kind: 'staff' as const, id: 'ann', name: 'Ann', permissions: permissionSet(['*']) };
    const where = await matching({ db, now, today, tenant: { ...home, status: 'active' }, actor }, input);
    const explained = await db.execute<{ 'QUERY PLAN': string }>(
      sql`explain (costs off) ${customerPage(db, { sort: '-number', limit: 50, ...input }, where)}`,
    );
    return explained.rows.map((row) => row['QUERY PLAN']).join('\n');
  });

beforeAll(async () => {
  for (const id of [tenant, other])
    await owner.query(
      `insert into customer (tenant_id, serial, number, kind, name, email, status, tier, address_line1, city, country, locale, tags, created_at, updated_at,
         health_score, health_band, balance_minor, overdue_minor, plan_id, plan_name)
       select $1::uuid, i, 'C-' || lpad(i::text, 6, '0'), 'individual', 'Person ' || md5(i::text), 'user' || i || '@example.org',
         case when i % 2000 = 0 then 'closed' else 'active' end, 'standard', i || ' ' || md5((i % 500)::text) || ' Road', 'Berlin', 'DE', 'en',
         case when i % 1000 = 0 then array['rare'] else '{}' end, timestamptz '2025-01-01' + i * interval '1 minute', now(),
         i % 101, case when i % 101 < 25 then 'critical' else 'healthy' end, i % 977, case when i % 1500 = 0 then i % 977 else 0 end,
         case when i % 700 = 0 then $3::uuid else $4::uuid end, 'Fiber'
       from generate_series(1, $2::int) i`,
      [id, rows, rarePlan, commonPlan],
    );
  await owner.query('vacuum analyze customer');
});

const indexOf = {
  number: 'customer_serial',
  name: 'customer_name',
  createdAt: 'customer_created',
  health: 'customer_by_health',
  balance: 'customer_balance',
};
const places = {
  number: cursorOf([rows / 2]),
  name: cursorOf(['person 8', tenant]),
  health: cursorOf([50, tenant]),
  balance: cursorOf([500, tenant]),
  createdAt: cursorOf(['2025-01-07T22:40:00.000Z', tenant]),
};

describe('however deep the page', () => {
  test.each(customerSorts)('by %s it is read from its index, nothing is sorted or counted off', async (sort) => {
    const key = sort.startsWith('-') ? sort.slice(1) : sort;
    const [, index] = Object.entries(indexOf).find(([name]) => name === key)!;
    const [, cursor] = Object.entries(places).find(([name]) => name === key)!;
    for (const text of [await plan({ sort }), await plan({ sort, cursor })]) {
      expect(text).toContain(index);
      expect(text).not.toMatch(/Sort|Seq Scan/);
    }
    expect(await plan({ sort, cursor })).toMatch(/Index Cond: .*ROW\(|Index Cond: .*serial [<>]/);
  });
});

describe('what few have is looked up, not looked for', () => {
  test.each([
    ['a word', { q: 'user4711@example.org' }, 'customer_search'],
    ['two words', { q: 'person user4711@example' }, 'customer_search'],
    ['a number', { q: 'C-004711' }, 'customer_search'],
    ['a tag', { tag: 'rare' }, 'customer_tags'],
    ['a plan', { planId: rarePlan }, 'customer_plan'],
    ['what is overdue', { balance: 'overdue' as const }, 'customer_overdue'],
    ['a status', { status: 'closed' as const }, 'customer_status'],
  ])('%s', async (_, filters, index) => {
    for (const sort of ['-number', 'name'] as const) {
      const text = await plan({ ...filters, sort });
      expect(text).toContain(index);
      expect(text).not.toContain('Seq Scan');
    }
  });
});
