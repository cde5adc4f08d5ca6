import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { conflictOf, type Db, type Scope, withTransaction } from './pools.ts';

const tenantId = '018f0000-0000-7000-8000-000000000001';
const scope: Scope = { tenantId, audience: 'isp', actorId: 'someone', customerId: null, readOnly: false };

const { pools, owner } = await testDatabase();
const run = <T>(fn: (db: Db) => Promise<T>, rest: Partial<Scope> = {}) =>
  withTransaction(pools.app, { ...scope, ...rest }, fn);
const count = async () => (await owner.query('select count(*) as n from probe')).rows[0].n;

beforeAll(() =>
  owner.query(`
    create table probe (id int primary key, amount int not null check (amount > 0), during int4range, exclude using gist (during with &&));
    grant all on probe to dotmac_app;`),
);

test('everything a transaction did is kept, or nothing', async () => {
  await expect(
    run(async (db) => {
      await db.execute(sql`insert into probe values (1, 1)`);
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  expect(await count()).toBe(0);
});

test('the scope is set for the transaction, and gone after it', async () => {
  const settings = sql`select current_setting('app.tenant_id', true) t, current_setting('app.audience', true) a, current_setting('app.actor_id', true) who, current_setting('app.customer_id', true) c`;
  expect((await run((db) => db.execute(settings))).rows).toEqual([{ t: tenantId, a: 'isp', who: 'someone', c: '' }]);
  expect((await pools.app.query(`select coalesce(current_setting('app.tenant_id', true), '') as t`)).rows).toEqual([
    { t: '' },
  ]);
});

test.each([
  { tenantId: `x'); drop table probe; --` },
  { audience: `isp', true)` },
  { actorId: `o'brien` },
  { customerId: 'me' },
])('%j cannot reach the database', async (bad) => {
  await expect(run(async () => {}, bad)).rejects.toThrow(/has a form that it cannot have/);
});

test('a read-only transaction refuses to write', async () => {
  await expect(run((db) => db.execute(sql`insert into probe values (1, 1)`), { readOnly: true })).rejects.toThrow(
    /read-only transaction/,
  );
});

describe('a broken constraint', () => {
  test.each([
    [
      sql`insert into probe values (7, 1), (7, 1)`,
      { code: 'conflict', kind: 'unique', constraint: 'probe_pkey', table: 'probe' },
    ],
    [sql`insert into probe values (8, -1)`, { code: 'invalid', kind: 'check', constraint: 'probe_amount_check' }],
    [sql`insert into probe values (9, null)`, { code: 'invalid', kind: 'not_null', constraint: 'amount' }],
    [
      sql`insert into probe values (10, 1, '[1,5)'), (11, 1, '[4,6)')`,
      { code: 'conflict', kind: 'exclusion', constraint: 'probe_during_excl' },
    ],
  ])('is a DbConflict that names it and carries no values: %#', async (statement, expected) => {
    const error = await run((db) => db.execute(statement)).catch((e) => e);
    expect(error).toMatchObject({ name: 'DbConflict', ...expected });
    expect(JSON.stringify([error.message, error.cause, error.cause.detail])).not.toMatch(/\(7\)|-1|\[4,6\)/);
  });
  test('can be caught inside a savepoint, and the work goes on', async () => {
    await run(async (db) => {
      await db.execute(sql`insert into probe values (20, 1)`);
      const caught = await db
        .transaction((inner) => inner.execute(sql`insert into probe values (20, 1)`))
        .catch(conflictOf);
      expect(caught).toMatchObject({ kind: 'unique' });
      await db.execute(sql`insert into probe values (21, 1)`);
    });
    expect(await count()).toBe(2);
  });
  test('that was caught without a savepoint does not pass for success', async () => {
    const attempt = run(async (db) => {
      await db.execute(sql`insert into probe values (22, 1)`);
      await db.execute(sql`insert into probe values (20, 1)`).catch(() => {});
    });
    await expect(attempt).rejects.toThrow(/nothing of its transaction was kept/);
    expect(await count()).toBe(2);
  });
});

test('statements sent together are answered each by its own rows', async () => {
  const answers = await run((db) =>
    Promise.all([1, 2, 3, 4, 5].map((n) => db.execute<{ n: number }>(sql`select ${n}::int as n`))),
  );
  expect(answers.map(({ rows }) => rows[0]?.n)).toEqual([1, 2, 3, 4, 5]);
});

test('a deadlock is resolved by running the loser again', async () => {
  await owner.query('truncate probe; insert into probe values (1, 1), (2, 1)');
  let attempts = 0;
  const bump = (first: number, second: number) =>
    run(async (db) => {
      attempts += 1;
      await db.execute(sql`update probe set amount = amount + 1 where id = ${first}`);
      await db.execute(sql`select pg_sleep(0.2)`);
      await db.execute(sql`update probe set amount = amount + 1 where id = ${second}`);
    });
  await Promise.all([bump(1, 2), bump(2, 1)]);
  expect((await owner.query('select amount from probe')).rows).toEqual([{ amount: 3 }, { amount: 3 }]);
  expect(attempts).toBe(3);
});

test('an integer beyond what a number holds is refused, not rounded', async () => {
  expect((await pools.app.query('select 9007199254740991::bigint as n')).rows[0].n).toBe(9007199254740991);
  await expect(pools.app.query('select 9007199254740993::bigint as n')).rejects.toThrow(/exceeds 2\^53/);
});

test('a connection killed in the middle of a transaction is unavailable; the next one works', async () => {
  const attempt = run(async (db) => {
    const { rows } = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await owner.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await db.execute(sql`select 1`);
  });
  await expect(attempt).rejects.toMatchObject({ name: 'AppError', code: 'unavailable' });
  expect((await run((db) => db.execute(sql`select 1 as ok`))).rows).toEqual([{ ok: 1 }]);
});

test('idle connections that are killed do not end the process and are replaced', async () => {
  await Promise.all([1, 2, 3].map(() => pools.app.query('select pg_sleep(0.05)')));
  await owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'dotmac_app' and datname = current_database()`,
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await run((db) => db.execute(sql`select 1 as ok`))).rows).toEqual([{ ok: 1 }]);
});

afterAll(() => owner.query('drop table probe'));
