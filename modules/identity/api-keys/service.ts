import { and, desc, eq, gt, isNull, or } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { AppError, conflict, notFound } from '#kernel/errors.ts';
import { accountsIfRunning } from '#kernel/identity/accounts.ts';
import { apiKeys } from './contract.ts';
import { newKey } from './rules.ts';
import { apiKey } from './tables.ts';

const matches = (permission: string, offered: readonly string[]) =>
  permission.endsWith('*')
    ? offered.some((name) => name.startsWith(permission.slice(0, -1)))
    : offered.includes(permission);

type Base = Pick<Ctx, 'actor' | 'permissionCatalogue' | 'now'>;
const inHours = ({ now }: Pick<Ctx, 'now'>, hours: number) =>
  new Date(now.add({ hours }).epochMilliseconds).toISOString();

/** @throws AppError `invalid` for a permission that is none, `forbidden` for one that the caller does not hold */
function assertMayGive(ctx: Base, permissions: readonly string[]): void {
  const offered = [...ctx.permissionCatalogue].filter(([, use]) => use.doors.has('isp')).map(([name]) => name);
  const unknown = permissions.filter((p) => !matches(p, offered));
  if (unknown.length > 0)
    throw new AppError('invalid', `There is no permission ${unknown.join(', ')}.`, { field: 'permissions' });
  const missing = permissions.filter((p) => !ctx.actor.permissions.has(p));
  if (missing.length > 0)
    throw new AppError(
      'forbidden',
      `You do not hold ${missing.join(', ')} yourself, so a key of yours cannot either.`,
      {
        field: 'permissions',
      },
    );
}

export const service = implement(apiKeys, {
  async list(ctx) {
    return { items: await ctx.db.select().from(apiKey).orderBy(desc(apiKey.createdAt)).limit(500) };
  },

  async create(ctx, { name, permissions, expiresInDays }) {
    assertMayGive(ctx, permissions);
    const { key, prefix, hash } = newKey();
    const expiresAt = expiresInDays ? inHours(ctx, 24 * expiresInDays) : null;
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

  async rotate(ctx, { id, graceHours }) {
    const [old] = await ctx.db
      .select()
      .from(apiKey)
      .where(
        and(
          eq(apiKey.id, id),
          isNull(apiKey.revokedAt),
          or(isNull(apiKey.expiresAt), gt(apiKey.expiresAt, ctx.nowIso)),
        ),
      )
      .for('update');
    if (!old) throw notFound('API key in use');
    // Its end is no longer the one it was given, so a second successor would be short-lived.
    if (old.rotatedAt) throw conflict('This key has a successor already; rotate that one.');
    // What was withdrawn from the person, or is no permission any more, is not given on.
    assertMayGive(ctx, old.permissions);
    const lifeHours = old.expiresAt ? (Date.parse(old.expiresAt) - Date.parse(old.createdAt)) / 3_600_000 : null;
    const { key, prefix, hash } = newKey();
    const { name, permissions } = old;
    const [row] = await ctx.db
      .insert(apiKey)
      .values({
        id: ctx.newId(),
        name,
        prefix,
        hash,
        permissions,
        createdBy: ctx.actor.name,
        createdAt: ctx.nowIso,
        expiresAt: lifeHours === null ? null : inHours(ctx, Math.max(1, Math.round(lifeHours))),
      })
      .returning();
    const end = inHours(ctx, graceHours);
    const endsAt = old.expiresAt && old.expiresAt < end ? old.expiresAt : end;
    await ctx.db.update(apiKey).set({ expiresAt: endsAt, rotatedAt: ctx.nowIso }).where(eq(apiKey.id, id));
    await ctx.emit('api-key.changed', { apiKeyId: id });
    await ctx.emit('api-key.changed', { apiKeyId: row!.id });
    ctx.changed({
      type: 'api-key',
      id,
      before: { expiresAt: old.expiresAt },
      after: { expiresAt: endsAt, successor: prefix },
    });
    ctx.afterCommit(() => accountsIfRunning()?.forget());
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
