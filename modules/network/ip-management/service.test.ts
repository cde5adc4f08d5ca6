import { describe, expect, test } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { modules } from '#modules/list.ts';
import { testKernel } from '#modules/testing.ts';
import { ipManagement } from './contract.ts';

const t = await testKernel(modules);
// As the system, which has no rate limit: the clock stands still.
const run: typeof t.asSystem = t.asSystem;
let count = 0;
/** Each test has a range of its own, for ranges may not overlap. */
const pool = (prefixLength: number, rest: object = {}) => {
  count += 1;
  return run(ipManagement, 'createPool', {
    name: `Pool ${count}`,
    type: 'ipv4_private',
    cidr: `10.${count}.0.0/${prefixLength}`,
    quarantineSeconds: 3600,
    ...rest,
  });
};
const assign = (poolId: string) => run(ipManagement, 'autoAssign', { poolId });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it was not refused'),
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return { code: error.code, field: error.field, message: error.message };
    },
  );
const events = async (name: string, poolId: string) => {
  const { rows } = await t.db.owner.query<{ payload: Record<string, unknown> }>(
    `select payload from outbox where name = $1 and payload->>'poolId' = $2 order by seq`,
    [name, poolId],
  );
  return rows.map((row) => row.payload);
};
const usage = (id: string) => run(ipManagement, 'utilization', { id });

