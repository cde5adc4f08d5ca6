import { and, desc, eq, gte, inArray, isNull, lt, or } from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { namesOf, reachOf, whereIs } from './areas.ts';
import { notices } from './contract.ts';
import { type NoticeKind, stateOf, whyNotWrite } from './rules.ts';
import { noticeUpdate, serviceNotice } from './tables.ts';

type Row = typeof serviceNotice.$inferSelect;
type Place = Pick<Ctx, 'db' | 'nowIso'>;

/** With all that was said since. */
async function whole({ db, nowIso }: Place, rows: readonly Row[]) {
  const ids = rows.map(({ id }) => id);
  const said =
    ids.length === 0
      ? []
      : await db
          .select()
          .from(noticeUpdate)
          .where(inArray(noticeUpdate.noticeId, ids))
          .orderBy(desc(noticeUpdate.at), desc(noticeUpdate.id));
  return rows.map((row) => ({
    ...row,
    state: stateOf(row, nowIso),
    updates: said.filter(({ noticeId }) => noticeId === row.id),
  }));
}
const view = async (ctx: Place, row: Row) => (await whole(ctx, [row]))[0]!;

async function hold(ctx: Place, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(serviceNotice).where(eq(serviceNotice.id, id)).for('update');
  if (!row) throw notFound('notice');
  const reason = whyNotWrite(stateOf(row, ctx.nowIso));
  if (reason) throw conflict(reason);
  return row;
}

function checkTimes(kind: NoticeKind, startsAt: string, endsAt: string | null): void {
  if (kind === 'planned' && endsAt === null) throw invalid('Say until when the work lasts.', 'endsAt');
  if (endsAt !== null && Date.parse(endsAt) <= Date.parse(startsAt))
    throw invalid('It must end after it begins.', 'endsAt');
}

const say = (ctx: Pick<Ctx, 'db' | 'nowIso' | 'actor' | 'newId'>, noticeId: string, text: string) =>
  ctx.db.insert(noticeUpdate).values({ id: ctx.newId(), noticeId, at: ctx.nowIso, text, authorName: ctx.actor.name });

const Position = z.tuple([z.uuid()]);
const shownAfterHours = 6;

export const service = implement(notices, {
  async list(ctx, { kind, open, cursor, limit }) {
    const after = readCursor(cursor, Position);
    const isOpen = and(
      isNull(serviceNotice.resolvedAt),
      or(eq(serviceNotice.kind, 'outage'), isNull(serviceNotice.endsAt), gte(serviceNotice.endsAt, ctx.nowIso)),
    );
    const rows = await ctx.db
      .select()
      .from(serviceNotice)
      .where(
        and(
          kind ? eq(serviceNotice.kind, kind) : undefined,
          open ? isOpen : undefined,
          after ? lt(serviceNotice.id, after[0]) : undefined,
        ),
      )
      .orderBy(desc(serviceNotice.id))
      .limit(limit + 1);
    return pageOf(
      await whole(ctx, rows),
      limit,
      (row) => row,
      (row) => [row.id],
    );
  },

  reach: (ctx, { area, areaKeys }) => reachOf(ctx, area, areaKeys),

  async publish(ctx, { startsAt = ctx.nowIso, endsAt = null, ...input }) {
    checkTimes(input.kind, startsAt, endsAt);
    const areaNames = await namesOf(ctx, input.area, input.areaKeys);
    const [row] = await ctx.db
      .insert(serviceNotice)
      .values({
        id: ctx.newId(),
        ...input,
        areaKeys: input.area === 'all' ? [] : input.areaKeys,
        areaNames,
        startsAt,
        endsAt,
        authorName: ctx.actor.name,
        createdAt: ctx.nowIso,
        updatedAt: ctx.nowIso,
      })
      .returning();
    ctx.changed({ type: 'notice', id: row!.id, after: { title: input.title, area: input.area, areaNames } });
    await ctx.emit('notice.published', { noticeId: row!.id, kind: input.kind });
    return view(ctx, row!);
  },

  async update(ctx, { id, startsAt, endsAt, ...input }) {
    const before = await hold(ctx, id);
    const times = { startsAt: startsAt ?? before.startsAt, endsAt: endsAt === undefined ? before.endsAt : endsAt };
    checkTimes(before.kind, times.startsAt, times.endsAt);
    const areaNames = await namesOf(ctx, input.area, input.areaKeys);
    const change = { ...input, ...times, areaKeys: input.area === 'all' ? [] : input.areaKeys, areaNames };
    const [row] = await ctx.db
      .update(serviceNotice)
      .set({ ...change, updatedAt: ctx.nowIso })
      .where(eq(serviceNotice.id, id))
      .returning();
    ctx.changed({ type: 'notice', id, before: { title: before.title, text: before.text }, after: change });
    await ctx.emit('notice.changed', { noticeId: id });
    return view(ctx, row!);
  },

  async addUpdate(ctx, { id, text, endsAt }) {
    const before = await hold(ctx, id);
    const until = endsAt === undefined ? before.endsAt : endsAt;
    checkTimes(before.kind, before.startsAt, until);
    await say(ctx, id, text);
    const [row] = await ctx.db
      .update(serviceNotice)
      .set({ endsAt: until, updatedAt: ctx.nowIso })
      .where(eq(serviceNotice.id, id))
      .returning();
    ctx.changed({ type: 'notice', id, after: { update: text, endsAt: until } });
    await ctx.emit('notice.changed', { noticeId: id });
    return view(ctx, row!);
  },

  async resolve(ctx, { id, text }) {
    await hold(ctx, id);
    await say(ctx, id, text);
    const [row] = await ctx.db
      .update(serviceNotice)
      .set({ resolvedAt: ctx.nowIso, updatedAt: ctx.nowIso })
      .where(eq(serviceNotice.id, id))
      .returning();
    ctx.changed({ type: 'notice', id, before: { resolvedAt: null }, after: { resolvedAt: ctx.nowIso } });
    await ctx.emit('notice.resolved', { noticeId: id });
    return view(ctx, row!);
  },

  async mine(ctx) {
    const { customerId } = ctx.actor;
    if (!customerId) throw forbidden('This is for subscribers.');
    const justNow = ctx.now.subtract({ hours: shownAfterHours }).toString();
    const rows = await ctx.db
      .select()
      .from(serviceNotice)
      .where(or(isNull(serviceNotice.resolvedAt), gte(serviceNotice.resolvedAt, justNow)))
      .orderBy(serviceNotice.startsAt)
      .limit(100);
    if (rows.length === 0) return { items: [] };
    const concerns = await whereIs(ctx, customerId);
    const isShown = (row: Row) =>
      (stateOf(row, ctx.nowIso) !== 'over' || row.resolvedAt !== null) && concerns(row.area, row.areaKeys);
    return { items: await whole(ctx, rows.filter(isShown)) };
  },
});
