import { and, desc, eq, gt, inArray, isNull, lt } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import type { CoaKind, radius } from './contract.ts';
import { whyNotDisconnect } from './rules.ts';
import { coaRequest, radiusAccount, radiusSession } from './tables.ts';

type Events = EventsOf<typeof radius>;
export type CoaRow = typeof coaRequest.$inferSelect;
type Session = typeof radiusSession.$inferSelect;
export type CoaView = Returned<(typeof radius)['operations']['answerCoa']['out']>;
type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;

export const coaView = ({
  tenantId: _tenant,
  nasId: _nas,
  accountId: _account,
  rounds: _rounds,
  ...row
}: CoaRow): CoaView => row;
/** A second press of the button within this time means the first. */
const sameRequestMs = 30_000;

const Position = z.tuple([z.uuid()]);
export async function listCoa(ctx: Pick<Ctx, 'db'>, input: Input<'listCoa'>) {
  const { customerId, sessionId, rolloutId, outcome, failed, cursor, limit } = input;
  const after = readCursor(cursor, Position);
  const rows = await ctx.db
    .select()
    .from(coaRequest)
    .where(
      and(
        customerId ? eq(coaRequest.customerId, customerId) : undefined,
        sessionId ? eq(coaRequest.sessionId, sessionId) : undefined,
        rolloutId ? eq(coaRequest.rolloutId, rolloutId) : undefined,
        outcome ? eq(coaRequest.outcome, outcome) : undefined,
        failed ? inArray(coaRequest.outcome, ['nak', 'timeout']) : undefined,
        after ? lt(coaRequest.id, after[0]) : undefined,
      ),
    )
    .orderBy(desc(coaRequest.id))
    .limit(limit + 1);
  return pageOf(rows, limit, coaView, (row) => [row.id]);
}

interface Wish {
  kind: CoaKind;
  reason: string;
  requestedAt: string;
  downloadKbps?: number;
  uploadKbps?: number;
  rolloutId?: string;
  fallbackOf?: string;
}

const newRequest = (
  wish: Wish,
  session: Pick<Session, 'id' | 'accountId' | 'customerId' | 'username' | 'nasId' | 'nasName'>,
) => ({
  ...wish,
  id: uuidv7(Date.parse(wish.requestedAt)),
  sessionId: session.id,
  accountId: session.accountId,
  customerId: session.customerId,
  username: session.username,
  nasId: session.nasId,
  nasName: session.nasName,
});

export async function openRequest(ctx: Pick<Ctx, 'db'>, wish: Wish, session: Session): Promise<CoaRow> {
  const [row] = await ctx.db.insert(coaRequest).values(newRequest(wish, session)).returning();
  return row!;
}

async function liveSession(ctx: Pick<Ctx, 'db'>, id: string): Promise<Session> {
  const [session] = await ctx.db.select().from(radiusSession).where(eq(radiusSession.id, id));
  if (!session) throw notFound('session');
  const over = whyNotDisconnect(session);
  if (over) throw conflict(over);
  return session;
}

/** The same wish, still without an answer, and not long ago. */
async function underWay(ctx: Pick<Ctx, 'db' | 'now'>, sessionId: string, kind: CoaKind): Promise<CoaRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(coaRequest)
    .where(
      and(
        eq(coaRequest.sessionId, sessionId),
        eq(coaRequest.kind, kind),
        eq(coaRequest.outcome, 'pending'),
        gt(coaRequest.requestedAt, new Date(ctx.now.epochMilliseconds - sameRequestMs).toISOString()),
      ),
    )
    .orderBy(desc(coaRequest.id))
    .limit(1);
  return row;
}

/** An operator's wish to end one session; the answer comes with `radius.coa-answered`. */
export async function disconnect(
  ctx: Ctx<Events, 'radius.disconnect-requested'>,
  { id, reason }: Input<'disconnect'>,
): Promise<CoaView> {
  const session = await liveSession(ctx, id);
  const running = await underWay(ctx, id, 'disconnect');
  if (running) return coaView(running);
  const row = await openRequest(ctx, { kind: 'disconnect', reason, requestedAt: ctx.nowIso }, session);
  ctx.changed({ type: 'radius-session', id, after: { coaRequestId: row.id, reason } });
  const { accountId, customerId } = session;
  await ctx.emit('radius.disconnect-requested', { accountId, customerId, sessionId: id, coaId: row.id, reason });
  return coaView(row);
}

