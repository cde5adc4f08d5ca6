import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { type Embedded, startEmbedded } from '#kernel/db/embedded.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { openPools, withTransaction } from '#kernel/db/pools.ts';
import { databaseUrls } from '#kernel/db/roles.ts';
import { newRolePassword, scramVerifier } from './scram.ts';

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'dotmac-plain-owner-'));
const masterKey = Buffer.alloc(32, 'm');
let server: Embedded | undefined;
afterAll(async () => {
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('roles are made, changed and dropped where the owner of the database may create roles and is no superuser', {
  timeout: 60_000,
}, async () => {
  server = await startEmbedded({ dataDir, masterKey, durable: false });
  const admin = new pg.Client({ connectionString: server.ownerUrl });
  await admin.connect();
  await admin.query(`create role plain login createrole password 'pw'`);
  await admin.query('create database plain owner plain');
  await admin.end();
  const url = new URL(server.ownerUrl);
  Object.assign(url, { username: 'plain', password: 'pw', pathname: '/plain' });
  await migrate({ ownerUrl: url.href, masterKey });

  const pools = openPools(databaseUrls(url.href, masterKey));
  const tenantId = '019cd6f9-7a80-7601-9e21-eb808d77347c';
  const scope = { tenantId, audience: 'isp', actorId: null, customerId: null, readOnly: false };
  const call = (what: string, ...values: string[]) =>
    withTransaction(pools.app, scope, async (_, last) => last({ text: `select freeradius.${what}`, values }));
  const reads = async (password: string) => {
    const login = new URL(url);
    Object.assign(login, { username: `freeradius_${tenantId.replaceAll('-', '')}`, password });
    const client = new pg.Client({ connectionString: login.href });
    try {
      await client.connect();
      return (await client.query('select * from radcheck')).rows;
    } catch (error) {
      return error instanceof pg.DatabaseError ? error.code : String(error);
    } finally {
      await client.end().catch(() => {});
    }
  };
  const [first, second] = [newRolePassword(), newRolePassword()];
  await call('grant_access($1)', scramVerifier(first));
  expect(await reads(first)).toEqual([]);
  await call('grant_access($1)', scramVerifier(second));
  expect([await reads(first), await reads(second)]).toEqual(['28P01', []]);
  await call('revoke_access()');
  expect(await reads(second)).toMatch(/^28/);
  await pools.end();
});
