import { and, asc, desc, eq, gt, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { AppError, conflict, invalid, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { bandwidthProfiles } from '#modules/network/bandwidth-profiles/contract.ts';
import { internetPlans, type planSorts } from './contract.ts';
import { type PlanCommand, type PlanTerms, refusal, transitions, validate } from './rules.ts';
import { internetPlan, internetPlanUsage } from './tables.ts';

type AnyCtx = Pick<Ctx, 'db' | 'nowIso' | 'changed'>;

const counted = (db: AnyCtx['db']) =>
  db
    .select({ plan: internetPlan, subscriptions: sql<number>`coalesce(${internetPlanUsage.subscriptions}, 0)` })
    .from(internetPlan)
    .leftJoin(internetPlanUsage, eq(internetPlanUsage.planId, internetPlan.id));
type Counted = Awaited<ReturnType<typeof counted>>[number];
const toRow = ({ plan, subscriptions }: Counted) => ({ ...plan, subscriptionCount: subscriptions, rolloutId: null });

async function find(ctx: AnyCtx, id: string) {
  const [row] = await counted(ctx.db).where(eq(internetPlan.id, id));
  if (!row) throw notFound('internet plan');
  return toRow(row);
}

function refuseWrongTerms(terms: PlanTerms): void {
  const issues = validate(terms).filter((finding) => finding.severity === 'error');
  const [first] = issues;
  if (first)
    throw new AppError('invalid', first.message, {
      field: first.field,
      issues: issues.map(({ field, message }) => ({ field, message })),
    });
}

/** A plan of a bandwidth profile has that profile's speed, whatever else was typed. */
async function speedOf(ctx: Pick<Ctx, 'call'>, profileId: string | null) {
  if (profileId === null) return {};
  const { downloadKbps, uploadKbps } = await ctx.call(bandwidthProfiles, 'get', { id: profileId });
  return { downloadKbps, uploadKbps };
}

type Speeds = Pick<Counted['plan'], 'downloadKbps' | 'uploadKbps' | 'bandwidthProfileId'>;
const hasOtherSpeed = (before: Speeds, after: Speeds): boolean =>
  before.downloadKbps !== after.downloadKbps ||
  before.uploadKbps !== after.uploadKbps ||
  before.bandwidthProfileId !== after.bandwidthProfileId;

const codeTaken = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'internet_plan_code') throw conflict('Another plan has this code.', 'code');
  throw error;
};

// ---- order and place in it ----------------------------------------------------------------------------------------------

const sorts = {
  name: { key: 'name', down: false },
  '-name': { key: 'name', down: true },
  priceMinor: { key: 'priceMinor', down: false },
  '-priceMinor': { key: 'priceMinor', down: true },
  downloadKbps: { key: 'downloadKbps', down: false },
  '-downloadKbps': { key: 'downloadKbps', down: true },
} as const satisfies Record<(typeof planSorts)[number], object>;
/** A cursor of one order is none of another. */
const positions = { text: z.tuple([z.string(), z.uuid()]), number: z.tuple([z.int32(), z.uuid()]) };

function ordering(sort: (typeof planSorts)[number]) {
  const { key, down } = sorts[sort];
  const column = internetPlan[key];
  const direction = down ? desc : asc;
  const beyond = down ? lt : gt;
  return {
    orderBy: [direction(column), direction(internetPlan.id)],
    after: (cursor: string | undefined): SQL | undefined => {
      const place = readCursor(cursor, key === 'name' ? positions.text : positions.number);
      if (!place) return undefined;
      const [value, id] = place;
      return or(beyond(column, value), and(eq(column, value), beyond(internetPlan.id, id)));
    },
    place: ({ plan }: Counted) => [plan[key], plan.id],
  };
}

const contains = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

// ---- changes of state ---------------------------------------------------------------------------------------------------

async function move(ctx: AnyCtx, id: string, command: PlanCommand) {
  const before = await find(ctx, id);
  const reason = refusal(command, before.status);
  if (reason) throw conflict(reason);
  const { from, to } = transitions[command];
  const moved = await ctx.db
    .update(internetPlan)
    .set({ status: to, updatedAt: ctx.nowIso })
    .where(and(eq(internetPlan.id, id), inArray(internetPlan.status, [...from])))
    .returning({ id: internetPlan.id });
  if (moved.length === 0) throw conflict('Somebody else has just changed this plan; look again.');
  ctx.changed({ type: 'internet-plan', id, before: { status: before.status }, after: { status: to } });
  return { ...before, status: to, updatedAt: ctx.nowIso };
}

