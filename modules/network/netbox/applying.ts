import { and, eq } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import type { Run } from '#kernel/durable.ts';
import { AppError } from '#kernel/errors.ts';
import { type NetboxClient, netboxClient } from './drivers/netbox.ts';
import { ourPools, takeOver } from './ours.ts';
import { directionOf, type Values } from './rules.ts';
import { type ConnectionRow, connectionOf, type DifferenceRow, opened } from './store.ts';
import { netboxDifference, netboxLink } from './tables.ts';

/** What a push needs to know of NetBox, asked once for many rows. */
interface Bench {
  client: NetboxClient;
  vrfId(vrf: string): Promise<number | null>;
  tenantId: number | null;
  /** Prefix length of the pool that an address lies in. */
  lengthOf(poolId: string | null): number | null;
}

export async function benchOf(run: Run): Promise<Bench> {
  const { row, connection, pools } = await run.inTenant(async (ctx) => {
    const found = await connectionOf(ctx);
    return { row: found, connection: opened(ctx, found), pools: await ourPools(ctx) };
  });
  const client = netboxClient(connection);
  const vrfIds = new Map<string, number | null>([['', null]]);
  const nameOf = (vrf: string) => row.vrfs.find(({ ours }) => ours === vrf)?.netbox;
  return {
    client,
    async vrfId(vrf) {
      const known = vrfIds.get(vrf);
      if (known !== undefined) return known;
      const name = nameOf(vrf);
      if (!name) throw new AppError('conflict', `Say which VRF of NetBox ${vrf} is, in the settings.`);
      const id = await client.vrfId(name);
      vrfIds.set(vrf, id);
      return id;
    },
    tenantId: await tenantIdOf(client, row),
    lengthOf: (poolId) => Number(pools.find(({ id }) => id === poolId)?.cidr.split('/')[1] ?? Number.NaN) || null,
  };
}
const tenantIdOf = (client: NetboxClient, { tenantSlug }: ConnectionRow) =>
  tenantSlug ? client.tenantId(tenantSlug) : Promise.resolve(null);

/** Writes our values into NetBox. A row that is there already, made by an attempt whose answer was lost, is taken over. */
async function push({ client, vrfId, tenantId, lengthOf }: Bench, row: DifferenceRow): Promise<number> {
  if (!row.ours) throw new AppError('conflict', 'It is gone here; compare again.');
  const endpoint = row.kind === 'address' ? 'ip-addresses' : 'prefixes';
  const { description, status } = row.ours;
  const theirs = await vrfId(row.vrf);
  const length = row.kind === 'address' ? lengthOf(row.poolId) : null;
  const written = length === null ? row.address : `${row.address}/${length}`;
  const id = row.netboxId ?? (await client.find(endpoint, theirs, written));
  if (id !== null) return client.update(endpoint, id, { description, status });
  const place = endpoint === 'prefixes' ? { prefix: written, is_pool: row.kind === 'prefix' } : { address: written };
  return client.create(endpoint, {
    ...place,
    description,
    status,
    vrf: theirs,
    ...(tenantId ? { tenant: tenantId } : {}),
  });
}

async function tie(ctx: AnyCtx, row: DifferenceRow, ourId: string, netboxId: number, base: Values): Promise<void> {
  await ctx.db.delete(netboxLink).where(and(eq(netboxLink.kind, row.kind), eq(netboxLink.netboxId, netboxId)));
  await ctx.db
    .insert(netboxLink)
    .values({ kind: row.kind, ourId, netboxId, base })
    .onConflictDoUpdate({ target: [netboxLink.tenantId, netboxLink.kind, netboxLink.ourId], set: { netboxId, base } });
}
const untie = (ctx: AnyCtx, row: DifferenceRow) =>
  row.ourId
    ? ctx.db.delete(netboxLink).where(and(eq(netboxLink.kind, row.kind), eq(netboxLink.ourId, row.ourId)))
    : Promise.resolve();

/** Does one difference: first in NetBox, where a repetition does no harm, then here with the record of it in one transaction. */
async function settle(run: Run, bench: Bench, row: DifferenceRow): Promise<void> {
  const done = (ctx: AnyCtx) =>
    ctx.db.update(netboxDifference).set({ result: 'done', problem: null }).where(eq(netboxDifference.id, row.id));
  switch (directionOf(row.action, row.choice)) {
    case 'push': {
      const netboxId = await push(bench, row);
      return run.inTenant(async (ctx) => {
        if (row.ourId && row.ours) await tie(ctx, row, row.ourId, netboxId, row.ours);
        await done(ctx);
      });
    }
    case 'deprecate': {
      if (row.netboxId !== null)
        await bench.client.update(row.kind === 'address' ? 'ip-addresses' : 'prefixes', row.netboxId, {
          status: 'deprecated',
        });
      return run.inTenant(async (ctx) => {
        await untie(ctx, row);
        await done(ctx);
      });
    }
    case 'take':
      return run.inTenant(async (ctx) => {
        const ourId = await takeOver(ctx, row);
        if (ourId && row.netboxId !== null && row.theirs) await tie(ctx, row, ourId, row.netboxId, row.theirs);
        else await untie(ctx, row);
        await done(ctx);
      });
    case 'link':
      return run.inTenant(async (ctx) => {
        if (row.ourId && row.netboxId !== null && row.theirs) await tie(ctx, row, row.ourId, row.netboxId, row.theirs);
        await done(ctx);
      });
    case 'none':
      return;
  }
}

/** Does a row, or writes down why not: one that is refused keeps no other from being done. */
export async function settleOrNote(run: Run, bench: Bench, row: DifferenceRow): Promise<void> {
  try {
    await settle(run, bench, row);
  } catch (error) {
    // When NetBox is away all rows would fail alike; the portion is tried again.
    if (!(error instanceof AppError) || error.code === 'unavailable' || error.code === 'internal') throw error;
    await run.inTenant((ctx) =>
      ctx.db
        .update(netboxDifference)
        .set({ result: 'failed', problem: error.message })
        .where(eq(netboxDifference.id, row.id)),
    );
  }
}
