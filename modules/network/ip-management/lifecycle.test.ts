import { describe, expect, test } from 'vitest';
import { modules } from '#modules/list.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { ipManagement } from './contract.ts';
import { addressBed, refusal } from './testing.ts';

const t = await testKernel(modules);
const run: typeof t.asSystem = t.asSystem;
const { pool, line, login, online, offline, disconnects } = addressBed(t);
const row = (id: string) => run(ipManagement, 'getReservation', { id });
const prefixes = () => {
  n += 1;
  return pool(0, { type: 'ipv6_pd', cidr: `2001:db8:${n.toString(16)}::/48`, delegatedLength: 56 });
};
let n = 0x100;

describe('the login follows the reservation', () => {
  test('an address and a prefix given to a line in use are on its login in the same breath', async () => {
    const [v4, v6, of] = [await pool(28), await prefixes(), await line()];
    const address = await run(ipManagement, 'allocate', { id: of.subscriptionId, family: 'ipv4', poolId: v4.id });
    const prefix = await run(ipManagement, 'allocate', { id: of.subscriptionId, family: 'ipv6', poolId: v6.id });
    expect(address).toMatchObject({ state: 'assigned', lifecycle: 'active', customerId: of.customerId });
    expect(await login(of)).toMatchObject({
      framedIpAddress: address.address,
      delegatedIpv6Prefix: prefix.address,
    });
    const status = await run(ipManagement, 'lineAddress', { id: of.subscriptionId, family: 'ipv6' });
    expect(status).toMatchObject({ address: prefix.address, loginAddress: prefix.address, inStep: true });
  });

  test('a replaced address ends the session once, waits until it is gone, then rests', async () => {
    const [v4, of] = [await pool(28), await line()];
    const give = (rest: object = {}) =>
      run(ipManagement, 'allocate', { id: of.subscriptionId, family: 'ipv4', poolId: v4.id, ...rest });
    const first = await give();
    const session = await online(of, first.address);
    expect(await refusal(give())).toMatchObject({ code: 'conflict', field: 'replace' });
    const second = await give({ replace: true });
    expect((await login(of)).framedIpAddress).toBe(second.address);
    expect(await disconnects(of)).toBe(1);
    expect(await row(first.id)).toMatchObject({ state: 'assigned', lifecycle: 'revoking', releasedAt: null });
    await offline(session);
    t.clock.advance(6 * 60_000);
    await run(ipManagement, 'settleStale', { limit: 100 });
    expect(await row(first.id)).toMatchObject({ state: 'released', lifecycle: 'revoked' });
    expect(await run(ipManagement, 'utilization', { id: v4.id })).toMatchObject({ assigned: 1, quarantined: 1 });
  });

  test('a login that somebody changed past the registry is set right again', async () => {
    const [v4, of] = [await pool(28), await line()];
    const { address } = await run(ipManagement, 'allocate', { id: of.subscriptionId, family: 'ipv4', poolId: v4.id });
    await run(radius, 'setAddresses', {
      subscriptionId: of.subscriptionId,
      framedIpAddress: '198.51.100.7',
      reason: 'by hand',
    });
    await t.settle();
    expect((await login(of)).framedIpAddress).toBe(address);
  });

  test('an address that a login brought along is put down as reserved, and given to nobody else', async () => {
    const v4 = await pool(29);
    const own = v4.cidr.replace('.0/29', '.3');
    const of = await line({ framedIpAddress: own });
    await t.settle();
    const [found] = (await run(ipManagement, 'ofSubscriber', { id: of.subscriptionId })).items;
    expect(found).toMatchObject({ address: own, lifecycle: 'active', reason: 'Found on the login' });
    const rest = await Promise.all(Array.from({ length: 5 }, () => run(ipManagement, 'autoAssign', { poolId: v4.id })));
    expect(rest.map((r) => r.address)).not.toContain(own);
  });

  test('whatever is done to a line, its login carries the oldest address it may use', async () => {
    const [v4, of] = [await pool(26), await line()];
    const held = () => run(ipManagement, 'ofSubscriber', { id: of.subscriptionId });
    for (let turn = 0; turn < 40; turn += 1) {
      const input = { id: of.subscriptionId, family: 'ipv4' as const };
      const step = turn % 5;
      const work =
        step === 0
          ? run(ipManagement, 'allocate', { ...input, poolId: v4.id, replace: turn % 2 === 0 })
          : step === 1
            ? run(ipManagement, 'suspend', input)
            : step === 2
              ? run(ipManagement, 'reserveRange', { poolId: v4.id, count: 1, subscriptionId: of.subscriptionId })
              : step === 3
                ? run(ipManagement, 'resume', input)
                : run(ipManagement, 'revoke', input);
      await work.catch(() => {});
      const able = (await held()).items
        .filter((r) => r.lifecycle === 'active' || r.lifecycle === 'allocated')
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect((await login(of)).framedIpAddress).toBe(able[0]?.address ?? null);
    }
  });
});