export const service = implement(internetPlans, {
  async byIds(ctx, { ids }) {
    return { items: (await counted(ctx.db).where(inArray(internetPlan.id, ids))).map(toRow) };
  },

  async list(ctx, { q, status, sort, cursor, limit }) {
    const order = ordering(sort);
    const text = q ? contains(q) : undefined;
    const rows = await counted(ctx.db)
      .where(
        and(
          status ? eq(internetPlan.status, status) : undefined,
          text ? sql`(${internetPlan.name} ilike ${text} or ${internetPlan.code} ilike ${text})` : undefined,
          order.after(cursor),
        ),
      )
      .orderBy(...order.orderBy)
      .limit(limit + 1);
    return pageOf(rows, limit, toRow, order.place);
  },

  get: (ctx, { id }) => find(ctx, id),

  async create(ctx, given) {
    const input = { ...given, ...(await speedOf(ctx, given.bandwidthProfileId)) };
    refuseWrongTerms(input);
    const [plan] = await ctx.db
      .insert(internetPlan)
      .values({
        ...input,
        id: ctx.newId(),
        status: 'draft',
        currency: ctx.tenant.currency,
        createdAt: ctx.nowIso,
        updatedAt: ctx.nowIso,
      })
      .returning()
      .catch(codeTaken);
    if (!plan) throw notFound('internet plan');
    await ctx.emit('plan.created', { planId: plan.id });
    ctx.changed({ type: 'internet-plan', id: plan.id, after: input });
    return { ...plan, subscriptionCount: 0, rolloutId: null };
  },

  async update(ctx, { id, ...wished }) {
    // Held until the end, so that two changes of one plan are judged one after the other.
    const [before] = await ctx.db.select().from(internetPlan).where(eq(internetPlan.id, id)).for('update');
    if (!before) throw notFound('internet plan');
    if (Object.keys(wished).length === 0) throw invalid('Say what to change.');
    const profileId = wished.bandwidthProfileId === undefined ? before.bandwidthProfileId : wished.bandwidthProfileId;
    const change = { ...wished, ...(await speedOf(ctx, profileId)) };
    refuseWrongTerms({ ...before, ...change });
    await ctx.db
      .update(internetPlan)
      .set({ ...change, updatedAt: ctx.nowIso })
      .where(eq(internetPlan.id, id))
      .catch(codeTaken);
    const after = await find(ctx, id);
    const rolloutId = after.subscriptionCount > 0 && hasOtherSpeed(before, after) ? ctx.newId() : null;
    await ctx.emit('plan.updated', { planId: id, rolloutId });
    const was = Object.fromEntries(Object.entries(before).filter(([key]) => key in change));
    ctx.changed({ type: 'internet-plan', id, before: was, after: change });
    return { ...after, rolloutId };
  },

  async ofProfiles(ctx, { profileIds }) {
    if (profileIds.length === 0) return { items: [] };
    const rows = await counted(ctx.db)
      .where(inArray(internetPlan.bandwidthProfileId, profileIds))
      .orderBy(asc(internetPlan.name), asc(internetPlan.id));
    return { items: rows.map(toRow) };
  },

  async followProfile(ctx, { profileId }) {
    const speed = await speedOf(ctx, profileId);
    const changed = await ctx.db
      .update(internetPlan)
      .set({ ...speed, updatedAt: ctx.nowIso })
      .where(eq(internetPlan.bandwidthProfileId, profileId))
      .returning({ id: internetPlan.id });
    for (const { id } of changed) {
      ctx.changed({ type: 'internet-plan', id, after: { ...speed } });
      await ctx.emit('plan.updated', { planId: id, rolloutId: null });
    }
    if (changed.length === 0) return { items: [] };
    const rows = await counted(ctx.db).where(eq(internetPlan.bandwidthProfileId, profileId));
    return { items: rows.map(toRow) };
  },

  async activate(ctx, { id }) {
    const plan = await move(ctx, id, 'activate');
    refuseWrongTerms(plan);
    await ctx.emit('plan.activated', { planId: id });
    return plan;
  },

  async archive(ctx, { id }) {
    const plan = await move(ctx, id, 'archive');
    await ctx.emit('plan.archived', { planId: id });
    return plan;
  },
});
