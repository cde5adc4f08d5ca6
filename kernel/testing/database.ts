import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { databaseName } from '../db/embedded.ts';
import { openPool, openPools, type Pools } from '../db/pools.ts';
import { type DatabaseUrls, databaseUrls } from '../db/roles.ts';
import { atEnd } from './clean-up.ts';
import { testMasterKey } from './cluster.ts';

export interface TestDatabase {
  /** Connection of the role that owns the tables and sees every row. */
  ownerUrl: string;
  urls: DatabaseUrls;
  masterKey: Buffer;
  /** For looking behind row-level security. */
  owner: pg.Pool;
  pools: Pools;
}

async function asAdmin(run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const url = new URL(inject('templateUrl'));
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

/**
 * A migrated, empty database of the calling test file's own; dropped after its last test.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${databaseName} STRATEGY FILE_COPY`));
  const url = new URL(inject('templateUrl'));
  url.pathname = `/${name}`;
  const ownerUrl = url.href;
  const urls = databaseUrls(ownerUrl, testMasterKey);
  const owner = openPool(ownerUrl, { max: 2, name: 'test owner' });
  const pools = openPools(urls, { max: 5 });
  atEnd(async () => {
    await Promise.all([owner.end(), pools.end()]);
    await asAdmin((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  });
  return { ownerUrl, urls, masterKey: testMasterKey, owner, pools };
}