describe('pools', () => {
  test('no two overlap, and the refusal names the other', async () => {
    const first = await pool(16);
    const inner = await failure(pool(24, { cidr: first.cidr.replace('.0.0/16', '.7.0/24') }));
    expect(inner).toMatchObject({ code: 'conflict', field: 'cidr' });
    expect(inner.message).toContain(`overlaps with the pool ${first.name} (${first.cidr})`);
    expect(await failure(pool(8, { cidr: '10.0.0.0/8' }))).toMatchObject({ code: 'conflict', field: 'cidr' });
  });

  test('created at the same moment, only one of two overlapping pools stands', async () => {
    const both = await Promise.allSettled([
      pool(24, { cidr: '172.20.0.0/22' }),
      pool(24, { cidr: '172.20.1.0/24' }),
      pool(24, { cidr: '172.20.0.0/23' }),
    ]);
    expect(both.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  test('another provider may use the same private range', async () => {
    const mine = await pool(24);
    const theirs = await t.run(
      ipManagement,
      'createPool',
      { name: mine.name, type: 'ipv4_private', cidr: mine.cidr },
      t.as({ tenant: t.beta }),
    );
    expect(theirs.cidr).toBe(mine.cidr);
  });

  test('a name is used once, whatever its case', async () => {
    const { name } = await pool(28);
    expect(await failure(pool(28, { name: name.toUpperCase() }))).toMatchObject({ code: 'conflict', field: 'name' });
  });

  test('there is one default for addresses and one for delegated prefixes', async () => {
    const first = await pool(28, { isDefault: true });
    const second = await pool(28, { isDefault: true });
    const delegated = await pool(28, {
      type: 'ipv6_pd',
      cidr: '2001:db8:d::/48',
      delegatedLength: 56,
      isDefault: true,
    });
    const defaults = (await run(ipManagement, 'listPools', {})).items.filter((p) => p.isDefault).map((p) => p.id);
    expect(defaults).not.toContain(first.id);
    expect(defaults).toEqual(expect.arrayContaining([second.id, delegated.id]));
    expect(defaults).toHaveLength(2);
    expect((await run(ipManagement, 'autoAssign', {})).poolId).toBe(second.id);
  });

  test('one that never gave out an address can be removed; one that did cannot', async () => {
    const unused = await pool(28);
    await run(ipManagement, 'removePool', { id: unused.id });
    expect(await failure(run(ipManagement, 'getPool', { id: unused.id }))).toMatchObject({ code: 'not_found' });
    const used = await pool(28);
    await run(ipManagement, 'release', { id: (await assign(used.id)).id });
    expect(await failure(run(ipManagement, 'removePool', { id: used.id }))).toMatchObject({ code: 'conflict' });
  });

  test('the list pages through all by name and filters by state', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await run(ipManagement, 'listPools', { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((p) => p.name.toLowerCase()));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toEqual([...seen].sort());
    expect(new Set(seen).size).toBe(seen.length);
    const full = await pool(31);
    await assign(full.id);
    await assign(full.id);
    const ids = async (status: 'active' | 'depleted') =>
      (await run(ipManagement, 'listPools', { status, limit: 200 })).items.map((p) => p.id);
    expect(await ids('depleted')).toContain(full.id);
    expect(await ids('active')).not.toContain(full.id);
  });

  test('one in maintenance gives out nothing', async () => {
    const { id } = await pool(28);
    await run(ipManagement, 'updatePool', { id, status: 'maintenance' });
    expect(await failure(assign(id))).toMatchObject({ code: 'conflict', field: 'poolId' });
  });

  test('a gateway that moves frees its old address and takes its new one', async () => {
    const { id, cidr } = await pool(29, { gateway: `10.${count + 1}.0.1` });
    const base = cidr.replace('.0/29', '');
    expect((await assign(id)).address).toBe(`${base}.2`);
    await run(ipManagement, 'updatePool', { id, gateway: `${base}.6` });
    const rest = [];
    for (let at = 0; at < 4; at += 1) rest.push((await assign(id)).address);
    expect(rest.sort()).toEqual([`${base}.1`, `${base}.3`, `${base}.4`, `${base}.5`]);
    expect(await failure(assign(id))).toMatchObject({ code: 'conflict' });
    expect(await failure(run(ipManagement, 'updatePool', { id, gateway: `${base}.2` }))).toMatchObject({
      code: 'conflict',
      field: 'gateway',
    });
    expect(await usage(id)).toMatchObject({ size: 5, assigned: 5, available: 0 });
  });
});

describe('assignment', () => {
  test('200 callers at once receive 200 different addresses', async () => {
    const { id } = await pool(24, { gateway: `10.${count + 1}.0.1` });
    const given = await Promise.all(Array.from({ length: 200 }, () => assign(id)));
    expect(new Set(given.map((r) => r.address)).size).toBe(200);
    expect(given.map((r) => r.address)).not.toContain(`10.${count}.0.1`);
    expect(await usage(id)).toMatchObject({ size: 253, assigned: 200, available: 53, quarantined: 0 });
  });

  test('a pool smaller than its callers is given out to the last address, and the rest are refused', async () => {
    const { id, name } = await pool(26);
    const results = await Promise.allSettled(Array.from({ length: 200 }, () => assign(id)));
    const given = results.flatMap((r) => (r.status === 'fulfilled' ? [r.value.address] : []));
    expect(given).toHaveLength(62);
    expect(new Set(given).size).toBe(62);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason.message).toBe(`The pool ${name} has no free address.`);
    expect(await run(ipManagement, 'getPool', { id })).toMatchObject({
      status: 'depleted',
      available: 0,
      assigned: 62,
    });
  });

  test('callers taking, releasing and reserving at once never share an address', async () => {
    const { id, cidr } = await pool(27, { quarantineSeconds: 0 });
    const base = cidr.replace('.0/27', '');
    const attempt = async (at: number) => {
      try {
        const held =
          at % 3 === 0
            ? await run(ipManagement, 'reserve', { poolId: id, address: `${base}.${1 + (at % 30)}` })
            : await assign(id);
        if (at % 2 === 0) await run(ipManagement, 'release', { id: held.id });
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'conflict')) throw error;
      }
    };
    await Promise.all(Array.from({ length: 200 }, (_, at) => attempt(at)));
    const { rows } = await t.db.owner.query(
      `select address, count(*)::int from ip_reservation where pool_id = $1 and released_at is null group by address having count(*) > 1`,
      [id],
    );
    expect(rows).toEqual([]);
    const { rows: both } = await t.db.owner.query(
      `select 1 from ip_free f join ip_reservation r on r.pool_id = f.pool_id and r.address = f.address and r.released_at is null where f.pool_id = $1`,
      [id],
    );
    expect(both).toEqual([]);
    const { assigned, available } = await usage(id);
    expect(assigned + available).toBe(30);
    const more = await Promise.allSettled(Array.from({ length: 40 }, () => assign(id)));
    expect(more.filter((r) => r.status === 'fulfilled')).toHaveLength(available);
  });

  test('a pool larger than one portion of the free list goes on with the next', async () => {
    const { id } = await pool(23);
    const given: string[] = [];
    for (let round = 0; round < 3; round += 1)
      given.push(...(await Promise.all(Array.from({ length: 100 }, () => assign(id)))).map((r) => r.address));
    expect(new Set(given).size).toBe(300);
    expect(await usage(id)).toMatchObject({ size: 510, assigned: 300, available: 210 });
  });

  test('a caller whose work is undone leaves the address free', async () => {
    const { id, size } = await pool(30);
    await t.kernel
      .asSystem('test', t.alpha, async (ctx) => {
        await ctx.call(ipManagement, 'autoAssign', { poolId: id });
        throw new Error('later step failed');
      })
      .catch(() => {});
    expect(await usage(id)).toMatchObject({ assigned: 0, available: size });
    expect(await Promise.all([assign(id), assign(id)])).toHaveLength(2);
  });

  test('the last address is waited for while its taker may still give it back', async () => {
    const { id } = await pool(32, { quarantineSeconds: 0 });
    await run(ipManagement, 'release', { id: (await assign(id)).id });
    const taken = Promise.withResolvers<void>();
    const giveBack = Promise.withResolvers<void>();
    const first = t.kernel.asSystem('test', t.alpha, async (ctx) => {
      await ctx.call(ipManagement, 'autoAssign', { poolId: id });
      taken.resolve();
      await giveBack.promise;
      throw new Error('later step failed');
    });
    await taken.promise;
    const second = assign(id);
    await new Promise((next) => setTimeout(next, 200));
    giveBack.resolve();
    await expect(first).rejects.toThrow('later step failed');
    expect((await second).poolId).toBe(id);
  });

  test('delegation pools hand out prefixes', async () => {
    const { id, size } = await pool(0, { type: 'ipv6_pd', cidr: '2001:db8:100::/54', delegatedLength: 56 });
    expect(size).toBe(4);
    const given = await Promise.all(Array.from({ length: 4 }, () => assign(id)));
    expect(given.map((r) => r.address).sort()).toEqual([
      '2001:db8:100:100::/56',
      '2001:db8:100:200::/56',
      '2001:db8:100:300::/56',
      '2001:db8:100::/56',
    ]);
    expect(await failure(assign(id))).toMatchObject({ code: 'conflict' });
  });

  test('an IPv6 pool of 2^64 addresses assigns as fast as a small one', async () => {
    const { id, size } = await pool(0, { type: 'ipv6_global', cidr: '2001:db8:64::/64', gateway: '2001:db8:64::1' });
    expect(size).toBe(Number.MAX_SAFE_INTEGER - 1);
    expect((await assign(id)).address).toBe('2001:db8:64::2');
  });

  test('a released address rests before it is given out again, and its history stays', async () => {
    const { id } = await pool(31);
    const [first] = [await assign(id), await assign(id)];
    await run(ipManagement, 'release', { id: first.id });
    expect(await failure(assign(id))).toMatchObject({ code: 'conflict' });
    expect(await usage(id)).toMatchObject({ assigned: 1, quarantined: 1, available: 0 });
    t.clock.advance(3_601_000);
    const again = await assign(id);
    expect(again.address).toBe(first.address);
    const history = (await run(ipManagement, 'listReservations', { poolId: id, q: first.address })).items;
    expect(history.map((r) => r.state).sort()).toEqual(['released', 'reserved']);
    expect(await failure(run(ipManagement, 'release', { id: first.id }))).toMatchObject({ code: 'conflict' });
  });

  test('a rollback gives addresses back without rest', async () => {
    const { id } = await pool(32);
    const subscriptionId = '00000000-0000-7000-8000-000000000001';
    const { address } = await run(ipManagement, 'autoAssign', { poolId: id, subscriptionId });
    await t.asSystem(ipManagement, 'releaseOf', { subscriptionId, quarantine: false });
    expect((await assign(id)).address).toBe(address);
  });

  test('each threshold is told of once on the way up and once on the way down, and so is running dry', async () => {
    const { id } = await pool(28, { warnAtPercent: 50, criticalAtPercent: 90, quarantineSeconds: 0 });
    const levels = async (name: 'crossed' | 'cleared') =>
      (await events(`ip-pool.threshold-${name}`, id)).map((event) => event['level']);
    const held: string[] = [];
    const take = async (count: number) => {
      for (let at = 0; at < count; at += 1) held.push((await assign(id)).id);
      await t.settle();
    };
    const giveBack = async (count: number) => {
      for (const reservation of held.splice(0, count)) await run(ipManagement, 'release', { id: reservation });
      await t.settle();
    };
    await take(6);
    expect(await levels('crossed')).toEqual([]);
    await take(8);
    expect(await levels('crossed')).toEqual(['warning', 'critical']);
    expect(await events('ip-pool.depleted', id)).toHaveLength(1);
    await giveBack(1);
    expect(await events('ip-pool.replenished', id)).toHaveLength(1);
    expect(await levels('cleared')).toEqual([]);
    await giveBack(3);
    expect(await levels('cleared')).toEqual(['critical']);
    expect(await run(ipManagement, 'getPool', { id })).toMatchObject({ alarm: 'warning' });
    await take(1);
    await giveBack(8);
    expect(await levels('crossed')).toEqual(['warning', 'critical']);
    expect(await levels('cleared')).toEqual(['critical', 'warning']);
  });
});

