import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { lineSpeed } from './coa-rules.ts';
import type { radius } from './contract.ts';
import { coaRequest, nas, radiusAccount, radiusSession } from './tables.ts';

type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;
type TargetView = Returned<(typeof radius)['operations']['coaTargets']['out']>['items'][number];

/** Asked, or to be asked again; a settled request is never sent. */
export const isOpen = or(
  inArray(coaRequest.outcome, ['pending', 'timeout']),
  and(eq(coaRequest.outcome, 'ack'), eq(coaRequest.verification, 'contradicted')),
);

/** The sessions of these requests that still live, at NASes that are still there; secrets in clear. */
export async function coaTargets(ctx: Pick<Ctx, 'db' | 'secrets' | 'tenant'>, { ids }: Input<'coaTargets'>) {
  if (ids.length === 0) return { items: [] };
  const found = await ctx.db
    .select({ request: coaRequest, session: radiusSession, nas, account: radiusAccount })
    .from(coaRequest)
    .innerJoin(radiusSession, eq(radiusSession.id, coaRequest.sessionId))
    .innerJoin(nas, eq(nas.id, coaRequest.nasId))
    .leftJoin(radiusAccount, eq(radiusAccount.id, coaRequest.accountId))
    .where(and(inArray(coaRequest.id, ids), isOpen, isNull(radiusSession.stoppedAt)));
  return {
    items: found.map(({ request, account, ...rest }) =>
      targetOf(ctx, request.id, request.kind, rest, speedWanted(request, account)),
    ),
  };
}

type Account = typeof radiusAccount.$inferSelect;
function speedWanted(request: typeof coaRequest.$inferSelect, account: Account | null) {
  const { downloadKbps, uploadKbps } = request;
  if (downloadKbps !== null && uploadKbps !== null) return { downloadKbps, uploadKbps, shaping: null };
  return account === null ? null : lineSpeed(account);
}

interface Found {
  session: typeof radiusSession.$inferSelect;
  nas: typeof nas.$inferSelect;
}
function targetOf(
  ctx: Pick<Ctx, 'secrets' | 'tenant'>,
  id: string,
  kind: TargetView['kind'],
  { session, nas: its }: Found,
  speed: ReturnType<typeof speedWanted>,
): TargetView {
  return {
    id,
    kind,
    nasId: its.id,
    vendor: its.vendor,
    address: its.address,
    coaPort: its.coaPort,
    sharedSecret: ctx.secrets.open(ctx.tenant.id, its.sharedSecret),
    username: session.username,
    acctSessionId: session.acctSessionId,
    framedIpAddress: session.framedIpAddress,
    callingStationId: session.callingStationId,
    downloadKbps: speed?.downloadKbps ?? null,
    uploadKbps: speed?.uploadKbps ?? null,
    shaping: speed?.shaping ?? null,
  };
}

/**
 * A probe of each of these live sessions: a change to the speed it has already. A session that was given a speed of its own
 * is told that one again.
 */
export async function probeTargets(
  ctx: Pick<Ctx, 'db' | 'secrets' | 'tenant'>,
  sessionIds: readonly string[],
): Promise<TargetView[]> {
  if (sessionIds.length === 0) return [];
  const own = ctx.db
    .selectDistinctOn([coaRequest.sessionId], {
      sessionId: coaRequest.sessionId,
      downloadKbps: coaRequest.downloadKbps,
      uploadKbps: coaRequest.uploadKbps,
    })
    .from(coaRequest)
    .where(
      and(
        inArray(coaRequest.sessionId, [...sessionIds]),
        eq(coaRequest.kind, 'change_speed'),
        eq(coaRequest.outcome, 'ack'),
      ),
    )
    .orderBy(coaRequest.sessionId, sql`${coaRequest.id} desc`)
    .as('own');
  const found = await ctx.db
    .select({
      session: radiusSession,
      nas,
      account: radiusAccount,
      download: own.downloadKbps,
      upload: own.uploadKbps,
    })
    .from(radiusSession)
    .innerJoin(nas, eq(nas.id, radiusSession.nasId))
    .leftJoin(radiusAccount, eq(radiusAccount.id, radiusSession.accountId))
    .leftJoin(own, eq(own.sessionId, radiusSession.id))
    .where(and(inArray(radiusSession.id, [...sessionIds]), isNull(radiusSession.stoppedAt)));
  return found.map(({ account, download, upload, ...rest }) => {
    const ofItsOwn = download !== null && upload !== null;
    const speed = ofItsOwn
      ? { downloadKbps: download, uploadKbps: upload, shaping: null }
      : account === null
        ? null
        : lineSpeed(account);
    return targetOf(ctx, rest.session.id, 'probe', rest, speed);
  });
}
