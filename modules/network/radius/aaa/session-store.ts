import type { PoolClient } from 'pg';
import type { Session } from './merge.ts';
import { Rows } from './pg-arrays.ts';
import { countDays, countEnds, countFlow } from './rollups.ts';

/** The rows changed since they were read: the batch begins again with what is there now. */
export class StaleSessions extends Error {
  constructor() {
    super('Sessions changed while a batch was being merged.');
    this.name = 'StaleSessions';
  }
}

interface SessionRow {
  tenant_id: string;
  id: string;
  acct_key: string;
  acct_session_id: string;
  username: string;
  account_id: string | null;
  subscription_id: string | null;
  customer_id: string | null;
  nas_id: string;
  nas_port_id: string | null;
  calling_station_id: string | null;
  framed_ip_address: string | null;
  framed_ipv6_prefix: string | null;
  delegated_ipv6_prefix: string | null;
  started: number;
  updated: number;
  stopped: number | null;
  stop_presumed: boolean;
  terminate_cause: string | null;
  session_seconds: number;
  download_bytes: number;
  upload_bytes: number;
  download_bps: number;
  upload_bps: number;
  usage_hour: number;
  usage_download_bytes: number;
  usage_upload_bytes: number;
  revision: number;
}

const epoch = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
const instant = (column: string) => `to_timestamp(${column} / 1000)`;

const keyColumns = { tenant: 'uuid', key: 'uuid' } as const;

/** Sessions by tenant and key, as they stand. */
export async function readSessions(
  client: PoolClient,
  wanted: Iterable<{ tenantId: string; acctKey: string }>,
): Promise<Session[]> {
  const keys = new Rows(keyColumns);
  for (const { tenantId, acctKey } of wanted) keys.add({ tenant: tenantId, key: acctKey });
  const { rows } = await client.query<SessionRow>({
    name: 'aaa-read-sessions',
    text: `select s.tenant_id, s.id, replace(s.acct_key::text, '-', '') as acct_key, acct_session_id, username, account_id, subscription_id, customer_id,
        nas_id, nas_port_id, calling_station_id, framed_ip_address, framed_ipv6_prefix, delegated_ipv6_prefix,
        ${epoch('started_at')} as started, ${epoch('updated_at')} as updated, ${epoch('stopped_at')} as stopped, stop_presumed, terminate_cause,
        session_seconds, download_bytes, upload_bytes, download_bps, upload_bps, ${epoch('usage_hour')} as usage_hour,
        usage_download_bytes, usage_upload_bytes, revision
      from ${keys.from('k')} join radius_session s on s.tenant_id = k.tenant and s.acct_key = k.key`,
    values: keys.values,
  });
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    id: row.id,
    acctKey: row.acct_key,
    acctSessionId: row.acct_session_id,
    username: row.username,
    accountId: row.account_id,
    subscriptionId: row.subscription_id,
    customerId: row.customer_id,
    nasId: row.nas_id,
    nasPortId: row.nas_port_id,
    callingStationId: row.calling_station_id,
    framedIpAddress: row.framed_ip_address,
    framedIpv6Prefix: row.framed_ipv6_prefix,
    delegatedIpv6Prefix: row.delegated_ipv6_prefix,
    startedAtMs: row.started,
    updatedAtMs: row.updated,
    stoppedAtMs: row.stopped,
    stopPresumed: row.stop_presumed,
    terminateCause: row.terminate_cause,
    sessionSeconds: row.session_seconds,
    downloadBytes: row.download_bytes,
    uploadBytes: row.upload_bytes,
    downloadBps: row.download_bps,
    uploadBps: row.upload_bps,
    usageHourMs: row.usage_hour,
    usageDownloadBytes: row.usage_download_bytes,
    usageUploadBytes: row.usage_upload_bytes,
    revision: row.revision,
  }));
}

const counterColumns = {
  tenant: 'uuid',
  id: 'uuid',
  revision: 'int4',
  updated: 'float8',
  seconds: 'int4',
  down: 'int8',
  up: 'int8',
  down_bps: 'int8',
  up_bps: 'int8',
  hour: 'float8',
  hour_down: 'int8',
  hour_up: 'int8',
} as const;
const stateColumns = {
  ...counterColumns,
  key: 'uuid',
  started: 'float8',
  stopped: 'float8',
  presumed: 'bool',
  cause: 'text',
  port: 'text',
  station: 'text',
  ip: 'text',
  ipv6: 'text',
  delegated: 'text',
} as const;
const freshColumns = { ...stateColumns, session: 'text', username: 'text', account: 'uuid', nas: 'uuid' } as const;

