import { describe, expect, test } from 'vitest';
import { modules } from '#modules/list.ts';
import { testKernel } from '#modules/testing.ts';
import { ipManagement } from './contract.ts';
import { addressBed, refusal } from './testing.ts';

const t = await testKernel(modules);
const run: typeof t.asSystem = t.asSystem;
const { pool, line, login, online } = addressBed(t);
const at = (hours: number) => new Date(t.clock.nowMs() + hours * 3_600_000).toISOString();
const usage = (id: string) => run(ipManagement, 'utilization', { id });

describe('a pool', () => {
  test('overlaps with none of its VRF and may with those of others, each with reservations of its own', async () => {
    const first = await pool(24, { vrf: 'red' });
    expect(await refusal(pool(24, { vrf: 'red', cidr: first.cidr }))).toMatchObject({
      code: 'conflict',
      field: 'cidr',
    });
    const other = await pool(24, { vrf: 'blue', cidr: first.cidr });
    const address = first.cidr.replace('.0/24', '.9');
    const both = await Promise.all(
      [first, other].map(({ id }) => run(ipManagement, 'reserve', { poolId: id, address, reason: 'Twin' })),
    );
    expect(both.map((r) => r.vrf).sort()).toEqual(['blue', 'red']);
    const history = (vrf: string) => run(ipManagement, 'addressHistory', { address, vrf });
    expect((await history('red')).items.map((r) => r.id)).toEqual([both[0]!.id]);
    expect((await history('')).items).toEqual([]);
  });

  test('gives only as its flags and status say', async () => {
    const { id, cidr } = await pool(28);
    const auto = () => run(ipManagement, 'autoAssign', { poolId: id });
    const named = (last: number) =>
      run(ipManagement, 'reserve', { poolId: id, address: cidr.replace('.0/28', `.${last}`) });
    const set = (change: object) => run(ipManagement, 'updatePool', { id, ...change });
    await set({ autoAssign: false });
    expect((await refusal(auto())).message).toContain('by name only');
    await named(5);
    await set({ autoAssign: true, allowManual: false });
    expect((await refusal(named(6))).message).toContain('the next free address only');
    await auto();
    await set({ allowManual: true, status: 'reserved' });
    expect((await refusal(auto())).message).toContain('kept for later');
    await named(7);
    await set({ status: 'maintenance' });
    expect((await refusal(named(8))).message).toContain('in maintenance');
    expect((await run(ipManagement, 'listPools', { status: 'maintenance' })).items.map((p) => p.id)).toEqual([id]);
  });

  test('of infrastructure is no default, and its thresholds stand in order', async () => {
    expect(await refusal(pool(28, { purpose: 'management', isDefault: true }))).toMatchObject({ field: 'isDefault' });
    const crossed = { warnAtPercent: 95, criticalAtPercent: 90 };
    expect(await refusal(pool(28, crossed))).toMatchObject({ code: 'invalid', field: 'criticalAtPercent' });
  });
});

