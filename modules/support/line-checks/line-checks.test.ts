import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '#kernel/context.ts';
import { testWeb } from '#kernel/http/testing.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { shop } from '#modules/fulfilment/provisioning/testing.ts';
import { modules } from '#modules/list.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { notices } from '#modules/support/notices/contract.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { lineChecks } from './contract.ts';
import { overOwnLine } from './facts.ts';
import { downloadLimit, lineSampleRoutes, samplePath, uploadLimit } from './samples.ts';

let t: TestKernel;
let world: Awaited<ReturnType<typeof shop>>;
beforeAll(async () => {
  t = await testKernel(modules);
  await t.startEngine();
  world = await shop(t);
}, 60_000);

const ago = (minutes: number) => new Date(t.clock.nowMs() - minutes * 60_000).toISOString();
async function subscriber() {
  const { id: customerId } = await world.customer();
  const { id: subscriptionId } = await world.settled((await world.sell(customerId)).id);
  const caller: Caller = t.as({ door: 'customer', kind: 'customer', permissions: [], customerId, id: uuidv7(0) });
  const check = () => t.run(lineChecks, 'run', { network: 'wifi' }, caller);
  const codes = async () => {
    const { findings, advice } = await check();
    return [...findings.filter(({ tone }) => tone !== 'ok').map(({ code }) => code), advice];
  };
  return { customerId, subscriptionId, caller, check, codes };
}
async function session(customerId: string, nasId: string, stoppedAt: string | null, cause: string | null = null) {
  await t.db.owner.query('delete from radius_session where customer_id = $1', [customerId]);
  await t.db.owner.query(
    `insert into radius_session (tenant_id, acct_key, acct_session_id, username, customer_id, nas_id, nas_name, started_at, updated_at, usage_hour, stopped_at, terminate_cause, framed_ip_address)
     values ($1, uuidv7(), $5, 'u', $2, $3, 'bng', $4, $4, $4, $6, $7, '203.0.113.7')`,
    [t.alpha.id, customerId, nasId, ago(90), uuidv7(t.clock.nowMs()), stoppedAt, cause],
  );
}
const refusedFor = (customerId: string, reason: string, at: string) =>
  t.db.owner.query(
    `insert into auth_log (tenant_id, at, username, customer_id, accepted, reason) values ($1, $2, 'u', $3, false, $4)`,
    [t.alpha.id, at, customerId, reason],
  );

