import { and, eq, inArray } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import { type CoaRow, type CoaView, coaView, openRequest } from './coa.ts';
import { firstVerification, followUpAfter, saysGone, wantsFallback } from './coa-rules.ts';
import { isOpen } from './coa-target.ts';
import type { radius } from './contract.ts';
import { presumeGone } from './presume.ts';
import { sessionPolicyOf } from './session-policy.ts';
import { coaRequest, radiusSession } from './tables.ts';

type Events = EventsOf<typeof radius>;
type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;
type Answer = Input<'answerCoas'>['answers'][number];
type AnswerCtx = Ctx<Events, 'radius.coa-answered'>;

/** Younger sessions may not be known to every part of their NAS yet. */
const believedGoneAfterMs = 60_000;
const goneCause = 'NAS no longer knows it';

export async function answerCoa(ctx: AnswerCtx, answer: Input<'answerCoa'>): Promise<CoaView> {
  const { items } = await answerCoas(ctx, { answers: [answer] });
  const [row] = items;
  if (!row) throw notFound('CoA request');
  return row;
}

/** Records answers once each; a repeated report of one changes nothing. */
export async function answerCoas(ctx: AnswerCtx, { answers }: Input<'answerCoas'>) {
  if (answers.length === 0) return { items: [] };
  const ids = answers.map(({ id }) => id);
  const rows = await ctx.db.select().from(coaRequest).where(inArray(coaRequest.id, ids)).for('update');
  const policy = await sessionPolicyOf(ctx);
  const open = new Set(
    (
      await ctx.db
        .select({ id: coaRequest.id })
        .from(coaRequest)
        .where(and(inArray(coaRequest.id, ids), isOpen))
    ).map(({ id }) => id),
  );
  const items: CoaView[] = [];
  const unknown: string[] = [];
  for (const answer of answers) {
    const before = rows.find(({ id }) => id === answer.id);
    if (!before) continue;
    if (!open.has(before.id)) {
      items.push(coaView(before));
      continue;
    }
    const after = await record(ctx, before, answer, policy.interimSeconds);
    if (after.sessionId !== null && saysGone(after.errorCause)) unknown.push(after.sessionId);
    items.push(coaView(wantsFallback(after, policy.coaFallback) ? await fallBack(ctx, after) : after));
  }
  await endUnknown(ctx, unknown);
  return { items };
}

async function record(ctx: AnswerCtx, before: CoaRow, answer: Answer, interimSeconds: number): Promise<CoaRow> {
  const { outcome, errorCause, errorCauseText } = answer;
  const rounds = before.rounds + 1;
  const verification = firstVerification(outcome, before.kind, errorCause);
  const change = {
    outcome,
    errorCause,
    errorCauseText,
    rounds,
    verification,
    attempts: before.attempts + answer.attempts,
    answeredAt: ctx.nowIso,
    verifiedAt: verification === 'confirmed' ? ctx.nowIso : null,
    followUpAt: followUpAfter({ outcome, rounds }, ctx.now.epochMilliseconds, interimSeconds),
  };
  const [after] = await ctx.db.update(coaRequest).set(change).where(eq(coaRequest.id, before.id)).returning();
  ctx.changed({ type: 'coa-request', id: before.id, after: { outcome, errorCause, errorCauseText, rounds } });
  await ctx.emit('radius.coa-answered', {
    coaId: before.id,
    customerId: before.customerId,
    kind: before.kind,
    outcome,
  });
  return after!;
}

/** The Disconnect in place of a change that failed; whoever sent the change sends this next. */
async function fallBack(ctx: AnswerCtx, failed: CoaRow): Promise<CoaRow> {
  if (failed.sessionId === null) return failed;
  const [session] = await ctx.db.select().from(radiusSession).where(eq(radiusSession.id, failed.sessionId));
  if (!session || session.stoppedAt !== null) return failed;
  const why = failed.outcome === 'nak' ? `refused: ${failed.errorCauseText ?? 'no reason given'}` : 'not answered';
  const instead = await openRequest(
    ctx,
    {
      kind: 'disconnect',
      reason: `${failed.reason}; the change was ${why}`.slice(0, 300),
      requestedAt: ctx.nowIso,
      fallbackOf: failed.id,
      ...(failed.rolloutId === null ? {} : { rolloutId: failed.rolloutId }),
    },
    session,
  );
  const [linked] = await ctx.db
    .update(coaRequest)
    .set({ fallbackId: instead.id })
    .where(eq(coaRequest.id, failed.id))
    .returning();
  return linked!;
}

async function endUnknown(ctx: AnswerCtx, sessionIds: readonly string[]): Promise<void> {
  if (sessionIds.length === 0) return;
  await presumeGone(ctx, {
    sessions: sessionIds.map((id) => ({ id, cause: goneCause })),
    silentSince: new Date(ctx.now.epochMilliseconds - believedGoneAfterMs).toISOString(),
  });
}
