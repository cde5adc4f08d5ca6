import { asc, eq, inArray, lte } from 'drizzle-orm';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import type { quota } from './contract.ts';
import { tellCustomer } from './letters.ts';
import { type Cap, reachedPercent, secondsUntilCheck, stateAt } from './rules.ts';
import { quotaLine, quotaPlan } from './tables.ts';

type Events = EventsOf<typeof quota>;
export type QuotaEvents = 'quota.threshold-reached' | 'quota.throttled' | 'quota.blocked' | 'quota.lifted';
export type CheckCtx = Ctx<Events, QuotaEvents>;
export type Line = typeof quotaLine.$inferSelect;
export type Plan = typeof quotaPlan.$inferSelect;
type Period = Returned<(typeof subscriptions)['operations']['periods']['out']>['items'][number];

export const capOf = (plan: Plan, extraBytes: number): Cap => ({
  capBytes: plan.capBytes === null ? null : plan.capBytes + extraBytes,
  policy: plan.policy,
  throttledKbps: plan.throttledKbps,
  noticePercents: plan.noticePercents,
});

/** Lines whose time has come, held until the end; others may be looked at meanwhile. */
export async function checkDue(ctx: CheckCtx, limit: number): Promise<Line[]> {
  const due = await ctx.db
    .select()
    .from(quotaLine)
    .where(lte(quotaLine.checkAt, ctx.nowIso))
    .orderBy(asc(quotaLine.checkAt))
    .limit(limit)
    .for('update', { skipLocked: true });
  return checkLines(ctx, due);
}

export async function plansOf(ctx: Pick<Ctx, 'db'>, lines: readonly { planId: string }[]): Promise<Map<string, Plan>> {
  const ids = [...new Set(lines.map(({ planId }) => planId))];
  if (ids.length === 0) return new Map();
  const plans = await ctx.db.select().from(quotaPlan).where(inArray(quotaPlan.planId, ids));
  return new Map(plans.map((plan) => [plan.planId, plan]));
}

/** What each has used in the period it is in; a line without a login is not in the answer. */
export async function usedOf(ctx: Pick<Ctx, 'call'>, periods: readonly Period[]): Promise<Map<string, number>> {
  const { items } = await ctx.call(radius, 'subscriptionTraffic', {
    wanted: periods.map(({ subscriptionId, startsAt: from, endsAt: to }) => ({ subscriptionId, from, to })),
  });
  return new Map(
    items.map(({ subscriptionId, downloadBytes, uploadBytes }) => [subscriptionId, downloadBytes + uploadBytes]),
  );
}

/** Three questions for all of them, then what follows for each. The rows must be held. */
export async function checkLines(ctx: CheckCtx, lines: readonly Line[]): Promise<Line[]> {
  if (lines.length === 0) return [];
  const { items: periods } = await ctx.call(subscriptions, 'periods', {
    subscriptionIds: lines.map(({ subscriptionId }) => subscriptionId),
  });
  const used = await usedOf(ctx, periods);
  const plans = await plansOf(ctx, lines);
  const checked: Line[] = [];
  for (const line of lines) {
    const period = periods.find(({ subscriptionId }) => subscriptionId === line.subscriptionId);
    const plan = plans.get(line.planId);
    const usedBytes = used.get(line.subscriptionId);
    checked.push(
      period && plan && usedBytes !== undefined
        ? await checkLine(ctx, line, period, plan, usedBytes)
        : await lookLater(ctx, line),
    );
  }
  return checked;
}

const laterMs = 3_600_000;
/** It is not running, or has no login yet. */
const lookLater = (ctx: CheckCtx, line: Line): Promise<Line> =>
  save(ctx, line, { checkAt: new Date(ctx.now.epochMilliseconds + laterMs).toISOString() });

async function save(ctx: CheckCtx, line: Line, change: Partial<Line>): Promise<Line> {
  const [after] = await ctx.db
    .update(quotaLine)
    .set({ ...change, checkedAt: ctx.nowIso })
    .where(eq(quotaLine.subscriptionId, line.subscriptionId))
    .returning();
  return after!;
}

