import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { type Embedded, startEmbedded } from './embedded.ts';
import { settleDemo } from './installation.ts';
import { migrate } from './migrate.ts';
import { openPools, withTransaction } from './pools.ts';
import { databaseUrls } from './roles.ts';

const tenantId = '018f0000-0000-7000-8000-000000000001';
vi.setConfig({ testTimeout: 60_000 });
const root = mkdtempSync(path.join(os.tmpdir(), 'dotmac-migrate-'));
mkdirSync(path.join(root, 'database/migrations'), { recursive: true });
mkdirSync(path.join(root, 'modules/area/thing'), { recursive: true });
const write = (file: string, text: string) => writeFileSync(path.join(root, file), text);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('on a database of this version', () => {
  let ownerUrl = '';
  let masterKey: Buffer = Buffer.alloc(0);
  beforeAll(async () => ({ ownerUrl, masterKey } = await testDatabase()));

  test('nothing is done twice, and several processes may try at once', async () => {
    const all = await Promise.all([1, 2, 3].map(() => migrate({ ownerUrl, masterKey })));
    expect(all).toEqual(Array(3).fill({ migrations: [], extras: [] }));
  });
  test('a database of a newer or of another development version is refused', async () => {
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    await client.query(`insert into dotmac.migration (name, hash) values ('9999_future', '')`);
    await expect(migrate({ ownerUrl, masterKey })).rejects.toMatchObject({
      code: 'invalid',
      message: 'This database was migrated by a newer DotMac (9999_future); start that version instead.',
    });
    await client.query(
      `delete from dotmac.migration where name = '9999_future'; update dotmac.migration set hash = 'x'`,
    );
    await expect(migrate({ ownerUrl, masterKey })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('another development version'),
    });
    await client.end();
  });
  test('a demo is settled at the first start and cannot be laid over real use', async () => {
    expect(await settleDemo(ownerUrl, undefined, false)).toBe(false);
    expect(await settleDemo(ownerUrl, undefined, true)).toBe(false);
    await expect(settleDemo(ownerUrl, true, true)).rejects.toMatchObject({ code: 'invalid', field: 'DOTMAC_DEMO' });
  });
});

describe('on a server of somebody else', () => {
  let server: Embedded;
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'dotmac-foreign-'));
  const masterKey = Buffer.alloc(32, 'm');
  const urlOf = (user: string) => {
    const url = new URL(server.ownerUrl);
    Object.assign(url, { username: user, password: 'pw', pathname: `/${user}` });
    return url.href;
  };
  beforeAll(async () => {
    server = await startEmbedded({ dataDir, masterKey, durable: false });
    const admin = new pg.Client({ connectionString: server.ownerUrl });
    await admin.connect();
    for (const statement of [
      `create role able login createrole password 'pw'`,
      `create role unable login password 'pw'`,
      'create database able owner able',
      'create database unable owner unable',
    ])
      await admin.query(statement);
    await admin.end();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('a user who may not create roles is told so in one sentence', async () => {
    await expect(migrate({ ownerUrl: urlOf('unable'), masterKey })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(
        /^DATABASE_URL: the user "unable" may not create the roles .*; let a superuser run ALTER ROLE "unable" CREATEROLE\.$/,
      ),
    });
  });
  test('wrong address, password and database are told apart', async () => {
    const wrong = (change: Partial<URL>) => Object.assign(new URL(urlOf('able')), change).href;
    await expect(migrate({ ownerUrl: wrong({ port: '1' }), masterKey })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'DATABASE_URL: no database answers at 127.0.0.1:1/able.',
    });
    await expect(migrate({ ownerUrl: wrong({ password: 'x' }), masterKey })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('refuses this user or password'),
    });
    await expect(migrate({ ownerUrl: wrong({ pathname: '/none' }), masterKey })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('there is no such database'),
    });
  });
  test('a user who may create roles is enough: no superuser, and forced policies bind it too', async () => {
    const ownerUrl = urlOf('able');
    const first = await migrate({ ownerUrl, masterKey });
    expect(first.migrations.length).toBeGreaterThan(0);
    expect(await migrate({ ownerUrl, masterKey })).toEqual({ migrations: [], extras: [] });
    const pools = openPools(databaseUrls(ownerUrl, masterKey));
    const scope = { tenantId, audience: 'isp', actorId: null, customerId: null, readOnly: false };
    const { rows } = await withTransaction(pools.app, scope, async () =>
      pools.app.query('select count(*) as n from outbox'),
    );
    expect(rows).toEqual([{ n: 0 }]);
    await pools.end();
  });
  test('a changed master key changes the passwords of the roles at the next migration', async () => {
    const ownerUrl = urlOf('able');
    const next = Buffer.alloc(32, 'n');
    const works = async (key: Buffer) => {
      const pools = openPools(databaseUrls(ownerUrl, key));
      return pools.app
        .query('select 1')
        .then(
          () => true,
          () => false,
        )
        .finally(() => pools.end());
    };
    expect(await works(next)).toBe(false);
    await migrate({ ownerUrl, masterKey: next });
    expect([await works(next), await works(masterKey)]).toEqual([true, false]);
  });
});

test('extra SQL is applied after the migrations, again when it changed, and as a whole or not at all', async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'dotmac-extra-'));
  const masterKey = Buffer.alloc(32, 'e');
  const server = await startEmbedded({ dataDir, masterKey, durable: false });
  // Tables of a folder of its own; the declared ones of this process are not among them, so tenancy has the last word.
  const run = () => migrate({ ownerUrl: server.ownerUrl, masterKey, root }).catch((error: Error) => error.message);
  const client = new pg.Client({ connectionString: server.ownerUrl });
  await client.connect();
  const answer = async () => (await client.query('select answer() as answer')).rows[0].answer;
  try {
    write('database/migrations/0000_baseline.sql', 'create table thing (id int primary key);');
    write(
      'modules/area/thing/extra.sql',
      `create or replace function answer() returns bigint language sql as 'select count(*) from thing';`,
    );
    await run();
    expect(await answer()).toBe(0);
    write(
      'modules/area/thing/extra.sql',
      `create or replace function answer() returns bigint language sql as 'select 42::bigint';`,
    );
    await run();
    expect(await answer()).toBe(42);
    write(
      'modules/area/thing/extra.sql',
      `create or replace function answer() returns bigint language sql as 'select 43::bigint'; select broken();`,
    );
    expect(await run()).toMatch(/^modules\/area\/thing\/extra\.sql: function broken\(\) does not exist/);
    expect(await answer()).toBe(42);
  } finally {
    await client.end();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
