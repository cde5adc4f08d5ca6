import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import type { radiusAnalytics } from './contract.ts';
import { everyNas, ofNas, onDays, type Period, periodOf } from './period.ts';

type Input<K extends keyof (typeof radiusAnalytics)['operations']> = z.output<
  (typeof radiusAnalytics)['operations'][K]['in']
>;
type Context = Pick<Ctx, 'db' | 'tenant'>;

export async function subscribers(ctx: Context, input: Input<'subscribers'>) {
  return { items: await subscribersOn(ctx, periodOf(ctx, input)) };
}

/** Past days as they were counted; today, and yesterday until it has been counted, from the rows of who was online. */
export async function subscribersOn(ctx: Context, period: Period): Promise<{ day: string; subscribers: number }[]> {
  const counted = sql`(select coalesce(max(day), '-infinity'::date) from radius_subscriber_day)`;
  const { rows } = await ctx.db.execute<{ day: string; subscribers: number }>(sql`
    select day::text as day, subscribers from radius_subscriber_day where nas_id = ${period.nasId ?? everyNas} and ${onDays(period)}
    union all
    select day::text, count(distinct account_id)::int from radius_usage_day
    where ${onDays(period)} and day > ${counted} ${ofNas(period.nasId)} group by day
    order by day`);
  return rows;
}

export async function sessionEnds(ctx: Context, input: Input<'sessionEnds'>) {
  const period = periodOf(ctx, input);
  const { rows } = await ctx.db.execute<{ cause: string; bucket: number; sessions: number; seconds: number }>(sql`
    select cause, length_bucket as bucket, sum(sessions)::int as sessions, sum(seconds)::int8 as seconds from radius_session_end
    where ${onDays(period)} ${ofNas(period.nasId)} group by cause, length_bucket having sum(sessions) > 0 order by cause, length_bucket`);
  return { items: rows.map(({ bucket, ...row }) => ({ ...row, lengthBucket: bucket })) };
}
