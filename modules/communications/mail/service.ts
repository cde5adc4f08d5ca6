import { and, desc, eq, inArray, lt, notInArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflict, forbidden, notFound } from '#kernel/errors.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { installation } from '#kernel/installation.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { branding } from '#modules/tenancy/branding/contract.ts';
import { credentialTemplates, mail } from './contract.ts';
import type { Sender } from './letter.ts';
import { kindOf, whyNotRetry } from './rules.ts';
import { mailChoice, mailMessage } from './tables.ts';
import { templates } from './templates.ts';

type Place = Pick<Ctx, 'db'>;
type Row = typeof mailMessage.$inferSelect;

async function find({ db }: Place, id: string): Promise<Row> {
  const [row] = await db.select().from(mailMessage).where(eq(mailMessage.id, id));
  if (!row) throw notFound('mail');
  return row;
}

/** Ids sort by time, so the id of the last row shown is all a cursor needs. */
const Position = z.tuple([z.uuid()]);

interface Filters {
  customerId?: string | undefined;
  state?: Row['state'] | undefined;
  template?: string | undefined;
  q?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Newest first. */
async function list({ db }: Place, { customerId, state, template, q, cursor, limit }: Filters) {
  const after = readCursor(cursor, Position);
  const rows = await db
    .select()
    .from(mailMessage)
    .where(
      and(
        customerId ? eq(mailMessage.customerId, customerId) : undefined,
        state ? eq(mailMessage.state, state) : undefined,
        template ? eq(mailMessage.template, template) : undefined,
        q ? sql`${mailMessage.search} like ${`%${q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`}` : undefined,
        after ? lt(mailMessage.id, after[0]) : undefined,
      ),
    )
    .orderBy(desc(mailMessage.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => row,
    (row) => [row.id],
  );
}

/** The provider as its branding says, or the platform. */
async function senderOf(
  ctx: Pick<Ctx, 'call' | 'urls' | 'tenant'>,
): Promise<{ sender: Sender; replyTo: string | null }> {
  const brand = await ctx.call(branding, 'brandingOf', {});
  const { productName, companyName, supportEmail, supportPhone, termsUrl, privacyUrl, logo } = brand;
  const contact = [supportEmail, supportPhone].filter(Boolean).join(' · ');
  const terms = [termsUrl, privacyUrl].filter(Boolean).join(' · ');
  return {
    replyTo: supportEmail ?? (ctx.tenant.id === platformTenantId ? installation().supportEmail : null),
    sender: {
      name: productName,
      colour: brand.colour,
      onColour: brand.onColour,
      logoUrl: logo && logo.mediaType !== 'image/svg+xml' ? `${ctx.urls.isp}${logo.path}` : null,
      footer: [companyName, contact, terms].filter(Boolean),
    },
  };
}

async function requeue(ctx: Pick<Ctx, 'db' | 'changed'>, id: string): Promise<Row> {
  const before = await find(ctx, id);
  const reason = whyNotRetry(before.state);
  if (reason) throw conflict(reason);
  const [after] = await ctx.db
    .update(mailMessage)
    .set({ state: 'queued', error: null, attempts: 0 })
    .where(and(eq(mailMessage.id, id), inArray(mailMessage.state, ['failed', 'held'])))
    .returning();
  if (!after) throw conflict('Somebody else has just sent this mail again.');
  ctx.changed({ type: 'mail', id, before: { state: before.state }, after: { state: 'queued' } });
  return after;
}

async function mutedBy({ db }: Place, customerId: string) {
  const [row] = await db.select().from(mailChoice).where(eq(mailChoice.customerId, customerId));
  return row?.muted ?? [];
}
function me({ actor }: Pick<Ctx, 'actor'>): string {
  if (!actor.customerId) throw forbidden('This is for subscribers.');
  return actor.customerId;
}

export const service = implement(mail, {
  myChoices: async (ctx) => ({ muted: await mutedBy(ctx, me(ctx)) }),

  async chooseMine(ctx, { muted }) {
    const customerId = me(ctx);
    const before = await mutedBy(ctx, customerId);
    await ctx.db
      .insert(mailChoice)
      .values({ customerId, muted })
      .onConflictDoUpdate({ target: [mailChoice.tenantId, mailChoice.customerId], set: { muted } });
    ctx.changed({ type: 'mail-choice', id: customerId, before: { muted: before }, after: { muted } });
    return { muted };
  },

  list: (ctx, input) => list(ctx, input),

  async get(ctx, { id }) {
    const row = await find(ctx, id);
    if (credentialTemplates.includes(row.template))
      throw forbidden(
        'This mail holds a link that lets a colleague in; reading it needs the permission communications.credential-mail:read.',
      );
    return row;
  },

  async getCredential(ctx, { id }) {
    const row = await find(ctx, id);
    if (!credentialTemplates.includes(row.template)) throw notFound('mail');
    return row;
  },

  letter: (ctx, { id }) => find(ctx, id),

  async retry(ctx, { id }) {
    const row = await requeue(ctx, id);
    await ctx.emit('mail.queued', { mailId: id, customerId: row.customerId });
    return row;
  },

  listPlatform: (ctx, input) => list(ctx, input),

  async retryPlatform(ctx, { id }) {
    const row = await requeue(ctx, id);
    await ctx.emit('mail.queued', { mailId: id, customerId: null });
    return row;
  },

  async queue(ctx, { template, to, customerId, values }) {
    const { sender, replyTo } = await senderOf(ctx);
    const { subject, text, html } = templates[template](values, sender);
    const kind = kindOf(template);
    const unwanted = kind && customerId ? (await mutedBy(ctx, customerId)).includes(kind) : false;
    const [row] = await ctx.db
      .insert(mailMessage)
      .values({
        id: ctx.newId(),
        to,
        subject,
        template,
        customerId,
        state: unwanted ? 'unwanted' : 'queued',
        text,
        html,
        fromName: sender.name,
        replyTo,
        createdAt: ctx.nowIso,
      })
      .returning();
    if (!row) throw new Error('The mail was not written.');
    if (!unwanted) await ctx.emit('mail.queued', { mailId: row.id, customerId });
    ctx.changed({ type: 'mail', id: row.id, after: { template, customerId, ...(unwanted ? { unwanted } : {}) } });
    return row;
  },

  async cancel(ctx, { id }) {
    const gone = await ctx.db
      .delete(mailMessage)
      .where(and(eq(mailMessage.id, id), notInArray(mailMessage.state, ['sent'])))
      .returning({ id: mailMessage.id });
    if (gone.length === 0) throw conflict('This mail has left already, or is not there.');
    ctx.changed({ type: 'mail', id, before: { state: 'queued' } });
  },

  async settle(ctx, { id, state, error }) {
    const [row] = await ctx.db
      .update(mailMessage)
      .set({
        state,
        error,
        sentAt: state === 'sent' ? ctx.nowIso : null,
        ...(error && state !== 'held' ? { attempts: sql`${mailMessage.attempts} + 1` } : {}),
      })
      .where(and(eq(mailMessage.id, id), eq(mailMessage.state, 'queued')))
      .returning();
    // Taken back meanwhile, or settled by an attempt that was thought lost.
    if (!row || state === 'queued' || state === 'unwanted') return;
    await ctx.emit(`mail.${state}`, { mailId: id, customerId: row.customerId });
  },
});
