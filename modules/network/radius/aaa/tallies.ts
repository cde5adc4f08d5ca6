import type { PoolClient } from 'pg';
import { uuidv7 } from '#kernel/ids.ts';
import type { CountsRecord, LoginRecord, TakeOverRecord } from './login-log.ts';
import { Rows } from './pg-arrays.ts';

/** The account id under which a tenant's whole traffic is kept. */
export const wholeTenant = '00000000-0000-0000-0000-000000000000';

/** Traffic of an account, or of the whole tenant, in an hour. */
export interface Traffic {
  tenantId: string;
  accountId: string;
  customerId: string | null;
  hourMs: number;
  down: number;
  up: number;
}
/** By how much the load of a NAS changed. */
export interface Load {
  tenantId: string;
  nasId: string;
  sessions: number;
  down: number;
  up: number;
  atMs: number;
}
export interface EngineEvent {
  tenant_id: string;
  id: string;
  name: string;
  payload: Record<string, unknown>;
}

export async function writeTraffic(client: PoolClient, traffic: Iterable<Traffic>): Promise<void> {
  const rows = new Rows({
    tenant: 'uuid',
    account: 'uuid',
    customer: 'uuid',
    hour: 'float8',
    down: 'int8',
    up: 'int8',
  });
  for (const { tenantId, accountId, customerId, hourMs, down, up } of traffic)
    rows.add({ tenant: tenantId, account: accountId, customer: customerId, hour: hourMs, down, up });
  if (rows.length === 0) return;
  await client.query({
    name: 'aaa-traffic',
    text: `insert into radius_usage_hour (tenant_id, account_id, hour, customer_id, download_bytes, upload_bytes)
      select tenant, account, to_timestamp(hour / 1000), customer, down, up from ${rows.from('u')} order by tenant, account, hour
      on conflict (tenant_id, account_id, hour) do update set download_bytes = radius_usage_hour.download_bytes + excluded.download_bytes,
        upload_bytes = radius_usage_hour.upload_bytes + excluded.upload_bytes`,
    values: rows.values,
  });
}

export async function writeLoads(client: PoolClient, loads: Iterable<Load>): Promise<void> {
  const rows = new Rows({ tenant: 'uuid', nas: 'uuid', sessions: 'int4', down: 'int8', up: 'int8', at: 'float8' });
  for (const { tenantId, nasId, sessions, down, up, atMs } of loads)
    rows.add({ tenant: tenantId, nas: nasId, sessions, down, up, at: atMs });
  if (rows.length === 0) return;
  await client.query({
    name: 'aaa-loads',
    text: `update nas_load l set live_sessions = greatest(0, live_sessions + u.sessions), download_bps = greatest(0, download_bps + u.down),
        upload_bps = greatest(0, upload_bps + u.up), measured_at = greatest(measured_at, to_timestamp(u.at / 1000))
      from ${rows.from('u')} where l.tenant_id = u.tenant and l.nas_id = u.nas`,
    values: rows.values,
  });
}

/** Puts events of the engine into the outbox. */
export async function writeEvents(client: PoolClient, events: readonly EngineEvent[], nowMs: number): Promise<void> {
  if (events.length === 0) return;
  await client.query({
    name: 'aaa-events',
    text: `insert into outbox (tenant_id, id, name, at, payload)
      select tenant_id, id, name, to_timestamp($2::float8 / 1000), payload from jsonb_to_recordset($1::jsonb) as e(tenant_id uuid, id uuid, name text, payload jsonb)`,
    values: [JSON.stringify(events), nowMs],
  });
}