describe('a particular address', () => {
  test('is reserved once, and never given out by chance', async () => {
    const { id, cidr } = await pool(29);
    const wanted = cidr.replace('.0/29', '.3');
    const both = await Promise.allSettled(
      [1, 2].map(() => run(ipManagement, 'reserve', { poolId: id, address: wanted })),
    );
    expect(both.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await run(ipManagement, 'availableIps', { id })).sample).not.toContain(wanted);
    const rest = await Promise.all(Array.from({ length: 5 }, () => assign(id)));
    expect(rest.map((r) => r.address)).not.toContain(wanted);
    expect(await usage(id)).toMatchObject({ assigned: 6, available: 0 });
  });

  test('far ahead of what was given out, released and taken again, keeps the figures exact', async () => {
    const { id, cidr } = await pool(23);
    const wanted = cidr.replace('.0.0/23', '.1.200');
    const held = await run(ipManagement, 'reserve', { poolId: id, address: wanted });
    expect(await usage(id)).toMatchObject({ assigned: 1, available: 509 });
    await run(ipManagement, 'release', { id: held.id });
    expect(await usage(id)).toMatchObject({ assigned: 0, quarantined: 1, available: 509 });
    t.clock.advance(3_601_000);
    const all = new Set<string>();
    for (let round = 0; round < 6; round += 1)
      for (const { address } of await Promise.all(Array.from({ length: 85 }, () => assign(id)))) all.add(address);
    expect(all.size).toBe(510);
    expect(await failure(assign(id))).toMatchObject({ code: 'conflict' });
    expect(await usage(id)).toMatchObject({ assigned: 510, available: 0 });
  }, 60_000);

  test('outside, the gateway, and one in use are refused with the reason', async () => {
    const { id, cidr } = await pool(29, { gateway: `10.${count + 1}.0.1` });
    const base = cidr.replace('.0/29', '');
    const reserve = (address: string) => failure(run(ipManagement, 'reserve', { poolId: id, address }));
    expect(await reserve(`${base}.9`)).toMatchObject({ code: 'invalid', field: 'address' });
    expect(await reserve(`${base}.1`)).toMatchObject({
      code: 'conflict',
      message: `${base}.1 is the gateway of this pool.`,
    });
    await run(ipManagement, 'reserve', { poolId: id, address: `${base}.2`, reason: 'Mail server' });
    expect(await reserve(`${base}.2`)).toMatchObject({ code: 'conflict', message: `${base}.2 is in use.` });
    const conflicts = await run(ipManagement, 'checkConflict', { poolId: id, address: `${base}.2` });
    expect(conflicts.items).toEqual([
      { source: 'reservation', detail: `${base}.2 belongs to Mail server.`, isFinal: true },
    ]);
    expect((await run(ipManagement, 'checkConflict', { poolId: id, address: `${base}.3` })).items).toEqual([]);
  });
});

