import { sql } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { type Run, workflow } from '#kernel/durable.ts';
import { askPaced, type DynamicAuthAnswer, dynamicAuthTarget } from '#protocols/radius/dynamic-auth-client.ts';
import { probeTargets } from './coa-target.ts';
import { radius } from './contract.ts';
import { sessionPolicyOf } from './session-policy.ts';
import { sessionProbe } from './session-rules/tables.ts';
import { engineIsListening, whatItProves } from './watchdog-rules.ts';

/** Sessions asked after in one run: what a router can bear beside its work. */
const mostProbes = 300;

interface Silent extends Record<string, unknown> {
  id: string;
  nas_id: string;
  updated: Date | string;
}
interface Found {
  sessions: { id: string; nasId: string }[];
  /** Sessions silent since before this have been given up by any rule. */
  hopelessSince: string;
  silentSince: string;
}

/**
 * Live sessions that missed more reports than the ISP allows. None while the engine itself was not listening, or has records
 * it has not counted: then the silence is its own. One whose NAS said that it lives is not asked after again for as long.
 */
async function findSilent(ctx: AnyCtx): Promise<Found> {
  const { presumeAfterReports, interimSeconds } = await sessionPolicyOf(ctx);
  const allowedMs = presumeAfterReports * interimSeconds * 1000;
  const now = ctx.now.epochMilliseconds;
  const at = (ms: number) => new Date(ms).toISOString();
  const found: Found = { sessions: [], silentSince: at(now - allowedMs), hopelessSince: at(now - 2 * allowedMs) };
  const { rows: nodes } = await ctx.db.execute<{ started: number; seen: number; backlog: number }>(sql`
    select (extract(epoch from started_at) * 1000)::float8 as started, (extract(epoch from seen_at) * 1000)::float8 as seen, backlog_bytes as backlog
    from aaa_node order by seen_at desc limit 1`);
  const [node] = nodes;
  if (
    !node ||
    !engineIsListening({ startedMs: node.started, seenMs: node.seen, backlogBytes: node.backlog }, now, allowedMs)
  )
    return found;
  const { rows } = await ctx.db.execute<Silent>(sql`
    select s.id, s.nas_id, s.updated_at as updated from radius_session s left join session_probe p on p.session_id = s.id
    where s.stopped_at is null and s.updated_at < ${found.silentSince}::timestamptz
      and (p.asked_at is null or p.asked_at < ${found.silentSince}::timestamptz or p.asked_at < s.updated_at)
    order by s.started_at limit ${mostProbes}`);
  return { ...found, sessions: rows.map(({ id, nas_id: nasId }) => ({ id, nasId })) };
}

async function probe(run: Run, sessionIds: readonly string[]) {
  const targets = await run.inTenant((ctx) => probeTargets(ctx, sessionIds));
  const heard = new Map<string, DynamicAuthAnswer>();
  await askPaced(
    targets.map((target) => ({ key: target.id, target: dynamicAuthTarget(target) })),
    (id, answer) => heard.set(id, answer),
    { perSecond: 20, inFlight: 4, giveUpAfter: 3 },
  );
  return [...heard].map(([id, answer]) => ({ id, ...answer }));
}

/** Keeps what each NAS said, and ends what it proved to be gone, or what has been silent twice as long as allowed. */
async function conclude(ctx: AnyCtx, found: Found, answers: Awaited<ReturnType<typeof probe>>) {
  const nasOf = new Map(found.sessions.map(({ id, nasId }) => [id, nasId]));
  const said = answers.map(({ id, ...answer }) => ({ id, ...whatItProves(answer) }));
  if (said.length > 0)
    await ctx.db
      .insert(sessionProbe)
      .values(
        said.map(({ id, proves, words }) => ({
          sessionId: id,
          nasId: nasOf.get(id)!,
          askedAt: ctx.nowIso,
          answer: words,
          proves,
        })),
      )
      .onConflictDoUpdate({
        target: [sessionProbe.tenantId, sessionProbe.sessionId],
        set: { askedAt: ctx.nowIso, answer: sql`excluded.answer`, proves: sql`excluded.proves` },
      });
  const gone = said.filter(({ proves }) => proves === 'gone');
  const ended = await ctx.call(radius, 'presumeGone', {
    sessions: gone.map(({ id, words }) => ({ id, cause: words })),
    silentSince: found.silentSince,
  });
  const hopeless = said.filter(({ proves }) => proves === 'nothing');
  const givenUp = await ctx.call(radius, 'presumeGone', {
    sessions: hopeless.map(({ id, words }) => ({ id, cause: words })),
    silentSince: found.hopelessSince,
  });
  return {
    asked: said.length,
    alive: said.length - gone.length - hopeless.length,
    gone: ended.items.length,
    givenUp: givenUp.items.length,
  };
}

/**
 * Looks for ghosts: sessions nobody reports on. Their NAS is asked first, with a question that changes nothing; what it does
 * not know any more is ended, and a report that comes after all brings it back without counting twice.
 */
export const repairSessions = workflow<unknown>('repair-sessions', {
  title: 'Ask after sessions that fell silent',
  queue: 'network',
  schedule: '*/2 * * * *',
  async run(run) {
    const found = await run.effect('find', () => run.inTenant(findSilent));
    if (found.sessions.length === 0) return { asked: 0 };
    const answers = await run.effect('probe', () =>
      probe(
        run,
        found.sessions.map(({ id }) => id),
      ),
    );
    return run.step('conclude', (ctx) => conclude(ctx, found, answers), { attempts: 10 });
  },
});
