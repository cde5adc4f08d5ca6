import { and, inArray } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';

import { notFound } from '#kernel/errors.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { takeSome } from './allocation.ts';
import { assignTaken } from './booking.ts';
import type { ipManagement } from './contract.ts';
import { lockLines } from './login.ts';
import { mayDraw } from './pools.ts';
import type { reservationOperations } from './reservation-operations.ts';
import { isLive, reservations } from './reservations.ts';
import { takeBack } from './revoking.ts';
import { type LoginSlot, slotOfAddress, slotOfType } from './rules.ts';
import { ipReservation } from './tables.ts';

type Events = EventsOf<typeof ipManagement>;
type Input<K extends keyof typeof reservationOperations> = z.output<(typeof reservationOperations)[K]['in']>;
interface Item {
  id: string;
  address: string | null;
  problem: string | null;
}

const outcome = (items: Item[]) => ({
  done: items.filter((item) => item.problem === null).length,
  failed: items.filter((item) => item.problem !== null).length,
  items,
});

/** Which of these subscriptions cannot be given an address of this kind, and why. */
async function refused(ctx: Pick<Ctx, 'db' | 'call'>, ids: readonly string[], slot: LoginSlot) {
  const { items: logins } = await ctx.call(radius, 'lineLogins', { subscriptionIds: [...ids] });
  const rows = await reservations(ctx).where(and(inArray(ipReservation.subscriptionId, [...ids]), isLive));
  const loginOf = new Map(logins.map((login) => [login.subscriptionId, login]));
  const held = new Map(
    rows.filter((row) => slotOfAddress(row.address) === slot).map((row) => [row.subscriptionId, row.address]),
  );
  const why = (id: string): string | null => {
    if (!loginOf.has(id)) return 'This subscription has no login; provision it first.';
    const has = held.get(id);
    return has === undefined ? null : `It has ${has} already.`;
  };
  return { why, loginOf };
}

export async function bulkAssign(
  ctx: Ctx<Events, 'ip-address.assigned'>,
  { poolId, subscriptionIds, reason }: Input<'bulkAssign'>,
) {
  const pool = await mayDraw(ctx, poolId, 'auto');
  const ids = [...new Set(subscriptionIds)];
  await lockLines(ctx, ids);
  const { why, loginOf } = await refused(ctx, ids, slotOfType(pool.type));
  if (loginOf.size === 0) throw notFound('subscription with a login');
  const able = ids.filter((id) => why(id) === null);
  const taken = able.length > 0 ? await takeSome(ctx, pool, able.length) : [];
  const given = new Map<string, string>();
  for (const [at, id] of able.entries()) {
    const place = taken[at];
    if (!place) continue;
    const whose = { subscriptionId: id, customerId: loginOf.get(id)?.customerId ?? null, reason };
    given.set(id, (await assignTaken(ctx, pool, place, whose)).address);
  }
  return outcome(ids.map((id) => ({ id, address: given.get(id) ?? null, problem: why(id) })));
}

export async function bulkRelease(
  ctx: Ctx<Events, 'ip-address.released' | 'ip-address.changed'>,
  { ids }: Input<'bulkRelease'>,
) {
  const asked = [...new Set(ids)];
  const rows = await takeBack(ctx, inArray(ipReservation.id, asked), {
    endsAs: 'released',
    reason: '',
    quarantine: true,
  });
  const ended = new Map(rows.map((row) => [row.id, row.address]));
  const missing = asked.filter((id) => !ended.has(id));
  const known = missing.length > 0 ? await reservations(ctx).where(inArray(ipReservation.id, missing)) : [];
  if (rows.length === 0 && known.length === 0) throw notFound('address reservation');
  const addressOf = new Map(known.map((row) => [row.id, row.address]));
  return outcome(
    asked.map((id) => {
      const problem = ended.has(id)
        ? null
        : addressOf.has(id)
          ? 'It has been released already.'
          : 'This address reservation does not exist.';
      return { id, address: ended.get(id) ?? addressOf.get(id) ?? null, problem };
    }),
  );
}
