import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { type AnyCtx, type Ctx, implement } from '#kernel/context.ts';
import { AppError, conflict, forbidden, notFound } from '#kernel/errors.ts';
import { files } from '#kernel/files.ts';
import { tokenHash } from '#kernel/identity/invitations.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { closure } from './contract.ts';
import { providerClosure, tenantExport } from './tables.ts';

/** How long the export can be fetched. */
export const linkDays = 30;
const later = (ctx: Pick<Ctx, 'now'>, days: number) =>
  new Date(ctx.now.add({ hours: 24 * days }).epochMilliseconds).toISOString();

const none = {
  state: 'none' as const,
  reason: null,
  begunAt: null,
  begunBy: null,
  closedAt: null,
  eraseAfter: null,
  erasedAt: null,
  mailTo: null,
  exportRows: 0,
  exportFiles: 0,
  exportBytes: 0,
};

async function find({ db }: Pick<Ctx, 'db'>, providerId: string) {
  const [row] = await db.select().from(providerClosure).where(eq(providerClosure.providerId, providerId));
  return row ?? { ...none, providerId };
}

/** The export that a link's token opens, for as long as it is offered. */
async function offered(ctx: Pick<AnyCtx, 'db' | 'nowIso' | 'tenant'>, token: string) {
  // A token that names no provider.
  if (ctx.tenant.id === platformTenantId) throw notFound('export');
  const [row] = await ctx.db
    .select()
    .from(tenantExport)
    .where(eq(tenantExport.tokenHash, tokenHash(token)));
  const { sha256, madeAt, expiresAt, eraseAfter } = row ?? {};
  if (!row || !madeAt || !expiresAt || !eraseAfter) throw notFound('export');
  if (!sha256 || expiresAt <= ctx.nowIso)
    throw forbidden('This link has ended. Ask the platform’s support for another.');
  return { ...row, sha256, madeAt, expiresAt, eraseAfter };
}

/** A new link; whoever has the one before has nothing any more. */
export async function sendLink(ctx: Pick<Ctx, 'db' | 'tenant' | 'call' | 'urls' | 'now'>): Promise<void> {
  const token = `${ctx.tenant.slug}.${randomBytes(32).toString('base64url')}`;
  const [row] = await ctx.db
    .update(tenantExport)
    .set({ tokenHash: tokenHash(token), expiresAt: later(ctx, linkDays) })
    .returning();
  if (!row?.eraseAfter || !row.expiresAt) throw notFound('export');
  const day = (iso: string) =>
    Temporal.Instant.from(iso).toZonedDateTimeISO(ctx.tenant.timeZone).toLocaleString('en-GB', { dateStyle: 'long' });
  await ctx.call(mail, 'queue', {
    template: 'tenant-export',
    to: row.mailTo,
    values: {
      tenantName: ctx.tenant.name,
      link: `${ctx.urls.isp}/export?token=${token}`,
      until: day(row.expiresAt),
      eraseOn: day(row.eraseAfter),
    },
  });
}

export const service = implement(closure, {
  async get(ctx, { id }) {
    await ctx.call(tenants, 'get', { id });
    return find(ctx, id);
  },

  async close(ctx, { id, reason, graceDays }) {
    const { adminEmail: mailTo } = await ctx.call(tenants, 'move', { id, move: 'beginClosing', reason });
    const begun = {
      ...none,
      state: 'exporting' as const,
      reason,
      graceDays,
      mailTo,
      begunAt: ctx.nowIso,
      begunBy: ctx.actor.name,
    };
    await ctx.db
      .insert(providerClosure)
      .values({ providerId: id, ...begun })
      .onConflictDoUpdate({ target: [providerClosure.providerId], set: begun });
    ctx.changed({ type: 'tenant', id, after: { closing: reason, graceDays } });
    await ctx.emit('closure.begun', { tenantId: id, mailTo, graceDays });
    return find(ctx, id);
  },

  async reopen(ctx, { id, reason }) {
    const row = await find(ctx, id);
    if (row.state === 'erased') throw conflict('Its data is deleted; there is nothing to come back to.');
    await ctx.call(tenants, 'move', { id, move: 'reopen' });
    await ctx.db
      .update(providerClosure)
      .set({ state: 'reopened', eraseAfter: null })
      .where(eq(providerClosure.providerId, id));
    ctx.changed({ type: 'tenant', id, before: { closure: row.state }, after: { closure: 'reopened', reason } });
    await ctx.emit('closure.reopened', { tenantId: id });
    return find(ctx, id);
  },

  async sendLink(ctx, { id }) {
    const row = await find(ctx, id);
    if (row.state !== 'closed') throw conflict('There is no export to be fetched.');
    ctx.changed({ type: 'tenant', id, after: { exportLink: 'sent again' } });
    await ctx.emit('closure.link-asked', { tenantId: id });
  },

  async offered(ctx, { token }) {
    return { ...(await offered(ctx, token)), providerName: ctx.tenant.name };
  },

  async download(ctx, { token }) {
    const { sha256, madeAt } = await offered(ctx, token);
    return {
      filename: `${ctx.tenant.slug}-${madeAt.slice(0, 10)}.zip`,
      body: await files().get(ctx.tenant.id, sha256),
    };
  },

  async keepExport(ctx, made) {
    const [before] = await ctx.db.select().from(tenantExport);
    if (!before) throw new AppError('conflict', 'The closing was taken back.');
    await ctx.db.update(tenantExport).set({ ...made, madeAt: ctx.nowIso, eraseAfter: later(ctx, before.graceDays) });
    await sendLink(ctx);
    const { rows, files: count, sizeBytes } = made;
    await ctx.emit('closure.exported', { tenantId: ctx.tenant.id, rows, files: count, sizeBytes });
  },

  async finish(ctx, { id, rows, files: exportFiles, sizeBytes }) {
    const row = await find(ctx, id);
    // Somebody took it back while the data was written out.
    if (row.state !== 'exporting') return;
    await ctx.call(tenants, 'move', { id, move: 'finishClosing', reason: row.reason });
    await ctx.db
      .update(providerClosure)
      .set({
        state: 'closed',
        closedAt: ctx.nowIso,
        eraseAfter: later(ctx, row.graceDays),
        exportRows: rows,
        exportFiles,
        exportBytes: sizeBytes,
      })
      .where(eq(providerClosure.providerId, id));
  },

  async keepErased(ctx) {
    await ctx.emit('closure.erased', { tenantId: ctx.tenant.id });
  },

  async noteErased(ctx, { id }) {
    await ctx.db
      .update(providerClosure)
      .set({ state: 'erased', erasedAt: ctx.nowIso })
      .where(eq(providerClosure.providerId, id));
  },
});
