import { mkdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { Pool, PoolClient } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Caller, Tenant } from '#kernel/context.ts';
import { systemActor } from '#kernel/kernel.ts';
import { createLog } from '#kernel/log.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { code } from '#protocols/radius/codes.ts';
import { encodeRequest } from '#protocols/radius/request.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { radius } from '../contract.ts';
import { radiusModule } from '../module.ts';
import { Drainer } from './drainer.ts';
import { recordKind } from './spool-format.ts';
import { SpoolReader } from './spool-reader.ts';
import { SpoolWriter } from './spool-writer.ts';
import { cleanUp, eventually, temporaryFolder } from './testing.ts';

let t: TestKernel;
let calm: Isp;
let stormy: Isp;
const t0 = Date.UTC(2026, 2, 10, 8, 0, 0);
const secret = new SharedSecret('replay-secret');
const idOctets = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex');

interface Isp {
  tenant: Tenant;
  nasId: string;
  accounts: string[];
}
/** Two providers with the same logins: what is replayed for one with crashes must come to what the other has without. */
async function isp(tenant: Tenant, address: string): Promise<Isp> {
  const caller = (): Caller => t.as({ tenant });
  const { id: customerId } = await t.run(
    customers,
    'create',
    { name: 'Ada Obi', serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' } },
    caller(),
  );
  const nas = await t.run(radius, 'createNas', { name: 'bng', address, vendor: 'generic' }, caller());
  const accounts: string[] = [];
  for (let i = 0; i < 3; i++)
    accounts.push(
      (
        await t.kernel.run({ ...caller(), actor: systemActor('test') }, radius, 'createAccount', {
          username: `user-${i}`,
          password: 'pass-word-1',
          subscriptionId: crypto.randomUUID(),
          customerId,
          downloadKbps: 1000,
          uploadKbps: 1000,
        })
      ).id,
    );
  return { tenant, nasId: nas.id, accounts };
}

beforeAll(async () => {
  t = await testKernel([{ ...customersModule, reactions: [] }, radiusModule]);
  calm = await isp(t.alpha, '10.9.0.1');
  stormy = await isp(t.beta, '10.9.0.2');
}, 60_000);
afterAll(cleanUp);

interface Report {
  account: number;
  session: string;
  status: 'Start' | 'Interim-Update' | 'Stop' | 'Accounting-On';
  atSeconds: number;
  seconds: number;
  bytes: number;
}

function payload({ tenant, nasId, accounts }: Isp, report: Report): Buffer {
  const head = Buffer.alloc(8);
  head.writeDoubleBE(t0 + report.atSeconds * 1000);
  const attributes: Attribute[] = [
    { name: 'Acct-Status-Type', value: report.status },
    { name: 'Acct-Session-Id', value: report.session },
    { name: 'NAS-Identifier', value: 'bng' },
  ];
  if (report.status !== 'Accounting-On')
    attributes.push(
      { name: 'User-Name', value: `user-${report.account}` },
      { name: 'Acct-Session-Time', value: report.seconds },
      { name: 'Acct-Output-Octets', value: report.bytes },
      { name: 'Acct-Input-Octets', value: Math.floor(report.bytes / 7) },
    );
  const packet = encodeRequest({ code: code['Accounting-Request'], identifier: 1, secret, attributes });
  return Buffer.concat([
    head,
    idOctets(tenant.id),
    idOctets(nasId),
    idOctets(accounts[report.account]!),
    packet.bytes.subarray(0, packet.length),
  ]);
}

/** Where the process dies: at the commit or so many statements after the last death, before the statement or when it is done. */
interface Death {
  at: number | 'commit';
  done: boolean;
}

/** A pool whose connections break as planned. */
function mortal(pool: Pool, deaths: Death[]): { pool: Pool; left: () => number } {
  let statements = 0;
  const wrap = (client: PoolClient) =>
    new Proxy(client, {
      get(target, key) {
        const value = Reflect.get(target, key);
        if (key !== 'query') return typeof value === 'function' ? value.bind(target) : value;
        return async (...args: [string]) => {
          const [death] = deaths;
          statements++;
          const isDue = death?.at === 'commit' ? args[0] === 'commit' : statements >= (death?.at ?? 0);
          if (death === undefined || !isDue) return target.query(...args);
          deaths.shift();
          statements = 0;
          if (death.done) await target.query(...args);
          await target.query('select pg_terminate_backend(pg_backend_pid())').catch(() => {});
          throw Object.assign(new Error('The process was killed here.'), { code: 'ECONNRESET' });
        };
      },
    });
  const proxy = new Proxy(pool, {
    get(target, key) {
      if (key === 'connect') return async () => wrap(await target.connect());
      const value = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { pool: proxy, left: () => deaths.length };
}

let runs = 0;
async function replay(of: Isp, reports: readonly Report[], frames: readonly number[], deaths: Death[]): Promise<void> {
  const directory = path.join(temporaryFolder(), 'spool');
  mkdirSync(directory, { recursive: true });
  const spool = await SpoolWriter.open({
    directory,
    acknowledgement: true,
    onError: (error) => {
      throw error;
    },
    nowMs: () => t0,
    segmentBytes: 2048,
  });
  const none = new Uint8Array(0);
  for (let at = 0, turn = 0; at < reports.length; turn++) {
    const size = frames[turn % frames.length]!;
    const kept = reports.slice(at, at + size).map((report) => {
      const octets = payload(of, report);
      return spool.append(recordKind.accounting, none, none, octets, octets.length);
    });
    // Counts add up: nothing but the position keeps them from being added twice.
    const counts = Buffer.from(
      JSON.stringify({
        tenantId: of.tenant.id,
        nasId: of.nasId,
        atMs: t0,
        accepts: 1,
        rejects: 2,
        seen: true,
        problem: null,
      }),
    );
    await Promise.all([...kept, spool.append(recordKind.authCounts, none, none, counts, counts.length)]);
    at += size;
  }
  const end = [Number(spool.position[0]), Number(spool.position[1])];
  const node = `replay-${++runs}`;
  const { pool } = mortal(t.db.pools.system, deaths);
  const drainer = new Drainer({
    pool,
    log: createLog('test', 'silent'),
    nowMs: () => t0 + 7_200_000,
    node,
    interimSeconds: 300,
    host: '127.0.0.1',
    authPort: 1,
    acctPort: 2,
    radsecPort: null,
    testPort: 3,
    testSecret: 'sealed',
    open: (start) => new SpoolReader(directory, spool.position, start),
    backlogBytes: () => 0,
    load: () => ({ state: 'normal', queueDelayMs: 0, shedLogins: [0, 0, 0, 0], shedAccounting: 0, systemDrops: 0 }),
    onReleased: () => {},
    onMoved: () => {},
    onUnreadable: () => {},
  });
  const running = drainer.run();
  await eventually(
    'the spool is moved',
    async () => {
      const { rows } = await t.db.owner.query('select segment, "offset" from aaa_node where node = $1', [node]);
      return Number(rows[0]?.segment) === end[0] && Number(rows[0]?.offset) === end[1];
    },
    30_000,
  );
  drainer.stop();
  await running;
  await spool.close();
}

/** All that accounting came to, without what differs between two providers anyway. */
async function outcome({ tenant, nasId, accounts }: Isp) {
  const ask = async (text: string, ...values: unknown[]) => (await t.db.owner.query(text, [tenant.id, ...values])).rows;
  return {
    sessions: await ask(
      `select acct_session_id, username, (account_id is not null) as owned, started_at, stopped_at, stop_presumed, terminate_cause, session_seconds,
        download_bytes, upload_bytes, download_bps, usage_hour, usage_download_bytes from radius_session where tenant_id = $1
        order by acct_session_id, username, started_at, download_bytes`,
    ),
    hours: await ask(
      `select coalesce(array_position($2::uuid[], account_id), 0) as account, hour, download_bytes, upload_bytes from radius_usage_hour
        where tenant_id = $1 order by account, hour`,
      accounts,
    ),
    load: await ask(
      'select live_sessions, download_bps, upload_bps from nas_load where tenant_id = $1 and nas_id = $2',
      nasId,
    ),
    logins: await ask('select sum(accepts) as accepts, sum(rejects) as rejects from auth_minute where tenant_id = $1'),
    told: await ask(
      `select name, count(*)::int from outbox where tenant_id = $1 and name in ('radius.session-started', 'radius.session-stopped') group by name order by name`,
    ),
  };
}

const report: fc.Arbitrary<Report> = fc
  .record({
    account: fc.nat(2),
    session: fc.constantFrom('a', 'b'),
    status: fc.constantFrom('Start', 'Interim-Update', 'Interim-Update', 'Interim-Update', 'Stop', 'Accounting-On'),
    step: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ account, session, status, step }) => ({
    account,
    session,
    status: status as Report['status'],
    atSeconds: step * 300,
    seconds: status === 'Start' ? 0 : step * 300,
    bytes: status === 'Start' ? 0 : step * 1_000_003,
  }));

it('moves the spool to the same end, whatever is killed on the way and however often', async () => {
  const deaths = fc.array(
    fc.record({ at: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant('commit' as const)), done: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(report, { minLength: 5, maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
      deaths,
      async (reports, frames, planned) => {
        // Sessions of their own for each run.
        run++;
        const own = reports.map((r) => ({ ...r, session: `${r.session}-${run}` }));
        const left = [...planned];
        await replay(calm, own, frames, []);
        await replay(stormy, own, frames, left);
        expect(await outcome(stormy)).toEqual(await outcome(calm));
        expect(left.length).toBeLessThan(planned.length);
      },
    ),
    { numRuns: 8 },
  );
}, 120_000);
