import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { radius } from '#modules/network/radius/contract.ts';
import type { radiusAnalytics } from './contract.ts';
import { everyNas, inPeriod, type Period, periodOf } from './period.ts';
import { flowDays } from './rules.ts';

type Input<K extends keyof (typeof radiusAnalytics)['operations']> = z.output<
  (typeof radiusAnalytics)['operations'][K]['in']
>;
type Context = Pick<Ctx, 'db' | 'tenant' | 'call' | 'now' | 'nowIso'>;

export interface OnlinePoint extends Record<string, unknown> {
  at: string;
  peakSessions: number;
  endSessions: number;
  started: number;
  stopped: number;
}
interface Row extends Record<string, unknown> {
  at: Date | string;
  peak: number;
  last: number;
  started: number;
  stopped: number;
}
const dayMs = 86_400_000;
const fiveMinutesUpToDays = 3;
const point = ({ at, peak, last, started, stopped }: Row): OnlinePoint => ({
  at: new Date(at).toISOString(),
  peakSessions: peak,
  endSessions: last,
  started,
  stopped,
});

export async function concurrency(ctx: Context, input: Input<'concurrency'>) {
  const period = periodOf(ctx, input);
  return { items: await onlineIn(ctx, period, period.days <= fiveMinutesUpToDays ? 'slot' : 'hour') };
}

/** Who is online now, from which the past is counted back. */
async function onlineNow(ctx: Context, nasId: string | undefined): Promise<number> {
  if (nasId === undefined) return (await ctx.call(radius, 'metrics', {})).online;
  return (await ctx.call(radius, 'getNas', { id: nasId })).liveSessions;
}

const earlierOf = (a: string, b: string): string => [a, b].sort()[0]!;
const laterOf = (a: string, b: string): string => [a, b].sort()[1]!;

/** Where the five minutes of this tenant begin; what lies before is in whole hours. */
const keptSince = ({ now }: Pick<Ctx, 'now'>) =>
  new Date(Math.floor((now.epochMilliseconds - (flowDays - 1) * dayMs) / dayMs) * dayMs).toISOString();

/** @param live who is online now, where that is known already */
export async function onlineIn(
  ctx: Context,
  period: Pick<Period, 'beginIso' | 'endIso' | 'nasId'>,
  by: 'slot' | 'hour',
  live?: number,
): Promise<OnlinePoint[]> {
  const since = keptSince(ctx);
  const kept = { ...period, beginIso: laterOf(period.beginIso, since) };
  const recent = await recentPoints(ctx, kept, by, live);
  if (period.beginIso >= since) return recent;
  const { rows } = await ctx.db.execute<Row>(sql`
    select hour as at, peak_sessions as peak, end_sessions as last, started, stopped from radius_online_hour
    where nas_id = ${period.nasId ?? everyNas} and ${inPeriod(sql`hour`, period)} and hour < ${since}::timestamptz order by hour`);
  return [...rows.map(point), ...recent];
}

/**
 * Counted back from those online now: before five minutes in which s sessions began and e ended there were s - e fewer. It
 * reads a row for each five minutes since the period began, however many sessions there were.
 */
async function recentPoints(
  ctx: Context,
  period: Pick<Period, 'beginIso' | 'endIso' | 'nasId'>,
  by: 'slot' | 'hour',
  known: number | undefined,
): Promise<OnlinePoint[]> {
  if (period.beginIso >= period.endIso || period.beginIso > ctx.nowIso) return [];
  const nasId = period.nasId ?? everyNas;
  const live = known ?? (await onlineNow(ctx, period.nasId));
  const end = earlierOf(period.endIso, ctx.nowIso);
  const bucket = by === 'slot' ? sql`at` : sql`date_trunc('hour', at)`;
  const { rows } = await ctx.db.execute<Row>(sql`
    with flow as (
      select at, started, stopped from radius_session_flow where nas_id = ${nasId} and at >= ${period.beginIso}::timestamptz
    ), slot as (
      select s.at, coalesce(f.started, 0) as started, coalesce(f.stopped, 0) as stopped
      from generate_series(
          (select greatest(date_bin('5 min', ${period.beginIso}::timestamptz, timestamptz 'epoch'), min(at))
            from radius_session_flow where nas_id = ${nasId} having min(at) is not null),
          ${end}::timestamptz, interval '5 min') s(at)
        left join flow f on f.at = s.at
      where s.at < ${end}::timestamptz
    ), mark as (
      select at, started, stopped, (${live}::int - (select coalesce(sum(started - stopped), 0) from flow where at >= ${end}::timestamptz)
        - coalesce(sum(started - stopped) over (order by at desc rows between unbounded preceding and 1 preceding), 0))::int as online
      from slot
    )
    select ${bucket} as at, greatest(0, max(greatest(online, online - started + stopped)))::int as peak,
      greatest(0, (array_agg(online order by at desc))[1]) as last, sum(started)::int as started, sum(stopped)::int as stopped
    from mark group by 1 order by 1`);
  return rows.map(point);
}
