import { sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import type { radius } from './contract.ts';

type Connection = Returned<(typeof radius)['operations']['connectionsOf']['out']>['items'][number];
type Devices = Returned<(typeof radius)['operations']['devicesOf']['out']>['items'][number];
interface Asked {
  customerIds: string[];
}
const iso = (at: Date | string | null) => (at === null ? null : new Date(at).toISOString());
const megabits = (kbps: number) => String(kbps / 1000);

interface LineRow extends Record<string, unknown> {
  customer_id: string;
  logins: number;
  live: number;
  framed_ip_address: string | null;
  delegated_ipv6_prefix: string | null;
  download_kbps: number | null;
  upload_kbps: number | null;
  started_at: Date | string | null;
  stopped_at: Date | string | null;
  session_ip: string | null;
  session_prefix: string | null;
  download_bps: string;
  upload_bps: string;
  nas_name: string | null;
  nas_port_id: string | null;
}

/** One row for each customer, also for those without a login; one statement for all. */
export async function connectionsOf(ctx: Pick<Ctx, 'db'>, { customerIds }: Asked): Promise<{ items: Connection[] }> {
  const { rows } = await ctx.db.execute<LineRow>(sql`
    select c.id as customer_id, coalesce(a.logins, 0)::int as logins, coalesce(l.live, 0)::int as live,
      a.framed_ip_address, a.delegated_ipv6_prefix, a.download_kbps, a.upload_kbps,
      s.started_at, s.stopped_at, s.framed_ip_address as session_ip,
      coalesce(s.delegated_ipv6_prefix, s.framed_ipv6_prefix) as session_prefix,
      coalesce(s.download_bps, 0) as download_bps, coalesce(s.upload_bps, 0) as upload_bps, s.nas_name, s.nas_port_id
    from unnest(${sql.param(customerIds)}::uuid[]) as c(id)
    left join lateral (
      select count(*) over () as logins, framed_ip_address, delegated_ipv6_prefix, download_kbps, upload_kbps
      from radius_account where customer_id = c.id order by (state = 'active') desc, username limit 1
    ) a on true
    left join lateral (
      select count(*) as live from radius_session where stopped_at is null
        and account_id in (select id from radius_account where customer_id = c.id)
    ) l on true
    left join lateral (
      (select * from radius_session where stopped_at is null
        and account_id in (select id from radius_account where customer_id = c.id) order by started_at desc limit 1)
      union all
      (select * from radius_session where customer_id = c.id order by started_at desc, id desc limit 1)
      limit 1
    ) s on true`);
  return { items: rows.map(connectionView) };
}

function connectionView(row: LineRow): Connection {
  const online = row.live > 0 && row.started_at !== null && row.stopped_at === null;
  const sessionStatus = online ? 'online' : row.logins === 0 ? 'none' : row.started_at === null ? 'never' : 'offline';
  const { download_kbps: downloadKbps, upload_kbps: uploadKbps } = row;
  return {
    customerId: row.customer_id,
    sessionStatus,
    since: iso(online ? row.started_at : row.stopped_at),
    ipv4Address: (online ? row.session_ip : null) ?? row.framed_ip_address,
    ipv6Prefix: (online ? row.session_prefix : null) ?? row.delegated_ipv6_prefix,
    bandwidth:
      downloadKbps === null || uploadKbps === null ? null : `${megabits(downloadKbps)}/${megabits(uploadKbps)} Mbit/s`,
    downloadKbps,
    uploadKbps,
    downloadBps: online ? Number(row.download_bps) : 0,
    uploadBps: online ? Number(row.upload_bps) : 0,
    nasName: row.nas_name,
    nasPortId: row.nas_port_id,
    liveSessions: row.live,
    logins: row.logins,
  };
}

interface DeviceRow extends Record<string, unknown> {
  customer_id: string;
  mac: string;
  online: boolean | null;
  bound: boolean;
  username: string | null;
  nas_name: string | null;
  nas_port_id: string | null;
  circuit_id: string | null;
  sessions: number | null;
  first_seen: Date | string | null;
  last_seen: Date | string | null;
}

/** Bounded by the last 300 sessions of each, so that years of reconnects cost no more than a month of them. */
const sessionsLookedAt = 300;

export async function devicesOf(ctx: Pick<Ctx, 'db'>, { customerIds }: Asked): Promise<{ items: Devices[] }> {
  const octets = (column: string) => sql.raw(`upper(regexp_replace(${column}, '[^0-9A-Fa-f]', '', 'g'))`);
  const { rows } = await ctx.db.execute<DeviceRow>(sql`
    with asked as (select * from unnest(${sql.param(customerIds)}::uuid[]) as c(id)),
    seen as (
      select asked.id as customer_id, ${octets('s.calling_station_id')} as mac, bool_or(s.stopped_at is null) as online,
        count(*)::int as sessions, min(s.started_at) as first_seen, max(coalesce(s.stopped_at, s.updated_at)) as last_seen,
        (array_agg(s.username order by s.started_at desc))[1] as username,
        (array_agg(s.nas_name order by s.started_at desc))[1] as nas_name,
        (array_agg(s.nas_port_id order by s.started_at desc))[1] as nas_port_id
      from asked cross join lateral (
        select * from radius_session where customer_id = asked.id order by started_at desc, id desc limit ${sessionsLookedAt}
      ) s where s.calling_station_id is not null group by 1, 2
    ),
    bound as (
      select a.customer_id, ${octets('m')} as mac, min(a.username) as username, min(a.circuit_id) as circuit_id
      from radius_account a cross join unnest(a.mac_addresses) as m
      where a.customer_id in (select id from asked) group by 1, 2
    )
    select coalesce(s.customer_id, b.customer_id) as customer_id, coalesce(s.mac, b.mac) as mac, s.online,
      b.mac is not null as bound, coalesce(s.username, b.username) as username, s.nas_name, s.nas_port_id, b.circuit_id,
      s.sessions, s.first_seen, s.last_seen
    from seen s full join bound b on b.customer_id = s.customer_id and b.mac = s.mac
    order by s.online desc nulls last, s.last_seen desc nulls last`);
  const real = rows.filter(({ mac }) => mac.length === 12);
  return {
    items: customerIds.map((customerId) => {
      const items = real.filter((row) => row.customer_id === customerId).map(deviceView);
      const online = items.filter((device) => device.online).length;
      return { customerId, total: items.length, online, offline: items.length - online, items };
    }),
  };
}

const deviceView = (row: DeviceRow): Devices['items'][number] => ({
  macAddress: row.mac.match(/../g)!.join(':'),
  online: row.online === true,
  bound: row.bound,
  randomAddress: (Number.parseInt(row.mac.slice(0, 2), 16) & 2) !== 0,
  username: row.username,
  nasName: row.nas_name,
  nasPortId: row.nas_port_id,
  circuitId: row.circuit_id,
  sessions: row.sessions ?? 0,
  firstSeenAt: iso(row.first_seen),
  lastSeenAt: iso(row.last_seen),
});