const counters = (s: Session) => ({
  tenant: s.tenantId,
  id: s.id,
  revision: s.revision,
  updated: s.updatedAtMs,
  seconds: s.sessionSeconds,
  down: s.downloadBytes,
  up: s.uploadBytes,
  down_bps: s.downloadBps,
  up_bps: s.uploadBps,
  hour: s.usageHourMs,
  hour_down: s.usageDownloadBytes,
  hour_up: s.usageUploadBytes,
});
const state = (s: Session) => ({
  ...counters(s),
  key: s.acctKey,
  started: s.startedAtMs,
  stopped: s.stoppedAtMs,
  presumed: s.stopPresumed,
  cause: s.terminateCause,
  port: s.nasPortId,
  station: s.callingStationId,
  ip: s.framedIpAddress,
  ipv6: s.framedIpv6Prefix,
  delegated: s.delegatedIpv6Prefix,
});
const fresh = (s: Session) => ({
  ...state(s),
  session: s.acctSessionId,
  username: s.username,
  account: s.accountId,
  nas: s.nasId,
});

const setCounters = `updated_at = ${instant('u.updated')}, session_seconds = u.seconds, download_bytes = u.down, upload_bytes = u.up,
  download_bps = u.down_bps, upload_bps = u.up_bps, usage_hour = ${instant('u.hour')}, usage_download_bytes = u.hour_down,
  usage_upload_bytes = u.hour_up, revision = s.revision + 1`;
const setState = `${setCounters}, acct_key = u.key, stopped_at = ${instant('u.stopped')}, stop_presumed = u.presumed, terminate_cause = u.cause,
  nas_port_id = u.port, calling_station_id = u.station, framed_ip_address = u.ip, framed_ipv6_prefix = u.ipv6, delegated_ipv6_prefix = u.delegated`;
const sameRow = 's.tenant_id = u.tenant and s.id = u.id and s.revision = u.revision';

/** What a batch made of sessions. `counted` differ from their rows in counters only, which is the cheap and common case. */
export interface SessionChanges {
  counted: Session[];
  changed: Session[];
  fresh: Session[];
}

/**
 * Writes sessions back and inserts the fresh ones, filling in whose they are.
 * @throws StaleSessions when a row is not as it was read
 */
export async function writeSessions(client: PoolClient, changes: SessionChanges): Promise<void> {
  const updates: Promise<{ rowCount: number | null }>[] = [];
  let expected = 0;
  if (changes.counted.length > 0) {
    const rows = new Rows(counterColumns);
    for (const session of changes.counted) rows.add(counters(session));
    updates.push(
      client.query({
        name: 'aaa-count-sessions',
        text: `update radius_session s set ${setCounters} from ${rows.from('u')} where ${sameRow}`,
        values: rows.values,
      }),
    );
    expected += rows.length;
  }
  if (changes.changed.length > 0) {
    const rows = new Rows(stateColumns);
    for (const session of changes.changed) rows.add(state(session));
    updates.push(
      client.query({
        name: 'aaa-change-sessions',
        text: `update radius_session s set ${setState} from ${rows.from('u')} where ${sameRow}`,
        values: rows.values,
      }),
    );
    expected += rows.length;
  }
  const written = (await Promise.all(updates)).reduce((sum, result) => sum + (result.rowCount ?? 0), 0);
  if (written !== expected) throw new StaleSessions();
  if (changes.fresh.length > 0) await insertSessions(client, changes.fresh);
}

interface Owner {
  id: string;
  account_id: string | null;
  subscription_id: string | null;
  customer_id: string | null;
}

async function insertSessions(client: PoolClient, sessions: Session[]): Promise<void> {
  const rows = new Rows(freshColumns);
  for (const session of sessions) rows.add(fresh(session));
  const inserted = await client.query<Owner>({
    name: 'aaa-insert-sessions',
    text: `insert into radius_session (tenant_id, id, acct_key, acct_session_id, username, account_id, subscription_id, customer_id, customer_name,
        nas_id, nas_name, nas_port_id, calling_station_id, framed_ip_address, framed_ipv6_prefix, delegated_ipv6_prefix, started_at, updated_at,
        stopped_at, stop_presumed, terminate_cause, session_seconds, download_bytes, upload_bytes, download_bps, upload_bps, usage_hour,
        usage_download_bytes, usage_upload_bytes)
      select u.tenant, u.id, u.key, u.session, u.username, a.id, a.subscription_id, a.customer_id, a.customer_name,
        u.nas, coalesce(n.name, ''), u.port, u.station, u.ip, u.ipv6, u.delegated, ${instant('u.started')}, ${instant('u.updated')},
        ${instant('u.stopped')}, u.presumed, u.cause, u.seconds, u.down, u.up, u.down_bps, u.up_bps, ${instant('u.hour')}, u.hour_down, u.hour_up
      from ${rows.from('u')}
        left join radius_account a on a.tenant_id = u.tenant and a.id = u.account
        left join nas n on n.tenant_id = u.tenant and n.id = u.nas
      on conflict (tenant_id, acct_key) do nothing
      returning id, account_id, subscription_id, customer_id`,
    values: rows.values,
  });
  if (inserted.rows.length !== sessions.length) throw new StaleSessions();
  const owners = new Map(inserted.rows.map((row) => [row.id, row]));
  for (const session of sessions) {
    const owner = owners.get(session.id)!;
    session.accountId = owner.account_id;
    session.subscriptionId = owner.subscription_id;
    session.customerId = owner.customer_id;
  }
}