/** PostgreSQL keeps no NUL in text. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');
const optional = (text: string | null): string | null => (text === null ? null : storable(text));

export async function writeLogins(client: PoolClient, logins: readonly LoginRecord[]): Promise<void> {
  if (logins.length === 0) return;
  const rows = new Rows({
    tenant: 'uuid',
    id: 'uuid',
    at: 'float8',
    username: 'text',
    customer: 'uuid',
    nas: 'uuid',
    nas_name: 'text',
    station: 'text',
    accepted: 'bool',
    reason: 'text',
    account: 'uuid',
    explanation: 'text',
    method: 'text',
    circuit: 'text',
    remote: 'text',
    port: 'text',
  });
  for (const login of logins)
    rows.add({
      tenant: login.tenantId,
      id: uuidv7(login.atMs),
      at: login.atMs,
      username: storable(login.username),
      customer: login.customerId,
      nas: login.nasId,
      nas_name: login.nasName,
      station: optional(login.callingStationId),
      accepted: login.accepted,
      reason: login.reason,
      // Lines that an older version left in the spool know less.
      account: login.accountId ?? null,
      explanation: optional(login.explanation ?? null),
      method: login.method ?? null,
      circuit: optional(login.circuitId ?? null),
      remote: optional(login.remoteId ?? null),
      port: optional(login.nasPortId ?? null),
    });
  await client.query({
    name: 'aaa-logins',
    text: `insert into auth_log (tenant_id, id, at, username, customer_id, nas_id, nas_name, calling_station_id, accepted, reason,
        account_id, explanation, method, circuit_id, remote_id, nas_port_id)
      select tenant, id, to_timestamp(at / 1000), username, customer, nas, nas_name, station, accepted, reason,
        account, explanation, method, circuit, remote, port from ${rows.from('u')}`,
    values: rows.values,
  });
}

/** Asks for the end of sessions whose place a newer login took; those that are over already are left alone. */
export async function writeTakeOvers(client: PoolClient, takeOvers: readonly TakeOverRecord[]): Promise<void> {
  if (takeOvers.length === 0) return;
  const rows = new Rows({
    tenant: 'uuid',
    account: 'uuid',
    customer: 'uuid',
    key: 'uuid',
    at: 'float8',
    reason: 'text',
  });
  for (const { tenantId, accountId, customerId, acctKey, atMs, reason } of takeOvers)
    rows.add({ tenant: tenantId, account: accountId, customer: customerId, key: acctKey, at: atMs, reason });
  await client.query({
    name: 'aaa-take-overs',
    text: `insert into outbox (tenant_id, id, name, at, payload)
      select u.tenant, uuidv7(), 'radius.disconnect-requested', to_timestamp(u.at / 1000), jsonb_build_object('accountId', u.account,
        'customerId', u.customer, 'sessionId', s.id, 'coaId', null, 'reason', u.reason)
      from ${rows.from('u')} join radius_session s on s.tenant_id = u.tenant and s.acct_key = u.key where s.stopped_at is null`,
    values: rows.values,
  });
}

/** The reason of an accept, and of a reject that an earlier version counted without one. */
const accepted = 'accepted';
const unnamed = 'no reason recorded';

function loginsOf({ accepts, rejects, reasons }: CountsRecord): { reason: string; accepts: number; rejects: number }[] {
  const named = Object.entries(reasons ?? (rejects > 0 ? { [unnamed]: rejects } : {}));
  return [
    ...(accepts > 0 ? [{ reason: accepted, accepts, rejects: 0 }] : []),
    ...named.map(([reason, refused]) => ({ reason, accepts: 0, rejects: refused })),
  ];
}

const countLogins = (table: 'auth_minute' | 'auth_hour', unit: 'minute' | 'hour', from: string) => `
  insert into ${table} (tenant_id, ${unit}, nas_id, reason, accepts, rejects)
  select tenant, date_trunc('${unit}', to_timestamp(at / 1000)) as ${unit}, nas, reason, sum(accepts)::int, sum(rejects)::int from ${from}
  group by 1, 2, 3, 4 order by 1, 2, 3, 4
  on conflict (tenant_id, ${unit}, nas_id, reason) do update set accepts = ${table}.accepts + excluded.accepts,
    rejects = ${table}.rejects + excluded.rejects`;

export async function writeCounts(client: PoolClient, counts: readonly CountsRecord[]): Promise<void> {
  if (counts.length === 0) return;
  const logins = new Rows({
    tenant: 'uuid',
    nas: 'uuid',
    at: 'float8',
    reason: 'text',
    accepts: 'int4',
    rejects: 'int4',
  });
  const signs = new Rows({ tenant: 'uuid', nas: 'uuid', at: 'float8', seen: 'bool', problem: 'text' });
  for (const count of counts) {
    const { tenantId, nasId, atMs, seen, problem } = count;
    signs.add({ tenant: tenantId, nas: nasId, at: atMs, seen, problem });
    for (const login of loginsOf(count)) logins.add({ tenant: tenantId, nas: nasId, at: atMs, ...login });
  }
  const { values } = logins;
  await Promise.all([
    ...(logins.length === 0
      ? []
      : [
          client.query({
            name: 'aaa-minutes',
            text: countLogins('auth_minute', 'minute', logins.from('u')),
            values: values.slice(),
          }),
          client.query({ name: 'aaa-hours', text: countLogins('auth_hour', 'hour', logins.from('u')), values }),
        ]),
    client.query({
      name: 'aaa-seen',
      text: `update nas_load l set last_seen_at = greatest(last_seen_at, seen_at), last_problem = coalesce(u.problem, last_problem),
          last_problem_at = coalesce(problem_at, last_problem_at)
        from (select tenant, nas, max(to_timestamp(at / 1000)) filter (where seen) as seen_at,
            max(to_timestamp(at / 1000)) filter (where problem is not null) as problem_at,
            (array_agg(problem order by at desc) filter (where problem is not null))[1] as problem
          from ${signs.from('u')} group by tenant, nas) u
        where l.tenant_id = u.tenant and l.nas_id = u.nas`,
      values: signs.values,
    }),
  ]);
}
