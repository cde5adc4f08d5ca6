import { inArray, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { invalid } from '#kernel/errors.ts';
import type { NasVendor, radius } from './contract.ts';
import { lowestId } from './rules.ts';
import { type nasProbe, radiusAccount } from './tables.ts';

type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mostMs = { minute: 2 * dayMs, hour: 400 * dayMs } as const;

function spanMsOf({ from, to }: { from: string; to: string }, bucket: keyof typeof mostMs): number {
  const spanMs = Date.parse(to) - Date.parse(from);
  if (spanMs <= 0) throw invalid('The end must come after the beginning.', 'to');
  if (spanMs > mostMs[bucket])
    throw invalid(`Ask for at most ${mostMs[bucket] / dayMs} days by the ${bucket}.`, 'from');
  return spanMs;
}
const atNas = (nasId: string | undefined): SQL => (nasId === undefined ? sql`` : sql`and nas_id = ${nasId}`);

interface Point extends Record<string, unknown> {
  at: Date | string;
  accepts: number;
  rejects: number;
}
/** Minutes without a login are left out. */
export async function logins(ctx: Pick<Ctx, 'db'>, { from, to, bucket, nasId }: Input<'logins'>) {
  spanMsOf({ from, to }, bucket);
  const [table, at] = bucket === 'minute' ? [sql`auth_minute`, sql`minute`] : [sql`auth_hour`, sql`hour`];
  const { rows } = await ctx.db.execute<Point>(sql`
    select ${at} as at, sum(accepts)::int as accepts, sum(rejects)::int as rejects from ${table}
    where ${at} >= date_trunc(${bucket}, ${from}::timestamptz) and ${at} < ${to}::timestamptz ${atNas(nasId)} group by 1 order by 1`);
  return { items: rows.map(({ at: when, ...counts }) => ({ at: new Date(when).toISOString(), ...counts })) };
}

interface Reason extends Record<string, unknown> {
  reason: string;
  rejects: number;
  before: number;
}
/** Up to six hours minute by minute, beyond by whole hours: there are sixty times fewer of them. */
const minutesUpToMs = 6 * hourMs;
export async function refusals(ctx: Pick<Ctx, 'db'>, { from, to, nasId }: Input<'refusals'>) {
  const spanMs = spanMsOf({ from, to }, 'hour');
  const [table, at, unit] =
    spanMs <= minutesUpToMs ? [sql`auth_minute`, sql`minute`, 'minute'] : [sql`auth_hour`, sql`hour`, 'hour'];
  const before = new Date(Date.parse(from) - spanMs).toISOString();
  const { rows } = await ctx.db.execute<Reason>(sql`
    select reason, coalesce(sum(rejects) filter (where not earlier), 0)::int as rejects,
      coalesce(sum(rejects) filter (where earlier), 0)::int as before
    from (select reason, rejects, ${at} < date_trunc(${unit}, ${from}::timestamptz) as earlier from ${table}
      where ${at} >= date_trunc(${unit}, ${before}::timestamptz) and ${at} < ${to}::timestamptz and rejects > 0 ${atNas(nasId)}) r
    group by reason order by rejects desc, before desc, reason`);
  return { items: rows.map(({ before: previousRejects, ...row }) => ({ ...row, previousRejects })) };
}

interface Health extends Record<string, unknown> {
  id: string;
  name: string;
  address: string;
  vendor: NasVendor;
  seen: Date | string | null;
  measured: Date | string | null;
  problem: string | null;
  problem_at: Date | string | null;
  online: number;
  down: number;
  up: number;
  accepts: number;
  rejects: number;
  acks: number;
  naks: number;
  timeouts: number;
  outcome: (typeof nasProbe.$inferSelect)['outcome'] | null;
  round_trip: number | null;
  probed: Date | string | null;
}
const instantOf = (at: Date | string | null) => (at === null ? null : new Date(at).toISOString());

/** Sums over minutes of the last hour and requests of the last day, each read once for all devices. */
export async function nasHealth(ctx: Pick<Ctx, 'db' | 'now' | 'nowIso'>) {
  const { rows } = await ctx.db.execute<Health>(sql`
    select n.id, n.name, n.address, n.vendor, l.last_seen_at as seen, l.measured_at as measured, l.last_problem as problem,
      l.last_problem_at as problem_at, coalesce(l.live_sessions, 0) as online, coalesce(l.download_bps, 0)::int8 as down,
      coalesce(l.upload_bps, 0)::int8 as up, coalesce(m.accepts, 0)::int as accepts, coalesce(m.rejects, 0)::int as rejects,
      coalesce(c.acks, 0)::int as acks, coalesce(c.naks, 0)::int as naks, coalesce(c.timeouts, 0)::int as timeouts,
      p.outcome, p.round_trip_ms as round_trip, p.requested_at as probed
    from nas n
      left join nas_load l on l.nas_id = n.id
      left join (select nas_id, sum(accepts) as accepts, sum(rejects) as rejects from auth_minute
        where minute > ${ctx.nowIso}::timestamptz - interval '1 hour' group by nas_id) m on m.nas_id = n.id
      left join (select nas_id, count(*) filter (where outcome = 'ack') as acks, count(*) filter (where outcome = 'nak') as naks,
          count(*) filter (where outcome = 'timeout') as timeouts
        from coa_request where id >= ${lowestId(ctx.now.epochMilliseconds - dayMs)}::uuid group by nas_id) c on c.nas_id = n.id
      left join lateral (select outcome, round_trip_ms, requested_at from nas_probe where nas_id = n.id order by id desc limit 1) p on true
    order by n.name`);
  return {
    items: rows.map((row) => ({
      id: row.id,
      name: row.name,
      address: row.address,
      vendor: row.vendor,
      lastSeenAt: instantOf(row.seen),
      measuredAt: instantOf(row.measured),
      lastProblem: row.problem,
      lastProblemAt: instantOf(row.problem_at),
      liveSessions: row.online,
      downloadBps: row.down,
      uploadBps: row.up,
      acceptsLastHour: row.accepts,
      rejectsLastHour: row.rejects,
      coaAcks: row.acks,
      coaNaks: row.naks,
      coaTimeouts: row.timeouts,
      probeOutcome: row.outcome,
      probeRoundTripMs: row.round_trip,
      probedAt: instantOf(row.probed),
    })),
  };
}

export async function loginNames(ctx: Pick<Ctx, 'db'>, ids: readonly string[]) {
  const { id, username, customerId, customerName } = radiusAccount;
  const items = await ctx.db
    .select({ id, username, customerId, customerName })
    .from(radiusAccount)
    .where(inArray(id, [...ids]));
  return { items };
}
