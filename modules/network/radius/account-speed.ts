import { eq, inArray, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { notFound } from '#kernel/errors.ts';
import { ofSubscription, view } from './accounts.ts';
import { openSpeedChanges } from './coa.ts';
import { lineSpeed, sameShaping, sameSpeed } from './coa-rules.ts';
import type { radius } from './contract.ts';
import type { NasVendor } from './resources.ts';
import { shapingOf } from './shaping.ts';
import { radiusAccount } from './tables.ts';

type Events = EventsOf<typeof radius>;
type AccountView = Returned<(typeof radius)['operations']['setAccountSpeed']['out']>;
type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;

export async function setAccountSpeed(
  ctx: Ctx<Events, 'radius.account-changed' | 'radius.speed-changed'>,
  { subscriptionId, ...speed }: Input<'setAccountSpeed'>,
): Promise<AccountView> {
  const { account, online } = await ofSubscription(ctx, subscriptionId);
  const { downloadKbps, uploadKbps, planId, bandwidthProfileId } = speed;
  const shaping = await shapingOf(ctx, bandwidthProfileId);
  const isSame =
    account.downloadKbps === downloadKbps &&
    account.uploadKbps === uploadKbps &&
    account.planId === planId &&
    account.bandwidthProfileId === bandwidthProfileId &&
    sameShaping(account.shaping, shaping);
  if (isSame) return view(account, online);
  const [row] = await ctx.db
    .update(radiusAccount)
    .set({ ...speed, shaping })
    .where(eq(radiusAccount.id, account.id))
    .returning();
  if (!row) throw notFound('RADIUS login of this subscription');
  await changed(ctx, account, row, online);
  // A line that is throttled stays as slow as it is.
  if (!sameSpeed(lineSpeed(account), lineSpeed(row)))
    await ctx.emit('radius.speed-changed', {
      accountId: row.id,
      customerId: row.customerId,
      reason: `speed changed to ${downloadKbps}/${uploadKbps} kbit/s`,
    });
  return view(row, online);
}

type Row = typeof radiusAccount.$inferSelect;
async function changed(ctx: Ctx<Events, 'radius.account-changed'>, before: Row, after: Row, online: boolean) {
  ctx.changed({
    type: 'radius-account',
    id: after.id,
    before: view(before, online),
    after: view(after, online),
  });
  await ctx.emit('radius.account-changed', { accountId: after.id, customerId: after.customerId });
}

/** Many logins at once; the requests to their live sessions are put on record and answered, not sent. */
export async function setAccountSpeeds(
  ctx: Ctx<Events, 'radius.account-changed'>,
  { subscriptionIds, rolloutId, reason, toSessions, force, ...speed }: Input<'setAccountSpeeds'>,
) {
  const shaping = await shapingOf(ctx, speed.bandwidthProfileId);
  const before = await ctx.db
    .select()
    .from(radiusAccount)
    .where(inArray(radiusAccount.subscriptionId, subscriptionIds))
    .orderBy(radiusAccount.id)
    .for('update');
  const wished = { ...speed, shaping };
  const isNew = (row: Row) =>
    row.planId !== speed.planId ||
    row.bandwidthProfileId !== speed.bandwidthProfileId ||
    row.downloadKbps !== speed.downloadKbps ||
    row.uploadKbps !== speed.uploadKbps ||
    !sameShaping(row.shaping, shaping);
  const ids = before.filter(isNew).map(({ id }) => id);
  if (ids.length > 0) await ctx.db.update(radiusAccount).set(wished).where(inArray(radiusAccount.id, ids));
  for (const row of before.filter(isNew))
    await ctx.emit('radius.account-changed', { accountId: row.id, customerId: row.customerId });
  if (!toSessions) return { items: [] };
  const touched = before.filter((row) => force || !sameSpeed(lineSpeed(row), lineSpeed({ ...row, ...wished })));
  return {
    items: await openSpeedChanges(
      ctx,
      touched.map(({ id }) => id),
      { reason, rolloutId },
    ),
  };
}

/** Slows a login down, shuts it out, or lets it go again; what its plan grants stays as it is. */
export async function restrictAccount(
  ctx: Ctx<Events, 'radius.account-changed' | 'radius.speed-changed' | 'radius.disconnect-requested'>,
  { subscriptionId, restriction, reason }: Input<'restrictAccount'>,
): Promise<AccountView> {
  const { account, online } = await ofSubscription(ctx, subscriptionId);
  if (JSON.stringify(account.restriction) === JSON.stringify(restriction)) return view(account, online);
  const [row] = await ctx.db
    .update(radiusAccount)
    .set({ restriction })
    .where(eq(radiusAccount.id, account.id))
    .returning();
  if (!row) throw notFound('RADIUS login of this subscription');
  await changed(ctx, account, row, online);
  const { id: accountId, customerId } = row;
  const wasBlocked = account.restriction?.kind === 'block';
  // Who was let into a walled garden has to log in again to come out of it.
  if ((restriction?.kind === 'block') !== wasBlocked) {
    if (online)
      await ctx.emit('radius.disconnect-requested', { accountId, customerId, sessionId: null, coaId: null, reason });
  } else if (online && !sameSpeed(lineSpeed(account), lineSpeed(row)))
    await ctx.emit('radius.speed-changed', { accountId, customerId, reason });
  return view(row, online);
}

interface Reach extends Record<string, unknown> {
  logins: number;
  nas_id: string | null;
  name: string | null;
  vendor: NasVendor | null;
  sessions: number;
}

/** One row for all logins, and one for each NAS that carries live sessions of them. */
export async function speedReach(ctx: Pick<Ctx, 'db'>, { planIds, bandwidthProfileId }: Input<'speedReach'>) {
  const ids = sql.param(planIds);
  const { rows } = await ctx.db.execute<Reach>(sql`
    with touched as (
      select id from radius_account where plan_id = any(${ids}::uuid[]) or bandwidth_profile_id = ${bandwidthProfileId}::uuid
    )
    select (select count(*)::int from touched) as logins, null::uuid as nas_id, null as name, null as vendor, 0 as sessions
    union all
    select 0, n.id, n.name, n.vendor, count(*)::int
    from touched t join radius_session s on s.account_id = t.id and s.stopped_at is null join nas n on n.id = s.nas_id
    group by n.id, n.name, n.vendor
    order by sessions desc`);
  const nases = rows.flatMap(({ nas_id: nasId, name, vendor, sessions }) =>
    nasId === null || name === null || vendor === null ? [] : [{ nasId, name, vendor, sessions }],
  );
  return {
    logins: rows.reduce((sum, row) => sum + row.logins, 0),
    liveSessions: nases.reduce((sum, { sessions }) => sum + sessions, 0),
    nases,
  };
}
