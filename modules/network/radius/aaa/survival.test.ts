import { chmodSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '#kernel/clock.ts';
import type { Caller } from '#kernel/context.ts';
import { type Embedded, startEmbedded } from '#kernel/db/embedded.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { openPools, type Pools } from '#kernel/db/pools.ts';
import { type DatabaseUrls, databaseUrls } from '#kernel/db/roles.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { createKernel, systemActor } from '#kernel/kernel.ts';
import { createLog } from '#kernel/log.ts';
import { envelopeSecrets } from '#kernel/secrets.ts';
import { tenantDirectory } from '#kernel/tenancy/directory.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { modules } from '#modules/list.ts';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { RadiusClient } from '#protocols/radius/client.ts';
import { code } from '#protocols/radius/codes.ts';
import { papCredentials } from '#protocols/radius/credentials.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { radius } from '../contract.ts';
import { type AaaProcess, cleanUp, eventually, startAaa, temporaryFolder } from './testing.ts';

const masterKey = Buffer.alloc(32, 'survival');
const secret = 'survival-secret';
const password = 'pass-word-1';
const subscribers = 40;
const bytesPerReport = 1_000_000;
const wholeTenant = '00000000-0000-0000-0000-000000000000';

let dataDir: string;
let database: Embedded;
let urls: DatabaseUrls;
let pools: Pools;
let aaa: AaaProcess;
const client = new RadiusClient({ localAddress: '127.0.0.1', retransmit: { timeoutMs: 400, tries: 7 } });

beforeAll(async () => {
  dataDir = temporaryFolder();
  chmodSync(dataDir, 0o755);
  database = await startEmbedded({ dataDir, masterKey });
  await migrate({ ownerUrl: database.ownerUrl, masterKey });
  urls = databaseUrls(database.ownerUrl, masterKey);
  pools = openPools(urls, { max: 4 });
  const kernel = createKernel({
    modules,
    pools,
    clock: systemClock,
    secrets: envelopeSecrets(masterKey),
    log: createLog('test', 'silent'),
    validateOutputs: true,
  });
  await pools.platform.query(
    `insert into tenant (id, slug, name, country, currency, time_zone, admin_email) values ($1, 'isp', 'ISP', 'DE', 'EUR', 'UTC', 'a@isp.test')`,
    [uuidv7(Date.now())],
  );
  const tenant = await tenantDirectory(pools.system, systemClock).bySlug('isp');
  const caller = (): Caller => ({ door: 'isp', tenant, actor: systemActor('test'), requestId: uuidv7(Date.now()) });
  const { id: customerId } = await kernel.run(caller(), customers, 'create', {
    name: 'A',
    serviceAddress: { line1: '1', city: 'B', country: 'DE' },
  });
  await kernel.run(caller(), radius, 'createNas', {
    name: 'bng',
    address: '127.0.0.1',
    vendor: 'mikrotik',
    sharedSecret: secret,
  });
  for (let i = 0; i < subscribers; i++)
    await kernel.run(caller(), radius, 'createAccount', {
      username: `user-${i}`,
      password,
      subscriptionId: crypto.randomUUID(),
      customerId,
      downloadKbps: 1000,
      uploadKbps: 1000,
    });
  aaa = await startAaa({ urls, masterKey, dataDir });
}, 120_000);

afterAll(async () => {
  client.close();
  cleanUp();
  await pools?.end();
  await database?.stop();
}, 30_000);

/** Subscribers whose every login and report is counted: each session reports one more megabyte every time. */
class Load {
  readonly rounds: number[] = new Array(subscribers).fill(0);
  logins = 0;
  refused = 0;
  unanswered = 0;
  #running = true;
  #loops: Promise<void>[];

  constructor() {
    this.#loops = this.rounds.map((_, i) => this.#live(i));
  }
  async #live(i: number): Promise<void> {
    const name: Attribute = { name: 'User-Name', value: `user-${i}` };
    const target = (port: number) => ({ address: '127.0.0.1', port, secret: new SharedSecret(secret) });
    while (this.#running) {
      const login = await client.send(target(aaa.authPort), {
        code: code['Access-Request'],
        attributes: [name, ...papCredentials(password)],
      });
      if (!login.ok) this.unanswered++;
      else if (login.reply.code === code['Access-Accept']) this.logins++;
      else this.refused++;
      const round = this.rounds[i]! + 1;
      const report = await client.send(target(aaa.acctPort), {
        code: code['Accounting-Request'],
        attributes: [
          name,
          { name: 'Acct-Status-Type', value: 'Interim-Update' },
          { name: 'Acct-Session-Id', value: `session-${i}` },
          { name: 'NAS-IP-Address', value: '127.0.0.1' },
          { name: 'Acct-Session-Time', value: round * 10 },
          { name: 'Acct-Output-Octets', value: round * bytesPerReport },
        ],
      });
      if (report.ok) this.rounds[i] = round;
      else this.unanswered++;
      await sleep(5);
    }
  }
  async end(): Promise<number> {
    this.#running = false;
    await Promise.all(this.#loops);
    return this.rounds.reduce((sum, n) => sum + n, 0) * bytesPerReport;
  }
}

async function moved() {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    const { rows } = await owner.query(
      `select (select coalesce(sum(download_bytes), 0) from radius_session)::float8 as sessions, (select count(*)::int from radius_session) as count,
        (select coalesce(sum(download_bytes), 0) from radius_usage_hour where account_id = $1)::float8 as total`,
      [wholeTenant],
    );
    return rows[0] as { sessions: number; count: number; total: number };
  } finally {
    await owner.end();
  }
}

it('lets everybody in and keeps every record once while the database is stopped and the process is killed', async () => {
  const load = new Load();
  await eventually('records arrive', async () => (await moved()).sessions > 0, 20_000);
  await database.stop();
  const before = load.logins;
  await eventually('everybody gets in without the database', () => load.logins > before + 3 * subscribers, 15_000);

  // Killed with a full spool and no database: the next one knows everybody from the snapshot.
  const { authPort, acctPort } = aaa;
  await aaa.kill();
  aaa = await startAaa({ urls, masterKey, dataDir, authPort, acctPort });
  await eventually('it says so', () => /started without the database, from the snapshot/.test(aaa.output()));
  const since = load.logins;
  await eventually('everybody gets in at the fresh process', () => load.logins > since + 3 * subscribers, 15_000);

  database = await startEmbedded({ dataDir, masterKey, port: database.port });
  await sleep(1000);
  await aaa.kill();
  aaa = await startAaa({ urls, masterKey, dataDir, authPort, acctPort });
  const expected = await load.end();

  expect({ refused: load.refused, unanswered: load.unanswered }).toEqual({ refused: 0, unanswered: 0 });
  const found = await eventually(
    'everything is in the database',
    async () => {
      const now = await moved();
      return now.sessions >= expected && now;
    },
    30_000,
  );
  await sleep(500);
  expect(await moved()).toEqual({ sessions: expected, total: expected, count: subscribers });
  expect(found.count).toBe(subscribers);
}, 120_000);

it('keeps no secret in clear on the disk', () => {
  const snapshot = readFileSync(`${dataDir}/aaa/snapshot.sealed`, 'utf8');
  expect(snapshot).not.toContain(secret);
  expect(snapshot).not.toContain(password);
  expect(snapshot).not.toContain('user-1');
});

it('stops cleanly when asked, before it would be killed', async () => {
  expect(await aaa.stop()).toBe(0);
});
