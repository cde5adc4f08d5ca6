import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { implement } from '#kernel/context.ts';
import { forbidden, notFound } from '#kernel/errors.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { scim } from './contract.ts';
import { newToken } from './rules.ts';
import { scimToken, scimUser } from './tables.ts';

export const service = implement(scim, {
  async listTokens(ctx) {
    const rows = await ctx.db
      .select()
      .from(scimToken)
      .where(isNull(scimToken.revokedAt))
      .orderBy(desc(scimToken.createdAt));
    return { items: rows };
  },

  async createToken(ctx, { name, roleId }) {
    if (!ctx.actor.permissions.has('*')) throw forbidden('Only administrators can let a directory manage colleagues.');
    await ctx.call(staff, 'assertMayGive', { roleIds: [roleId] });
    const { token, hash } = newToken();
    const [row] = await ctx.db
      .insert(scimToken)
      .values({
        id: ctx.newId(),
        name,
        hash,
        roleId,
        permissions: [...ctx.actor.permissions.list],
        createdBy: ctx.actor.name,
        createdAt: ctx.nowIso,
      })
      .returning();
    ctx.changed({ type: 'scim-token', id: row!.id, after: { name, roleId } });
    return { ...row!, token };
  },

  async revokeToken(ctx, { id }) {
    const [row] = await ctx.db
      .update(scimToken)
      .set({ revokedAt: ctx.nowIso })
      .where(and(eq(scimToken.id, id), isNull(scimToken.revokedAt)))
      .returning();
    if (!row) throw notFound('token in use');
    ctx.changed({ type: 'scim-token', id, before: { name: row.name }, after: { revoked: true } });
  },

  users: async (ctx) => ({ items: await ctx.db.select().from(scimUser) }),

  async noteUser(ctx, { memberId, externalId, isDeleted }) {
    await ctx.db
      .insert(scimUser)
      .values({ memberId, externalId: externalId ?? null, isDeleted: isDeleted ?? false, changedAt: ctx.nowIso })
      .onConflictDoUpdate({
        target: [scimUser.tenantId, scimUser.memberId],
        set: {
          ...(externalId === undefined ? {} : { externalId }),
          ...(isDeleted === undefined ? {} : { isDeleted }),
          changedAt: sql`excluded.changed_at`,
        },
      });
    ctx.changed({ type: 'member', id: memberId, after: { externalId, isDeleted } });
  },
});
