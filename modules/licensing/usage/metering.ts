import { and, asc, eq, gte, lt, max, sql, sum } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { type Metric, metricInfo, metrics } from '#modules/licensing/catalogue/contract.ts';
import { licensingUsageSource as source, licensingUsageDay as usageDay } from './tables.ts';

export type Base = Pick<AnyCtx, 'db' | 'call' | 'today' | 'nowIso'>;
export type Measured = Record<Metric, number>;

/** What a provider has now, counted from its rows; sums are of the running day. */
export async function measured(ctx: Base): Promise<Measured & { ordered: number }> {
  const { seats: _, ...now } = await ctx.call(licensingAccounts, 'inUse', {});
  const { rows: today } = await ctx.db.execute<{ value: string }>(
    sql`select coalesce(sum(value), 0) as value from licensing_usage_day where metric = 'api_calls' and day = ${ctx.today.toString()}`,
  );
  return { ...now, api_calls: Number(today[0]?.value ?? 0) };
}

/** What the days of a half-open interval came to. */
export async function ofPeriod(ctx: Pick<Base, 'db'>, start: string, end: string): Promise<Measured> {
  const rows = await ctx.db
    .select({ metric: usageDay.metric, most: max(usageDay.value), total: sum(usageDay.value).mapWith(Number) })
    .from(usageDay)
    .where(and(gte(usageDay.day, start), lt(usageDay.day, end)))
    .groupBy(usageDay.metric);
  const of = (metric: Metric) => {
    const row = rows.find((r) => r.metric === metric);
    return (metricInfo[metric].kind === 'sum' ? row?.total : row?.most) ?? 0;
  };
  return {
    subscribers: of('subscribers'),
    staff_seats: of('staff_seats'),
    storage_bytes: of('storage_bytes'),
    api_calls: of('api_calls'),
    sms: of('sms'),
  };
}

/**
 * Adds to a sum of today, once for each source: the record of the source and the addition commit together, so whoever repeats
 * it after a crash, or in another process, adds nothing.
 */
export async function countOnce(ctx: Base, metric: Metric, sourceId: string, amount: number): Promise<boolean> {
  const [first] = await ctx.db
    .insert(source)
    .values({ sourceId, countedAt: ctx.nowIso })
    .onConflictDoNothing()
    .returning();
  if (!first) return false;
  await ctx.db
    .insert(usageDay)
    .values({ metric, day: ctx.today.toString(), value: amount })
    .onConflictDoUpdate({
      target: [usageDay.tenantId, usageDay.metric, usageDay.day],
      set: { value: sql`${usageDay.value} + excluded.value` },
    });
  return true;
}

/** The first value of each metric since a day. */
export const firstValues = (ctx: Pick<Base, 'db'>, from: string) =>
  ctx.db
    .selectDistinctOn([usageDay.metric], { metric: usageDay.metric, value: usageDay.value })
    .from(usageDay)
    .where(gte(usageDay.day, from))
    .orderBy(usageDay.metric, asc(usageDay.day));

/** Raises today's peaks to what is in use now; a repeated sample changes nothing. */
export async function notePeaks(ctx: Base, now: Measured): Promise<void> {
  const peaks = metrics.filter((metric) => metricInfo[metric].kind === 'peak');
  await ctx.db
    .insert(usageDay)
    .values(peaks.map((metric) => ({ metric, day: ctx.today.toString(), value: now[metric] })))
    .onConflictDoUpdate({
      target: [usageDay.tenantId, usageDay.metric, usageDay.day],
      set: { value: sql`greatest(${usageDay.value}, excluded.value)` },
    });
}

/** Use of the running period, what is in use at this moment included. */
export async function runningUse(ctx: Base, periodStart: string, periodEnd: string, now: Measured): Promise<Measured> {
  const days = await ofPeriod(ctx, periodStart, periodEnd);
  for (const metric of metrics)
    if (metricInfo[metric].kind === 'peak') days[metric] = Math.max(days[metric], now[metric]);
  return days;
}

export const dayValues = (ctx: Pick<Base, 'db'>, metric: Metric, from: string) =>
  ctx.db
    .select({ metric: usageDay.metric, day: usageDay.day, value: usageDay.value })
    .from(usageDay)
    .where(and(eq(usageDay.metric, metric), gte(usageDay.day, from)))
    .orderBy(asc(usageDay.day));

/** @throws AppError `limit` when a hard limit is passed by what this transaction did; takers go one after the other */
export async function enforce(ctx: Base & Pick<AnyCtx, 'actor' | 'tenant'>, metric: Metric): Promise<void> {
  if (ctx.actor.kind === 'system') return;
  const { allowances, planName } = await ctx.call(licensingAccounts, 'snapshot', {});
  const allowance = allowances?.[metric];
  if (!allowance?.hard || allowance.included === null) return;
  await ctx.db.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.tenant.id}:quota:${metric}`}::text, 0))`,
  );
  const now = await measured(ctx);
  const value = metric === 'subscribers' ? now.ordered : now[metric];
  if (value <= allowance.included) return;
  const { name } = metricInfo[metric];
  throw new AppError(
    'limit',
    `${name}: ${planName} has room for ${allowance.included}, and all of it is used. Choose a larger plan, or buy more under Add-ons in the tenant portal.`,
  );
}
