import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { withTransaction } from './pools.ts';

const tenantId = '018f0000-0000-7000-8000-000000000001';
const { pools, owner } = await testDatabase();

beforeAll(() =>
  owner.query(`
    create table probe (tenant_id uuid, id int, name text, address inet, primary key (tenant_id, id));
    alter table probe enable row level security;
    alter table probe force row level security;
    create policy tenant_isolation on probe to dotmac_app using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
    grant select on probe to dotmac_app;
    insert into probe select '${tenantId}', n, md5(n::text), '10.0.0.0'::inet + n from generate_series(1, 5000) n;
    create index probe_name on probe using gin (tenant_id, name gin_trgm_ops);
    create index probe_address on probe using gist (address inet_ops);
    analyze probe;`),
);

// Without the leakproof marks of extra.sql these conditions are a Filter over every row of the tenant.
test.each([
  ["name ilike '%c4ca42%'", 'probe_name'],
  ["name % 'c4ca4238a0b9'", 'probe_name'],
  ["address << '10.0.1.0/28'", 'probe_address'],
])('row-level security lets a search by %s use its index', async (condition, index) => {
  const scope = { tenantId, audience: 'isp', actorId: null, customerId: null, readOnly: true };
  const plan = await withTransaction(pools.app, scope, async (db) => {
    await db.execute(sql`set local enable_seqscan = off`);
    const { rows } = await db.execute<{ 'QUERY PLAN': string }>(
      sql.raw(`explain select id from probe where ${condition}`),
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  expect(plan).toMatch(new RegExp(`Index Scan (on|using) ${index}[^]*Index Cond: .*(name|address)`));
});
