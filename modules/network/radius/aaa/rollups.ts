import { sessionLengthBounds } from '../contract.ts';

// What a dashboard reads instead of sessions: counted in the transaction that writes them, at the time each thing happened,
// and taken back where a session turns out to be otherwise. The tables are those of radius-analytics.

/** The id under which all NAS devices of a tenant are counted together. */
const everyNas = '00000000-0000-0000-0000-000000000000';
const flowSeconds = 300;

/** The five minutes that an instant lies in. */
const slotOf = (instant: string) => `date_bin('${flowSeconds} s', ${instant}, timestamptz 'epoch')`;

/** @param source rows of `tenant_id, nas_id, happened_at, started, stopped` */
export const countFlow = (source: string): string => `
  insert into radius_session_flow (tenant_id, nas_id, at, started, stopped)
  select tenant_id, coalesce(nas_id, '${everyNas}') as nas_id, at, sum(started), sum(stopped)
  from (select tenant_id, nas_id, ${slotOf('happened_at')} as at, started, stopped from (${source}) s) f
  group by grouping sets ((tenant_id, nas_id, at), (tenant_id, at)) having sum(started) <> 0 or sum(stopped) <> 0
  order by 1, 2, 3
  on conflict (tenant_id, nas_id, at) do update set started = radius_session_flow.started + excluded.started,
    stopped = radius_session_flow.stopped + excluded.stopped`;

const length = 'extract(epoch from stopped_at - started_at)';
/** @param source rows of `tenant_id, nas_id, started_at, stopped_at, cause, sessions`; `sessions` is -1 where one is taken back */
export const countEnds = (source: string): string => `
  insert into radius_session_end (tenant_id, day, nas_id, cause, length_bucket, sessions, seconds)
  select e.tenant_id, (stopped_at at time zone t.time_zone)::date, nas_id, coalesce(cause, ''),
    width_bucket(${length}::float8, array[${sessionLengthBounds.join(', ')}]::float8[]), sum(sessions), sum(sessions * ${length})::int8
  from (${source}) e join tenant t on t.id = e.tenant_id
  group by 1, 2, 3, 4, 5 having sum(sessions) <> 0 order by 1, 2, 3, 4, 5
  on conflict (tenant_id, day, nas_id, cause, length_bucket) do update set
    sessions = radius_session_end.sessions + excluded.sessions, seconds = radius_session_end.seconds + excluded.seconds`;

/** @param source rows of `tenant_id, account_id, nas_id, customer_id, hour, down, up`; without traffic they say who was online */
export const countDays = (source: string): string => `
  insert into radius_usage_day (tenant_id, day, account_id, nas_id, customer_id, download_bytes, upload_bytes)
  select u.tenant_id, (hour at time zone t.time_zone)::date, account_id, nas_id, (array_agg(customer_id))[1], sum(down), sum(up)
  from (${source}) u join tenant t on t.id = u.tenant_id
  group by 1, 2, 3, 4 order by 1, 2, 3, 4
  on conflict (tenant_id, day, account_id, nas_id) do update set download_bytes = radius_usage_day.download_bytes + excluded.download_bytes,
    upload_bytes = radius_usage_day.upload_bytes + excluded.upload_bytes
  where excluded.download_bytes > 0 or excluded.upload_bytes > 0`;

/** @param source rows of `tenant_id, nas_id, hour, down, up` */
export const countNasHours = (source: string): string => `
  insert into radius_nas_hour (tenant_id, nas_id, hour, download_bytes, upload_bytes)
  select tenant_id, nas_id, hour, sum(down), sum(up) from (${source}) u group by 1, 2, 3 order by 1, 2, 3
  on conflict (tenant_id, nas_id, hour) do update set download_bytes = radius_nas_hour.download_bytes + excluded.download_bytes,
    upload_bytes = radius_nas_hour.upload_bytes + excluded.upload_bytes`;
