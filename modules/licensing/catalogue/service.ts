import { and, asc, desc, eq, max } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { operatorTenant } from '#kernel/kernel.ts';
import { licensingCatalogue } from './contract.ts';
import { features, missingNeeds } from './features.ts';
import { licensingAddon as addon, licensingPlan as plan, licensingPlanVersion as version } from './tables.ts';

type Base = Pick<Ctx, 'db'>;

const sold = ({ db }: Base) => db.select({ plan, version }).from(version).innerJoin(plan, eq(plan.id, version.planId));
const shown = ({ plan: p, version: v }: Awaited<ReturnType<typeof sold>>[number]) => {
  const { key, name, tagline, position, status, trialDays } = p;
  return { ...v, key, name, tagline, position, status, trialDays, current: v.id === p.currentVersionId };
};

async function current(ctx: Base, planId: string) {
  const [row] = await sold(ctx).where(and(eq(plan.id, planId), eq(version.id, plan.currentVersionId)));
  if (!row) throw notFound('plan');
  return shown(row);
}

const offered = async (ctx: Base, retired: boolean) => {
  const rows = await sold(ctx)
    .where(and(eq(version.id, plan.currentVersionId), retired ? undefined : eq(plan.status, 'offered')))
    .orderBy(asc(plan.position), asc(plan.id));
  return rows.map(shown);
};

function refuseBroken(keys: readonly string[]): void {
  const [first] = missingNeeds(keys);
  if (first) throw invalid(`${first} Add it to the plan.`, 'features');
}

const keyTaken = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'licensing_plan_key') throw conflict('Another plan has this key.', 'key');
  throw error;
};

export const service = implement(licensingCatalogue, {
  async features(ctx) {
    const plans = await offered(ctx, false);
    const cheapest = (key: string) =>
      plans.filter((p) => p.features.some((f) => f === key)).sort((a, b) => a.monthMinor - b.monthMinor)[0]?.name;
    return {
      items: features.map((f) => ({
        ...f,
        modules: [...f.modules],
        needs: [...f.needs],
        cheapestPlan: cheapest(f.key) ?? null,
      })),
    };
  },

  plans: async (ctx, { retired }) => ({ items: await offered(ctx, retired) }),

  async addons(ctx, { retired }) {
    const items = await ctx.db
      .select()
      .from(addon)
      .where(retired ? undefined : eq(addon.status, 'offered'))
      .orderBy(asc(addon.position), asc(addon.id));
    return { items };
  },

  async versions(ctx, { id }) {
    const rows = await sold(ctx).where(eq(plan.id, id)).orderBy(desc(version.version));
    if (rows.length === 0) throw notFound('plan');
    return { items: rows.map(shown) };
  },

  async createPlan(ctx, { key, name, tagline, trialDays, ...composition }) {
    refuseBroken(composition.features);
    const planId = ctx.newId();
    const versionId = ctx.newId();
    const [last] = await ctx.db.select({ position: max(plan.position) }).from(plan);
    await ctx.db
      .insert(plan)
      .values({
        id: planId,
        key,
        name,
        tagline,
        trialDays,
        position: (last?.position ?? 0) + 1,
        status: 'offered',
        currentVersionId: versionId,
      })
      .catch(keyTaken);
    await ctx.db.insert(version).values({
      id: versionId,
      planId,
      version: 1,
      currency: operatorTenant.currency,
      createdAt: ctx.nowIso,
      ...composition,
    });
    await ctx.emit('licensing-plan.changed', { planId });
    ctx.changed({ type: 'licensing-plan', id: planId, after: { key, name, ...composition } });
    return current(ctx, planId);
  },

  async revisePlan(ctx, { id, ...composition }) {
    refuseBroken(composition.features);
    const [held] = await ctx.db.select().from(plan).where(eq(plan.id, id)).for('update');
    if (!held) throw notFound('plan');
    const before = await current(ctx, id);
    const versionId = ctx.newId();
    await ctx.db.insert(version).values({
      id: versionId,
      planId: id,
      version: before.version + 1,
      currency: before.currency,
      createdAt: ctx.nowIso,
      ...composition,
    });
    await ctx.db.update(plan).set({ currentVersionId: versionId }).where(eq(plan.id, id));
    await ctx.emit('licensing-plan.changed', { planId: id });
    const { monthMinor, yearMinor, features: had, allowances, seats } = before;
    ctx.changed({
      type: 'licensing-plan',
      id,
      before: { version: before.version, monthMinor, yearMinor, features: had, allowances, seats },
      after: { version: before.version + 1, ...composition },
    });
    return current(ctx, id);
  },

  async describePlan(ctx, { id, ...change }) {
    const before = await current(ctx, id);
    if (Object.keys(change).length === 0) throw invalid('Say what to change.');
    await ctx.db.update(plan).set(change).where(eq(plan.id, id));
    await ctx.emit('licensing-plan.changed', { planId: id });
    const { name, tagline, trialDays, status } = before;
    ctx.changed({ type: 'licensing-plan', id, before: { name, tagline, trialDays, status }, after: change });
    return current(ctx, id);
  },

  async priceAddon(ctx, { id, ...change }) {
    const [before] = await ctx.db.select().from(addon).where(eq(addon.id, id)).for('update');
    if (!before) throw notFound('add-on');
    if (Object.keys(change).length === 0) throw invalid('Say what to change.');
    await ctx.db.update(addon).set(change).where(eq(addon.id, id));
    await ctx.emit('licensing-addon.changed', { addonId: id });
    const { monthMinor, status } = before;
    ctx.changed({ type: 'licensing-addon', id, before: { monthMinor, status }, after: change });
    return { ...before, ...change };
  },

  async version(ctx, { id }) {
    const [row] = await sold(ctx).where(eq(version.id, id));
    if (!row) throw notFound('plan');
    return shown(row);
  },
});
