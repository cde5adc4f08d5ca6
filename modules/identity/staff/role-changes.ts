import { count, eq } from 'drizzle-orm';
import { conflict, notFound } from '#kernel/errors.ts';
import { type AccessCtx, holdAdministration, keepAdministrator } from './access.ts';
import { type Base, nameTaken, type RoleRow, refuseGranting, refuseUnknown, shown } from './roles.ts';
import { memberRole, role } from './tables.ts';

/** A role that may be edited, held until the end of the transaction. */
async function editable(ctx: Base, id: string): Promise<RoleRow> {
  const [found] = await ctx.db.select().from(role).where(eq(role.id, id)).for('update');
  if (!found) throw notFound('role');
  if (found.key) throw conflict(`${found.name} is built in and stays as it is; create a role of your own instead.`);
  refuseGranting(ctx, found.permissions, 'id');
  return found;
}

const holders = async (ctx: Base, id: string) =>
  (await ctx.db.select({ n: count() }).from(memberRole).where(eq(memberRole.roleId, id)))[0]!.n;

export async function updateRole(
  ctx: AccessCtx,
  id: string,
  change: { name?: string | undefined; description?: string | undefined; permissions?: string[] | undefined },
) {
  await holdAdministration(ctx);
  const before = await editable(ctx, id);
  if (change.permissions) {
    refuseUnknown(ctx, change.permissions);
    refuseGranting(ctx, change.permissions, 'permissions');
  }
  const [after] = await ctx.db
    .update(role)
    .set({ ...change })
    .where(eq(role.id, id))
    .returning()
    .catch(nameTaken);
  if (before.permissions.includes('*') && (await holders(ctx, id)) > 0)
    await keepAdministrator(ctx, `Whoever has ${before.name}`);
  const was = { name: before.name, description: before.description, permissions: before.permissions };
  ctx.changed({ type: 'role', id, before: was, after: change });
  return shown(ctx, after!, await holders(ctx, id));
}

export async function removeRole(ctx: Base, id: string): Promise<void> {
  const before = await editable(ctx, id);
  const members = await holders(ctx, id);
  if (members > 0)
    throw conflict(
      `${members === 1 ? 'One colleague has' : `${members} colleagues have`} this role; give them another first.`,
    );
  await ctx.db.delete(role).where(eq(role.id, id));
  ctx.changed({ type: 'role', id, before: { name: before.name, permissions: before.permissions }, after: null });
}
