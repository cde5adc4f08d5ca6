import { sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { onlineIn } from './online.ts';
import { everyNas } from './period.ts';
import { flowDays, historyDays } from './rules.ts';

type Context = Pick<Ctx, 'db' | 'tenant' | 'today' | 'now' | 'nowIso' | 'call'>;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Days that are counted again: accounting may come late. */
const againDays = 2;
/** Hours are rolled once nothing late is expected for them. */
const settledMs = 48 * hourMs;

/** Counts the different subscribers of past days: those not counted yet, and the last ones again. */
export async function countSubscribers({ db, today }: Context): Promise<{ days: number }> {
  const { rowCount } = await db.execute(sql`
    insert into radius_subscriber_day (day, nas_id, subscribers)
    select day, coalesce(nas_id, ${everyNas}::uuid), count(distinct account_id) from radius_usage_day
    where day < ${today.toString()}::date
      and day > coalesce((select max(day) from radius_subscriber_day), '-infinity'::date) - ${againDays}::int
    group by grouping sets ((day, nas_id), (day))
    on conflict on constraint radius_subscriber_day_tenant_id_day_nas_id_pk do update set subscribers = excluded.subscribers`);
  return { days: rowCount ?? 0 };
}

/** Adds up whole past weeks per login: those not added up yet, and the last one again. */
export async function rollWeeks({ db, today }: Context): Promise<{ rows: number }> {
  const { rows } = await db.execute<{ last: string | null }>(
    sql`select max(week)::text as last from radius_usage_week`,
  );
  const settled = today.subtract({ days: againDays });
  const monday = settled.subtract({ days: settled.dayOfWeek - 1 }).toString();
  const { rowCount } = await db.execute(sql`
    insert into radius_usage_week (week, account_id, nas_id, download_bytes, upload_bytes)
    select date_trunc('week', day)::date, account_id, nas_id, sum(download_bytes), sum(upload_bytes) from radius_usage_day
    where day < ${monday}::date and day >= ${rows[0]?.last ?? '0001-01-01'}::date group by 1, 2, 3
    on conflict on constraint radius_usage_week_tenant_id_week_account_id_nas_id_pk
      do update set download_bytes = excluded.download_bytes, upload_bytes = excluded.upload_bytes`);
  return { rows: rowCount ?? 0 };
}

/** Keeps of each settled hour the most sessions that were online, at every NAS and at all together. */
export async function rollOnline(ctx: Context): Promise<{ hours: number }> {
  const { rows } = await ctx.db.execute<{ nas_id: string; first: Date | string; rolled: Date | string | null }>(sql`
    select f.nas_id, min(f.at) as first, (select max(hour) from radius_online_hour h where h.nas_id = f.nas_id) as rolled
    from radius_session_flow f group by f.nas_id`);
  const { items } = await ctx.call(radius, 'nasHealth', {});
  const live = new Map(items.map(({ id, liveSessions }) => [id, liveSessions]));
  live.set(
    everyNas,
    items.reduce((sum, { liveSessions }) => sum + liveSessions, 0),
  );
  const endMs = floorHour(ctx.now.epochMilliseconds - settledMs);
  let hours = 0;
  for (const { nas_id, first, rolled } of rows) {
    const beginMs = rolled === null ? floorHour(new Date(first).getTime()) : new Date(rolled).getTime() + hourMs;
    // A NAS that was removed carries nobody.
    if (beginMs < endMs) hours += await rollNas(ctx, nas_id, { beginMs, endMs, live: live.get(nas_id) ?? 0 });
  }
  return { hours };
}
const floorHour = (atMs: number) => Math.floor(atMs / hourMs) * hourMs;

async function rollNas(
  ctx: Context,
  nasId: string,
  { beginMs, endMs, live }: { beginMs: number; endMs: number; live: number },
): Promise<number> {
  const period = {
    beginIso: new Date(beginMs).toISOString(),
    endIso: new Date(endMs).toISOString(),
    nasId: nasId === everyNas ? undefined : nasId,
  };
  const points = await onlineIn(ctx, period, 'hour', live);
  await ctx.db.execute(sql`
    insert into radius_online_hour (nas_id, hour, peak_sessions, end_sessions, started, stopped)
    select ${nasId}::uuid, at, "peakSessions", "endSessions", started, stopped
    from jsonb_to_recordset(${JSON.stringify(points)}::jsonb) as p(at timestamptz, "peakSessions" int, "endSessions" int, started int, stopped int)
    on conflict do nothing`);
  return points.length;
}

/** Forgets what is older than is kept, at most so many rows of each table, so that it is soon over. */
export async function forgetOld({ db, now, today }: Context, most: number): Promise<{ rows: number }> {
  const flowsBefore = new Date(now.epochMilliseconds - flowDays * dayMs).toISOString();
  const hoursBefore = new Date(now.epochMilliseconds - historyDays * dayMs).toISOString();
  const daysBefore = today.subtract({ days: historyDays }).toString();
  const old: [string, string, string, string][] = [
    ['radius_session_flow', 'at', 'timestamptz', flowsBefore],
    ['radius_online_hour', 'hour', 'timestamptz', hoursBefore],
    ['radius_nas_hour', 'hour', 'timestamptz', hoursBefore],
    ['radius_usage_day', 'day', 'date', daysBefore],
    ['radius_usage_week', 'week', 'date', daysBefore],
    ['radius_session_end', 'day', 'date', daysBefore],
    ['radius_subscriber_day', 'day', 'date', daysBefore],
  ];
  let rows = 0;
  for (const [table, column, type, limit] of old) {
    const { rowCount } = await db.execute(sql`
      delete from ${sql.raw(table)} where ctid = any(array(
        select ctid from ${sql.raw(table)} where ${sql.raw(column)} < ${limit}::${sql.raw(type)} limit ${most}))`);
    rows = Math.max(rows, rowCount ?? 0);
  }
  return { rows };
}
