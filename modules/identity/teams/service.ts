import { asc, eq, sql } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { teams } from './contract.ts';
import { leadRefusal, type TeamColour } from './rules.ts';
import { team, teamMember } from './tables.ts';

type Base = Pick<Ctx, 'db' | 'call'>;
interface Wish {
  name: string;
  description: string;
  colour: TeamColour;
  leadId: string | null;
  memberIds: string[];
}

async function shown(ctx: Base, rows: (typeof team.$inferSelect)[]) {
  const belongs = await ctx.db.select().from(teamMember).orderBy(asc(teamMember.memberId));
  const { items } = await ctx.call(staff, 'listNames', {});
  const names = new Map(items.map((m) => [m.id, m.name]));
  return rows.map((row) => ({
    ...row,
    members: belongs
      .filter((b) => b.teamId === row.id)
      .map(({ memberId }) => ({ id: memberId, name: names.get(memberId) ?? '' }))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
  }));
}

const nameTaken = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'team_name') throw conflict('Another team has this name.', 'name');
  throw error;
};

async function judge(ctx: Base, { leadId, memberIds }: Wish): Promise<void> {
  const { items } = await ctx.call(staff, 'listNames', {});
  const known = new Set(items.map((m) => m.id));
  if ([...memberIds, ...(leadId ? [leadId] : [])].some((id) => !known.has(id))) throw notFound('colleague');
  const reason = leadRefusal(leadId, memberIds);
  if (reason) throw invalid(reason, 'leadId');
}

async function join(ctx: Base, teamId: string, memberIds: readonly string[]): Promise<void> {
  await ctx.db.delete(teamMember).where(eq(teamMember.teamId, teamId));
  const rows = [...new Set(memberIds)].map((memberId) => ({ teamId, memberId }));
  if (rows.length > 0) await ctx.db.insert(teamMember).values(rows);
}

export const service = implement(teams, {
  async list(ctx) {
    const rows = await ctx.db.select().from(team).orderBy(sql`lower(${team.name})`, asc(team.id));
    return { items: await shown(ctx, rows) };
  },

  async create(ctx, wish) {
    await judge(ctx, wish);
    const { memberIds, ...fields } = wish;
    const [row] = await ctx.db
      .insert(team)
      .values({ id: ctx.newId(), createdAt: ctx.nowIso, ...fields })
      .returning()
      .catch(nameTaken);
    await join(ctx, row!.id, memberIds);
    await ctx.emit('team.changed', { teamId: row!.id });
    ctx.changed({ type: 'team', id: row!.id, after: wish });
    return (await shown(ctx, [row!]))[0]!;
  },

  async update(ctx, { id, ...wish }) {
    const [before] = await ctx.db.select().from(team).where(eq(team.id, id)).for('update');
    if (!before) throw notFound('team');
    await judge(ctx, wish);
    const { memberIds, ...fields } = wish;
    const [row] = await ctx.db.update(team).set(fields).where(eq(team.id, id)).returning().catch(nameTaken);
    await join(ctx, id, memberIds);
    await ctx.emit('team.changed', { teamId: id });
    const { name, description, colour, leadId } = before;
    ctx.changed({ type: 'team', id, before: { name, description, colour, leadId }, after: wish });
    return (await shown(ctx, [row!]))[0]!;
  },

  async remove(ctx, { id }) {
    const [gone] = await ctx.db.delete(team).where(eq(team.id, id)).returning();
    if (!gone) throw notFound('team');
    await ctx.emit('team.changed', { teamId: id });
    ctx.changed({ type: 'team', id, before: { name: gone.name }, after: null });
  },
});
