import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { AppError, conflict } from '#kernel/errors.ts';
import { given, isLastingAdministrator, type Source, sourcesOf } from './effective.ts';
import { type Base, refuseGranting } from './roles.ts';
import { notHeld } from './rules.ts';
import { member, memberOverride, memberRole, role } from './tables.ts';

export type AccessCtx = Base & Pick<Ctx, 'nowIso'>;
export type OverrideRow = typeof memberOverride.$inferSelect;
export interface HeldRole {
  row: typeof role.$inferSelect;
  expiresAt: string | null;
}
export interface Access {
  roles: HeldRole[];
  overrides: OverrideRow[];
  sources: Source[];
}

export const nowMsOf = (ctx: Pick<Ctx, 'nowIso'>): number => Date.parse(ctx.nowIso);

/** All that says what these members may do, in two statements for any number of them. */
export async function accessOf(ctx: AccessCtx, memberIds: readonly string[]): Promise<Map<string, Access>> {
  const ids = [...memberIds];
  if (ids.length === 0) return new Map();
  const roles = await ctx.db
    .select({ memberId: memberRole.memberId, expiresAt: memberRole.expiresAt, row: role })
    .from(memberRole)
    .innerJoin(role, eq(role.id, memberRole.roleId))
    .where(inArray(memberRole.memberId, ids))
    .orderBy(asc(role.createdAt), asc(role.id));
  const overrides = await ctx.db
    .select()
    .from(memberOverride)
    .where(inArray(memberOverride.memberId, ids))
    .orderBy(asc(memberOverride.permission), asc(memberOverride.effect));
  const rolesBy = Map.groupBy(roles, (r) => r.memberId);
  const overridesBy = Map.groupBy(overrides, (o) => o.memberId);
  return new Map(
    ids.map((id) => {
      const held = rolesBy.get(id) ?? [];
      const special = overridesBy.get(id) ?? [];
      const sources = sourcesOf(
        held.map((h) => ({ ...h.row, expiresAt: h.expiresAt })),
        special,
        ctx.permissionCatalogue,
        ctx.door,
      );
      return [id, { roles: held, overrides: special, sources }];
    }),
  );
}

export const accessOfOne = async (ctx: AccessCtx, id: string): Promise<Access> => (await accessOf(ctx, [id])).get(id)!;

/** Who holds more than oneself is not one's to change. */
export async function refuseMorePowerful(ctx: AccessCtx, target: { id: string; name: string }): Promise<Access> {
  const access = await accessOfOne(ctx, target.id);
  const above = notHeld(given(access.sources, nowMsOf(ctx)), ctx.actor.permissions);
  if (above.length > 0)
    throw new AppError(
      'forbidden',
      `${target.name} may do what you may not (${above.join(', ')}), so you cannot change their access.`,
    );
  return access;
}

/** Changes that could leave the tenant without an administrator go one after the other: they hold this row. */
export async function holdAdministration(ctx: Base): Promise<void> {
  await ctx.db.select({ id: role.id }).from(role).where(eq(role.key, 'administrator')).for('update');
}

export const isAdministrator = (ctx: AccessCtx, access: Access): boolean =>
  isLastingAdministrator(access.sources, nowMsOf(ctx));

/**
 * Called after a change that took administration from somebody; undoes it by refusing when nobody is left who holds
 * everything, by what does not end by itself.
 */
export async function keepAdministrator(ctx: AccessCtx, from: string): Promise<void> {
  const active = await ctx.db.select({ id: member.id }).from(member).where(eq(member.status, 'active'));
  const all = await accessOf(
    ctx,
    active.map((m) => m.id),
  );
  if (![...all.values()].some((access) => isAdministrator(ctx, access)))
    throw conflict(`${from} is the last administrator; make a colleague administrator first.`);
}

/** What ends by itself has not ended yet. */
export function refusePast(ctx: Pick<Ctx, 'nowIso'>, expiresAt: string | null | undefined, field: string): void {
  if (expiresAt && Date.parse(expiresAt) <= nowMsOf(ctx))
    throw new AppError('invalid', 'Choose a time that is still to come.', { field });
}

export interface Wish {
  effect: 'allow' | 'deny';
  permission: string;
  reason: string;
  expiresAt: string | null;
}

/** Puts an override in force; the same one again changes its reason and its end. */
export async function putOverride(ctx: AccessCtx, memberId: string, wish: Wish): Promise<void> {
  // Who takes could not give back, and who gives must have: both need it in hand.
  refuseGranting(ctx, [wish.permission], 'permission');
  await ctx.db
    .insert(memberOverride)
    .values({ memberId, ...wish, givenBy: ctx.actor.name, createdAt: ctx.nowIso })
    .onConflictDoUpdate({
      target: [memberOverride.tenantId, memberOverride.memberId, memberOverride.effect, memberOverride.permission],
      set: { reason: wish.reason, expiresAt: wish.expiresAt, givenBy: ctx.actor.name, createdAt: ctx.nowIso },
    });
}

export async function dropOverride(ctx: AccessCtx, memberId: string, id: string): Promise<OverrideRow | undefined> {
  const [gone] = await ctx.db
    .delete(memberOverride)
    .where(and(eq(memberOverride.memberId, memberId), eq(memberOverride.id, id)))
    .returning();
  if (gone) refuseGranting(ctx, [gone.permission], 'overrideId');
  return gone;
}
