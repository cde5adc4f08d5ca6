import type { Caller, Tenant } from '#kernel/context.ts';
import { netbox } from '#modules/network/netbox/contract.ts';
import type { TestKernel } from '#modules/testing.ts';
import type { Canaries } from './provider.ts';

/** A NetBox and what a comparison with it found; asking for one would call it. */
export async function comparedWithNetbox(
  t: TestKernel,
  caller: Caller,
  has: { tenant: Tenant; canaries: Canaries; reservation: { id: string }; pool: { id: string }; now: string },
): Promise<{ comparison: string; difference: string }> {
  const token = `secret-netbox-${has.tenant.slug}`;
  has.canaries.secrets.push(token);
  await t.run(netbox, 'configure', { url: 'https://netbox.invalid', token }, caller);
  const { rows: comparisons } = await t.db.owner.query(
    `insert into netbox_comparison (tenant_id, status, created_at) values ($1, 'ready', $2) returning id`,
    [has.tenant.id, has.now],
  );
  const comparison = comparisons[0].id as string;
  const { rows } = await t.db.owner.query(
    `insert into netbox_difference (tenant_id, comparison_id, position, kind, vrf, address, action, ours, note, our_id, pool_id, choice, result)
     values ($1, $2, 0, 'address', '', '10.1.0.2', 'create_netbox', '{"description":"","status":"active"}', '', $3, $4, 'apply', 'pending') returning id`,
    [has.tenant.id, comparison, has.reservation.id, has.pool.id],
  );
  await t.db.owner.query(
    `insert into netbox_link (tenant_id, kind, our_id, netbox_id, base) values ($1, 'address', $2, 1, '{"description":"","status":"active"}')`,
    [has.tenant.id, has.reservation.id],
  );
  return { comparison, difference: rows[0].id };
}
