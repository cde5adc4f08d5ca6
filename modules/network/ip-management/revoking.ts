import { and, eq, inArray, type SQL } from 'drizzle-orm';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { putBack } from './allocation.ts';
import type { ipManagement } from './contract.ts';
import { followLogins, lockLines } from './login.ts';
import { about, isLive, type Reservation, reservations } from './reservations.ts';
import { ipPool, ipReservation } from './tables.ts';

type Events = EventsOf<typeof ipManagement>;
export type Revoking = Ctx<Events, 'ip-address.released' | 'ip-address.changed'>;
export interface How {
  endsAs: 'released' | 'expired';
  reason: string;
  /** False: nobody ever used it, so it need not rest. */
  quarantine: boolean;
}

/** Which of these addresses a live session of their own subscription has. */
async function inSessions(ctx: Revoking, rows: readonly Reservation[]): Promise<Set<string>> {
  const asked = rows.filter((row) => row.subscriptionId !== null && row.vrf === '');
  if (asked.length === 0) return new Set();
  const { items } = await ctx.call(radius, 'addressUses', { addresses: asked.map((row) => row.address) });
  return new Set(
    items
      .filter(({ kind, address, subscriptionId }) =>
        asked.some((r) => kind === 'session' && r.address === address && r.subscriptionId === subscriptionId),
      )
      .map((use) => use.address),
  );
}

/** Ends rows that no session uses: the address rests for the quarantine of its pool, and the row says who had it. */
export async function finish(ctx: Revoking, rows: readonly Reservation[], how: How): Promise<void> {
  for (const poolId of new Set(rows.map((row) => row.poolId))) {
    const theirs = rows.filter((row) => row.poolId === poolId);
    const [pool] = await ctx.db
      .select({ restSeconds: ipPool.quarantineSeconds })
      .from(ipPool)
      .where(eq(ipPool.id, poolId));
    const freeAt = how.quarantine
      ? ctx.now.add({ seconds: pool?.restSeconds ?? 0 }).toString()
      : new Date(0).toISOString();
    await putBack(ctx, poolId, theirs, freeAt);
  }
  for (const row of rows) {
    const state = row.endsAs ?? how.endsAs;
    await ctx.db
      .update(ipReservation)
      .set({
        state,
        lifecycle: 'revoked',
        lifecycleReason: row.lifecycle === 'revoking' ? row.lifecycleReason : how.reason,
        revokedAt: row.revokedAt ?? ctx.nowIso,
        releasedAt: ctx.nowIso,
        releasedBy: ctx.actor.name,
        changedAt: ctx.nowIso,
      })
      .where(eq(ipReservation.id, row.id));
    ctx.changed({ type: 'ip-reservation', id: row.id, before: { state: row.state }, after: { state } });
    await ctx.emit('ip-address.released', about(row));
  }
}

async function wait(ctx: Revoking, rows: readonly Reservation[], { endsAs, reason }: How): Promise<void> {
  const waiting = rows.filter((row) => row.lifecycle !== 'revoking');
  if (waiting.length === 0) return;
  await ctx.db
    .update(ipReservation)
    .set({
      lifecycle: 'revoking',
      lifecycleReason: reason,
      endsAs,
      revokedAt: ctx.nowIso,
      releasedBy: ctx.actor.name,
      changedAt: ctx.nowIso,
    })
    .where(
      inArray(
        ipReservation.id,
        waiting.map((row) => row.id),
      ),
    );
  for (const row of waiting) {
    ctx.changed({
      type: 'ip-reservation',
      id: row.id,
      before: { lifecycle: row.lifecycle },
      after: { lifecycle: 'revoking' },
    });
    await ctx.emit('ip-address.changed', { ...about(row), lifecycle: 'revoking' });
  }
}

/**
 * Takes addresses back. The login lets go of them first, which ends a session that uses one; such a row waits, still taken,
 * until the session is gone. The others are released at once.
 */
export async function takeBack(ctx: Revoking, which: SQL | undefined, how: How): Promise<Reservation[]> {
  const asked = await ctx.db.select({ id: ipReservation.subscriptionId }).from(ipReservation).where(and(which, isLive));
  await lockLines(
    ctx,
    asked.map((row) => row.id),
  );
  const rows = await reservations(ctx).where(and(which, isLive)).for('update', { of: ipReservation });
  if (rows.length === 0) return [];
  const used = await inSessions(ctx, rows);
  await finish(
    ctx,
    rows.filter((row) => !used.has(row.address)),
    how,
  );
  await wait(
    ctx,
    rows.filter((row) => used.has(row.address)),
    how,
  );
  const lines = [...new Set(rows.flatMap((row) => row.subscriptionId ?? []))];
  await followLogins(
    ctx,
    lines,
    rows.map((row) => row.address),
  );
  return reservations(ctx).where(
    inArray(
      ipReservation.id,
      rows.map((row) => row.id),
    ),
  );
}

/** Looks again at rows that wait for a session to end. @returns those that go on waiting */
export async function settle(ctx: Revoking, rows: readonly Reservation[]): Promise<Reservation[]> {
  const used = await inSessions(ctx, rows);
  const over = rows.filter((row) => !used.has(row.address));
  await finish(ctx, over, { endsAs: 'released', reason: 'The session is over.', quarantine: true });
  return rows.filter((row) => used.has(row.address));
}

/** Puts on record why an address could not be taken back; it stays taken, so that nobody gets it. */
export async function fail(ctx: Revoking, rows: readonly Reservation[], problem: string): Promise<void> {
  for (const row of rows) {
    if (row.lifecycle === 'failed') continue;
    await ctx.db
      .update(ipReservation)
      .set({ lifecycle: 'failed', lifecycleReason: problem, changedAt: ctx.nowIso })
      .where(eq(ipReservation.id, row.id));
    ctx.changed({
      type: 'ip-reservation',
      id: row.id,
      before: { lifecycle: row.lifecycle },
      after: { lifecycle: 'failed', problem },
    });
    await ctx.emit('ip-address.changed', { ...about(row), lifecycle: 'failed' });
  }
}