test('the map shows each address of a small pool and blocks of a large one', async () => {
  const small = await pool(28, { gateway: `10.${count + 1}.0.1` });
  const held = await assign(small.id);
  const cells = (await run(ipManagement, 'addressMap', { id: small.id })).cells;
  expect(cells).toHaveLength(16);
  expect(cells[1]).toMatchObject({ isGateway: true, assigned: 0, usable: 0 });
  expect(cells.reduce((sum, cell) => sum + cell.usable, 0)).toBe(small.size);
  expect(cells[2]).toMatchObject({ first: held.address, assigned: 1, reservationId: held.id });
  const large = await pool(16);
  await assign(large.id);
  const blocks = (await run(ipManagement, 'addressMap', { id: large.id })).cells;
  expect(blocks).toHaveLength(1024);
  expect(blocks[0]).toMatchObject({ size: 64, usable: 63, assigned: 1, reservationId: null });
  expect(blocks.reduce((sum, cell) => sum + cell.usable, 0)).toBe(large.size);
  const prefixes = await pool(0, { type: 'ipv6_pd', cidr: '2001:db8:200::/40', delegatedLength: 56 });
  const given = await assign(prefixes.id);
  expect((await run(ipManagement, 'addressMap', { id: prefixes.id })).cells[0]).toMatchObject({
    first: given.address,
    assigned: 1,
  });
});

test('the list of addresses pages in their order and finds by a part of an address', async () => {
  const { id, cidr } = await pool(27);
  await Promise.all(Array.from({ length: 12 }, () => assign(id)));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await run(ipManagement, 'listReservations', { poolId: id, limit: 5, ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map((r) => r.address));
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(seen).toEqual(Array.from({ length: 12 }, (_, at) => cidr.replace('.0/27', `.${at + 1}`)));
  const found = await run(ipManagement, 'listReservations', { poolId: id, q: '.0.12' });
  expect(found.items.map((r) => r.address)).toEqual([cidr.replace('.0/27', '.12')]);
  expect(await failure(run(ipManagement, 'listReservations', { cursor: 'x' }))).toMatchObject({
    code: 'invalid',
    field: 'cursor',
  });
});
