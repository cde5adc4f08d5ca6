import { and, asc, eq, getTableColumns, gt, ilike, inArray, or, sql } from 'drizzle-orm';
import { integer, pgSchema, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { newInvitation } from '#kernel/identity/invitations.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { tenantTableOfPlatform as tenant } from '#kernel/tenancy/tables-tenant.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { tenants } from './contract.ts';
import { reservedSlugs, type TenantMove, tenantMoves, tenantRefusal } from './rules.ts';

const counts = pgSchema('platform_view').table('tenant_counts', {
  tenantId: uuid('tenant_id').notNull(),
  subscribers: integer('subscribers').notNull(),
  online: integer('online').notNull(),
  staff: integer('staff').notNull(),
  events24h: integer('events_24h').notNull(),
});
const { subscribers, online, staff } = counts;

type Db = Pick<Ctx, 'db'>;
const selected = ({ db }: Db) =>
  db
    .select({ ...getTableColumns(tenant), subscribers, online, staff })
    .from(tenant)
    .innerJoin(counts, eq(counts.tenantId, tenant.id));

async function find(ctx: Db, id: string) {
  const [row] = await selected(ctx).where(eq(tenant.id, id));
  if (!row) throw notFound('internet provider');
  return row;
}

const byName = sql<string>`lower(${tenant.name})`;
const Position = z.tuple([z.string(), z.uuid()]);
const escaped = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');

const slugTaken = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'tenant_slug') throw conflict('Another provider has this short name.', 'slug');
  throw error;
};

interface Administrator {
  slug: string;
  tenantName: string;
  timeZone: string;
  name: string;
  email: string;
}

/** The mail goes into the platform's outbox; the tenant learns by the event, which carries only the token's hash. */
async function inviteAdministrator(
  ctx: Pick<Ctx, 'urls' | 'now' | 'call' | 'actor'>,
  { slug, tenantName, timeZone, name, email }: Administrator,
) {
  const { hash, link, expiresAt } = newInvitation(ctx.urls.isp, slug, ctx.now);
  const until = Temporal.Instant.from(expiresAt)
    .toZonedDateTimeISO(timeZone)
    .toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' });
  await ctx.call(mail, 'queue', {
    template: 'staff-invitation',
    to: email,
    values: { name, tenantName, invitedBy: ctx.actor.name, link, expiresAt: until },
  });
  return { adminName: name, adminEmail: email, invitationHash: hash, invitationExpiresAt: expiresAt };
}

async function move(
  ctx: Pick<Ctx, 'db' | 'changed'>,
  id: string,
  command: TenantMove,
  reason: string | null,
  networkOn: boolean,
) {
  const { from, to } = tenantMoves[command];
  const [moved] = await ctx.db
    .update(tenant)
    .set({ status: to, suspendReason: reason, networkOn })
    .where(and(eq(tenant.id, id), inArray(tenant.status, from)))
    .returning({ id: tenant.id });
  const row = await find(ctx, id);
  if (!moved)
    throw conflict(tenantRefusal(command, row.status) ?? 'Somebody else has just changed this provider; look again.');
  ctx.changed({ type: 'tenant', id, before: { status: from.join(' or ') }, after: { status: to, reason, networkOn } });
  return row;
}