describe('a line check', () => {
  it('says what is the matter with the line, the first cause first, and what to do', async () => {
    const me = await subscriber();
    const nas = await t.run(radius, 'createNas', { name: 'bng-1', address: '192.0.2.1', vendor: 'mikrotik' });
    const seen = (at: string) =>
      t.db.owner.query(
        `insert into nas_load (tenant_id, nas_id, last_seen_at) values ($1, $2, $3)
         on conflict (tenant_id, nas_id) do update set last_seen_at = excluded.last_seen_at`,
        [t.alpha.id, nas.id, at],
      );
    expect(await me.codes()).toEqual(['never-online', 'restart']);
    await seen(ago(1));
    await session(me.customerId, nas.id, null);
    expect(await me.codes()).toEqual(['wifi']);
    await session(me.customerId, nas.id, ago(10), 'Lost-Carrier');
    expect(await me.codes()).toEqual(['offline', 'restart']);
    expect((await me.check()).findings.find(({ code }) => code === 'offline')?.values).toEqual({
      since: ago(10),
      cause: 'Lost-Carrier',
    });
    await refusedFor(me.customerId, 'wrong password', ago(5));
    expect(await me.codes()).toEqual(['offline', 'refused', 'login']);
    await refusedFor(me.customerId, 'wrong device', ago(4));
    expect(await me.codes()).toEqual(['offline', 'refused', 'device']);
    await seen(ago(60));
    expect(await me.codes()).toEqual(['offline', 'refused', 'router-silent', 'wait']);
    const { id } = await t.run(notices, 'publish', { kind: 'outage', title: 'Fibre cut' });
    expect(await me.codes()).toEqual(['outage', 'offline', 'refused', 'router-silent', 'wait']);
    await t.run(notices, 'resolve', { id });
    await seen(ago(0));
    await t.run(subscriptions, 'suspend', { id: me.subscriptionId, reason: 'non_payment' });
    expect(await me.codes()).toEqual(['suspended', 'offline', 'refused', 'pay']);
  });

  it('is measured, sent with a ticket once, seen by staff, and by no other subscriber', async () => {
    const [me, other] = [await subscriber(), await subscriber()];
    const { id } = await me.check();
    const measured = { downloadBps: 20e6, uploadBps: 5e6, latencyMs: 12, jitterMs: 1, address: '203.0.113.7' };
    const after = await t.run(lineChecks, 'measure', { id, ...measured }, me.caller);
    expect(after.measurement).toMatchObject({ slow: true, planDownloadKbps: 100_000, overOwnLine: null });
    const said = { id, subject: 'Slow', text: 'Every evening.', category: 'speed' } as const;
    for (const attempt of [
      () => t.run(lineChecks, 'report', said, other.caller),
      () => t.run(lineChecks, 'solve', { id }, other.caller),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
    const { ticketId } = await t.run(lineChecks, 'report', said, me.caller);
    expect(await t.run(tickets, 'get', { id: ticketId! })).toMatchObject({ subject: 'Slow', category: 'speed' });
    await expect(t.run(lineChecks, 'report', said, me.caller)).rejects.toMatchObject({ code: 'conflict' });
    const { items } = await t.run(lineChecks, 'ofCustomer', { customerId: me.customerId });
    expect(items).toMatchObject([{ id, ticketId, network: 'wifi', measurement: { downloadBps: 20e6 } }]);
  });

  it('knows its own line by the address, where that can be told', () => {
    expect(overOwnLine('203.0.113.7', '203.0.113.7')).toBe(true);
    expect(overOwnLine('198.51.100.9', '203.0.113.7')).toBe(false);
    expect(overOwnLine('198.51.100.9', '100.64.0.9')).toBeNull();
    expect(overOwnLine('198.51.100.9', null)).toBeNull();
  });
});

describe('what a line is measured with', () => {
  let app: FastifyInstance;
  const get = (bytes: number, who = 'ada') =>
    app.inject({ url: `${samplePath}?bytes=${bytes}`, headers: { cookie: who } });
  beforeAll(async () => {
    app = testWeb({ bodyLimit: uploadLimit });
    const identify = async (_door: unknown, { headers }: { headers: { cookie?: string } }) => ({
      actor: { ...t.as().actor, ...(headers.cookie ? { customerId: headers.cookie } : {}) },
      tenant: t.alpha,
    });
    lineSampleRoutes(app, { identify, clock: t.clock });
    await app.ready();
  });

  it('comes as it is asked for, and takes what is sent', async () => {
    expect((await get(0)).statusCode).toBe(204);
    const sample = await get(250_000);
    expect([sample.rawPayload.length, sample.headers['cache-control']]).toEqual([250_000, 'no-store']);
    const sent = (size: number) =>
      app.inject({
        method: 'POST',
        url: samplePath,
        headers: { cookie: 'ada', 'content-type': 'application/octet-stream' },
        payload: Buffer.alloc(size),
      });
    expect((await sent(1_000_000)).json()).toEqual({ octets: 1_000_000 });
    expect((await sent(uploadLimit + 1)).statusCode).toBe(400);
  });

  it('is for who is signed in, no larger than it may be, and so much a minute', async () => {
    expect((await app.inject({ url: `${samplePath}?bytes=1` })).statusCode).toBe(403);
    expect((await get(downloadLimit + 1)).statusCode).toBe(400);
    expect((await get(-1)).statusCode).toBe(400);
    const answers = [];
    for (let n = 0; n < 14; n += 1) answers.push((await get(downloadLimit, 'greedy')).statusCode);
    expect(answers.filter((status) => status === 200).length).toBe(11);
    expect(answers.at(-1)).toBe(429);
    expect((await get(1000, 'modest')).statusCode).toBe(200);
  });
});