/** An operator's wish for another speed of one session: it ends with the session, for the login stays as it is. */
export async function changeSessionSpeed(
  ctx: Ctx<Events, 'radius.speed-requested'>,
  { id, ...wish }: Input<'changeSessionSpeed'>,
): Promise<CoaView> {
  const session = await liveSession(ctx, id);
  const running = await underWay(ctx, id, 'change_speed');
  if (running?.downloadKbps === wish.downloadKbps && running.uploadKbps === wish.uploadKbps) return coaView(running);
  const row = await openRequest(ctx, { ...wish, kind: 'change_speed', requestedAt: ctx.nowIso }, session);
  ctx.changed({ type: 'radius-session', id, after: { coaRequestId: row.id, ...wish } });
  await ctx.emit('radius.speed-requested', { sessionId: id, customerId: session.customerId, coaId: row.id });
  return coaView(row);
}

/** A request to each live session of these logins, for a run that sends them itself. */
export async function openSpeedChanges(
  ctx: Pick<Ctx, 'db' | 'nowIso'>,
  accountIds: readonly string[],
  { reason, rolloutId }: { reason: string; rolloutId: string },
): Promise<CoaView[]> {
  if (accountIds.length === 0) return [];
  const sessions = await ctx.db
    .select()
    .from(radiusSession)
    .where(and(inArray(radiusSession.accountId, [...accountIds]), isNull(radiusSession.stoppedAt)))
    .orderBy(radiusSession.id);
  if (sessions.length === 0) return [];
  const wish = { kind: 'change_speed', reason, rolloutId, requestedAt: ctx.nowIso } as const;
  const rows = await ctx.db
    .insert(coaRequest)
    .values(sessions.map((session) => newRequest(wish, session)))
    .returning();
  return rows.map(coaView);
}

/** One request for each live session of the account, or for the one named; when there is none, that is put on record too. */
export async function openCoa(
  ctx: Ctx<Events, 'radius.coa-requested' | 'radius.coa-answered'>,
  { accountId, sessionId, ...wish }: Input<'openCoa'>,
) {
  const sessions = await ctx.db
    .select()
    .from(radiusSession)
    .where(
      and(
        eq(radiusSession.accountId, accountId),
        sessionId === null ? undefined : eq(radiusSession.id, sessionId),
        isNull(radiusSession.stoppedAt),
      ),
    )
    .orderBy(radiusSession.id);
  if (sessions.length === 0) return { items: await recordNoSession(ctx, wish, accountId) };
  const items: CoaView[] = [];
  for (const session of sessions) {
    const row = await openRequest(ctx, wish, session);
    await ctx.emit('radius.coa-requested', { coaId: row.id, customerId: row.customerId });
    items.push(coaView(row));
  }
  return { items };
}

async function recordNoSession(
  ctx: Ctx<Events, 'radius.coa-answered'>,
  wish: Wish,
  accountId: string,
): Promise<CoaView[]> {
  const [account] = await ctx.db.select().from(radiusAccount).where(eq(radiusAccount.id, accountId));
  // A login that is gone and was not on line leaves nothing to tell.
  if (!account) return [];
  const { customerId, username } = account;
  const [row] = await ctx.db
    .insert(coaRequest)
    .values({
      ...wish,
      id: uuidv7(Date.parse(wish.requestedAt)),
      accountId,
      customerId,
      username,
      nasName: '',
      outcome: 'no_session',
      answeredAt: wish.requestedAt,
    })
    .returning();
  await ctx.emit('radius.coa-answered', { coaId: row!.id, customerId, kind: wish.kind, outcome: 'no_session' });
  return [coaView(row!)];
}
