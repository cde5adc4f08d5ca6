import { and, asc, eq, gt, inArray, ne, or } from 'drizzle-orm';
import type { z } from 'zod';
import type { Returned } from '#kernel/contract/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import type { subscriptions } from './contract.ts';
import type { Row, StoreCtx } from './store.ts';
import { subscription } from './tables.ts';

type Input = z.output<(typeof subscriptions)['operations']['followPlan']['in']>;
type Followed = Returned<(typeof subscriptions)['operations']['followPlan']['out']>;
interface Speed {
  downloadKbps: number;
  uploadKbps: number;
  planId: string;
  bandwidthProfileId: string | null;
}

/** One portion of a plan's running subscriptions takes what the plan is now. */
export async function followPlan(ctx: StoreCtx, input: Input): Promise<Followed> {
  const { planId, subscriptionId, after, limit, rolloutId } = input;
  const portion = await ctx.db
    .select()
    .from(subscription)
    .where(
      and(
        eq(subscription.planId, planId),
        inArray(subscription.status, ['active', 'suspended']),
        subscriptionId ? eq(subscription.id, subscriptionId) : undefined,
        after ? gt(subscription.id, after) : undefined,
      ),
    )
    .orderBy(asc(subscription.id))
    .limit(limit)
    .for('update');
  // Read after the rows are held: of two changes in a row, the one that comes last to a subscription is the newer one.
  const { name, downloadKbps, uploadKbps, bandwidthProfileId } = await ctx.call(internetPlans, 'get', { id: planId });
  const speed = { downloadKbps, uploadKbps, planId, bandwidthProfileId };
  const coaIds = rolloutId
    ? await rollOut(ctx, portion, speed, { ...input, rolloutId })
    : subscriptionId
      ? await settle(ctx, portion, speed)
      : [];
  const terms = rolloutId || subscriptionId ? { planName: name, downloadKbps, uploadKbps } : { planName: name };
  const changed = await write(ctx, portion, terms);
  const next = portion.length === limit ? (portion.at(-1)?.id ?? null) : null;
  return { changed, coaIds, looked: portion.length, next };
}

const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id);

/** Answers how many were otherwise. */
async function write(
  ctx: StoreCtx,
  portion: readonly Row[],
  terms: { planName: string; downloadKbps?: number; uploadKbps?: number },
): Promise<number> {
  const { planName, downloadKbps, uploadKbps } = terms;
  const changed = await ctx.db
    .update(subscription)
    .set(terms)
    .where(
      and(
        inArray(subscription.id, idsOf(portion)),
        or(
          ne(subscription.planName, planName),
          downloadKbps === undefined ? undefined : ne(subscription.downloadKbps, downloadKbps),
          uploadKbps === undefined ? undefined : ne(subscription.uploadKbps, uploadKbps),
        ),
      ),
    )
    .returning({ id: subscription.id });
  return changed.length;
}

async function rollOut(
  ctx: StoreCtx,
  portion: readonly Row[],
  speed: Speed,
  { rolloutId, toSessions, force }: Input & { rolloutId: string },
): Promise<string[]> {
  const { items } = await ctx.call(radius, 'setAccountSpeeds', {
    ...speed,
    subscriptionIds: idsOf(portion),
    rolloutId,
    toSessions,
    force,
    reason: `speed changed to ${speed.downloadKbps}/${speed.uploadKbps} kbit/s`,
  });
  return items.map(({ id }) => id);
}

/** A single one that was sold or moved while its plan changed: its session follows by a run of its own. */
async function settle(ctx: StoreCtx, portion: readonly Row[], speed: Speed): Promise<string[]> {
  for (const { id, downloadKbps, uploadKbps } of portion)
    if (downloadKbps !== speed.downloadKbps || uploadKbps !== speed.uploadKbps)
      await ctx.call(radius, 'setAccountSpeed', { subscriptionId: id, ...speed });
  return [];
}
