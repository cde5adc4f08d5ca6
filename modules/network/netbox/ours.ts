import ipaddr from 'ipaddr.js';
import type { Ctx } from '#kernel/context.ts';
import { AppError, conflict } from '#kernel/errors.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import type { Link, Ours, Values } from './rules.ts';

type Place = Pick<Ctx, 'call'>;
export interface OurPool {
  id: string;
  name: string;
  cidr: string;
  vrf: string;
  /** `reserved` in NetBox's words, or `active`. */
  status: string;
  isDelegation: boolean;
}

const isRange = (address: string) => address.includes('/');

/** All pages of a list of ip-management. */
async function every<T>(
  page: (cursor: string | undefined) => Promise<{ items: T[]; next: string | null }>,
): Promise<T[]> {
  const rows: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await page(cursor);
    rows.push(...items);
    if (next === null) return rows;
    cursor = next;
  }
}

export async function ourPools(ctx: Place): Promise<OurPool[]> {
  const pools = await every((cursor) =>
    ctx.call(ipManagement, 'listPools', { limit: 200, ...(cursor ? { cursor } : {}) }),
  );
  return pools.map(({ id, name, cidr, vrf, type, status }) => ({
    id,
    name,
    cidr,
    vrf,
    status: status === 'reserved' ? 'reserved' : 'active',
    isDelegation: type === 'ipv6_pd',
  }));
}

/** Our side of a comparison: pools, and what is taken from them; what a link still names but is gone, too. */
export async function ourSide(ctx: Place, pools: readonly OurPool[], links: readonly Link[]): Promise<Ours[]> {
  const rows: Ours[] = pools.map((pool) => ({
    kind: 'prefix',
    id: pool.id,
    vrf: pool.vrf,
    address: pool.cidr,
    poolId: pool.id,
    description: pool.name,
    status: pool.status,
    isInService: true,
    isGone: false,
  }));
  const vrfOf = new Map(pools.map((pool) => [pool.id, pool.vrf]));
  for (const state of ['reserved', 'assigned'] as const) {
    const taken = await every((cursor) =>
      ctx.call(ipManagement, 'listReservations', { state, limit: 200, ...(cursor ? { cursor } : {}) }),
    );
    for (const { id, poolId, address, reason, subscriptionId } of taken)
      rows.push({
        kind: isRange(address) ? 'delegation' : 'address',
        id,
        vrf: vrfOf.get(poolId) ?? '',
        address,
        poolId,
        description: reason,
        status: state === 'assigned' ? 'active' : 'reserved',
        isInService: subscriptionId !== null,
        isGone: false,
      });
  }
  const there = new Set(rows.map((row) => `${row.kind} ${row.id}`));
  for (const { kind, ourId, base } of links)
    if (!there.has(`${kind} ${ourId}`))
      rows.push({ kind, id: ourId, vrf: '', address: '', poolId: ourId, ...base, isInService: false, isGone: true });
  return rows;
}

function typeOf(cidr: string) {
  const [net] = ipaddr.parseCIDR(cidr);
  if (net.kind() === 'ipv6') return net.range() === 'uniqueLocal' ? ('ipv6_ula' as const) : ('ipv6_global' as const);
  return net.range() === 'private' || net.range() === 'carrierGradeNat'
    ? ('ipv4_private' as const)
    : ('ipv4_public' as const);
}

interface Taken {
  kind: 'prefix' | 'address' | 'delegation';
  vrf: string;
  address: string;
  poolId: string | null;
  ourId: string | null;
  theirs: Values | null;
}
/**
 * Does here what NetBox says. Returns the id of our row, or null when there is none any more.
 * @throws AppError `conflict` for what NetBox cannot decide: an address that a line uses
 */
export async function takeOver(
  ctx: Place,
  { kind, vrf, address, poolId, ourId, theirs }: Taken,
): Promise<string | null> {
  const description = theirs?.description ?? '';
  const isOver = theirs === null || theirs.status === 'deprecated';
  if (kind === 'prefix') {
    if (isOver) throw conflict('A pool is removed on its own page; NetBox cannot do that.');
    const name = (description || address).slice(0, 100);
    if (ourId) return (await ctx.call(ipManagement, 'updatePool', { id: ourId, name })).id;
    return (await ctx.call(ipManagement, 'createPool', { name, type: typeOf(address), cidr: address, vrf })).id;
  }
  if (!ourId) {
    if (!poolId) throw new AppError('conflict', 'It lies in no pool any more.');
    const { items } = await ctx.call(ipManagement, 'checkConflict', { poolId, address });
    // That NetBox has it is why it is taken over; anything else that speaks against it does so here, too.
    const against = items.find(({ source }) => source !== 'external');
    if (against) throw conflict(against.detail);
    return (await ctx.call(ipManagement, 'reserve', { poolId, address, reason: description, overrideConflicts: true }))
      .id;
  }
  const row = await ctx.call(ipManagement, 'getReservation', { id: ourId });
  if (row.releasedAt !== null) throw conflict('It has been released since; compare again.');
  if (!isOver) return (await ctx.call(ipManagement, 'updateReservation', { id: ourId, reason: description })).id;
  if (row.subscriptionId) throw conflict('A line uses it; move the line first.');
  await ctx.call(ipManagement, 'release', { id: ourId });
  return null;
}

/** Tells conflict checks which addresses NetBox knows to be in use and we do not; replaces what it said before. */
export async function noteInUse(
  ctx: Place,
  vrf: string,
  rows: readonly { address: string; theirs: Values | null }[],
): Promise<void> {
  const items = rows.map(({ address, theirs }) => ({
    address,
    detail: (theirs?.description || 'in use there').slice(0, 300),
  }));
  await ctx.call(ipManagement, 'noteExternal', { source: 'NetBox', vrf, items });
}