describe('several at once', () => {
  test('the first free prefix of a size is found past what is taken, resting and the gateway', async () => {
    const { id, cidr } = await pool(24, { cidr: '10.200.4.0/24', gateway: '10.200.4.1' });
    const base = cidr.replace('.0/24', '');
    const next = async (prefixLength: number) => (await run(ipManagement, 'nextFree', { id, prefixLength })).cidr;
    expect(await next(29)).toBe(`${base}.8/29`);
    const held = await run(ipManagement, 'reserve', { poolId: id, address: `${base}.9` });
    expect(await next(29)).toBe(`${base}.16/29`);
    await run(ipManagement, 'release', { id: held.id });
    expect(await next(29)).toBe(`${base}.16/29`);
    t.clock.advance(3_601_000);
    expect(await next(29)).toBe(`${base}.8/29`);
    expect(await next(25)).toBeNull();
    expect(await refusal(next(23))).toMatchObject({ code: 'invalid', field: 'prefixLength' });
  });

  test('of delegated prefixes a larger one is found by its neighbours', async () => {
    const { id } = await pool(0, { type: 'ipv6_pd', cidr: '2001:db8:300::/44', delegatedLength: 56 });
    await run(ipManagement, 'autoAssign', { poolId: id });
    const gap = await run(ipManagement, 'nextFree', { id, prefixLength: 52 });
    expect(gap).toMatchObject({ cidr: '2001:db8:300:1000::/52', first: '2001:db8:300:1000::/56', size: 16 });
  });

  test('a run is reserved whole or not at all', async () => {
    const { id, cidr } = await pool(24);
    const base = cidr.replace('.0/24', '');
    const made = await run(ipManagement, 'reserveRange', { poolId: id, prefixLength: 29, reason: 'Hotel' });
    expect(made.items.map((r) => r.address)).toEqual(Array.from({ length: 8 }, (_, k) => `${base}.${8 + k}`));
    expect(new Set(made.items.map((r) => r.rangeId)).size).toBe(1);
    const over = run(ipManagement, 'reserveRange', { poolId: id, first: `${base}.1`, count: 8 });
    expect(await refusal(over)).toMatchObject({ code: 'conflict', field: 'first', message: `${base}.8 is in use.` });
    expect(await usage(id)).toMatchObject({ assigned: 8 });
    const some = await run(ipManagement, 'reserveRange', { poolId: id, count: 200 });
    expect(new Set(some.items.map((r) => r.address)).size).toBe(200);
    const tooMany = await refusal(run(ipManagement, 'reserveRange', { poolId: id, count: 47 }));
    expect(tooMany).toMatchObject({ code: 'conflict', field: 'count' });
    expect(await usage(id)).toMatchObject({ assigned: 208, available: 46 });
    const theirs = await run(ipManagement, 'listReservations', { rangeId: made.items[0]!.rangeId!, limit: 200 });
    expect(theirs.items).toHaveLength(8);
  });

  test('bulk assignment gives to those who can have one and says why the others cannot', async () => {
    const { id } = await pool(28);
    const [one, two] = [await line(), await line()];
    await run(ipManagement, 'allocate', { id: two.subscriptionId, family: 'ipv4', poolId: id });
    const nobody = crypto.randomUUID();
    const outcome = await run(ipManagement, 'bulkAssign', {
      poolId: id,
      subscriptionIds: [one.subscriptionId, two.subscriptionId, nobody],
    });
    expect(outcome).toMatchObject({ done: 1, failed: 2 });
    expect((await login(one)).framedIpAddress).toBe(outcome.items[0]!.address);
    expect(outcome.items[2]!.problem).toContain('no login');
  });

  test('bulk release releases what is held and says what is not', async () => {
    const { id } = await pool(28);
    const held = (await run(ipManagement, 'reserveRange', { poolId: id, count: 4 })).items.map((r) => r.id);
    await run(ipManagement, 'release', { id: held[0]! });
    const outcome = await run(ipManagement, 'bulkRelease', { ids: [...held, crypto.randomUUID()] });
    expect(outcome).toMatchObject({ done: 3, failed: 2 });
    expect(await usage(id)).toMatchObject({ assigned: 0, quarantined: 4 });
  });
});

test('a temporary reservation ends by itself and not before', async () => {
  const { id, cidr } = await pool(28);
  const address = cidr.replace('.0/28', '.4');
  const over = run(ipManagement, 'reserve', { poolId: id, address, expiresAt: at(-1) });
  expect(await refusal(over)).toMatchObject({ code: 'invalid', field: 'expiresAt' });
  const held = await run(ipManagement, 'reserve', { poolId: id, address, expiresAt: at(2) });
  t.clock.advance(3_600_000);
  await run(ipManagement, 'expireDue', { limit: 100 });
  expect(await run(ipManagement, 'getReservation', { id: held.id })).toMatchObject({ state: 'reserved' });
  await run(ipManagement, 'updateReservation', { id: held.id, expiresAt: at(0.5) });
  t.clock.advance(1_800_000);
  await run(ipManagement, 'expireDue', { limit: 100 });
  expect(await run(ipManagement, 'getReservation', { id: held.id })).toMatchObject({
    state: 'expired',
    lifecycle: 'revoked',
  });
});

