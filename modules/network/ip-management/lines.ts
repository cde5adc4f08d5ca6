import { and, eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { assignNamed, assignNext, nameOf } from './booking.ts';
import type { ipManagement } from './contract.ts';
import type { lifecycleOperations } from './lifecycle-operations.ts';
import { carriedIn, followLogins, lockLines } from './login.ts';
import { mayDraw } from './pools.ts';
import { about, findReservation, isLive, ofSubscription, type Reservation, reservations } from './reservations.ts';
import type { Family, Lifecycle } from './resources.ts';
import { takeBack } from './revoking.ts';
import { familyOf, familyOfAddress, type LoginSlot, slotOfAddress, slotOfType, whyNotMove } from './rules.ts';
import { ipReservation } from './tables.ts';

type Events = EventsOf<typeof ipManagement>;
type Input<K extends keyof typeof lifecycleOperations> = z.output<(typeof lifecycleOperations)[K]['in']>;
type Moving = Ctx<Events, 'ip-address.changed'>;
type Reading = Pick<Ctx, 'db' | 'nowIso' | 'call'>;

const nouns: Record<Family, string> = { ipv4: 'address', ipv6: 'prefix or address' };

async function loginOf(ctx: Reading, subscriptionId: string) {
  const { items } = await ctx.call(radius, 'lineLogins', { subscriptionIds: [subscriptionId] });
  return items[0];
}

/** In order of who speaks for a family. */
const slotsOf: Record<Family, readonly LoginSlot[]> = {
  ipv4: ['framedIpAddress'],
  ipv6: ['delegatedIpv6Prefix', 'framedIpv6Address'],
};
/** The row that speaks for a line: what its login carries, else the oldest that is not over. */
function speaking(rows: readonly Reservation[], family: Family): Reservation | undefined {
  const carried = slotsOf[family].map((slot) => carriedIn(rows, slot)).find((row) => row !== undefined);
  const theirs = rows.filter((row) => familyOfAddress(row.address) === family);
  return carried ?? theirs.toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
}

export async function lineAddress(ctx: Reading, { id, family }: Input<'lineAddress'>) {
  const rows = await ofSubscription(ctx, id);
  const login = await loginOf(ctx, id);
  if (rows.length === 0 && !login) throw notFound('subscription');
  const row = speaking(rows, family);
  const slot = row ? slotOfAddress(row.address) : slotsOf[family].find((s) => login?.[s]);
  const loginAddress = (slot && login?.[slot]) ?? null;
  return {
    subscriptionId: id,
    family,
    reservationId: row?.id ?? null,
    address: row?.address ?? null,
    lifecycle: row?.lifecycle ?? null,
    withheld: row?.withheld ?? false,
    username: login?.username ?? null,
    loginAddress,
    inStep: !login || !row || !slot || loginAddress === (carriedIn(rows, slot)?.address ?? null),
    online: login?.online ?? false,
  };
}

export async function allocate(
  ctx: Ctx<Events, 'ip-address.assigned' | 'ip-address.released' | 'ip-address.changed'>,
  { id, family, poolId, address, replace, overrideConflicts, ...rest }: Input<'allocate'>,
): Promise<Reservation> {
  await lockLines(ctx, [id]);
  const login = await loginOf(ctx, id);
  if (!login) throw notFound('subscription with a login');
  const pool = await mayDraw(ctx, poolId, address ? 'manual' : 'auto');
  if (familyOf(pool.type) !== family)
    throw invalid(`The pool ${pool.name} gives out no ${family === 'ipv4' ? 'IPv4' : 'IPv6'}.`, 'poolId');
  if (pool.vrf !== '')
    throw invalid(
      `The pool ${pool.name} is of the VRF ${pool.vrf}; logins carry addresses of the global table.`,
      'poolId',
    );
  const held = (await ofSubscription(ctx, id)).filter(
    (row) => slotOfAddress(row.address) === slotOfType(pool.type) && row.lifecycle !== 'revoking',
  );
  if (held.length > 0 && !replace)
    throw conflict(`It has the ${nouns[family]} ${held[0]?.address} already; say that it is replaced.`, 'replace');
  const whose = { subscriptionId: id, customerId: login.customerId, ...rest };
  // The new one first: were there none, the old one would be gone for nothing.
  const waiting = address ? await reservedForNobody(ctx, pool.id, address) : undefined;
  const made = waiting
    ? await handOver(ctx, waiting, whose)
    : address
      ? await assignNamed(ctx, pool, address, whose, overrideConflicts)
      : await assignNext(ctx, pool, whose);
  for (const old of held)
    await takeBack(ctx, eq(ipReservation.id, old.id), {
      endsAs: 'released',
      reason: `Replaced by ${made.address}.`,
      quarantine: true,
    });
  await followLogins(ctx, [id], []);
  if (made.lifecycle === 'allocated')
    await followLine(ctx, { id, to: login.state === 'active' ? 'active' : 'suspended' });
  return findReservation(ctx, made.id);
}

async function reservedForNobody(ctx: Reading, poolId: string, address: string): Promise<Reservation | undefined> {
  const [row] = await reservations(ctx).where(
    and(
      eq(ipReservation.poolId, poolId),
      sql`${ipReservation.address} = ${address}::inet`,
      eq(ipReservation.lifecycle, 'pending'),
      isLive,
    ),
  );
  return row && !row.customerId ? row : undefined;
}

/** What was kept for somebody is now somebody's: `pending` to `allocated`, the same row. */
async function handOver(
  ctx: Ctx<Events, 'ip-address.assigned'>,
  row: Reservation,
  whose: { subscriptionId: string; customerId: string | null; reason: string; expiresAt?: string | null | undefined },
): Promise<Reservation> {
  const set = {
    state: 'assigned' as const,
    lifecycle: 'allocated' as const,
    subscriptionId: whose.subscriptionId,
    customerId: whose.customerId,
    reason: whose.reason || row.reason,
    expiresAt: whose.expiresAt ?? null,
    changedAt: ctx.nowIso,
  };
  await ctx.db
    .update(ipReservation)
    .set({ ...set, customerName: await nameOf(ctx, whose.customerId) })
    .where(eq(ipReservation.id, row.id));
  ctx.changed({ type: 'ip-reservation', id: row.id, before: { state: row.state }, after: set });
  const after = await findReservation(ctx, row.id);
  await ctx.emit('ip-address.assigned', about(after));
  return after;
}

/** Moves a row along its lifecycle, or says why it cannot go there. */
async function move(ctx: Moving, row: Reservation, to: Lifecycle, reason: string, withheld = false): Promise<void> {
  const refusal = whyNotMove(row.lifecycle, to);
  if (refusal) throw conflict(`${row.address}: ${refusal}`);
  await ctx.db
    .update(ipReservation)
    .set({
      lifecycle: to,
      lifecycleReason: reason,
      withheld,
      changedAt: ctx.nowIso,
      ...(to === 'active' ? { activatedAt: row.activatedAt ?? ctx.nowIso, suspendedAt: null } : {}),
      ...(to === 'suspended' ? { suspendedAt: ctx.nowIso } : {}),
    })
    .where(eq(ipReservation.id, row.id));
  ctx.changed({ type: 'ip-reservation', id: row.id, before: { lifecycle: row.lifecycle }, after: { lifecycle: to } });
  await ctx.emit('ip-address.changed', { ...about(row), lifecycle: to });
}

async function heldBy(ctx: Reading, { id, family, reservationId }: Input<'resume'>): Promise<Reservation> {
  const rows = await ofSubscription(ctx, id);
  const row = reservationId ? rows.find((r) => r.id === reservationId) : speaking(rows, family);
  if (!row) throw notFound(`${nouns[family]} of this subscription`);
  return row;
}

/** One step of a line's address at an operator's word; the login follows. */
const step =
  (to: 'active' | 'suspended', from: readonly Lifecycle[]) =>
  async (ctx: Moving, input: Input<'resume'>): Promise<Reservation> => {
    await lockLines(ctx, [input.id]);
    const row = await heldBy(ctx, input);
    if (!from.includes(row.lifecycle))
      throw conflict(`${row.address}: ${whyNotMove(row.lifecycle, to) ?? 'It is in use already.'}`);
    await move(ctx, row, to, input.reason, to === 'suspended');
    await followLogins(ctx, [input.id], []);
    return findReservation(ctx, row.id);
  };
export const suspend = step('suspended', ['allocated', 'active']);
export const resume = step('active', ['suspended']);

export async function revoke(
  ctx: Ctx<Events, 'ip-address.released' | 'ip-address.changed'>,
  input: Input<'revoke'>,
): Promise<Reservation> {
  await lockLines(ctx, [input.id]);
  const row = await heldBy(ctx, input);
  await takeBack(ctx, eq(ipReservation.id, row.id), {
    endsAs: 'released',
    reason: input.reason,
    quarantine: true,
  });
  return findReservation(ctx, row.id);
}

/** The subscription came into use, was suspended, or resumed; what was withheld by hand stays withheld. */
export async function followLine(ctx: Moving, { id, to }: Input<'followLine'>): Promise<void> {
  await lockLines(ctx, [id]);
  for (const row of await ofSubscription(ctx, id)) {
    if (row.withheld || row.lifecycle === to || whyNotMove(row.lifecycle, to) !== null) continue;
    await move(ctx, row, to, to === 'suspended' ? 'The subscription is suspended.' : '');
  }
}
