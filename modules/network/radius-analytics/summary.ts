import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import type { radiusAnalytics } from './contract.ts';
import { onlineIn } from './online.ts';
import { before, everyNas, inPeriod, ofNas, onDays, type Period, periodOf } from './period.ts';
import { subscribersOn } from './sessions.ts';

type Input = z.output<(typeof radiusAnalytics)['operations']['summary']['in']>;
type Context = Pick<Ctx, 'db' | 'tenant' | 'call' | 'now' | 'nowIso'>;

interface Sums extends Record<string, unknown> {
  down: number;
  up: number;
  ended: number;
  seconds: number;
  busiest: number | null;
  busiest_bytes: number | null;
  since: Date | string | null;
}

/** As floating point: a month of a hundred thousand lines is more octets than 2^53. */
async function sums(ctx: Context, period: Period): Promise<Sums> {
  const { rows } = await ctx.db.execute<Sums>(sql`
    with hours as (
      select hour, sum(download_bytes) as down, sum(upload_bytes) as up from radius_nas_hour
      where ${inPeriod(sql`hour`, period)} ${ofNas(period.nasId)} group by hour
    ), busiest as (
      select extract(hour from hour at time zone ${ctx.tenant.timeZone})::int as of_day,
        (sum(down + up) / count(distinct (hour at time zone ${ctx.tenant.timeZone})::date))::float8 as bytes
      from hours group by 1 order by bytes desc, 1 limit 1
    ), ends as (
      select coalesce(sum(sessions), 0)::int as ended, coalesce(sum(seconds), 0)::float8 as seconds from radius_session_end
      where ${onDays(period)} ${ofNas(period.nasId)}
    )
    select coalesce(sum(down), 0)::float8 as down, coalesce(sum(up), 0)::float8 as up, (select ended from ends) as ended,
      (select seconds from ends) as seconds, (select of_day from busiest) as busiest, (select bytes from busiest) as busiest_bytes,
      least((select min(at) from radius_session_flow where nas_id = ${everyNas}), (select min(hour) from radius_online_hour where nas_id = ${everyNas})) as since
    from hours`);
  return rows[0]!;
}

async function totals(ctx: Context, period: Period) {
  const { down, up, ended, seconds, busiest, busiest_bytes, since } = await sums(ctx, period);
  const online = await onlineIn(ctx, period, 'hour');
  const days = await subscribersOn(ctx, period);
  const peak = online.reduce<(typeof online)[number] | undefined>(
    (most, point) => (most === undefined || point.peakSessions > most.peakSessions ? point : most),
    undefined,
  );
  return {
    downloadBytes: down,
    uploadBytes: up,
    peakSessions: peak?.peakSessions ?? 0,
    peakAt: peak?.at ?? null,
    sessionsEnded: ended,
    meanSessionSeconds: ended === 0 ? null : seconds / ended,
    subscribersPerDay:
      days.length === 0 ? null : days.reduce((sum, { subscribers }) => sum + subscribers, 0) / days.length,
    busiestHour: busiest,
    busiestHourBytes: busiest_bytes,
    measuredSince: since === null ? null : new Date(since).toISOString(),
  };
}

export async function summary(ctx: Context, input: Input) {
  const period = periodOf(ctx, input);
  const now = await totals(ctx, period);
  const earlier = await totals(ctx, before(ctx, period));
  return {
    ...now,
    previousDownloadBytes: earlier.downloadBytes,
    previousUploadBytes: earlier.uploadBytes,
    previousPeakSessions: earlier.peakSessions,
    previousSessionsEnded: earlier.sessionsEnded,
    previousMeanSessionSeconds: earlier.meanSessionSeconds,
    previousSubscribersPerDay: earlier.subscribersPerDay,
  };
}
