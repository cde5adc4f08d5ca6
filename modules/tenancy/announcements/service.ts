import {
  and,
  arrayContains,
  desc,
  eq,
  gt,
  inArray,
  isNull,
  lt,
  lte,
  notExists,
  notInArray,
  or,
  sql,
} from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, type EventsOf, implement } from '#kernel/context.ts';
import { forbidden, invalid, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { tenantTableOfPlatform as tenant } from '#kernel/tenancy/tables-tenant.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { accountManagers } from '#modules/tenancy/account-managers/contract.ts';
import { announcements } from './contract.ts';
import { announcement, announcementCopy, announcementDismissal } from './tables.ts';

type Row = typeof announcement.$inferSelect;
type Place = Pick<Ctx, 'db'>;
type Publishing = Ctx<EventsOf<typeof announcements>, 'announcement.changed' | 'announcement.published'>;
type Content = z.output<(typeof announcements)['operations']['publish']['in']>;

const Position = z.tuple([z.uuid()]);

/** What is stored of an input. @throws AppError `invalid` when it could be shown to nobody */
function stored({ from, until, ...content }: Content, nowIso: string) {
  const begins = from ?? nowIso;
  if (until && Date.parse(until) <= Date.parse(begins)) throw invalid('It must end after it begins.', 'until');
  if (content.audience === 'some' && content.tenantIds.length === 0)
    throw invalid('Choose the providers it is for.', 'tenantIds');
  return {
    ...content,
    tenantIds: content.audience === 'all' ? [] : content.tenantIds,
    from: begins,
    until: until ?? null,
  };
}

async function hold({ db }: Place, id: string): Promise<Row> {
  const [row] = await db.select().from(announcement).where(eq(announcement.id, id)).for('update');
  if (!row || row.withdrawnAt) throw notFound('announcement');
  return row;
}

async function audienceOf({ db }: Place, row: Row): Promise<string[]> {
  const found = await db
    .select({ id: tenant.id })
    .from(tenant)
    .where(row.audience === 'all' ? undefined : inArray(tenant.id, row.tenantIds));
  if (row.audience === 'some' && found.length < new Set(row.tenantIds).size) throw notFound('internet provider');
  return found.map(({ id }) => id);
}

const copyOf = ({ id, title, body, severity, doors, from, until }: Row) => ({
  id,
  title,
  body,
  severity,
  doors,
  from,
  until,
});

/** Puts copies where they belong and takes them from where they do not; says to whom it is new. */
async function spread(ctx: Publishing, row: Row): Promise<void> {
  const to = await audienceOf(ctx, row);
  const { id: _, ...said } = copyOf(row);
  const there = await ctx.db
    .update(announcementCopy)
    .set(said)
    .where(eq(announcementCopy.id, row.id))
    .returning({ tenantId: announcementCopy.tenantId });
  await ctx.db
    .delete(announcementCopy)
    .where(and(eq(announcementCopy.id, row.id), to.length > 0 ? notInArray(announcementCopy.tenantId, to) : undefined));
  const known = new Set(there.map((copy) => copy.tenantId));
  const fresh = to.filter((tenantId) => !known.has(tenantId));
  if (fresh.length > 0)
    await ctx.db.insert(announcementCopy).values(fresh.map((tenantId) => ({ tenantId, ...copyOf(row) })));
  for (const tenantId of fresh) await ctx.emit('announcement.published', { announcementId: row.id, tenantId });
  await ctx.emit('announcement.changed', { announcementId: row.id });
}

/** Who a person is to whom it is said; keys and the system have put nothing away. */
function person({ actor }: Pick<Ctx, 'actor'>): string {
  if (!actor.id) throw forbidden('Only a person who signed in can put an announcement away.');
  return actor.id;
}

const isCurrent = (nowIso: string) =>
  and(lte(announcementCopy.from, nowIso), or(isNull(announcementCopy.until), gt(announcementCopy.until, nowIso)));

export const service = implement(announcements, {
  async list(ctx, { cursor, limit }) {
    const after = readCursor(cursor, Position);
    const rows = await ctx.db
      .select()
      .from(announcement)
      .where(after ? lt(announcement.id, after[0]) : undefined)
      .orderBy(desc(announcement.id))
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => row,
      (row) => [row.id],
    );
  },

  async publish(ctx, input) {
    const [row] = await ctx.db
      .insert(announcement)
      .values({ id: ctx.newId(), ...stored(input, ctx.nowIso), authorName: ctx.actor.name, createdAt: ctx.nowIso })
      .returning();
    await spread(ctx, row!);
    ctx.changed({ type: 'announcement', id: row!.id, after: { title: row!.title, audience: row!.audience } });
    return row!;
  },

  async update(ctx, { id, ...input }) {
    const before = await hold(ctx, id);
    const change = stored({ ...input, from: input.from ?? before.from }, ctx.nowIso);
    const [row] = await ctx.db.update(announcement).set(change).where(eq(announcement.id, id)).returning();
    await spread(ctx, row!);
    ctx.changed({ type: 'announcement', id, before: { title: before.title }, after: { title: row!.title } });
    return row!;
  },

  async withdraw(ctx, { id }) {
    const before = await hold(ctx, id);
    await ctx.db.update(announcement).set({ withdrawnAt: ctx.nowIso }).where(eq(announcement.id, id));
    await ctx.db.delete(announcementCopy).where(eq(announcementCopy.id, id));
    ctx.changed({ type: 'announcement', id, before: { title: before.title }, after: null });
    await ctx.emit('announcement.changed', { announcementId: id });
  },

  async current(ctx) {
    const putAway = ctx.db
      .select({ one: sql`1` })
      .from(announcementDismissal)
      .where(
        and(
          eq(announcementDismissal.announcementId, announcementCopy.id),
          eq(announcementDismissal.door, ctx.door),
          eq(announcementDismissal.personId, ctx.actor.id ?? ''),
        ),
      );
    const door = (['isp', 'tenant', 'customer'] as const).find((known) => known === ctx.door);
    if (!door) return { items: [] };
    const items = await ctx.db
      .select()
      .from(announcementCopy)
      .where(and(arrayContains(announcementCopy.doors, [door]), isCurrent(ctx.nowIso), notExists(putAway)))
      .orderBy(desc(announcementCopy.from))
      .limit(20);
    return { items };
  },

  async dismiss(ctx, { id }) {
    const [there] = await ctx.db
      .select({ id: announcementCopy.id })
      .from(announcementCopy)
      .where(eq(announcementCopy.id, id));
    if (!there) throw notFound('announcement');
    await ctx.db
      .insert(announcementDismissal)
      .values({ announcementId: id, door: ctx.door, personId: person(ctx), at: ctx.nowIso })
      .onConflictDoNothing();
    ctx.changed({ type: 'announcement', id, after: { putAwayBy: person(ctx) } });
  },

  async follow(ctx, { tenantId }) {
    const rows = await ctx.db
      .select()
      .from(announcement)
      .where(
        and(
          eq(announcement.audience, 'all'),
          isNull(announcement.withdrawnAt),
          or(isNull(announcement.until), gt(announcement.until, ctx.nowIso)),
        ),
      );
    if (rows.length === 0) return;
    await ctx.db
      .insert(announcementCopy)
      .values(rows.map((row) => ({ tenantId, ...copyOf(row) })))
      .onConflictDoNothing();
  },

  async tell(ctx, { announcementId, tenantId }) {
    const [row] = await ctx.db.select().from(announcement).where(eq(announcement.id, announcementId));
    if (!row || row.withdrawnAt || !row.doors.includes('tenant')) return;
    const { items } = await ctx.call(accountManagers, 'recipients', { tenantId, topic: 'announcements' });
    for (const { email, name } of items)
      await ctx.call(mail, 'queue', {
        template: 'account-announcement',
        to: email,
        values: { name, title: row.title, body: row.body, link: `${ctx.urls.platform}/tenant-portal` },
      });
  },
});
