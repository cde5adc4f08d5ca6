import { eq } from 'drizzle-orm';
import ipaddr from 'ipaddr.js';
import type { Run } from '#kernel/durable.ts';
import { netboxClient } from './drivers/netbox.ts';
import { noteInUse, type OurPool, ourPools, ourSide } from './ours.ts';
import { compare, type Theirs } from './rules.ts';
import { connectionOf, opened } from './store.ts';
import { netboxComparison, netboxConnection, netboxDifference, netboxLink } from './tables.ts';

/** One spelling of an address or range, as PostgreSQL writes it. */
export function canonical(text: string): string {
  const [net, bits] = ipaddr.parseCIDR(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
  const isHost = bits === (net.kind() === 'ipv6' ? 128 : 32);
  return isHost ? net.toString() : `${net.toString()}/${bits}`;
}
/** The address of an interface is written with the mask of its network; here only the address counts. */
const hostOf = (text: string): string => canonical(text.split('/')[0] ?? text);
/** Whether a range lies in a pool. */
const contains = (pool: OurPool, range: string): boolean => {
  const net = ipaddr.parseCIDR(pool.cidr);
  const [inner, innerBits] = ipaddr.parseCIDR(range);
  return innerBits >= net[1] && ipaddr.subnetMatch(inner, { pool: [net] }, 'elsewhere') === 'pool';
};

/** Reads both sides and writes down what differs, replacing what an interrupted attempt wrote. Nothing else changes. */
export async function compareSides(run: Run, comparisonId: string): Promise<number> {
  const { connection, pools, settings } = await run.inTenant(async (ctx) => {
    const row = await connectionOf(ctx);
    return { settings: row, connection: opened(ctx, row), pools: await ourPools(ctx) };
  });
  const client = netboxClient(connection);
  const version = await client.version();
  if (settings.tenantSlug) await client.tenantId(settings.tenantSlug);

  const theirs: Theirs[] = [];
  for (const { ours: vrf, netbox } of [{ ours: '', netbox: null }, ...settings.vrfs]) {
    const vrfId = netbox === null ? null : await client.vrfId(netbox);
    const within = pools.filter((pool) => pool.vrf === vrf);
    for (const { id, prefix, status, description, is_pool } of await client.prefixes(vrfId)) {
      const address = canonical(prefix);
      const pool = within.find((p) => p.isDelegation && p.cidr !== address && contains(p, address));
      theirs.push({
        kind: 'prefix',
        id,
        vrf,
        address,
        status,
        description,
        isPool: is_pool,
        poolId: pool?.id ?? null,
        isDelegation: pool !== undefined,
      });
    }
    for (const pool of within.filter((p) => !p.isDelegation))
      for (const { id, address, status, description } of await client.addresses(vrfId, pool.cidr))
        theirs.push({
          kind: 'address',
          id,
          vrf,
          address: hostOf(address),
          status,
          description,
          isPool: false,
          poolId: pool.id,
          isDelegation: false,
        });
  }

  return run.inTenant(async (ctx) => {
    const links = await ctx.db.select().from(netboxLink);
    const byPlace = new Map(theirs.map((row) => [`${row.kind === 'address'} ${row.id}`, row]));
    const ours = await ourSide(ctx, await ourPools(ctx), links);
    // What is gone here is shown under the address that NetBox has for it.
    for (const row of ours)
      if (row.isGone) {
        const link = links.find((l) => l.kind === row.kind && l.ourId === row.id);
        const other = byPlace.get(`${row.kind === 'address'} ${link?.netboxId}`);
        if (other) Object.assign(row, { address: other.address, vrf: other.vrf });
      }
    const differences = compare(ours, theirs, links);
    const unknown = differences.filter((d) => d.action === 'create_ours' && d.kind !== 'prefix');
    for (const { ours: vrf } of [{ ours: '' }, ...settings.vrfs])
      await noteInUse(
        ctx,
        vrf,
        unknown.filter((d) => d.vrf === vrf),
      );
    await ctx.db.delete(netboxDifference).where(eq(netboxDifference.comparisonId, comparisonId));
    for (let at = 0; at < differences.length; at += 500)
      await ctx.db.insert(netboxDifference).values(
        differences.slice(at, at + 500).map((difference, index) => ({
          ...difference,
          comparisonId,
          position: at + index,
          result: 'pending' as const,
        })),
      );
    await ctx.db
      .update(netboxComparison)
      .set({ status: 'ready', problem: null, finishedAt: ctx.nowIso })
      .where(eq(netboxComparison.id, comparisonId));
    await ctx.db.update(netboxConnection).set({ version, comparedAt: ctx.nowIso, problem: null });
    return differences.length;
  });
}
