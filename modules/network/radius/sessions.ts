import {
  and,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  like,
  lt,
  lte,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import type { radius } from './contract.ts';
import { isWholeIpv4, likePattern, lowestId, prefixPattern } from './rules.ts';
import { sessionPolicyOf } from './session-policy.ts';
import { authLog, radiusAccount, radiusSession } from './tables.ts';

type Row = typeof radiusSession.$inferSelect;
type SessionView = Returned<(typeof radius)['operations']['listSessions']['out']>['items'][number];
type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;

/** Live sessions that have not reported since are stale. */
export async function staleBefore(ctx: Pick<Ctx, 'db' | 'now'>): Promise<string> {
  const { staleAfterReports, interimSeconds } = await sessionPolicyOf(ctx);
  return new Date(ctx.now.epochMilliseconds - staleAfterReports * interimSeconds * 1000).toISOString();
}

export const sessionView = (row: Row, staleBeforeIso: string): SessionView => ({
  id: row.id,
  acctSessionId: row.acctSessionId,
  username: row.username,
  accountId: row.accountId,
  subscriptionId: row.subscriptionId,
  customerId: row.customerId,
  customerName: row.customerName,
  nasId: row.nasId,
  nasName: row.nasName,
  nasPortId: row.nasPortId,
  callingStationId: row.callingStationId,
  framedIpAddress: row.framedIpAddress,
  framedIpv6Prefix: row.framedIpv6Prefix,
  delegatedIpv6Prefix: row.delegatedIpv6Prefix,
  startedAt: row.startedAt,
  updatedAt: row.updatedAt,
  stoppedAt: row.stoppedAt,
  stale: row.stoppedAt === null && row.updatedAt < staleBeforeIso,
  stopPresumed: row.stopPresumed,
  terminateCause: row.terminateCause,
  sessionSeconds: row.sessionSeconds,
  downloadBytes: row.downloadBytes,
  uploadBytes: row.uploadBytes,
  downloadBps: row.downloadBps,
  uploadBps: row.uploadBps,
});

const customersFound = 200;

/** Live sessions are searched inside words; past ones by user name, whole address, or the customer whose login it is. */
function found(ctx: Pick<Ctx, 'db'>, q: string, live: boolean): SQL | undefined {
  if (isWholeIpv4(q)) return eq(radiusSession.framedIpAddress, q);
  if (live) return like(radiusSession.search, likePattern(q));
  const theirs = ctx.db
    .select({ id: radiusAccount.customerId })
    .from(radiusAccount)
    .where(and(like(radiusAccount.search, likePattern(q)), isNotNull(radiusAccount.customerId)))
    .limit(customersFound);
  return or(like(radiusSession.username, prefixPattern(q)), inArray(radiusSession.customerId, theirs));
}

const Position = z.tuple([z.iso.datetime(), z.uuid()]);
export async function listSessions(
  ctx: Pick<Ctx, 'db' | 'now'>,
  { live, q, nasId, customerId, subscriptionId, accountId, stale, cursor, limit }: Input<'listSessions'>,
) {
  const staleSince = await staleBefore(ctx);
  const after = readCursor(cursor, Position);
  // The live list by start, the past by end: both as an index has them.
  const at = live ? radiusSession.startedAt : radiusSession.stoppedAt;
  const rows = await ctx.db
    .select(getTableColumns(radiusSession))
    .from(radiusSession)
    .where(
      and(
        live ? isNull(radiusSession.stoppedAt) : isNotNull(radiusSession.stoppedAt),
        nasId ? eq(radiusSession.nasId, nasId) : undefined,
        customerId ? eq(radiusSession.customerId, customerId) : undefined,
        subscriptionId ? eq(radiusSession.subscriptionId, subscriptionId) : undefined,
        accountId ? eq(radiusSession.accountId, accountId) : undefined,
        stale ? lt(radiusSession.updatedAt, staleSince) : undefined,
        q ? found(ctx, q, live) : undefined,
        after ? sql`(${at}, ${radiusSession.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : undefined,
      ),
    )
    .orderBy(desc(at), desc(radiusSession.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => sessionView(row, staleSince),
    (row) => [(live ? row.startedAt : row.stoppedAt) ?? '', row.id],
  );
}

/** The latest live sessions of each of several customers. */
export async function sessionsOf(ctx: Pick<Ctx, 'db' | 'now'>, { customerIds, each }: Input<'sessionsOf'>) {
  const place = sql<number>`row_number() over (partition by ${radiusSession.customerId} order by ${radiusSession.startedAt} desc)`;
  const ranked = ctx.db
    .select({ id: radiusSession.id, place: place.as('place') })
    .from(radiusSession)
    .where(and(isNull(radiusSession.stoppedAt), inArray(radiusSession.customerId, customerIds)))
    .as('ranked');
  const latest = ctx.db.select({ id: ranked.id }).from(ranked).where(lte(ranked.place, each));
  const rows = await ctx.db
    .select()
    .from(radiusSession)
    .where(inArray(radiusSession.id, latest))
    .orderBy(desc(radiusSession.startedAt));
  const staleSince = await staleBefore(ctx);
  return { items: rows.map((row) => sessionView(row, staleSince)) };
}

export async function sessionsById(ctx: Pick<Ctx, 'db' | 'now'>, ids: readonly string[]): Promise<SessionView[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.db
    .select()
    .from(radiusSession)
    .where(inArray(radiusSession.id, [...ids]))
    .orderBy(radiusSession.id);
  const staleSince = await staleBefore(ctx);
  return rows.map((row) => sessionView(row, staleSince));
}

export async function getSession(ctx: Pick<Ctx, 'db' | 'now'>, id: string): Promise<SessionView> {
  const [row] = await ctx.db.select().from(radiusSession).where(eq(radiusSession.id, id));
  if (!row) throw notFound('session');
  return sessionView(row, await staleBefore(ctx));
}

const LogPosition = z.tuple([z.uuid()]);
export async function listAuthLog(
  ctx: Pick<Ctx, 'db'>,
  { customerId, accountId, accepted, reason, nasId, q, cursor, limit }: Input<'authLog'>,
) {
  const after = readCursor(cursor, LogPosition);
  const rows = await ctx.db
    .select()
    .from(authLog)
    .where(
      and(
        customerId ? eq(authLog.customerId, customerId) : undefined,
        accountId ? eq(authLog.accountId, accountId) : undefined,
        accepted === undefined ? undefined : eq(authLog.accepted, accepted),
        reason ? eq(authLog.reason, reason) : undefined,
        nasId ? eq(authLog.nasId, nasId) : undefined,
        q ? like(authLog.username, prefixPattern(q)) : undefined,
        after ? lt(authLog.id, after[0]) : undefined,
      ),
    )
    .orderBy(desc(authLog.id))
    .limit(limit + 1);
  return pageOf(rows, limit, loginView, (row) => [row.id]);
}

type LoginView = Returned<(typeof radius)['operations']['authLog']['out']>['items'][number];
export const loginView = ({ tenantId: _tenant, nasId: _nas, ...row }: typeof authLog.$inferSelect): LoginView => row;

export interface Forgotten {
  logins: number;
}
/** Logins and their counts that are older than the days kept; at most `most` of them, so that it is soon over. */
export async function forgetLogins(ctx: Pick<Ctx, 'db' | 'now'>, keepDays: number, most: number): Promise<Forgotten> {
  const before = ctx.now.epochMilliseconds - keepDays * 86_400_000;
  const old = ctx.db
    .select({ id: authLog.id })
    .from(authLog)
    .where(lt(authLog.id, lowestId(before)))
    .orderBy(authLog.id)
    .limit(most);
  const { rowCount } = await ctx.db.delete(authLog).where(inArray(authLog.id, old));
  await ctx.db.execute(sql`delete from auth_minute where minute < ${new Date(before).toISOString()}::timestamptz`);
  return { logins: rowCount ?? 0 };
}