describe('a conflict', () => {
  const check = async (input: { address: string; poolId?: string; subscriptionId?: string }) =>
    (await run(ipManagement, 'checkConflict', input)).items.map((c) => c.source);

  test('is a login, a session, a rest, or what another source knows; one may know better', async () => {
    const { id, cidr } = await pool(28);
    const address = (last: number) => cidr.replace('.0/28', `.${last}`);
    const of = await line();
    await online(of, address(2));
    expect(await check({ address: address(2) })).toEqual(['live_session']);
    expect(await check({ address: address(2), subscriptionId: of.subscriptionId })).toEqual([]);
    const named = (overrideConflicts: boolean) =>
      run(ipManagement, 'reserve', { poolId: id, address: address(2), overrideConflicts });
    expect(await refusal(named(false))).toMatchObject({ code: 'conflict', field: 'address' });
    await named(true);

    const held = await run(ipManagement, 'reserve', { poolId: id, address: address(3) });
    await run(ipManagement, 'release', { id: held.id });
    expect(await check({ address: address(3), poolId: id })).toEqual(['quarantine']);

    const note = (items: { address: string; detail: string }[]) =>
      run(ipManagement, 'noteExternal', { source: 'NetBox', items });
    await note([{ address: `${address(4)}`, detail: 'vpn-1' }]);
    expect(await check({ address: address(4) })).toEqual(['external']);
    await note([]);
    expect(await check({ address: address(4) })).toEqual([]);
    expect(await check({ address: '198.51.100.1' })).toEqual(['outside_pool']);
    expect(await refusal(check({ address: 'nonsense' }))).toMatchObject({ code: 'invalid', field: 'address' });
  });

  test('is a login that carries it, which no reservation is for', async () => {
    const { cidr } = await pool(28);
    const address = cidr.replace('.0/28', '.6');
    await line({ framedIpAddress: address });
    expect(await check({ address })).toEqual(['static_login']);
  });

  test('is none for whom it rests', async () => {
    const [{ id }, of] = [await pool(28), await line()];
    const input = { id: of.subscriptionId, family: 'ipv4' as const };
    const { address } = await run(ipManagement, 'allocate', { ...input, poolId: id });
    await run(ipManagement, 'revoke', input);
    expect(await check({ address })).toEqual(['quarantine']);
    expect(await run(ipManagement, 'allocate', { ...input, poolId: id, address })).toMatchObject({ address });
  });
});

test('the history says who had an address at any instant', async () => {
  const [{ id }, of] = [await pool(30, { quarantineSeconds: 0 }), await line()];
  const first = await run(ipManagement, 'autoAssign', { poolId: id, reason: 'Test rack' });
  const then = new Date(t.clock.nowMs()).toISOString();
  t.clock.advance(60_000);
  await run(ipManagement, 'release', { id: first.id });
  t.clock.advance(60_000);
  await run(ipManagement, 'allocate', {
    id: of.subscriptionId,
    family: 'ipv4',
    poolId: id,
    address: first.address,
  });
  const { items } = await run(ipManagement, 'addressHistory', { address: first.address });
  expect(items.map((r) => r.reason)).toEqual(['', 'Test rack']);
  expect(items[0]!.customerId).toBe(of.customerId);
  const who = async (instant: string) =>
    (await run(ipManagement, 'addressHistory', { address: first.address, at: instant })).items.map((r) => r.id);
  expect(await who(then)).toEqual([first.id]);
  expect(await who(at(-1))).toEqual([]);
});

