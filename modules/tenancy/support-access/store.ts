import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { boolean, pgSchema, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { instantColumn } from '#kernel/db/tables.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { accountsIfRunning } from '#kernel/identity/accounts.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { tenantTableOfPlatform as tenant } from '#kernel/tenancy/tables-tenant.ts';
import { accessRefusal, defaultConsent, type KeptStatus, statusAt } from './rules.ts';
import { supportAccess, supportConsent, supportRequest } from './tables.ts';

const views = pgSchema('platform_view');
export const consentView = views.table('support_consent', {
  tenantId: uuid('tenant_id').notNull(),
  isAllowed: boolean('is_allowed').notNull(),
});
const accessView = views.table('support_access', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  isRefused: boolean('is_refused').notNull(),
  decidedAt: instantColumn('decided_at'),
  enteredAt: instantColumn('entered_at'),
  expiresAt: instantColumn('expires_at'),
  endedAt: instantColumn('ended_at'),
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

/** The platform's requests, each with how it stands at the provider; a row that is not there yet was asked just now. */
const asked = ({ db }: Pick<Ctx, 'db'>) =>
  db
    .select({ request: supportRequest, tenantName: tenant.name, state: accessView })
    .from(supportRequest)
    .innerJoin(tenant, eq(tenant.id, supportRequest.providerId))
    .leftJoin(
      accessView,
      and(eq(accessView.tenantId, supportRequest.providerId), eq(accessView.id, supportRequest.id)),
    );
type Asked = Awaited<ReturnType<typeof asked>>[number];

const keptStatus = (state: Asked['state']): KeptStatus => {
  if (!state) return 'asked';
  if (state.isRefused) return 'refused';
  if (state.endedAt) return 'ended';
  if (state.enteredAt) return 'active';
  return state.decidedAt ? 'approved' : 'asked';
};

function shownThere(ctx: Base, { request, tenantName, state }: Asked) {
  const { providerId, tenantId: _, ...row } = request;
  const { decidedAt = null, enteredAt = null, expiresAt = null, endedAt = null } = state ?? {};
  const dated = { askedAt: row.askedAt, decidedAt, enteredAt, expiresAt, endedAt };
  const status = statusAt({ status: keptStatus(state), ...dated }, nowMsOf(ctx));
  // Who decided is the provider's affair.
  return { ...row, ...dated, tenantId: providerId, tenantName, status, decidedBy: null, endedBy: null };
}

export async function listEverywhere(
  ctx: Base,
  { tenantId, cursor, limit }: Pages & { tenantId?: string | undefined },
) {
  const place = readCursor(cursor, Position);
  const rows = await asked(ctx)
    .where(
      and(
        tenantId ? eq(supportRequest.providerId, tenantId) : undefined,
        place ? sql`(${supportRequest.askedAt}, ${supportRequest.id}) < (${place[0]}, ${place[1]})` : undefined,
      ),
    )
    .orderBy(desc(supportRequest.askedAt), desc(supportRequest.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => shownThere(ctx, row),
    (row) => positionOf(row.request),
  );
}

export async function seen(ctx: Base, id: string) {
  const [row] = await asked(ctx).where(eq(supportRequest.id, id));
  if (!row) throw notFound('support access');
  return shownThere(ctx, row);
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
