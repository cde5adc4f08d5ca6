import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { eq, sql } from 'drizzle-orm';
import { text, uuid } from 'drizzle-orm/pg-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { connectOwner } from './migrate.ts';
import { type Db, type Scope, withTransaction } from './pools.ts';
import { loadTables } from './schema-files.ts';
import { platformTable, tenantReference, tenantTable } from './tables.ts';
import { applyTenancy } from './tenancy.ts';

const book = tenantTable('probe_book', { title: text().notNull(), borrowerId: uuid() }, undefined, {
  systemAccess: 'read',
  customerOwned: 'borrowerId',
});
const page = tenantTable('probe_page', { bookId: uuid().notNull(), body: text().notNull() }, (t) => [
  tenantReference(t, t.bookId, book, 'cascade'),
]);
const ledger = tenantTable('probe_ledger', { line: text().notNull() }, undefined, {
  appendOnly: true,
  systemAccess: 'write',
});
const plain = platformTable('probe_plain', { name: text().primaryKey() }, undefined, {
  dotmac_platform: ['select', 'insert'],
});
const closed = platformTable('probe_closed', { name: text().primaryKey() });
const operatorLog = tenantTable('probe_operator_log', { line: text().notNull() }, undefined, { platformAccess: true });

const one = '018f0000-0000-7000-8000-000000000001';
const two = '018f0000-0000-7000-8000-000000000002';
const platform = '00000000-0000-0000-0000-000000000000';
const scope = (tenantId: string, rest: Partial<Scope> = {}): Scope => ({
  tenantId,
  audience: 'isp',
  actorId: null,
  customerId: null,
  readOnly: false,
  ...rest,
});

const { pools, owner, ownerUrl } = await testDatabase();
const as = <T>(tenantId: string, fn: (db: Db) => Promise<T>, rest: Partial<Scope> = {}) =>
  withTransaction(pools.app, scope(tenantId, rest), fn);

async function tenancy(): Promise<void> {
  const client = await connectOwner(ownerUrl);
  await applyTenancy(client).finally(() => client.end());
}

let bookOfTwo = '';
beforeAll(async () => {
  await loadTables();
  const tables = { book, page, ledger, plain, closed, operatorLog };
  for (const statement of await generateMigration(generateDrizzleJson({}), generateDrizzleJson(tables)))
    await owner.query(statement);
  await tenancy();
  await as(one, (db) => db.insert(book).values({ title: 'of one' }));
  const [inserted] = await as(two, (db) => db.insert(book).values({ title: 'of two' }).returning());
  bookOfTwo = inserted!.id;
});

describe('rows of another tenant', () => {
  test('are not seen, changed or deleted', async () => {
    expect(await as(one, (db) => db.select({ title: book.title }).from(book))).toEqual([{ title: 'of one' }]);
    expect(
      (await as(one, (db) => db.update(book).set({ title: 'taken' }).where(eq(book.id, bookOfTwo)))).rowCount,
    ).toBe(0);
    expect((await as(one, (db) => db.delete(book).where(eq(book.id, bookOfTwo)))).rowCount).toBe(0);
  });
  test('cannot be written under their tenant_id', async () => {
    await expect(as(one, (db) => db.insert(book).values({ tenantId: two, title: 'smuggled' }))).rejects.toThrow(
      /row-level security/,
    );
    await expect(as(one, (db) => db.update(book).set({ tenantId: two }))).rejects.toThrow(/row-level security/);
  });
  test('cannot be referred to', async () => {
    await expect(as(one, (db) => db.insert(page).values({ bookId: bookOfTwo, body: 'x' }))).rejects.toMatchObject({
      name: 'DbConflict',
      kind: 'foreign_key',
      constraint: 'probe_page_book_id_fkey',
    });
  });
});

describe('a connection without a tenant', () => {
  test('sees nothing and writes nothing', async () => {
    expect((await pools.app.query('select * from probe_book')).rows).toEqual([]);
    await expect(pools.app.query(`insert into probe_book (title) values ('x')`)).rejects.toThrow(
      /app\.tenant_id|invalid input syntax for type uuid/,
    );
  });
  test('keeps nothing of the transaction before it', async () => {
    await as(one, (db) => db.select().from(book));
    const { rows } = await pools.app.query(
      `select current_setting('app.tenant_id', true) as tenant, (select count(*) from probe_book) as rows`,
    );
    expect(rows).toEqual([{ tenant: '', rows: 0 }]);
  });
});

test('a subscriber at the customer door sees and writes only what is theirs', async () => {
  const [ann, bob] = ['018f0000-0000-7000-8000-00000000000a', '018f0000-0000-7000-8000-00000000000b'];
  await as(one, (db) =>
    db.insert(book).values([
      { title: 'ann', borrowerId: ann },
      { title: 'bob', borrowerId: bob },
    ]),
  );
  const door = { audience: 'customer', customerId: ann! };
  expect(await as(one, (db) => db.select({ title: book.title }).from(book), door)).toEqual([{ title: 'ann' }]);
  await expect(as(one, (db) => db.insert(book).values({ title: 'for bob', borrowerId: bob }), door)).rejects.toThrow(
    /row-level security/,
  );
  expect(await as(one, (db) => db.select().from(book), { audience: 'customer', customerId: null })).toEqual([]);
});

