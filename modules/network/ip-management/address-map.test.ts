import { expect, test } from 'vitest';
import { modules } from '#modules/list.ts';
import { testKernel } from '#modules/testing.ts';
import { ipManagement } from './contract.ts';

const t = await testKernel(modules);

test('a pool of a million addresses is drawn whole and in part, every cell with what it holds', async () => {
  const pool = await t.asSystem(ipManagement, 'createPool', {
    name: 'A million',
    type: 'ipv4_private',
    cidr: '10.16.0.0/12',
  });
  // As a provider leaves it who once used a tenth of it: one in a hundred is still held. How fast a full one is drawn is
  // measured by the benchmark `ip-map`.
  await t.db.owner.query(
    `insert into ip_reservation (tenant_id, pool_id, address, slot, state, lifecycle, reason, assigned_at, changed_at)
     select $1, $2, '10.16.0.1'::inet + slot, slot, 'reserved', 'pending', '', now(), now()
     from generate_series(0, 99999, 100) slot`,
    [t.alpha.id, pool.id],
  );
  await t.db.owner.query(
    `insert into ip_free (tenant_id, pool_id, address, slot, free_at)
     select $1, $2, '10.16.0.1'::inet + slot, slot, 'epoch' from generate_series(0, 99999) slot where slot % 100 > 0`,
    [t.alpha.id, pool.id],
  );
  await t.db.owner.query('update ip_pool set next_slot = 100000 where id = $1', [pool.id]);
  await t.db.owner.query('vacuum (analyze) ip_free');
  const whole = await t.asSystem(ipManagement, 'addressMap', { id: pool.id });
  expect(whole).toMatchObject({ cellSize: 1024, span: 2 ** 20, total: 2 ** 20 });
  expect(whole.cells.reduce((sum, cell) => sum + cell.assigned, 0)).toBe(1000);
  const block = await t.asSystem(ipManagement, 'addressMap', { id: pool.id, from: 64 * 1024, span: 1024 });
  expect(block.cells.filter((cell) => cell.reservationId !== null).length).toBe(
    block.cells.filter((cell) => cell.assigned === 1).length,
  );
  expect(block.cells).toHaveLength(1024);
  expect(block.cells.every((cell) => cell.size === 1)).toBe(true);
});