async function checkLine(ctx: CheckCtx, line: Line, period: Period, plan: Plan, usedBytes: number): Promise<Line> {
  const isNew = Date.parse(line.startsAt) !== Date.parse(period.startsAt);
  const before = isNew ? { ...line, reachedPercent: 0, extraBytes: 0 } : line;
  const cap = capOf(plan, before.extraBytes);
  const percent = reachedPercent(usedBytes, cap);
  const state = stateAt(percent, cap);
  const after = await save(ctx, line, {
    periodStart: period.start,
    periodEnd: period.end,
    startsAt: period.startsAt,
    endsAt: period.endsAt,
    extraBytes: before.extraBytes,
    usedBytes,
    usedPermille: cap.capBytes === null ? 0 : Math.min(1_000_000, Math.floor((usedBytes / cap.capBytes) * 1000)),
    reachedPercent: percent,
    state,
    stateSince: state === 'within' ? null : state === line.state ? line.stateSince : ctx.nowIso,
    appliedKbps: state === 'throttled' ? cap.throttledKbps : null,
    checkAt: nextCheck(ctx, usedBytes, cap, plan, period.endsAt),
  });
  if (cap.capBytes !== null && percent > before.reachedPercent) await tellOfThreshold(ctx, after, plan, cap.capBytes);
  if (line.state !== state || line.appliedKbps !== after.appliedKbps)
    await restrict(ctx, line, after, plan, isNew ? 'new period' : 'more data');
  return after;
}

function nextCheck(ctx: CheckCtx, usedBytes: number, cap: Cap, plan: Plan, endsAt: string): string | null {
  if (cap.capBytes === null) return null;
  const seconds = secondsUntilCheck(usedBytes, cap, plan);
  const endMs = Date.parse(endsAt);
  const atMs = seconds === null ? endMs : Math.min(endMs, ctx.now.epochMilliseconds + seconds * 1000);
  return new Date(atMs).toISOString();
}

async function tellOfThreshold(ctx: CheckCtx, line: Line, plan: Plan, capBytes: number): Promise<void> {
  const { subscriptionId, customerId, reachedPercent: percent, usedBytes } = line;
  await ctx.emit('quota.threshold-reached', { subscriptionId, customerId, percent, usedBytes, capBytes });
  await tellCustomer(ctx, line, plan, capBytes);
}

/** Lays the restriction upon the login, or lifts it; the live session follows by CoA. */
async function restrict(
  ctx: CheckCtx,
  before: Line,
  line: Line,
  plan: Plan,
  why: 'new period' | 'more data',
): Promise<void> {
  const { subscriptionId, customerId, usedBytes, state, appliedKbps } = line;
  const capBytes = (plan.capBytes ?? 0) + line.extraBytes;
  const reason = state === 'within' ? `data cap: ${why}` : 'data cap reached';
  await ctx.call(radius, 'restrictAccount', { subscriptionId, reason, restriction: restrictionOf(line, plan) });
  ctx.changed({
    type: 'quota',
    id: subscriptionId,
    before: { state: before.state, kbps: before.appliedKbps },
    after: { state, kbps: appliedKbps, usedBytes, capBytes },
  });
  if (state === 'throttled')
    await ctx.emit('quota.throttled', {
      subscriptionId,
      customerId,
      usedBytes,
      capBytes,
      downloadKbps: appliedKbps ?? 0,
    });
  else if (state === 'blocked') await ctx.emit('quota.blocked', { subscriptionId, customerId, usedBytes, capBytes });
  else await ctx.emit('quota.lifted', { subscriptionId, customerId, reason: why });
}

function restrictionOf({ state, appliedKbps }: Line, plan: Plan) {
  if (state === 'within') return null;
  if (state === 'blocked')
    return { kind: 'block', reason: 'Your data for this period is used up. Please contact your provider.' } as const;
  const kbps = appliedKbps ?? plan.downloadKbps;
  return { kind: 'throttle', downloadKbps: kbps, uploadKbps: kbps, reason: 'data cap reached' } as const;
}

export const isDue = async (ctx: Pick<Ctx, 'db' | 'nowIso'>): Promise<boolean> =>
  (
    await ctx.db
      .select({ id: quotaLine.subscriptionId })
      .from(quotaLine)
      .where(lte(quotaLine.checkAt, ctx.nowIso))
      .limit(1)
  ).length > 0;