export const service = implement(tenants, {
  async list(ctx, { q, status, cursor, limit }) {
    const place = readCursor(cursor, Position);
    const text = q ? `%${escaped(q)}%` : undefined;
    const rows = await ctx.db
      .select({ ...getTableColumns(tenant), subscribers, online, staff, byName })
      .from(tenant)
      .innerJoin(counts, eq(counts.tenantId, tenant.id))
      .where(
        and(
          status ? eq(tenant.status, status) : undefined,
          text ? or(ilike(tenant.name, text), ilike(tenant.slug, text)) : undefined,
          place ? or(gt(byName, place[0]), and(eq(byName, place[0]), gt(tenant.id, place[1]))) : undefined,
        ),
      )
      .orderBy(asc(byName), asc(tenant.id))
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      ({ byName: _, ...row }) => row,
      (row) => [row.byName, row.id],
    );
  },

  async metrics(ctx) {
    const [row] = await ctx.db
      .select({
        tenants: sql<number>`count(*)::int`,
        suspended: sql<number>`(count(*) filter (where ${tenant.status} = 'suspended'))::int`,
        subscribers: sql<number>`coalesce(sum(${subscribers}), 0)::int`,
        online: sql<number>`coalesce(sum(${online}), 0)::int`,
        events24h: sql<number>`coalesce(sum(${counts.events24h}), 0)::int`,
        databaseBytes: sql<number>`pg_database_size(current_database())`.mapWith(Number),
      })
      .from(tenant)
      .innerJoin(counts, eq(counts.tenantId, tenant.id));
    return row!;
  },

  get: (ctx, { id }) => find(ctx, id),

  async create(ctx, { adminName, adminEmail, ...input }) {
    if (reservedSlugs.includes(input.slug)) throw invalid('This short name is reserved; choose another.', 'slug');
    const id = ctx.newId();
    await ctx.db
      .insert(tenant)
      .values({ ...input, id, adminEmail, createdAt: ctx.nowIso })
      .catch(slugTaken);
    const { slug, name: tenantName, timeZone } = input;
    const invitation = await inviteAdministrator(ctx, {
      slug,
      tenantName,
      timeZone,
      name: adminName,
      email: adminEmail,
    });
    await ctx.emit('tenant.created', { tenantId: id, slug, ...invitation });
    ctx.changed({ type: 'tenant', id, after: { ...input, adminEmail } });
    return find(ctx, id);
  },

  async update(ctx, { id, ...change }) {
    const before = await find(ctx, id);
    if (Object.keys(change).length === 0) throw invalid('Say what to change.');
    await ctx.db.update(tenant).set(change).where(eq(tenant.id, id));
    await ctx.emit('tenant.updated', { tenantId: id, slug: before.slug });
    ctx.changed({
      type: 'tenant',
      id,
      before: Object.fromEntries(Object.entries(before).filter(([key]) => key in change)),
      after: change,
    });
    return find(ctx, id);
  },

  async follow(ctx, { id, ...change }) {
    await ctx.db.update(tenant).set(change).where(eq(tenant.id, id));
    const row = await find(ctx, id);
    await ctx.emit('tenant.updated', { tenantId: id, slug: row.slug });
    return row;
  },

  async inviteAdministrator(ctx, { id, name, email }) {
    const row = await find(ctx, id);
    // Later it would be a way into an ISP's data.
    if (row.staff > 0) throw conflict('This provider has staff already; they invite their colleagues themselves.');
    await ctx.db.update(tenant).set({ adminEmail: email }).where(eq(tenant.id, id));
    const { slug, name: tenantName, timeZone } = row;
    const invitation = await inviteAdministrator(ctx, { slug, tenantName, timeZone, name, email });
    await ctx.emit('tenant.administrator-invited', { tenantId: id, slug, ...invitation });
    ctx.changed({ type: 'tenant', id, after: { invitedAdministrator: email } });
    return { ...row, adminEmail: email };
  },

  async suspend(ctx, { id, reason, networkOn }) {
    const row = await move(ctx, id, 'suspend', reason, networkOn);
    await ctx.emit('tenant.suspended', { tenantId: id, slug: row.slug, reason, networkOn });
    return row;
  },

  async resume(ctx, { id }) {
    const row = await move(ctx, id, 'resume', null, true);
    await ctx.emit('tenant.resumed', { tenantId: id, slug: row.slug });
    return row;
  },

  async move(ctx, { id, move: command, reason }) {
    const row = await move(ctx, id, command, reason, command !== 'finishClosing');
    const told = { beginClosing: 'tenant.closing', finishClosing: 'tenant.closed', reopen: 'tenant.reopened' } as const;
    await ctx.emit(told[command], { tenantId: id, slug: row.slug });
    return row;
  },
});
