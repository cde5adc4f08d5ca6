import { eq } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { permissionSet } from '#kernel/context.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import {
  type Access,
  type AccessCtx,
  accessOf,
  accessOfOne,
  dropOverride,
  holdAdministration,
  isAdministrator,
  keepAdministrator,
  nowMsOf,
  putOverride,
  refuseMorePowerful,
  refusePast,
  type Wish,
} from './access.ts';
import { binds, covers, permissionsNow } from './effective.ts';
import { findMember, holdMember, type MemberRow } from './members.ts';
import { unknownPermissions } from './rules.ts';
import { member } from './tables.ts';

type WriteCtx = AccessCtx & Pick<Ctx, 'tenant' | 'afterCommit'>;

const effectiveNow = (ctx: AccessCtx, access: Access) =>
  permissionsNow(access.sources, nowMsOf(ctx), ctx.permissionCatalogue, ctx.door);

function shown(ctx: AccessCtx, row: MemberRow, access: Access) {
  return {
    memberId: row.id,
    administrator: isAdministrator(ctx, access),
    permissions: effectiveNow(ctx, access),
    roles: access.roles.map(({ row: { id, name }, expiresAt }) => ({
      roleId: id,
      name,
      expiresAt,
      binds: binds(expiresAt, nowMsOf(ctx)),
    })),
    overrides: access.overrides.map(({ id, effect, permission, reason, expiresAt, givenBy, createdAt }) => ({
      id,
      effect,
      permission,
      reason,
      expiresAt,
      givenBy,
      createdAt,
      binds: binds(expiresAt, nowMsOf(ctx)),
    })),
  };
}

export async function memberAccess(ctx: AccessCtx, id: string) {
  const row = await findMember(ctx, id);
  return shown(ctx, row, await accessOfOne(ctx, id));
}

/** One change of a member's overrides, judged as every change of access is. */
async function changing(ctx: WriteCtx, id: string, change: (access: Access) => Promise<Record<string, unknown>>) {
  await holdAdministration(ctx);
  const target = await holdMember(ctx, id);
  const before = await refuseMorePowerful(ctx, target);
  const after = await change(before);
  if (isAdministrator(ctx, before)) await keepAdministrator(ctx, target.name);
  ctx.changed({ type: 'member', id, before: { permissions: effectiveNow(ctx, before) }, after });
  ctx.afterCommit(() => accounts().forget());
  return shown(ctx, target, await accessOfOne(ctx, id));
}

export const setOverride = (ctx: WriteCtx, id: string, wish: Wish) =>
  changing(ctx, id, async () => {
    const [unknown] = unknownPermissions([wish.permission], ctx.permissionCatalogue, ctx.door);
    if (unknown) throw new AppError('invalid', `There is no permission ${unknown}.`, { field: 'permission' });
    refusePast(ctx, wish.expiresAt, 'expiresAt');
    await putOverride(ctx, id, wish);
    return { ...wish };
  });

export const liftOverride = (ctx: WriteCtx, id: string, overrideId: string) =>
  changing(ctx, id, async () => {
    const gone = await dropOverride(ctx, id, overrideId);
    if (!gone) throw notFound('override');
    return { lifted: `${gone.effect} ${gone.permission}` };
  });

/** Why a member may do something, or may not: everything that is about the permission, and what follows from it. */
export async function explain(ctx: AccessCtx, id: string, permission: string) {
  const row = await findMember(ctx, id);
  const use = ctx.permissionCatalogue.get(permission);
  if (!use?.doors.has(ctx.door))
    throw new AppError('invalid', `There is no permission ${permission}.`, { field: 'permission' });
  const access = await accessOfOne(ctx, id);
  const now = nowMsOf(ctx);
  const steps = [
    ...access.sources
      .filter((s) => s.kind === 'role')
      .map((s) => ({
        kind: 'role' as const,
        name: s.name,
        entry: s.permissions.find((entry) => covers(entry, permission)) ?? null,
        binds: binds(s.expiresAt, now),
        expiresAt: s.expiresAt,
        reason: null,
        by: null,
      })),
    ...access.overrides
      .filter((o) => covers(o.permission, permission))
      .map((o) => ({
        kind: o.effect,
        name: o.permission,
        entry: o.permission,
        binds: binds(o.expiresAt, now),
        expiresAt: o.expiresAt,
        reason: o.reason,
        by: o.givenBy,
      })),
  ];
  const holds = permissionSet(effectiveNow(ctx, access)).has(permission);
  return {
    memberId: id,
    memberName: row.name,
    permission,
    allowed: holds && row.status === 'active',
    verdict: verdict(row, holds, steps),
    steps,
    operations: [...use.operations],
  };
}

type Step = { kind: 'role' | 'allow' | 'deny'; name: string; entry: string | null; binds: boolean };

function verdict({ name, status }: MemberRow, holds: boolean, steps: readonly Step[]): string {
  if (status === 'disabled') return `${name} is locked out, so nothing they hold opens anything.`;
  if (status === 'invited') return `${name} has not accepted the invitation yet.`;
  const denied = steps.find((s) => s.kind === 'deny' && s.binds);
  if (denied) return `${name} may not: it is denied to them, and a denial wins over every role and grant.`;
  const givers = steps.filter((s) => s.kind !== 'deny' && s.entry !== null);
  const bySource = (s: Step) => (s.kind === 'role' ? `the role ${s.name}` : `a grant of ${s.name}`);
  if (holds)
    return `${name} may, by ${givers
      .filter((s) => s.binds)
      .map(bySource)
      .join(' and ')}.`;
  if (givers.length > 0) return `${name} may not any more: ${givers.map(bySource).join(' and ')} expired.`;
  return `${name} may not: no role gives it, and it was not granted.`;
}

/** Active members who may do something now; whom to tell of it. */
export async function holders(ctx: AccessCtx, permission: string) {
  const active = await ctx.db.select().from(member).where(eq(member.status, 'active'));
  const all = await accessOf(
    ctx,
    active.map((m) => m.id),
  );
  return active
    .filter((m) => permissionSet(effectiveNow(ctx, all.get(m.id)!)).has(permission))
    .map(({ id, name, email }) => ({ id, name, email }));
}
