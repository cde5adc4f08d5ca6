import { asc, eq, or } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors.ts';
import { builtInSegments, customers } from '#modules/customers/customers/contract.ts';
import { segments } from './contract.ts';
import { asksForNothing, type Criteria } from './rules.ts';
import { customerSegment as segment } from './tables.ts';

type Row = typeof segment.$inferSelect;
type Who = Pick<Ctx, 'db' | 'actor'>;
const most = 200;
const ownerOf = (ctx: Who) => ctx.actor.id ?? ctx.actor.kind;

const shown = (criteria: Criteria) =>
  Object.fromEntries(Object.entries(criteria).map(([name, value]) => [name, String(value)]));

const toSegment = (ctx: Who, row: Row) => ({
  id: row.id,
  name: row.name,
  description: row.description,
  kind: row.criteria ? ('dynamic' as const) : ('static' as const),
  criteria: row.criteria && shown(row.criteria),
  shared: row.shared,
  ownerName: row.ownerName,
  mine: row.ownerId === ownerOf(ctx),
});

const visible = (ctx: Who) => or(eq(segment.shared, true), eq(segment.ownerId, ownerOf(ctx)));
const saved = (ctx: Who) =>
  ctx.db.select().from(segment).where(visible(ctx)).orderBy(asc(segment.name), asc(segment.id)).limit(most);

async function findVisible(ctx: Who, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(segment).where(eq(segment.id, id));
  if (!row || !(row.shared || row.ownerId === ownerOf(ctx) || ctx.actor.kind === 'system')) throw notFound('segment');
  return row;
}
async function findMine(ctx: Who, id: string): Promise<Row> {
  const row = await findVisible(ctx, id);
  if (row.ownerId !== ownerOf(ctx) && ctx.actor.kind !== 'system')
    throw forbidden(`This segment belongs to ${row.ownerName}; save one of your own.`);
  return row;
}

const somethingIn = (criteria: Criteria | undefined) => {
  if (criteria && asksForNothing(criteria))
    throw invalid('criteria: Set a filter first; without one the segment would be everybody.', 'criteria');
};
const nameTaken = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'customer_segment_name')
    throw conflict('You have a segment of this name already.', 'name');
  throw error;
};

export const service = implement(segments, {
  async list(ctx) {
    const own = await saved(ctx);
    const given = builtInSegments.map(({ criteria, ...rest }) => ({
      ...rest,
      kind: 'built-in' as const,
      criteria: shown(criteria(ctx.today)),
      shared: true,
      ownerName: null,
      mine: false,
    }));
    return { items: [...given, ...own.map((row) => toSegment(ctx, row))] };
  },

  async counts(ctx) {
    const own = await saved(ctx);
    return ctx.call(customers, 'countMatching', {
      sets: [
        ...builtInSegments.map(({ id, criteria }) => ({ id, criteria: criteria(ctx.today) })),
        ...own.map(({ id, criteria }) => ({ id, criteria, pinnedIn: criteria ? null : id })),
      ],
    });
  },

  async create(ctx, { criteria, ...input }) {
    somethingIn(criteria);
    const [row] = await ctx.db
      .insert(segment)
      .values({
        ...input,
        criteria: criteria ?? null,
        id: ctx.newId(),
        ownerId: ownerOf(ctx),
        ownerName: ctx.actor.name,
        createdAt: ctx.nowIso,
      })
      .returning()
      .catch(nameTaken);
    ctx.changed({ type: 'segment', id: row!.id, after: { name: row!.name, shared: row!.shared } });
    await ctx.emit('segment.changed', { segmentId: row!.id });
    return toSegment(ctx, row!);
  },

  async update(ctx, { id, ...changes }) {
    const before = await findMine(ctx, id);
    somethingIn(changes.criteria);
    if (changes.criteria && !before.criteria)
      throw conflict('This is a list of pinned customers; save the filter as a segment of its own.', 'criteria');
    const [row] = await ctx.db.update(segment).set(changes).where(eq(segment.id, id)).returning().catch(nameTaken);
    ctx.changed({
      type: 'segment',
      id,
      before: { name: before.name, shared: before.shared },
      after: { name: row!.name, shared: row!.shared },
    });
    await ctx.emit('segment.changed', { segmentId: id });
    return toSegment(ctx, row!);
  },

  async remove(ctx, { id }) {
    const row = await findMine(ctx, id);
    await ctx.call(customers, 'unpinAll', { listId: id });
    await ctx.db.delete(segment).where(eq(segment.id, id));
    ctx.changed({ type: 'segment', id, before: { name: row.name }, after: null });
    await ctx.emit('segment.changed', { segmentId: id });
  },

  async pin(ctx, { id, add, remove }) {
    const row = await findVisible(ctx, id);
    if (row.criteria)
      throw conflict('This segment follows its criteria; customers are pinned to static ones only.', 'id');
    const done = await ctx.call(customers, 'pin', { listId: id, add, remove });
    ctx.changed({ type: 'segment', id, after: { name: row.name, ...done } });
    await ctx.emit('segment.changed', { segmentId: id });
    return done;
  },
});