export interface ClosedSession {
  acct_key: string;
}

const closing = (where: string, stoppedAt: string, cause: string) => `
  with closed as (
    update radius_session s set stopped_at = greatest(started_at, ${stoppedAt}), stop_presumed = true, terminate_cause = ${cause},
      revision = revision + 1, download_bps = 0, upload_bps = 0, usage_download_bytes = 0, usage_upload_bytes = 0
    where stopped_at is null and ${where}
    returning new.tenant_id, new.id, new.acct_key, new.account_id, new.subscription_id, new.customer_id, new.nas_id,
      new.started_at, new.stopped_at, new.terminate_cause as cause,
      old.usage_hour, old.usage_download_bytes as down, old.usage_upload_bytes as up, old.download_bps, old.upload_bps
  ), counted as (
    insert into radius_usage_hour (tenant_id, account_id, hour, customer_id, download_bytes, upload_bytes)
    select tenant_id, account_id, usage_hour, (array_agg(customer_id))[1], sum(down), sum(up) from closed
    where account_id is not null and (down > 0 or up > 0) group by tenant_id, account_id, usage_hour
    on conflict (tenant_id, account_id, hour) do update set download_bytes = radius_usage_hour.download_bytes + excluded.download_bytes,
      upload_bytes = radius_usage_hour.upload_bytes + excluded.upload_bytes
  ), counted_days as (
    ${countDays('select tenant_id, account_id, nas_id, customer_id, usage_hour as hour, down, up from closed where account_id is not null and (down > 0 or up > 0)')}
  ), counted_flow as (
    ${countFlow('select tenant_id, nas_id, stopped_at as happened_at, 0 as started, 1 as stopped from closed')}
  ), counted_ends as (
    ${countEnds('select tenant_id, nas_id, started_at, stopped_at, cause, 1 as sessions from closed')}
  ), loaded as (
    update nas_load l set live_sessions = greatest(0, live_sessions - c.sessions), download_bps = greatest(0, l.download_bps - c.down),
      upload_bps = greatest(0, l.upload_bps - c.up)
    from (select tenant_id, nas_id, count(*)::int as sessions, sum(download_bps)::int8 as down, sum(upload_bps)::int8 as up from closed group by tenant_id, nas_id) c
    where l.tenant_id = c.tenant_id and l.nas_id = c.nas_id
  ), told as (
    insert into outbox (tenant_id, id, name, at, payload)
    select tenant_id, uuidv7(), 'radius.session-stopped', to_timestamp($1::float8 / 1000), jsonb_build_object('sessionId', id,
      'accountId', account_id, 'subscriptionId', subscription_id, 'customerId', customer_id) from closed
  )
  select replace(acct_key::text, '-', '') as acct_key from closed`;

/** Ends every live session of a NAS that began before it restarted (RFC 2866 5.1, Accounting-On and -Off). */
export async function closeSessionsOfNas(
  client: PoolClient,
  nas: { tenantId: string; nasId: string; atMs: number },
  nowMs: number,
  cause: string,
): Promise<ClosedSession[]> {
  const { rows } = await client.query<ClosedSession>({
    name: 'aaa-close-nas',
    text: closing(
      `tenant_id = $2 and nas_id = $3 and started_at <= ${instant('$4::float8')}`,
      instant('$4::float8'),
      '$5',
    ),
    values: [nowMs, nas.tenantId, nas.nasId, nas.atMs, cause],
  });
  return rows;
}

/** Ends sessions that the watchdog gave up: proved gone by their NAS, or silent for too long. One that reported since lives on. */
export async function closeGivenUpSessions(client: PoolClient, nowMs: number): Promise<ClosedSession[]> {
  const verdict = 'from session_probe p where p.tenant_id = s.tenant_id and p.session_id = s.id and p.is_given_up';
  const { rows } = await client.query<ClosedSession>({
    name: 'aaa-close-given-up',
    text: closing(
      `(tenant_id, id) in (select tenant_id, session_id from session_probe where is_given_up) and updated_at < (select silent_since ${verdict})`,
      'updated_at',
      `(select answer ${verdict})`,
    ),
    values: [nowMs],
  });
  await client.query({
    name: 'aaa-forget-verdicts',
    text: `delete from session_probe p using radius_session s where s.tenant_id = p.tenant_id and s.id = p.session_id
      and (s.stopped_at is not null or s.updated_at > p.asked_at)`,
  });
  return rows;
}

/** Ends sessions whose NAS has said nothing of them for so long. */
export async function closeSilentSessions(
  client: PoolClient,
  nowMs: number,
  silentMs: number,
  cause: string,
): Promise<ClosedSession[]> {
  const { rows } = await client.query<ClosedSession>({
    name: 'aaa-close-silent',
    text: closing(`updated_at < ${instant('$2::float8')}`, 'updated_at', '$3'),
    values: [nowMs, nowMs - silentMs, cause],
  });
  return rows;
}