describe('the lifecycle', () => {
  test('withheld by hand, the login goes without; given back, it carries the address again', async () => {
    const [v4, of] = [await pool(28), await line()];
    const input = { id: of.subscriptionId, family: 'ipv4' as const };
    const { id, address } = await run(ipManagement, 'allocate', { ...input, poolId: v4.id });
    await online(of, address);
    await run(ipManagement, 'suspend', { ...input, reason: 'Spam' });
    expect(await row(id)).toMatchObject({ lifecycle: 'suspended', withheld: true, lifecycleReason: 'Spam' });
    expect((await login(of)).framedIpAddress).toBeNull();
    expect(await disconnects(of)).toBe(1);
    expect(await refusal(run(ipManagement, 'suspend', input))).toMatchObject({ code: 'conflict' });
    // The subscription comes back from a suspension of its own; what was withheld stays withheld.
    await run(ipManagement, 'followLine', { id: of.subscriptionId, to: 'active' });
    expect(await row(id)).toMatchObject({ lifecycle: 'suspended' });
    await run(ipManagement, 'resume', input);
    expect(await row(id)).toMatchObject({ lifecycle: 'active', withheld: false });
    expect((await login(of)).framedIpAddress).toBe(address);
  });

  test('a suspended subscription suspends its addresses, which stay on its login', async () => {
    const [v4, of] = [await pool(28), await line()];
    const { id, address } = await run(ipManagement, 'allocate', {
      id: of.subscriptionId,
      family: 'ipv4',
      poolId: v4.id,
    });
    await run(ipManagement, 'followLine', { id: of.subscriptionId, to: 'suspended' });
    expect(await row(id)).toMatchObject({ lifecycle: 'suspended', withheld: false });
    await run(radius, 'setAccountState', { subscriptionId: of.subscriptionId, state: 'suspended' });
    await t.settle();
    expect((await login(of)).framedIpAddress).toBe(address);
    await run(ipManagement, 'followLine', { id: of.subscriptionId, to: 'active' });
    expect(await row(id)).toMatchObject({ lifecycle: 'active' });
  });

  test('what the NAS answers ends the wait, or is put down as the reason why not', async () => {
    const [v4, one, other] = [await pool(28), await line(), await line()];
    const give = (of: typeof one) =>
      run(ipManagement, 'allocate', { id: of.subscriptionId, family: 'ipv4', poolId: v4.id });
    const [a, b] = [await give(one), await give(other)];
    await online(one, a.address);
    await online(other, b.address);
    for (const of of [one, other]) await run(ipManagement, 'revoke', { id: of.subscriptionId, family: 'ipv4' });
    const answer = async (of: typeof one, outcome: 'ack' | 'nak') => {
      const { items } = await run(radius, 'openCoa', {
        kind: 'disconnect',
        accountId: of.accountId,
        reason: 'test',
        requestedAt: new Date(t.clock.nowMs()).toISOString(),
      });
      await run(radius, 'answerCoa', {
        id: items[0]!.id,
        outcome,
        errorCause: null,
        errorCauseText: null,
        attempts: 1,
      });
      await t.settle();
    };
    await answer(one, 'ack');
    expect(await row(a.id)).toMatchObject({ state: 'released', lifecycle: 'revoked' });
    await answer(other, 'nak');
    expect(await row(b.id)).toMatchObject({
      state: 'assigned',
      lifecycle: 'failed',
      lifecycleReason: 'The NAS refused to end the session.',
    });
    // Nobody gets it while its session lives.
    expect(await refusal(run(ipManagement, 'reserve', { poolId: v4.id, address: b.address }))).toMatchObject({
      code: 'conflict',
    });
  });

  test('a session that will not end is marked failed after an hour, and released when it has ended', async () => {
    const [v4, of] = [await pool(28), await line()];
    const { id, address } = await run(ipManagement, 'allocate', {
      id: of.subscriptionId,
      family: 'ipv4',
      poolId: v4.id,
    });
    const session = await online(of, address);
    await run(ipManagement, 'release', { id });
    t.clock.advance(61 * 60_000);
    await run(ipManagement, 'settleStale', { limit: 100 });
    expect(await row(id)).toMatchObject({ lifecycle: 'failed' });
    await offline(session);
    await run(ipManagement, 'settleStale', { limit: 100 });
    expect(await row(id)).toMatchObject({ lifecycle: 'revoked', state: 'released' });
  });

  test('one that is kept for nobody is handed over as the same row', async () => {
    const [v4, of] = [await pool(28), await line()];
    const kept = await run(ipManagement, 'autoAssign', { poolId: v4.id, reason: 'For the hotel' });
    expect(kept).toMatchObject({ state: 'reserved', lifecycle: 'pending' });
    const given = await run(ipManagement, 'allocate', {
      id: of.subscriptionId,
      family: 'ipv4',
      poolId: v4.id,
      address: kept.address,
    });
    expect(given).toMatchObject({ id: kept.id, state: 'assigned', lifecycle: 'active', reason: 'For the hotel' });
    expect((await login(of)).framedIpAddress).toBe(kept.address);
  });

  test('a line without a login is told so', async () => {
    const v4 = await pool(28);
    const asked = { id: crypto.randomUUID(), family: 'ipv4' as const, poolId: v4.id };
    expect(await refusal(run(ipManagement, 'allocate', asked))).toMatchObject({ code: 'not_found' });
  });
});