describe('a CSV file', () => {
  const load = (csv: string, dryRun = false) => run(ipManagement, 'importReservations', { csv, dryRun });

  test('is taken whole, or each wrong line is named and nothing is kept', async () => {
    const [target, of] = [await pool(27, { gateway: '10.201.0.1', cidr: '10.201.0.0/27' }), await line()];
    const rows = (...lines: string[]) => ['pool,address,login,reason,expiresAt', ...lines].join('\n');
    const wrong = await load(
      rows(
        `${target.name},10.201.0.2,,Mail,`,
        `${target.name},10.201.0.1,,Gateway,`,
        `nowhere,10.201.0.3,,,`,
        `${target.name},10.201.0.2,,Again,`,
        `${target.name},10.201.0.4,nobody,,`,
        `${target.name},10.201.0.5,,,yesterday`,
      ),
    );
    expect(wrong).toMatchObject({ rows: 6, created: 0, failed: 5 });
    expect(wrong.problems.map((p) => `${p.line} ${p.field}`)).toEqual([
      '3 address',
      '4 pool',
      '5 address',
      '6 login',
      '7 expiresAt',
    ]);
    const right = rows(`${target.name},10.201.0.2,,Mail,${at(48)}`, `${target.name},10.201.0.9,${of.username},Static,`);
    expect(await load(right, true)).toMatchObject({ rows: 2, created: 2, failed: 0 });
    expect(await usage(target.id)).toMatchObject({ assigned: 0 });
    expect(await load(right)).toMatchObject({ created: 2, failed: 0 });
    expect(await usage(target.id)).toMatchObject({ assigned: 2 });
    expect((await login(of)).framedIpAddress).toBe('10.201.0.9');
    expect((await load(right)).problems.map((p) => p.message)).toContain('10.201.0.2 is in use.');
  });

  test('of the export can be read again', async () => {
    const { id } = await pool(28);
    await run(ipManagement, 'reserveRange', { poolId: id, count: 3, reason: 'Rack, row 4' });
    const { body } = await run(ipManagement, 'exportReservations', { poolId: id });
    const [, ...lines] = String(body).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    const again = await load(String(body), true);
    expect(again).toMatchObject({ rows: 3, failed: 3 });
    expect(again.problems.every((p) => p.field === 'address')).toBe(true);
  });
});

test('the map of a large pool is zoomed into down to single addresses', async () => {
  const { id } = await pool(0, { type: 'ipv6_global', cidr: '2001:db8:77::/64' });
  const near = await run(ipManagement, 'reserve', { poolId: id, address: '2001:db8:77::5' });
  const view = (input: { from?: number; span?: number } = {}) => run(ipManagement, 'addressMap', { id, ...input });
  expect(await view()).toMatchObject({ cellSize: 1, span: 1024 });
  expect((await view()).cells[5]).toMatchObject({ reservationId: near.id, lifecycle: 'pending' });
  await run(ipManagement, 'reserve', { poolId: id, address: '2001:db8:77::1:2:3' });
  let shown = await view();
  for (let level = 0; shown.cellSize > 1 && level < 10; level += 1) {
    const block = shown.cells.findLast((cell) => cell.assigned > 0)!;
    shown = await view({ from: block.offset, span: block.size });
  }
  expect(shown.cells.find((cell) => cell.assigned > 0)).toMatchObject({ first: '2001:db8:77::1:2:3', size: 1 });
  const whole = await view({ span: shown.total });
  expect(whole.cells.length).toBeLessThanOrEqual(1024);
});

test('the overview counts lines by what they hold', async () => {
  const before = await run(ipManagement, 'overview', {});
  const [v4, v6] = [await pool(28), await pool(0, { type: 'ipv6_pd', cidr: '2001:db8:900::/48', delegatedLength: 56 })];
  const [both, only] = [await line(), await line()];
  await run(ipManagement, 'allocate', { id: both.subscriptionId, family: 'ipv4', poolId: v4.id });
  await run(ipManagement, 'allocate', { id: both.subscriptionId, family: 'ipv6', poolId: v6.id });
  await run(ipManagement, 'allocate', { id: only.subscriptionId, family: 'ipv6', poolId: v6.id });
  const after = await run(ipManagement, 'overview', {});
  expect(after.dualStack - before.dualStack).toBe(1);
  expect(after.ipv6Only - before.ipv6Only).toBe(1);
  expect(after.delegatedPrefixes - before.delegatedPrefixes).toBe(2);
  expect(after.types.find((type) => type.type === 'ipv6_pd')).toMatchObject({ assigned: expect.any(Number) });
});
