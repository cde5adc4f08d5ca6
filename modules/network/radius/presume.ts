import { and, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import type { radius } from './contract.ts';
import { sessionProbe } from './session-rules/tables.ts';
import { sessionsById } from './sessions.ts';
import { radiusSession } from './tables.ts';

type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;

/**
 * Says of sessions that they are over. The AAA engine alone writes sessions: it ends them within seconds, counts them once,
 * and brings one back when its NAS reports it after all.
 */
export async function presumeGone(
  ctx: Pick<Ctx, 'db' | 'now' | 'nowIso' | 'changed'>,
  { sessions, silentSince }: Input<'presumeGone'>,
) {
  if (sessions.length === 0) return { items: [] };
  const causes = new Map(sessions.map(({ id, cause }) => [id, cause]));
  const live = await ctx.db
    .select({ id: radiusSession.id, nasId: radiusSession.nasId })
    .from(radiusSession)
    .where(
      and(
        inArray(radiusSession.id, [...causes.keys()]),
        isNull(radiusSession.stoppedAt),
        lt(radiusSession.updatedAt, silentSince),
      ),
    )
    .orderBy(radiusSession.id);
  if (live.length === 0) return { items: [] };
  await ctx.db
    .insert(sessionProbe)
    .values(
      live.map(({ id, nasId }) => ({
        sessionId: id,
        nasId,
        askedAt: ctx.nowIso,
        answer: causes.get(id)!,
        proves: 'gone' as const,
        isGivenUp: true,
        silentSince,
      })),
    )
    .onConflictDoUpdate({
      target: [sessionProbe.tenantId, sessionProbe.sessionId],
      set: { askedAt: ctx.nowIso, answer: sql`excluded.answer`, isGivenUp: true, silentSince },
    });
  for (const { id } of live) ctx.changed({ type: 'radius-session', id, after: { presumedOver: causes.get(id)! } });
  return {
    items: await sessionsById(
      ctx,
      live.map(({ id }) => id),
    ),
  };
}
