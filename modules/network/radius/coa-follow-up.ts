import { eq, inArray, lte } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { type CoaRow, type CoaView, coaView } from './coa.ts';
import { type FollowUp, verify } from './coa-rules.ts';
import type { radius } from './contract.ts';
import { sessionPolicyOf } from './session-policy.ts';
import { coaRequest, radiusSession } from './tables.ts';

type Events = EventsOf<typeof radius>;
type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;
type FollowUpCtx = Ctx<Events, 'radius.coa-verified'>;

export async function isFollowUpDue(ctx: Pick<Ctx, 'db' | 'nowIso'>): Promise<boolean> {
  const due = await ctx.db
    .select({ id: coaRequest.id })
    .from(coaRequest)
    .where(lte(coaRequest.followUpAt, ctx.nowIso))
    .limit(1);
  return due.length > 0;
}

/** Settles what can be settled of the requests that are due; answers those that have to be asked again. */
export async function followUpCoa(ctx: FollowUpCtx, { limit }: Input<'followUpCoa'>) {
  const due = await ctx.db
    .select()
    .from(coaRequest)
    .where(lte(coaRequest.followUpAt, ctx.nowIso))
    .orderBy(coaRequest.followUpAt)
    .limit(limit)
    .for('update', { skipLocked: true });
  if (due.length === 0) return { items: [] };
  const sessions = await ctx.db
    .select({ id: radiusSession.id, updatedAt: radiusSession.updatedAt, stoppedAt: radiusSession.stoppedAt })
    .from(radiusSession)
    .where(
      inArray(
        radiusSession.id,
        due.flatMap(({ sessionId }) => sessionId ?? []),
      ),
    );
  const { interimSeconds } = await sessionPolicyOf(ctx);
  const again: CoaView[] = [];
  for (const row of due) {
    const session = sessions.find(({ id }) => id === row.sessionId);
    const found = judge(row, session, ctx.now.epochMilliseconds, interimSeconds);
    const after = await note(ctx, row, found);
    if (found.next === 'ask-again') again.push(coaView(after));
  }
  return { items: again };
}

function judge(
  row: CoaRow,
  session: { updatedAt: string; stoppedAt: string | null } | undefined,
  nowMs: number,
  interimSeconds: number,
): FollowUp {
  if (row.outcome === 'ack' && row.answeredAt !== null)
    return verify({ kind: row.kind, rounds: row.rounds, answeredAt: row.answeredAt }, session, nowMs, interimSeconds);
  const lives = session !== undefined && session.stoppedAt === null;
  return lives ? { next: 'ask-again', verification: 'none' } : { next: 'settled', verification: 'none' };
}

async function note(ctx: FollowUpCtx, row: CoaRow, found: FollowUp): Promise<CoaRow> {
  if (found.next === 'wait') {
    await ctx.db.update(coaRequest).set({ followUpAt: found.until }).where(eq(coaRequest.id, row.id));
    return row;
  }
  const { verification } = found;
  const [after] = await ctx.db
    .update(coaRequest)
    .set({ verification, verifiedAt: verification === 'none' ? null : ctx.nowIso, followUpAt: null })
    .where(eq(coaRequest.id, row.id))
    .returning();
  if (verification !== row.verification && verification !== 'none')
    await ctx.emit('radius.coa-verified', { coaId: row.id, customerId: row.customerId, kind: row.kind, verification });
  return after!;
}
