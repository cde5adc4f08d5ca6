import { type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { invalid } from '#kernel/errors.ts';
import type { radius } from './contract.ts';

type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;

/** The account id under which a tenant's whole traffic is kept. */
const wholeTenant = '00000000-0000-0000-0000-000000000000';
const dayMs = 86_400_000;
const mostDays = { hour: 62, day: 800 } as const;
/** For how long an account's hours are kept; of the time before, its days are. */
export const hoursKeptDays = 93;
const loginHoursKeptDays = 400;

interface Point extends Record<string, unknown> {
  at: Date | string;
  down: number;
  up: number;
}

/** Traffic by hour or local day; hours without any are left out. The hour under way of live sessions is included. */
export async function usage(
  ctx: Pick<Ctx, 'db' | 'tenant' | 'today'>,
  { customerId, from, to, bucket }: Input<'usage'>,
) {
  const spanMs = Date.parse(to) - Date.parse(from);
  if (spanMs <= 0) throw invalid('The end must come after the beginning.', 'to');
  if (spanMs > mostDays[bucket] * dayMs)
    throw invalid(`Ask for at most ${mostDays[bucket]} days by the ${bucket}.`, 'from');
  const within = (column: SQL) =>
    sql`${column} >= date_trunc('hour', ${from}::timestamptz) and ${column} < ${to}::timestamptz`;
  // A whole day from here on is in hours.
  const { timeZone } = ctx.tenant;
  const hoursSince = ctx.today.subtract({ days: hoursKeptDays - 1 }).toString();
  const older = sql`select day::timestamp at time zone ${timeZone}, download_bytes, upload_bytes from radius_usage_day
    where customer_id = ${customerId ?? null} and day < ${hoursSince}::date
      and day between (${from}::timestamptz at time zone ${timeZone})::date and ((${to}::timestamptz - interval '1 ms') at time zone ${timeZone})::date
    union all`;
  const recent = sql`hour >= (${hoursSince}::date::timestamp at time zone ${timeZone})`;
  const hours = customerId
    ? sql`${bucket === 'day' ? older : sql``} select hour, download_bytes as down, upload_bytes as up from radius_usage_hour where customer_id = ${customerId} and ${within(sql`hour`)} ${bucket === 'day' ? sql`and ${recent}` : sql``}
        union all
        select usage_hour, usage_download_bytes, usage_upload_bytes from radius_session
        where customer_id = ${customerId} and stopped_at is null and ${within(sql`usage_hour`)}`
    : sql`select hour, download_bytes as down, upload_bytes as up from radius_usage_hour where account_id = ${wholeTenant} and ${within(sql`hour`)}`;
  const key = bucket === 'hour' ? sql`hour` : sql`date_trunc('day', hour, ${ctx.tenant.timeZone})`;
  const { rows } = await ctx.db.execute<Point>(
    sql`select ${key} as at, sum(down)::int8 as down, sum(up)::int8 as up from (${hours}) h(hour, down, up) where down > 0 or up > 0 group by 1 order by 1`,
  );
  return {
    items: rows.map(({ at, down, up }) => ({ at: new Date(at).toISOString(), downloadBytes: down, uploadBytes: up })),
  };
}

interface Traffic extends Record<string, unknown> {
  subscription_id: string;
  down: number;
  up: number;
}

/**
 * What logins have moved, each within its own time; whole hours, and the hour under way of live sessions. Login ids lead the
 * key of the hours, so the cost is that of the logins asked for.
 */
export async function subscriptionTraffic(ctx: Pick<Ctx, 'db'>, { wanted }: Input<'subscriptionTraffic'>) {
  if (wanted.length === 0) return { items: [] };
  const list = (key: 'subscriptionId' | 'from' | 'to') => sql.param(wanted.map((one) => one[key]));
  const { rows } = await ctx.db.execute<Traffic>(sql`
    select w.id as subscription_id, sum(h.down)::int8 as down, sum(h.up)::int8 as up
    from unnest(${list('subscriptionId')}::uuid[], ${list('from')}::timestamptz[], ${list('to')}::timestamptz[]) as w(id, begins, ends)
      join radius_account a on a.subscription_id = w.id
      cross join lateral (
        select coalesce(sum(download_bytes), 0) as down, coalesce(sum(upload_bytes), 0) as up from radius_usage_hour
        where account_id = a.id and hour >= w.begins and hour < w.ends
        union all
        select coalesce(sum(usage_download_bytes), 0), coalesce(sum(usage_upload_bytes), 0) from radius_session
        where account_id = a.id and stopped_at is null and usage_hour >= w.begins and usage_hour < w.ends
      ) h
    group by w.id`);
  return {
    items: rows.map(({ subscription_id: subscriptionId, down, up }) => ({
      subscriptionId,
      downloadBytes: down,
      uploadBytes: up,
    })),
  };
}

interface Figures extends Record<string, unknown> {
  online: number;
  accounts: number;
  down: number;
  up: number;
  accepts: number;
  rejects: number;
  measured: Date | string | null;
}

/** Sums over NAS devices and minutes, so it costs the same with ten subscribers and with a hundred thousand. */
export async function figures(ctx: Pick<Ctx, 'db' | 'nowIso'>) {
  const { rows } = await ctx.db.execute<Figures>(sql`
    select coalesce(l.online, 0)::int as online, coalesce(l.down, 0)::int8 as down, coalesce(l.up, 0)::int8 as up, l.measured,
      (select count(*)::int from radius_account) as accounts, coalesce(m.accepts, 0)::int as accepts, coalesce(m.rejects, 0)::int as rejects
    from (select sum(live_sessions) as online, sum(download_bps) as down, sum(upload_bps) as up, max(measured_at) as measured from nas_load) l,
      (select sum(accepts) as accepts, sum(rejects) as rejects from auth_minute where minute > ${ctx.nowIso}::timestamptz - interval '1 hour') m`);
  const row = rows[0]!;
  return {
    online: row.online,
    accounts: row.accounts,
    downloadBps: row.down,
    uploadBps: row.up,
    acceptsLastHour: row.accepts,
    rejectsLastHour: row.rejects,
    measuredAt: row.measured === null ? null : new Date(row.measured).toISOString(),
  };
}

/** Hours of accounts that are in days by now; at most `most`, so that it is soon over. */
export async function forgetHours({ db, today }: Pick<Ctx, 'db' | 'today'>, most: number): Promise<{ hours: number }> {
  const before = today.subtract({ days: hoursKeptDays + 1 }).toString();
  const { rowCount } = await db.execute(sql`
    delete from radius_usage_hour where ctid = any(array(
      select ctid from radius_usage_hour where hour < ${before}::date and account_id <> ${wholeTenant} limit ${most}))`);
  await db.execute(
    sql`delete from auth_hour where hour < ${today.subtract({ days: loginHoursKeptDays }).toString()}::date`,
  );
  return { hours: rowCount ?? 0 };
}
