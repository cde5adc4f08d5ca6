import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, implement } from '#kernel/context.ts';
import { AppError, conflict, forbidden, notFound } from '#kernel/errors.ts';
import { accountsIfRunning } from '#kernel/identity/accounts.ts';
import { linkSeconds, secretHash, visitSecret } from '#kernel/identity/visits.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { portalVisits } from './contract.ts';
import { endRefusal, statusAt, visitMinutes } from './rules.ts';
import { portalVisit, portalVisitSetting } from './tables.ts';

type Row = typeof portalVisit.$inferSelect;
const shown = (ctx: Pick<Ctx, 'nowIso'>, row: Row) => ({ ...row, status: statusAt(row, Date.parse(ctx.nowIso)) });
const told = ({ id, customerId, memberName, mayAct }: Row) => ({ visitId: id, customerId, memberName, mayAct });
const Position = z.tuple([z.iso.datetime(), z.uuid()]);

async function settingsOf(ctx: Pick<Ctx, 'db'>) {
  const [row] = await ctx.db.select().from(portalVisitSetting);
  return row ?? { mayAct: false, changedBy: null, changedAt: null };
}

async function end(ctx: Pick<Ctx, 'db' | 'nowIso' | 'changed' | 'afterCommit'>, id: string, by: string): Promise<Row> {
  const [row] = await ctx.db.select().from(portalVisit).where(eq(portalVisit.id, id)).for('update');
  if (!row) throw notFound('portal visit');
  const reason = endRefusal(shown(ctx, row).status);
  if (reason) throw conflict(reason);
  const [after] = await ctx.db
    .update(portalVisit)
    .set({ endedAt: ctx.nowIso, endedBy: by, tokenHash: null, cookieHash: null })
    .where(eq(portalVisit.id, id))
    .returning();
  ctx.changed({
    type: 'customer',
    id: row.customerId,
    before: { portalVisit: 'open' },
    after: { portalVisit: 'ended' },
  });
  ctx.afterCommit(() => accountsIfRunning()?.forget());
  return after!;
}

export const service = implement(portalVisits, {
  async start(ctx, { customerId, reason }) {
    if (ctx.actor.kind !== 'staff' || !ctx.actor.id)
      throw forbidden('Only a colleague who signed in can open a subscriber’s portal.');
    const customer = await ctx.call(customers, 'get', { id: customerId });
    const { mayAct } = await settingsOf(ctx);
    const token = visitSecret();
    const [row] = await ctx.db
      .insert(portalVisit)
      .values({
        id: ctx.newId(),
        customerId,
        customerName: customer.name,
        memberId: ctx.actor.id,
        memberName: ctx.actor.name,
        reason,
        mayAct,
        startedAt: ctx.nowIso,
        // Until it is followed, what ends is the link.
        expiresAt: ctx.now.add({ seconds: linkSeconds }).toString(),
        tokenHash: secretHash(token),
        sessionId: ctx.actor.sessionId ?? null,
      })
      .returning();
    await ctx.emit('portal-visit.started', told(row!));
    ctx.changed({ type: 'customer', id: customerId, after: { portalVisit: reason, mayAct } });
    return { ...shown(ctx, row!), link: `${ctx.urls.isp}/enter#customer.${token}` };
  },

  async list(ctx, { customerId, cursor, limit }) {
    const place = readCursor(cursor, Position);
    const rows = await ctx.db
      .select()
      .from(portalVisit)
      .where(
        and(
          customerId ? eq(portalVisit.customerId, customerId) : undefined,
          place ? sql`(${portalVisit.startedAt}, ${portalVisit.id}) < (${place[0]}, ${place[1]})` : undefined,
        ),
      )
      .orderBy(desc(portalVisit.startedAt), desc(portalVisit.id))
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => shown(ctx, row),
      (row) => [row.startedAt, row.id],
    );
  },

  async end(ctx, { id }) {
    const row = await end(ctx, id, ctx.actor.name);
    await ctx.emit('portal-visit.ended', told(row));
    return shown(ctx, row);
  },

  settings: (ctx) => settingsOf(ctx),

  async setSettings(ctx, { mayAct }) {
    const before = await settingsOf(ctx);
    const set = { mayAct, changedBy: ctx.actor.name, changedAt: ctx.nowIso };
    const [row] = await ctx.db
      .insert(portalVisitSetting)
      .values(set)
      .onConflictDoUpdate({ target: [portalVisitSetting.tenantId], set })
      .returning();
    await ctx.emit('portal-visit.settings-changed', { mayAct });
    ctx.changed({ type: 'portal-visits', id: ctx.tenant.id, before: { mayAct: before.mayAct }, after: { mayAct } });
    // Visits that are going on follow the setting.
    ctx.afterCommit(() => accountsIfRunning()?.forget());
    return row!;
  },

  async leave(ctx) {
    const { visit } = ctx.actor;
    if (visit?.kind !== 'portal-visit') throw conflict('You are not a visitor here.');
    await ctx.emit('portal-visit.ended', told(await end(ctx, visit.id, visit.by.name)));
  },

  async begin(ctx, { tokenHash, cookieHash }) {
    const [row] = await ctx.db.select().from(portalVisit).where(eq(portalVisit.tokenHash, tokenHash)).for('update');
    if (!row || shown(ctx, row).status !== 'started')
      throw new AppError('invalid', 'This link was used already, or is too old; make a new one.', { field: 'token' });
    const [after] = await ctx.db
      .update(portalVisit)
      .set({
        enteredAt: ctx.nowIso,
        expiresAt: ctx.now.add({ minutes: visitMinutes }).toString(),
        tokenHash: null,
        cookieHash,
      })
      .where(and(eq(portalVisit.id, row.id), isNull(portalVisit.enteredAt)))
      .returning();
    await ctx.emit('portal-visit.entered', told(after!));
    ctx.changed({ type: 'customer', id: row.customerId, after: { portalVisit: 'entered' } });
    return shown(ctx, after!);
  },
});
