import { and, desc, eq, isNull } from 'drizzle-orm';
import { implement } from '#kernel/context.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import { accountsIfRunning } from '#kernel/identity/accounts.ts';
import { apiKeys } from './contract.ts';
import { newKey } from './rules.ts';
import { apiKey } from './tables.ts';

const matches = (permission: string, offered: readonly string[]) =>
  permission.endsWith('*')
    ? offered.some((name) => name.startsWith(permission.slice(0, -1)))
    : offered.includes(permission);

export const service = implement(apiKeys, {
  async list(ctx) {
    return { items: await ctx.db.select().from(apiKey).orderBy(desc(apiKey.createdAt)).limit(500) };
  },

  async create(ctx, { name, permissions, expiresInDays }) {
    const offered = [...ctx.permissionCatalogue].filter(([, use]) => use.doors.has('isp')).map(([name]) => name);
    const unknown = permissions.filter((p) => !matches(p, offered));
    if (unknown.length > 0)
      throw new AppError('invalid', `There is no permission ${unknown.join(', ')}.`, { field: 'permissions' });
    const missing = permissions.filter((p) => !ctx.actor.permissions.has(p));
    if (missing.length > 0)
      throw new AppError(
        'forbidden',
        `You do not hold ${missing.join(', ')} yourself, so a key of yours cannot either.`,
        { field: 'permissions' },
      );
    const { key, prefix, hash } = newKey();
    const expiresAt = expiresInDays
      ? new Date(ctx.now.add({ hours: 24 * expiresInDays }).epochMilliseconds).toISOString()
      : null;
    const [row] = await ctx.db
      .insert(apiKey)
      .values({
        id: ctx.newId(),
        name,
        prefix,
        hash,
        permissions: [...new Set(permissions)],
        createdBy: ctx.actor.name,
        createdAt: ctx.nowIso,
        expiresAt,
      })
      .returning();
    await ctx.emit('api-key.changed', { apiKeyId: row!.id });
    ctx.changed({ type: 'api-key', id: row!.id, after: { name, prefix, permissions, expiresAt } });
    return { ...row!, key };
  },

  async revoke(ctx, { id }) {
    const [row] = await ctx.db
      .update(apiKey)
      .set({ revokedAt: ctx.nowIso })
      .where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
      .returning();
    if (!row) throw notFound('API key in use');
    await ctx.emit('api-key.changed', { apiKeyId: id });
    ctx.changed({ type: 'api-key', id, before: { name: row.name }, after: { revoked: true } });
    ctx.afterCommit(() => accountsIfRunning()?.forget());
  },
});
