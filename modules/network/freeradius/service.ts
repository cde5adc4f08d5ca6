import { count, sql } from 'drizzle-orm';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { implement } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { conflict } from '#kernel/errors.ts';
import { freeradius, type PasswordForm } from './contract.ts';
import { copyNas, forgetAll } from './mirror.ts';
import { newRolePassword, scramVerifier } from './scram.ts';
import { freeradiusAccess, freeradiusInbox, freeradiusLogin, freeradiusNas } from './tables.ts';

type Events = EventsOf<typeof freeradius>;
type Status = Returned<(typeof freeradius)['operations']['status']['out']>;

async function status(ctx: Pick<Ctx, 'db'>): Promise<Status> {
  const [access] = await ctx.db.select().from(freeradiusAccess);
  const [figures] = await ctx.db
    .select({
      role: sql<string>`freeradius.role_name()`,
      loginsCopied: count(),
      loginsUnusable: sql<number>`count(*) filter (where ${freeradiusLogin.unusable})`.mapWith(Number),
      logins: sql<number>`(select count(*) from radius_account)`.mapWith(Number),
      nasDevices: sql<number>`(select count(*) from ${freeradiusNas})`.mapWith(Number),
      waiting: sql<number>`(select count(*) from ${freeradiusInbox})`.mapWith(Number),
    })
    .from(freeradiusLogin);
  return {
    enabled: access !== undefined,
    passwordForm: access?.passwordForm ?? null,
    enabledAt: access?.enabledAt ?? null,
    copiedAt: access?.copiedAt ?? null,
    lastLoginAt: access?.lastLoginAt ?? null,
    lastAccountingAt: access?.lastAccountingAt ?? null,
    ...figures!,
  };
}

const changed = (passwordForm: PasswordForm | null) => ({ passwordForm });

async function setPassword(ctx: Pick<Ctx, 'db'>): Promise<string> {
  const password = newRolePassword();
  await ctx.db.execute(sql`select freeradius.grant_access(${scramVerifier(password)})`);
  return password;
}

async function enable(
  ctx: Ctx<Events, 'freeradius.enabled'>,
  { passwordForm }: { passwordForm: PasswordForm },
): Promise<Status> {
  const before = await status(ctx);
  const copyId = ctx.newId();
  const fresh = { passwordForm, copyId, copiedAt: null };
  await ctx.db
    .insert(freeradiusAccess)
    .values({ ...fresh, enabledAt: ctx.nowIso })
    .onConflictDoUpdate({ target: freeradiusAccess.tenantId, set: fresh });
  const newPassword = await setPassword(ctx);
  await copyNas(ctx);
  await ctx.emit('freeradius.enabled', { copyId });
  ctx.changed({
    type: 'freeradius',
    id: ctx.tenant.id,
    before: changed(before.passwordForm),
    after: changed(passwordForm),
  });
  return { ...(await status(ctx)), newPassword };
}

const notEnabled = () => conflict('FreeRADIUS is not enabled for this provider; enable it first.');

async function rotatePassword(ctx: Ctx<Events, never>): Promise<Status> {
  const now = await status(ctx);
  if (!now.enabled) throw notEnabled();
  const newPassword = await setPassword(ctx);
  ctx.changed({ type: 'freeradius', id: ctx.tenant.id, after: { passwordReplaced: true } });
  return { ...now, newPassword };
}

async function disable(ctx: Ctx<Events, 'freeradius.disabled'>): Promise<void> {
  const before = await status(ctx);
  if (!before.enabled) throw notEnabled();
  await ctx.db.delete(freeradiusAccess);
  await ctx.db.execute(sql`select freeradius.revoke_access()`);
  await forgetAll(ctx);
  await ctx.emit('freeradius.disabled', {});
  ctx.changed({ type: 'freeradius', id: ctx.tenant.id, before: changed(before.passwordForm), after: null });
}

export const service = implement(freeradius, { status: (ctx) => status(ctx), enable, rotatePassword, disable });
