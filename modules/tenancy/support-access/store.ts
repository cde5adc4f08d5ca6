import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { instantColumn } from '#kernel/db/tables.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { accountsIfRunning } from '#kernel/identity/accounts.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import {
  type AccessRole,
  accessRefusal,
  type ConsentMode,
  defaultConsent,
  type KeptStatus,
  statusAt,
} from './rules.ts';
import { supportAccess, supportConsent } from './tables.ts';

const views = pgSchema('platform_view');
export const consentView = views.table('support_consent', {
  tenantId: uuid('tenant_id').notNull(),
  tenantName: text('tenant_name').notNull(),
  tenantStatus: text('tenant_status').notNull(),
  mode: text('mode').notNull().$type<ConsentMode>(),
});
export const accessView = views.table('support_access', {
  tenantId: uuid('tenant_id').notNull(),
  tenantName: text('tenant_name').notNull(),
  id: uuid('id').notNull(),
  operatorId: uuid('operator_id').notNull(),
  operatorName: text('operator_name').notNull(),
  reason: text('reason').notNull(),
  role: text('role').notNull().$type<AccessRole>(),
  minutes: integer('minutes').notNull(),
  status: text('status').notNull().$type<KeptStatus>(),
  askedAt: instantColumn('asked_at').notNull(),
  decidedAt: instantColumn('decided_at'),
  decidedBy: text('decided_by'),
  enteredAt: instantColumn('entered_at'),
  expiresAt: instantColumn('expires_at'),
  endedAt: instantColumn('ended_at'),
  endedBy: text('ended_by'),
});

export type Row = typeof supportAccess.$inferSelect;
type Base = Pick<Ctx, 'db' | 'nowIso' | 'tenant'>;
export type WriteCtx = Base & Pick<Ctx, 'changed' | 'actor' | 'afterCommit'>;

export const nowMsOf = (ctx: Pick<Ctx, 'nowIso'>) => Date.parse(ctx.nowIso);
export const shown = (ctx: Base, row: Row) => ({
  ...row,
  tenantName: ctx.tenant.name,
  status: statusAt(row, nowMsOf(ctx)),
});

export async function consentOf(ctx: Pick<Ctx, 'db'>) {
  const [row] = await ctx.db.select().from(supportConsent);
  return row ?? { mode: defaultConsent, changedBy: null, changedAt: null };
}

/** Held until the end of the transaction. */
export async function hold(ctx: Pick<Ctx, 'db'>, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(supportAccess).where(eq(supportAccess.id, id)).for('update');
  if (!row) throw notFound('support access');
  return row;
}

const Position = z.tuple([z.iso.datetime(), z.uuid()]);
interface Pages {
  cursor?: string | undefined;
  limit: number;
}
const positionOf = ({ askedAt, id }: { askedAt: string; id: string }) => [askedAt, id];

export async function listHere(ctx: Base, { cursor, limit }: Pages) {
  const place = readCursor(cursor, Position);
  const rows = await ctx.db
    .select()
    .from(supportAccess)
    .where(place ? sql`(${supportAccess.askedAt}, ${supportAccess.id}) < (${place[0]}, ${place[1]})` : undefined)
    .orderBy(desc(supportAccess.askedAt), desc(supportAccess.id))
    .limit(limit + 1);
  return pageOf(rows, limit, (row) => shown(ctx, row), positionOf);
}

export async function listEverywhere(
  ctx: Base,
  { tenantId, cursor, limit }: Pages & { tenantId?: string | undefined },
) {
  const place = readCursor(cursor, Position);
  const rows = await ctx.db
    .select()
    .from(accessView)
    .where(
      and(
        tenantId ? eq(accessView.tenantId, tenantId) : undefined,
        place ? sql`(${accessView.askedAt}, ${accessView.id}) < (${place[0]}, ${place[1]})` : undefined,
      ),
    )
    .orderBy(desc(accessView.askedAt), desc(accessView.id))
    .limit(limit + 1);
  return pageOf(rows, limit, (row) => ({ ...row, status: statusAt(row, nowMsOf(ctx)) }), positionOf);
}

export async function seen(ctx: Base, id: string) {
  const [row] = await ctx.db.select().from(accessView).where(eq(accessView.id, id));
  if (!row) throw notFound('support access');
  return { ...row, status: statusAt(row, nowMsOf(ctx)) };
}

type Set = Partial<Omit<Row, 'id' | 'tenantId'>>;
/** Moves an access that is held on, if it may go there. */
export async function move(ctx: WriteCtx, row: Row, to: Parameters<typeof accessRefusal>[0], set: Set): Promise<Row> {
  const reason = accessRefusal(to, statusAt(row, nowMsOf(ctx)));
  if (reason) throw conflict(reason);
  const [after] = await ctx.db.update(supportAccess).set(set).where(eq(supportAccess.id, row.id)).returning();
  ctx.changed({ type: 'support-access', id: row.id, before: { status: row.status }, after: { status: after!.status } });
  // What was remembered of the visitor is looked up afresh.
  ctx.afterCommit(() => accountsIfRunning()?.forget());
  return after!;
}

export const ended = (ctx: Pick<Ctx, 'nowIso'>, by: string): Set => ({
  status: 'ended',
  endedAt: ctx.nowIso,
  endedBy: by,
  cookieHash: null,
});

/** Ends everything that is open; who refuses once and for all means what goes on as well. */
export async function endAll(ctx: WriteCtx): Promise<Row[]> {
  const rows = await ctx.db
    .update(supportAccess)
    .set(ended(ctx, ctx.actor.name))
    .where(inArray(supportAccess.status, ['asked', 'approved', 'active']))
    .returning();
  ctx.afterCommit(() => accountsIfRunning()?.forget());
  return rows;
}
