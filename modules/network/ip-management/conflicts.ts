import { and, eq, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { radius } from '#modules/network/radius/contract.ts';
import type { Pool, Taken } from './allocation.ts';
import { knownLine } from './login.ts';
import { poolAround, poolOf } from './pools.ts';
import { exactAddress, isLive, reservations } from './reservations.ts';
import type { conflictSources } from './resources.ts';
import { atSlot, rangeOf, slotOf } from './rules.ts';
import { ipExternalUse, ipFree, ipReservation } from './tables.ts';

type Place = Pick<Ctx, 'db' | 'nowIso' | 'call' | 'actor'>;
interface Against {
  source: (typeof conflictSources)[number];
  detail: string;
  isFinal: boolean;
}

async function inRegistry(ctx: Place, pool: Pool, { address, slot }: Taken, subscriptionId?: string | null) {
  const found: Against[] = [];
  if (slot === pool.gatewaySlot)
    found.push({ source: 'gateway', detail: `${address} is the gateway of this pool.`, isFinal: true });
  const [holder] = await reservations(ctx).where(
    and(eq(ipReservation.poolId, pool.id), eq(ipReservation.slot, slot), isLive),
  );
  if (holder) {
    const who = holder.customerName ?? (holder.reason || 'a reservation without a name');
    return [...found, { source: 'reservation' as const, detail: `${address} belongs to ${who}.`, isFinal: true }];
  }
  const [resting] = await ctx.db
    .select({ freeAt: ipFree.freeAt })
    .from(ipFree)
    .where(and(eq(ipFree.poolId, pool.id), eq(ipFree.slot, slot), sql`${ipFree.freeAt} > ${ctx.nowIso}`));
  if (!resting) return found;
  const [last] = await reservations(ctx)
    .where(and(eq(ipReservation.poolId, pool.id), eq(ipReservation.slot, slot)))
    .orderBy(sql`${ipReservation.releasedAt} desc`)
    .limit(1);
  // Nobody is harmed when it goes back to where it comes from.
  if (subscriptionId && last?.subscriptionId === subscriptionId) return found;
  const whose = last?.customerName ? `${last.customerName} had it; it` : 'It';
  return [
    ...found,
    { source: 'quarantine' as const, detail: `${whose} rests until ${resting.freeAt.slice(0, 16)}Z.`, isFinal: false },
  ];
}

async function inNetwork(ctx: Place, address: string, subscriptionId?: string | null): Promise<Against[]> {
  const { items } = await ctx.call(radius, 'addressUses', { addresses: [address] });
  const others = items.filter((use) => !subscriptionId || use.subscriptionId !== subscriptionId);
  return others.map(({ kind, username, nasName }) =>
    kind === 'login'
      ? { source: 'static_login', detail: `The login ${username} carries ${address}.`, isFinal: false }
      : { source: 'live_session', detail: `${username} is online with it at ${nasName ?? 'a NAS'}.`, isFinal: false },
  );
}

/** What stands against giving this address to a subscription, or to nobody in particular. */
export async function conflictsOf(
  ctx: Place,
  pool: Pool,
  taken: Taken,
  subscriptionId?: string | null,
): Promise<Against[]> {
  const here = await inRegistry(ctx, pool, taken, subscriptionId);
  // Whoever holds the reservation is who the login and the session are of.
  if (here.some((c) => c.source === 'reservation')) return here;
  const elsewhere = await ctx.db
    .select()
    .from(ipExternalUse)
    .where(and(eq(ipExternalUse.vrf, pool.vrf), sql`${ipExternalUse.address} >>= ${taken.address}::inet`));
  return [
    ...here,
    // Logins and sessions are of the global table; an address of another VRF only looks the same.
    ...(pool.vrf === '' ? await inNetwork(ctx, taken.address, subscriptionId) : []),
    ...elsewhere.map(({ source, detail }) => ({
      source: 'external' as const,
      detail: `${source}: ${detail}`,
      isFinal: false,
    })),
  ];
}

interface Question {
  address: string;
  poolId?: string | undefined;
  vrf: string;
  subscriptionId?: string | null | undefined;
}
/** The same for an address as it was typed, also one that no pool holds. */
export async function checkConflict(ctx: Place, { address, poolId, vrf, subscriptionId }: Question) {
  await knownLine(ctx, subscriptionId);
  const text = exactAddress(address);
  const pool = poolId ? await poolOf(ctx, poolId) : await poolAround(ctx, text, vrf);
  const outside = (detail: string) => ({ items: [{ source: 'outside_pool' as const, detail, isFinal: true }] });
  if (!pool) return outside(`${address} lies in no pool${vrf ? ` of ${vrf}` : ''}.`);
  const place = slotOf(rangeOf(pool), text);
  if (place.slot === null) return outside(place.reason);
  const exact = { address: atSlot(rangeOf(pool), place.slot), slot: place.slot };
  return { items: await conflictsOf(ctx, pool, exact, subscriptionId) };
}
