import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, type EventsOf, implement } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { AppError, conflict, invalid, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { bandwidthProfiles } from './contract.ts';
import { type ProfileTerms, validate, whyNotRemove } from './rules.ts';
import { bandwidthProfile, bandwidthProfilePlan } from './tables.ts';

type ServiceCtx = Pick<Ctx, 'db'>;
type RolloutCtx = Ctx<EventsOf<typeof bandwidthProfiles>, 'bandwidth-profile.rollout-requested'>;
type Row = typeof bandwidthProfile.$inferSelect;

function refuseWrongTerms(terms: ProfileTerms): void {
  const issues = validate(terms);
  const [first] = issues;
  if (first) throw new AppError('invalid', first.message, { field: first.field, issues: [...issues] });
}

const nameTaken = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'bandwidth_profile_name')
    throw conflict('Another profile has this name.', 'name');
  throw error;
};

/** With the plans that sell them: one question, however many profiles. */
async function withPlans(ctx: ServiceCtx, rows: readonly Row[]) {
  const plans = await ctx.db
    .select()
    .from(bandwidthProfilePlan)
    .where(
      inArray(
        bandwidthProfilePlan.bandwidthProfileId,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(asc(bandwidthProfilePlan.planName));
  return rows.map((row) => {
    const planNames = plans
      .filter(({ bandwidthProfileId }) => bandwidthProfileId === row.id)
      .map(({ planName }) => planName);
    return { ...row, planCount: planNames.length, planNames, rolloutId: null };
  });
}

const stillSold = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'internet_plan_bandwidth_profile_id_fkey')
    throw conflict('A plan sells it; give that plan another speed first.');
  throw error;
};

async function find(ctx: ServiceCtx, id: string) {
  const [row] = await ctx.db.select().from(bandwidthProfile).where(eq(bandwidthProfile.id, id));
  if (!row) throw notFound('bandwidth profile');
  const [profile] = await withPlans(ctx, [row]);
  return profile!;
}

/** Answers the run that will carry the speed to those who have it; null when no plan sells it. */
async function rollOut(ctx: RolloutCtx, bandwidthProfileId: string, force: boolean): Promise<string | null> {
  const rolloutId = ctx.newId();
  await ctx.emit('bandwidth-profile.rollout-requested', { bandwidthProfileId, rolloutId, force });
  const { planCount } = await find(ctx, bandwidthProfileId);
  return planCount > 0 ? rolloutId : null;
}

const Position = z.tuple([z.string(), z.uuid()]);

export const service = implement(bandwidthProfiles, {
  async list(ctx, { q, cursor, limit }) {
    const after = readCursor(cursor, Position);
    const text = q ? `%${q.replaceAll(/[\\%_]/g, '\\$&')}%` : undefined;
    const rows = await ctx.db
      .select()
      .from(bandwidthProfile)
      .where(
        and(
          text
            ? sql`(${bandwidthProfile.name} ilike ${text} or ${bandwidthProfile.qosProfileName} ilike ${text})`
            : undefined,
          after
            ? gt(sql`(${bandwidthProfile.name}, ${bandwidthProfile.id})`, sql`(${after[0]}, ${after[1]}::uuid)`)
            : undefined,
        ),
      )
      .orderBy(asc(bandwidthProfile.name), asc(bandwidthProfile.id))
      .limit(limit + 1);
    const { items, next } = pageOf(
      rows,
      limit,
      (row) => row,
      (row) => [row.name, row.id],
    );
    return { items: await withPlans(ctx, items), next };
  },

  get: (ctx, { id }) => find(ctx, id),

  async create(ctx, input) {
    refuseWrongTerms(input);
    const [row] = await ctx.db
      .insert(bandwidthProfile)
      .values({ ...input, id: ctx.newId(), createdAt: ctx.nowIso, updatedAt: ctx.nowIso })
      .returning()
      .catch(nameTaken);
    ctx.changed({ type: 'bandwidth-profile', id: row!.id, after: input });
    await ctx.emit('bandwidth-profile.created', { bandwidthProfileId: row!.id });
    return { ...row!, planCount: 0, planNames: [], rolloutId: null };
  },

  async update(ctx, { id, ...change }) {
    // Held until the end, so that two changes of one profile are judged one after the other.
    const [before] = await ctx.db.select().from(bandwidthProfile).where(eq(bandwidthProfile.id, id)).for('update');
    if (!before) throw notFound('bandwidth profile');
    if (Object.keys(change).length === 0) throw invalid('Say what to change.');
    refuseWrongTerms({ ...before, ...change });
    await ctx.db
      .update(bandwidthProfile)
      .set({ ...change, updatedAt: ctx.nowIso })
      .where(eq(bandwidthProfile.id, id))
      .catch(nameTaken);
    const was = Object.fromEntries(Object.entries(before).filter(([key]) => key in change));
    ctx.changed({ type: 'bandwidth-profile', id, before: was, after: change });
    await ctx.emit('bandwidth-profile.updated', { bandwidthProfileId: id });
    const { name: _name, description: _description, ...speed } = change;
    const rolloutId = Object.keys(speed).length > 0 ? await rollOut(ctx, id, false) : null;
    return { ...(await find(ctx, id)), rolloutId };
  },

  async apply(ctx, { id }) {
    const profile = await find(ctx, id);
    if (profile.planCount === 0) throw conflict('No plan sells this profile, so nobody would get it.');
    const rolloutId = await rollOut(ctx, id, true);
    ctx.changed({ type: 'bandwidth-profile', id, after: { rolloutId } });
    return { ...profile, rolloutId };
  },

  async remove(ctx, { id }) {
    const profile = await find(ctx, id);
    const reason = whyNotRemove(profile);
    if (reason) throw conflict(reason);
    await ctx.db.delete(bandwidthProfile).where(eq(bandwidthProfile.id, id)).catch(stillSold);
    ctx.changed({ type: 'bandwidth-profile', id, before: { name: profile.name }, after: null });
    await ctx.emit('bandwidth-profile.removed', { bandwidthProfileId: id });
  },
});
