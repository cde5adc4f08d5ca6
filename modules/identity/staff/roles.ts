import { asc, count, eq, inArray, sql } from 'drizzle-orm';
import type { AnyCtx, Ctx } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { AppError, conflict, notFound } from '#kernel/errors.ts';
import { builtInRoles, grantsOf, notHeld, offeredAt, platformRoles, unknownPermissions } from './rules.ts';
import { memberRole, role } from './tables.ts';

export type Base = Pick<Ctx, 'db' | 'door' | 'actor' | 'permissionCatalogue' | 'changed'>;
export type RoleRow = typeof role.$inferSelect;

export const grantsIn = (
  ctx: Pick<AnyCtx, 'door' | 'permissionCatalogue'>,
  row: Pick<RoleRow, 'key' | 'permissions'>,
) => grantsOf(row, ctx.permissionCatalogue, ctx.door);

export const shown = (ctx: Base, row: RoleRow, members: number) => ({
  id: row.id,
  name: row.name,
  description: row.description,
  permissions: [...grantsIn(ctx, row)],
  builtIn: row.key !== null,
  members,
});

export async function listRoles(ctx: Base) {
  const rows = await ctx.db
    .select({ role, members: count(memberRole.memberId) })
    .from(role)
    .leftJoin(memberRole, eq(memberRole.roleId, role.id))
    .groupBy(role.tenantId, role.id)
    .orderBy(sql`${role.key} is null`, asc(role.createdAt), asc(role.id));
  return { items: rows.map((r) => shown(ctx, r.role, r.members)) };
}

/** The roles with these ids; one that the tenant does not have is not found. */
export async function rolesByIds(ctx: Base, ids: readonly string[]): Promise<RoleRow[]> {
  const wanted = [...new Set(ids)];
  const rows = await ctx.db.select().from(role).where(inArray(role.id, wanted));
  if (rows.length !== wanted.length) throw notFound('role');
  return rows;
}

/** Nobody gives what they do not hold. */
export function refuseGranting(ctx: Base, permissions: readonly string[], field: string): void {
  const missing = notHeld(permissions, ctx.actor.permissions);
  if (missing.length > 0)
    throw new AppError('forbidden', `You do not hold ${missing.join(', ')} yourself, so you cannot give or take it.`, {
      field,
    });
}

export function refuseUnknown(ctx: Base, permissions: readonly string[]): void {
  const unknown = unknownPermissions(permissions, ctx.permissionCatalogue, ctx.door);
  if (unknown.length > 0)
    throw new AppError('invalid', `There is no permission ${unknown.join(', ')}.`, { field: 'permissions' });
}

export const nameTaken = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'role_name') throw conflict('Another role has this name.', 'name');
  throw error;
};

export async function createRole(ctx: Base, input: { name: string; description: string; permissions: string[] }) {
  refuseUnknown(ctx, input.permissions);
  refuseGranting(ctx, input.permissions, 'permissions');
  const [made] = await ctx.db.insert(role).values(input).returning().catch(nameTaken);
  ctx.changed({ type: 'role', id: made!.id, after: input });
  return shown(ctx, made!, 0);
}

/** Makes the built-in roles that are not there yet. */
export async function ensureBuiltIn(ctx: Pick<Ctx, 'db' | 'door'>, door = ctx.door): Promise<void> {
  const wanted = door === 'platform' ? platformRoles : builtInRoles;
  await ctx.db
    .insert(role)
    .values(wanted.map(({ key, name, description }) => ({ key, name, description, permissions: [] })))
    .onConflictDoNothing();
}

export function permissionList(ctx: Base) {
  return {
    items: offeredAt(ctx.permissionCatalogue, ctx.door).map((name) => ({
      name,
      area: name.slice(0, name.indexOf('.')),
      operations: [...(ctx.permissionCatalogue.get(name)?.operations ?? [])],
    })),
  };
}
