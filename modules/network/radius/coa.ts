import { and, desc, eq, gt, isNull, lt } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import type { CoaKind, NasVendor, radius } from './contract.ts';
import { whyNotDisconnect } from './rules.ts';
import { coaRequest, nas, radiusAccount, radiusSession } from './tables.ts';

type Events = EventsOf<typeof radius>;
type Row = typeof coaRequest.$inferSelect;
type Session = typeof radiusSession.$inferSelect;
type CoaView = Returned<(typeof radius)['operations']['answerCoa']['out']>;
type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;

export const coaView = ({ tenantId: _tenant, nasId: _nas, accountId: _account, ...row }: Row): CoaView => row;
const view = coaView;
/** A second press of the button within this time means the first. */
const sameRequestMs = 30_000;

const Position = z.tuple([z.uuid()]);
export async function listCoa(ctx: Pick<Ctx, 'db'>, { customerId, sessionId, cursor, limit }: Input<'listCoa'>) {
  const after = readCursor(cursor, Position);
  const rows = await ctx.db
    .select()
    .from(coaRequest)
    .where(
      and(
        customerId ? eq(coaRequest.customerId, customerId) : undefined,
        sessionId ? eq(coaRequest.sessionId, sessionId) : undefined,
        after ? lt(coaRequest.id, after[0]) : undefined,
      ),
    )
    .orderBy(desc(coaRequest.id))
    .limit(limit + 1);
  return pageOf(rows, limit, view, (row) => [row.id]);
}

interface Wish {
  kind: CoaKind;
  reason: string;
  requestedAt: string;
}

async function open(ctx: Pick<Ctx, 'db'>, { kind, reason, requestedAt }: Wish, session: Session): Promise<Row> {
  const [row] = await ctx.db
    .insert(coaRequest)
    .values({
      id: uuidv7(Date.parse(requestedAt)),
      kind,
      sessionId: session.id,
      accountId: session.accountId,
      customerId: session.customerId,
      username: session.username,
      nasId: session.nasId,
      nasName: session.nasName,
      reason,
      requestedAt,
    })
    .returning();
  return row!;
}

/** An operator's wish to end one session; the answer comes with `radius.coa-answered`. */
export async function disconnect(
  ctx: Ctx<Events, 'radius.disconnect-requested'>,
  { id, reason }: Input<'disconnect'>,
): Promise<CoaView> {
  const [session] = await ctx.db.select().from(radiusSession).where(eq(radiusSession.id, id));
  if (!session) throw notFound('session');
  const over = whyNotDisconnect(session);
  if (over) throw conflict(over);
  const [running] = await ctx.db
    .select()
    .from(coaRequest)
    .where(
      and(
        eq(coaRequest.sessionId, id),
        eq(coaRequest.kind, 'disconnect'),
        eq(coaRequest.outcome, 'pending'),
        gt(coaRequest.requestedAt, new Date(ctx.now.epochMilliseconds - sameRequestMs).toISOString()),
      ),
    )
    .limit(1);
  if (running) return view(running);
  const row = await open(ctx, { kind: 'disconnect', reason, requestedAt: ctx.nowIso }, session);
  ctx.changed({ type: 'radius-session', id, after: { coaRequestId: row.id, reason } });
  const { accountId, customerId } = session;
  await ctx.emit('radius.disconnect-requested', { accountId, customerId, sessionId: id, coaId: row.id, reason });
  return view(row);
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
    const row = await open(ctx, wish, session);
    await ctx.emit('radius.coa-requested', { coaId: row.id, customerId: row.customerId });
    items.push(view(row));
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
  return [view(row!)];
}

/** Records an answer once; a repeated report of it changes nothing. */
export async function answerCoa(
  ctx: Ctx<Events, 'radius.coa-answered'>,
  { id, ...answer }: Input<'answerCoa'>,
): Promise<CoaView> {
  const [row] = await ctx.db
    .update(coaRequest)
    .set({ ...answer, answeredAt: ctx.nowIso })
    .where(and(eq(coaRequest.id, id), eq(coaRequest.outcome, 'pending')))
    .returning();
  if (!row) {
    const [earlier] = await ctx.db.select().from(coaRequest).where(eq(coaRequest.id, id));
    if (!earlier) throw notFound('CoA request');
    return view(earlier);
  }
  ctx.changed({ type: 'coa-request', id, after: answer });
  await ctx.emit('radius.coa-answered', {
    coaId: id,
    customerId: row.customerId,
    kind: row.kind,
    outcome: row.outcome,
  });
  return view(row);
}

/** What it takes to send a request. The secret in clear: never to be returned from a recorded step. */
export interface CoaTarget {
  kind: CoaKind;
  vendor: NasVendor;
  address: string;
  coaPort: number;
  sharedSecret: string;
  username: string;
  acctSessionId: string;
  framedIpAddress: string | null;
  callingStationId: string | null;
  downloadKbps: number | null;
  uploadKbps: number | null;
}

/** Undefined when there is nothing to send any more: answered, session over, or NAS removed. */
export async function coaTarget(
  ctx: Pick<Ctx, 'db' | 'secrets' | 'tenant'>,
  id: string,
): Promise<CoaTarget | undefined> {
  const [found] = await ctx.db
    .select({
      request: coaRequest,
      session: radiusSession,
      nas,
      account: { downloadKbps: radiusAccount.downloadKbps, uploadKbps: radiusAccount.uploadKbps },
    })
    .from(coaRequest)
    .innerJoin(radiusSession, eq(radiusSession.id, coaRequest.sessionId))
    .innerJoin(nas, eq(nas.id, coaRequest.nasId))
    .leftJoin(radiusAccount, eq(radiusAccount.id, coaRequest.accountId))
    .where(and(eq(coaRequest.id, id), eq(coaRequest.outcome, 'pending'), isNull(radiusSession.stoppedAt)));
  if (!found) return undefined;
  const { request, session, account } = found;
  return {
    kind: request.kind,
    vendor: found.nas.vendor,
    address: found.nas.address,
    coaPort: found.nas.coaPort,
    sharedSecret: ctx.secrets.open(ctx.tenant.id, found.nas.sharedSecret),
    username: session.username,
    acctSessionId: session.acctSessionId,
    framedIpAddress: session.framedIpAddress,
    callingStationId: session.callingStationId,
    downloadKbps: account?.downloadKbps ?? null,
    uploadKbps: account?.uploadKbps ?? null,
  };
}
