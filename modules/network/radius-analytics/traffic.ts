import { type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { radius } from '#modules/network/radius/contract.ts';
import type { radiusAnalytics } from './contract.ts';
import { before, inPeriod, ofNas, type Period, periodOf } from './period.ts';

type Input<K extends keyof (typeof radiusAnalytics)['operations']> = z.output<
  (typeof radiusAnalytics)['operations'][K]['in']
>;
type Context = Pick<Ctx, 'db' | 'tenant' | 'call'>;
const mostDaysByHour = 93;

interface Point extends Record<string, unknown> {
  at: Date | string;
  down: number;
  up: number;
}
/** Hours and days without traffic are left out. */
export async function usage(ctx: Context, { bucket, ...input }: Input<'usage'>) {
  const period = periodOf(ctx, input, bucket === 'hour' ? mostDaysByHour : undefined);
  const at = bucket === 'hour' ? sql`hour` : sql`date_trunc('day', hour, ${ctx.tenant.timeZone})`;
  const { rows } = await ctx.db.execute<Point>(sql`
    select ${at} as at, sum(download_bytes)::float8 as down, sum(upload_bytes)::float8 as up from radius_nas_hour
    where ${inPeriod(sql`hour`, period)} ${ofNas(period.nasId)} group by 1 order by 1`);
  return {
    items: rows.map(({ at: when, down, up }) => ({
      at: new Date(when).toISOString(),
      downloadBytes: down,
      uploadBytes: up,
    })),
  };
}

const amounts: Record<Input<'topTalkers'>['by'], SQL> = {
  total: sql`down + up`,
  download: sql`down`,
  upload: sql`up`,
};
interface Row extends Record<string, unknown> {
  account_id: string;
  down: number;
  up: number;
  share: number;
}

/** Enough to add up a hundred thousand logins without going to the disk. */
const addingMemory = '64MB';

/** Mondays of whole weeks in the period that were added up, and the days that no such week holds. */
async function weeksIn(ctx: Context, period: Period): Promise<{ weeks: string[]; days: string[] }> {
  const { rows } = await ctx.db.execute<{ last: string | null }>(
    sql`select set_config('work_mem', ${addingMemory}, true), (select max(week)::text from radius_usage_week) as last`,
  );
  const last = rows[0]?.last ?? '';
  const all = daysIn(period);
  const weeks = all.filter(
    (day, at) => Temporal.PlainDate.from(day).dayOfWeek === 1 && all[at + 6] !== undefined && day <= last,
  );
  const within = new Set(weeks.flatMap((week) => all.slice(all.indexOf(week), all.indexOf(week) + 7)));
  return { weeks, days: all.filter((day) => !within.has(day)) };
}

/**
 * From a row per login and week or day, and the hour under way of those who are online. As floating point, which adds up far quicker
 * and is exact below 2^53 octets of one login.
 */
export async function topTalkers(ctx: Context, { by, limit, ...input }: Input<'topTalkers'>) {
  const period = periodOf(ctx, input, mostDaysByHour);
  const { weeks, days } = await weeksIn(ctx, period);
  const { rows } = await ctx.db.execute<Row>(sql`
    with moved as (
      select account_id, sum(down) as down, sum(up) as up
      from (
        select account_id, download_bytes::float8 as down, upload_bytes::float8 as up from radius_usage_week
        where week = any(${sql.param(weeks)}::date[]) ${ofNas(period.nasId)}
        union all
        select account_id, download_bytes::float8, upload_bytes::float8 from radius_usage_day
        where day = any(${sql.param(days)}::date[]) ${ofNas(period.nasId)}
        union all
        select account_id, download_bytes::float8, upload_bytes::float8 from radius_hour_under_way
        where ${inPeriod(sql`hour`, period)} ${ofNas(period.nasId)}
      ) u group by account_id
    )
    select account_id, down, up, (${amounts[by]}) / (select sum(${amounts[by]}) from moved) as share from moved where ${amounts[by]} > 0
    order by ${amounts[by]} desc, account_id limit ${limit}`);
  const ids = rows.map((row) => row.account_id);
  if (ids.length === 0) return { items: [] };
  const names = await namesOf(ctx, ids);
  const earlier = await bytesOf(ctx, ids, before(ctx, period));
  return {
    items: rows.map(({ account_id, down, up, share }) => ({
      accountId: account_id,
      username: names.get(account_id)?.username ?? null,
      customerId: names.get(account_id)?.customerId ?? null,
      customerName: names.get(account_id)?.customerName ?? null,
      downloadBytes: down,
      uploadBytes: up,
      share,
      previousBytes: earlier.get(account_id) ?? 0,
    })),
  };
}

async function namesOf(ctx: Context, ids: string[]) {
  const { items } = await ctx.call(radius, 'loginNames', { ids });
  return new Map(items.map((item) => [item.id, item]));
}

/** Day by day, so that the rows of a few logins are found by the key instead of gone through. */
const daysIn = ({ from, days }: Period): string[] =>
  Array.from({ length: days }, (_, day) => Temporal.PlainDate.from(from).add({ days: day }).toString());

async function bytesOf(ctx: Context, ids: string[], period: Period): Promise<Map<string, number>> {
  const { rows } = await ctx.db.execute<{ account_id: string; bytes: number }>(sql`
    select account_id, sum(download_bytes + upload_bytes)::int8 as bytes from radius_usage_day
    where day = any(${sql.param(daysIn(period))}::date[]) and account_id = any(${sql.param(ids)}::uuid[]) ${ofNas(period.nasId)}
    group by account_id`);
  return new Map(rows.map(({ account_id, bytes }) => [account_id, bytes]));
}
