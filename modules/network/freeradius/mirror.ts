import { and, arrayContains, eq, inArray, notExists, notInArray, sql } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { radius } from '../radius/contract.ts';
import type { PasswordForm } from './contract.ts';
import { passwordItem, type Told, told } from './items.ts';
import { freeradiusAccess, freeradiusGroup, freeradiusLogin, freeradiusNas } from './tables.ts';

type Context = Pick<AnyCtx, 'db' | 'call'>;
type LoginAnswer = Returned<(typeof radius)['operations']['answers']['out']>['items'][number];

/** How passwords are copied; undefined while there is no FreeRADIUS. The row stays as it is until the transaction ends. */
export async function passwordFormOf(ctx: Pick<AnyCtx, 'db'>): Promise<PasswordForm | undefined> {
  const [access] = await ctx.db.select().from(freeradiusAccess).for('share');
  return access?.passwordForm;
}

/** Copies these logins as they are now; one that is gone is removed. */
export async function copyLogins(ctx: Context, accountIds: string[]): Promise<void> {
  const form = await passwordFormOf(ctx);
  if (form === undefined) return;
  const { items } = await ctx.call(radius, 'answers', { accountIds, limit: 1000 });
  const there = new Set(items.map(({ id }) => id));
  await forgetLogins(
    ctx,
    accountIds.filter((id) => !there.has(id)),
  );
  await put(ctx, items, form);
}

export const portion = 200;
/** Copies the next logins after one. Returns the last copied; undefined when there are no more. */
export async function copyPortion(ctx: Context, after: string | undefined): Promise<string | undefined> {
  const form = await passwordFormOf(ctx);
  if (form === undefined) return undefined;
  const { items } = await ctx.call(radius, 'answers', { limit: portion, ...(after ? { after } : {}) });
  await put(ctx, items, form);
  return items.length < portion ? undefined : items.at(-1)?.id;
}

async function put(ctx: Pick<AnyCtx, 'db'>, answers: readonly LoginAnswer[], form: PasswordForm): Promise<void> {
  if (answers.length === 0) return;
  const rows = answers.map((login) => ({ login, ...told(login.answers) }));
  const groups = new Map(rows.flatMap((row) => row.groups.map((group) => [group.name, group] as const)));
  if (groups.size > 0)
    await ctx.db
      .insert(freeradiusGroup)
      .values([...groups.values()])
      .onConflictDoNothing();
  const ids = answers.map(({ id }) => id);
  const before = await ctx.db
    .select({ groups: freeradiusLogin.groups })
    .from(freeradiusLogin)
    .where(inArray(freeradiusLogin.accountId, ids));
  await ctx.db
    .insert(freeradiusLogin)
    .values(rows.map((row) => loginRow(row.login, row, form)))
    .onConflictDoUpdate({
      target: [freeradiusLogin.tenantId, freeradiusLogin.accountId],
      set: {
        username: sql`excluded.username`,
        state: sql`excluded.state`,
        unusable: sql`excluded.unusable`,
        checks: sql`excluded.checks`,
        replies: sql`excluded.replies`,
        groups: sql`excluded.groups`,
      },
    });
  await dropUnused(
    ctx,
    before.flatMap((row) => row.groups).filter((name) => !groups.has(name)),
  );
}

function loginRow(login: LoginAnswer, { rejected, common, groups }: Told, form: PasswordForm) {
  const { id, username, state, password } = login;
  const checks = password === undefined ? [] : [passwordItem(password, form)];
  return {
    accountId: id,
    username,
    state,
    unusable: password === undefined,
    checks: rejected ? [...checks, { attribute: 'Auth-Type', op: ':=' as const, value: 'Reject' }] : checks,
    replies: common,
    groups: groups.map(({ name }) => name),
  };
}

async function dropUnused(ctx: Pick<AnyCtx, 'db'>, names: string[]): Promise<void> {
  for (const name of new Set(names))
    await ctx.db.delete(freeradiusGroup).where(
      and(
        eq(freeradiusGroup.name, name),
        notExists(
          ctx.db
            .select({ one: sql`1` })
            .from(freeradiusLogin)
            .where(arrayContains(freeradiusLogin.groups, [name])),
        ),
      ),
    );
}

export async function forgetLogins(ctx: Pick<AnyCtx, 'db'>, accountIds: string[]): Promise<void> {
  if (accountIds.length === 0) return;
  const gone = await ctx.db
    .delete(freeradiusLogin)
    .where(inArray(freeradiusLogin.accountId, accountIds))
    .returning({ groups: freeradiusLogin.groups });
  await dropUnused(
    ctx,
    gone.flatMap((row) => row.groups),
  );
}

/** Removes logins that are copied and exist no longer. */
export async function forgetGone(ctx: Pick<AnyCtx, 'db'>): Promise<void> {
  const gone = await ctx.db
    .select({ accountId: freeradiusLogin.accountId })
    .from(freeradiusLogin)
    .where(sql`not exists (select 1 from radius_account a where a.id = ${freeradiusLogin.accountId})`);
  await forgetLogins(
    ctx,
    gone.map(({ accountId }) => accountId),
  );
}

/** Copies the secrets of these NAS devices, or of all; what is gone is removed. */
export async function copyNas(ctx: Context, nasIds?: string[]): Promise<void> {
  if ((await passwordFormOf(ctx)) === undefined) return;
  const { items } = await ctx.call(radius, 'nasSecrets', nasIds ? { nasIds } : {});
  const there = items.map(({ id }) => id);
  await ctx.db
    .delete(freeradiusNas)
    .where(
      and(
        nasIds ? inArray(freeradiusNas.nasId, nasIds) : undefined,
        there.length > 0 ? notInArray(freeradiusNas.nasId, there) : undefined,
      ),
    );
  const rows = items.map(({ id, sharedSecret }) => ({ nasId: id, secret: sharedSecret ?? '' }));
  if (rows.length > 0)
    await ctx.db
      .insert(freeradiusNas)
      .values(rows)
      .onConflictDoUpdate({
        target: [freeradiusNas.tenantId, freeradiusNas.nasId],
        set: { secret: sql`excluded.secret` },
      });
}

export async function forgetAll(ctx: Pick<AnyCtx, 'db'>): Promise<void> {
  await ctx.db.delete(freeradiusLogin);
  await ctx.db.delete(freeradiusGroup);
  await ctx.db.delete(freeradiusNas);
}