test('an append-only table refuses change and removal to every role', async () => {
  await as(one, (db) => db.insert(ledger).values({ line: 'kept' }));
  await expect(as(one, (db) => db.update(ledger).set({ line: 'changed' }))).rejects.toThrow(/permission denied/);
  await expect(as(one, (db) => db.delete(ledger))).rejects.toThrow(/permission denied/);
  await expect(pools.system.query('delete from probe_ledger')).rejects.toThrow(/permission denied/);
});

test('the system role sees all tenants where it was given access, and nothing elsewhere', async () => {
  expect((await pools.system.query('select distinct tenant_id from probe_book')).rows).toHaveLength(2);
  await expect(pools.system.query(`update probe_book set title = ''`)).rejects.toThrow(/permission denied/);
  await expect(pools.system.query('select * from probe_page')).rejects.toThrow(/permission denied/);
  await expect(pools.system.query('select * from probe_plain')).rejects.toThrow(/permission denied/);
});

test('tables of the installation are closed but for what was granted', async () => {
  await pools.platform.query(`insert into probe_plain values ('x')`);
  await expect(pools.platform.query('delete from probe_plain')).rejects.toThrow(/permission denied/);
  for (const pool of [pools.app, pools.system, pools.platform, pools.auth])
    await expect(pool.query('select * from probe_closed')).rejects.toThrow(/permission denied/);
});

test("the platform role works on the platform's own tenancy and on no ISP's, whatever tenant it claims", async () => {
  await as(one, (db) => db.insert(operatorLog).values({ line: 'of an ISP' }));
  const write = (db: Db) => db.insert(operatorLog).values({ line: 'ours' }).returning({ line: operatorLog.line });
  expect(await withTransaction(pools.platform, scope(platform), write)).toEqual([{ line: 'ours' }]);
  await expect(withTransaction(pools.platform, scope(one), write)).rejects.toThrow(/row-level security/);
  expect(await withTransaction(pools.platform, scope(one), (db) => db.select().from(operatorLog))).toEqual([]);
  await expect(withTransaction(pools.platform, scope(platform), (db) => db.select().from(book))).rejects.toThrow(
    /permission denied/,
  );
});

test('a platform view shows all tenants to the platform role, which still cannot read the table', async () => {
  await owner.query(
    'create view platform_view.probe_books as select tenant_id, count(*)::int as books from probe_book group by 1',
  );
  await tenancy();
  expect((await pools.platform.query('select * from platform_view.probe_books')).rows).toHaveLength(2);
  await expect(pools.app.query('select * from platform_view.probe_books')).rejects.toThrow(/permission denied/);
});

test('no role of the running system owns a table, creates one or bypasses the policies', async () => {
  const { rows } = await owner.query(`
    select rolname from pg_roles r where rolname like 'dotmac\\_%' and rolname <> 'dotmac_owner'
      and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
        or exists (select 1 from pg_class where relowner = r.oid and relkind in ('r', 'p')))`);
  expect(rows).toEqual([]);
  for (const pool of [pools.app, pools.system, pools.platform, pools.auth])
    await expect(pool.query('create table public.x (a int)')).rejects.toThrow(/permission denied/);
});

test('a policy or grant changed by hand is put back, and nothing else is touched', async () => {
  const state = `select oid, polname from pg_policy order by 1`;
  const before = (await owner.query(state)).rows;
  await tenancy();
  expect((await owner.query(state)).rows).toEqual(before);
  await owner.query(`
    alter policy tenant_isolation on probe_book using (true);
    alter table probe_page no force row level security;
    grant select on probe_closed to dotmac_app;`);
  expect(
    await as(one, (db) => db.execute(sql`select distinct tenant_id from probe_book`)).then((r) => r.rowCount),
  ).toBe(2);
  await tenancy();
  expect(
    await as(one, (db) => db.execute(sql`select distinct tenant_id from probe_book`)).then((r) => r.rowCount),
  ).toBe(1);
  await expect(pools.app.query('select * from probe_closed')).rejects.toThrow(/permission denied/);
  expect(
    (await owner.query(`select relforcerowsecurity as forced from pg_class where relname = 'probe_page'`)).rows,
  ).toEqual([{ forced: true }]);
});

describe('a migration does not complete', () => {
  const refused = async (ddl: string, undo: string, reason: RegExp) => {
    await owner.query(ddl);
    await expect(tenancy()).rejects.toThrow(reason);
    await owner.query(undo);
  };
  test('when a table has tenant_id and is not declared', () =>
    refused(
      'create table stray (tenant_id uuid, id uuid, primary key (tenant_id, id))',
      'drop table stray',
      /stray has tenant_id but is not declared/,
    ));
  test('when a primary key does not start with tenant_id', () =>
    refused(
      'alter table probe_page drop constraint probe_page_pkey; alter table probe_page add primary key (id, tenant_id)',
      'alter table probe_page drop constraint probe_page_pkey; alter table probe_page add primary key (tenant_id, id)',
      /primary key of probe_page does not start with tenant_id/,
    ));
  test('when a reference could point at another tenant', () =>
    refused(
      'alter table probe_book add unique (id); alter table probe_page add constraint loose foreign key (book_id) references probe_book (id)',
      'alter table probe_page drop constraint loose',
      /loose of probe_page does not start with tenant_id/,
    ));
});
