import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { modules } from '#modules/list.ts';
import { testKernel } from '#modules/testing.ts';
import { ipManagement } from './contract.ts';
import { addressBed } from './testing.ts';

const t = await testKernel(modules);
const run: typeof t.asSystem = t.asSystem;
const { pool, line } = addressBed(t);
const lines = [await line(), await line(), await line()];

const places = 14;
/** One thing somebody does to a pool of 14 addresses. */
const deed = fc.oneof(
  fc.record({ kind: fc.constant('assign' as const), expiresInMinutes: fc.option(fc.integer({ min: 1, max: 90 })) }),
  fc.record({
    kind: fc.constant('reserve' as const),
    last: fc.integer({ min: 1, max: places }),
    override: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('range' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('prefix' as const), length: fc.constantFrom(30, 31) }),
  fc.record({ kind: fc.constant('release' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('allocate' as const), who: fc.nat({ max: 2 }), replace: fc.boolean() }),
  fc.record({ kind: fc.constant('revoke' as const), who: fc.nat({ max: 2 }) }),
  fc.record({ kind: fc.constant('expire' as const) }),
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 60 }) }),
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

async function perform(done: Deed, { id, cidr }: { id: string; cidr: string }, held: string[]): Promise<void> {
  const keep = (rows: readonly { id: string }[]) => void held.push(...rows.map((row) => row.id));
  const who = 'who' in done ? lines[done.who]!.subscriptionId : '';
  if (done.kind === 'assign') {
    const minutes = done.expiresInMinutes;
    const expiresAt = minutes === null ? null : new Date(t.clock.nowMs() + minutes * 60_000).toISOString();
    keep([await run(ipManagement, 'autoAssign', { poolId: id, expiresAt })]);
  } else if (done.kind === 'reserve') {
    const address = cidr.replace('.0/28', `.${done.last}`);
    keep([await run(ipManagement, 'reserve', { poolId: id, address, overrideConflicts: done.override })]);
  } else if (done.kind === 'range') {
    keep((await run(ipManagement, 'reserveRange', { poolId: id, count: done.count })).items);
  } else if (done.kind === 'prefix') {
    keep((await run(ipManagement, 'reserveRange', { poolId: id, prefixLength: done.length })).items);
  } else if (done.kind === 'release' && held.length > 0) {
    await run(ipManagement, 'release', { id: held[done.which % held.length]! });
  } else if (done.kind === 'allocate') {
    const { replace } = done;
    keep([await run(ipManagement, 'allocate', { id: who, family: 'ipv4', poolId: id, replace })]);
  } else if (done.kind === 'revoke') {
    await run(ipManagement, 'revoke', { id: who, family: 'ipv4' });
  } else if (done.kind === 'expire') await run(ipManagement, 'expireDue', { limit: 100 });
  else if (done.kind === 'wait') t.clock.advance(done.minutes * 60_000);
}

/** What must hold of a pool however it came to be so. */
async function holds(id: string): Promise<void> {
  const count = async (text: string) => Number((await t.db.owner.query(text, [id])).rows[0].count);
  const taken = await count(`select count(*) from ip_reservation where pool_id = $1 and released_at is null`);
  const places_ = `select count(distinct slot) from ip_reservation where pool_id = $1 and released_at is null`;
  expect(await count(places_), 'an address is held twice').toBe(taken);
  const freeToo = `select count(*) from ip_free f join ip_reservation r using (tenant_id, pool_id, slot) where f.pool_id = $1 and r.released_at is null`;
  expect(await count(freeToo), 'a held address is on the free list').toBe(0);
  const { size, assigned, quarantined, available } = await run(ipManagement, 'utilization', { id });
  expect(assigned, 'the figures follow the rows').toBe(taken);
  expect(assigned + quarantined + available, 'an address is lost or made up').toBe(size);
  const { items } = await run(ipManagement, 'ofSubscriber', { id: lines[0]!.subscriptionId });
  expect(items.length).toBeLessThanOrEqual(places);
}

const isRefusal = (error: unknown) =>
  error instanceof AppError && ['conflict', 'invalid', 'not_found', 'unavailable'].includes(error.code);

test('whatever is done to a pool by many at once, no address is given out twice, lost or made up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(deed, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(0, 1800),
      async (rounds, quarantineSeconds) => {
        const target = await pool(28, { quarantineSeconds });
        const held: string[] = [];
        for (const round of rounds) {
          const done = await Promise.allSettled(round.map((one) => perform(one, target, held)));
          for (const result of done) if (result.status === 'rejected' && !isRefusal(result.reason)) throw result.reason;
          await holds(target.id);
        }
        // Everything given back, the whole pool can be had again.
        const { items } = await run(ipManagement, 'listReservations', { poolId: target.id, limit: 200 });
        const ids = items.filter((row) => row.releasedAt === null).map((row) => row.id);
        if (ids.length > 0) await run(ipManagement, 'bulkRelease', { ids });
        t.clock.advance(1_900_000);
        const all = await run(ipManagement, 'reserveRange', { poolId: target.id, count: places });
        expect(new Set(all.items.map((row) => row.address)).size).toBe(places);
        await holds(target.id);
      },
    ),
    { numRuns: 25 },
  );
}, 180_000);
