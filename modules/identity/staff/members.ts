import { and, asc, eq, gt, ilike, inArray, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import {
  type AccessCtx,
  accessOf,
  holdAdministration,
  isAdministrator,
  keepAdministrator,
  refuseMorePowerful,
  refusePast,
} from './access.ts';
import { type Base, grantsIn, type RoleRow, refuseGranting } from './roles.ts';
import { type MemberStatus, memberMoves, memberRefusal, unionOf } from './rules.ts';
import { member, memberRole } from './tables.ts';

export type MemberRow = typeof member.$inferSelect;
type MemberCtx = AccessCtx & Pick<Ctx, 'tenant' | 'afterCommit'>;

async function shown(ctx: AccessCtx, rows: readonly MemberRow[]) {
  const access = await accessOf(
    ctx,
    rows.map((m) => m.id),
  );
  const known = await accounts().credentials.factors(
    ctx.door,
    rows.flatMap((m) => m.userId ?? []),
  );
  const factorsOf = (m: MemberRow) => (m.userId ? known.get(m.userId) : undefined);
  return rows.map((m) => ({
    id: m.id,
    userId: m.userId,
    name: m.name,
    email: m.email,
    status: m.status,
    roleIds: access.get(m.id)!.roles.map((r) => r.row.id),
    roleNames: access.get(m.id)!.roles.map((r) => r.row.name),
    overrides: access.get(m.id)!.overrides.length,
    twoFactor: factorsOf(m)?.totp ?? false,
    passkeys: factorsOf(m)?.passkeys ?? 0,
    trustedDevices: factorsOf(m)?.trustedDevices ?? 0,
    lastSignInAt: m.lastSignInAt,
    createdAt: m.createdAt,
  }));
}
export const shownOne = async (ctx: AccessCtx, row: MemberRow) => (await shown(ctx, [row]))[0]!;

const Position = z.tuple([z.string(), z.uuid()]);
const escaped = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');
const byName = sql<string>`lower(${member.name})`;

export async function listMembers(
  ctx: AccessCtx,
  {
    q,
    status,
    cursor,
    limit,
  }: { q?: string | undefined; status?: MemberStatus | undefined; cursor?: string | undefined; limit: number },
) {
  const place = readCursor(cursor, Position);
  const text = q ? `%${escaped(q)}%` : undefined;
  const rows = await ctx.db
    .select({ member, byName })
    .from(member)
    .where(
      and(
        status ? eq(member.status, status) : undefined,
        text ? or(ilike(member.name, text), ilike(member.email, text)) : undefined,
        place ? or(gt(byName, place[0]), and(eq(byName, place[0]), gt(member.id, place[1]))) : undefined,
      ),
    )
    .orderBy(asc(byName), asc(member.id))
    .limit(limit + 1);
  const page = pageOf(
    rows,
    limit,
    (r) => r,
    (r) => [r.byName, r.member.id],
  );
  return {
    items: await shown(
      ctx,
      page.items.map((r) => r.member),
    ),
    next: page.next,
  };
}

export async function findMember(ctx: Base, id: string): Promise<MemberRow> {
  const [row] = await ctx.db.select().from(member).where(eq(member.id, id));
  if (!row) throw notFound('colleague');
  return row;
}

/** Held until the end of the transaction, so that two changes of one colleague are judged one after the other. */
export async function holdMember(ctx: Base, id: string): Promise<MemberRow> {
  const [row] = await ctx.db.select().from(member).where(eq(member.id, id)).for('update');
  if (!row) throw notFound('colleague');
  return row;
}

export async function giveRoles(
  ctx: Base,
  memberId: string,
  roles: readonly RoleRow[],
  ends: ReadonlyMap<string, string | null> = new Map(),
): Promise<void> {
  await ctx.db.delete(memberRole).where(eq(memberRole.memberId, memberId));
  await ctx.db
    .insert(memberRole)
    .values(roles.map((r) => ({ memberId, roleId: r.id, expiresAt: ends.get(r.id) ?? null })));
}

interface Ending {
  roleId: string;
  expiresAt: string;
}
const inWords = (name: string, expiresAt: string | null | undefined) =>
  expiresAt ? `${name} until ${expiresAt}` : name;

/** @param expiries when roles end by themselves; undefined: those kept keep their ends */
export async function setRoles(
  ctx: MemberCtx,
  id: string,
  roles: readonly RoleRow[],
  expiries: readonly Ending[] | undefined,
) {
  await holdAdministration(ctx);
  const target = await holdMember(ctx, id);
  const before = await refuseMorePowerful(ctx, target);
  refuseGranting(ctx, unionOf(roles.map((r) => grantsIn(ctx, r))), 'roleIds');
  for (const { expiresAt } of expiries ?? []) refusePast(ctx, expiresAt, 'expiries');
  const ends = new Map<string, string | null>(
    expiries?.map((e) => [e.roleId, e.expiresAt]) ?? before.roles.map((r) => [r.row.id, r.expiresAt]),
  );
  await giveRoles(ctx, id, roles, ends);
  if (isAdministrator(ctx, before)) await keepAdministrator(ctx, target.name);
  ctx.changed({
    type: 'member',
    id,
    before: { roles: before.roles.map((r) => inWords(r.row.name, r.expiresAt)) },
    after: { roles: roles.map((r) => inWords(r.name, ends.get(r.id))) },
  });
  ctx.afterCommit(() => accounts().forget());
  return shownOne(ctx, target);
}

export async function moveMember(ctx: MemberCtx, id: string, move: 'disable' | 'enable') {
  await holdAdministration(ctx);
  const target = await holdMember(ctx, id);
  const reason = memberRefusal(move, target.status);
  if (reason) throw conflict(reason);
  const before = await refuseMorePowerful(ctx, target);
  if (move === 'disable' && target.id === ctx.actor.id)
    throw conflict('You cannot lock yourself out; ask a colleague.');
  // One who never accepted has no password yet and is invited again.
  const to = move === 'enable' && target.userId === null ? 'invited' : memberMoves[move].to;
  const [after] = await ctx.db
    .update(member)
    .set({ status: to, ...(move === 'disable' ? { invitationHash: null, invitationExpiresAt: null } : {}) })
    .where(and(eq(member.id, id), inArray(member.status, [...memberMoves[move].from])))
    .returning();
  if (!after) throw conflict('Somebody else has just changed this colleague; look again.');
  if (target.status === 'active' && isAdministrator(ctx, before)) await keepAdministrator(ctx, target.name);
  ctx.changed({ type: 'member', id, before: { status: target.status }, after: { status: to } });
  const { userId } = after;
  if (move === 'disable' && userId) await accounts().endSessions(ctx.door, ctx.tenant.id, userId);
  ctx.afterCommit(() => accounts().forget());
  return shownOne(ctx, after);
}

export async function resetTwoFactor(ctx: MemberCtx, id: string) {
  const target = await holdMember(ctx, id);
  await refuseMorePowerful(ctx, target);
  const { userId } = target;
  const has = userId ? (await accounts().credentials.factors(ctx.door, [userId])).get(userId) : undefined;
  if (!userId || (!has?.totp && !has?.passkeys)) throw conflict('This colleague has no second factor.');
  // The account may work for another provider too, whose second wall this would take down.
  if ((await accounts().places(ctx.door, userId)).some((place) => place !== ctx.tenant.id))
    throw conflict(
      `${target.name} works for another provider too; the platform operator can reset their second factor.`,
    );
  await accounts().removeSecondFactor(ctx.door, userId);
  ctx.changed({ type: 'member', id, before: { twoFactor: true }, after: { twoFactor: false } });
  return shownOne(ctx, target);
}

export async function secondFactors(ctx: Base) {
  const rows = await ctx.db.select({ userId: member.userId }).from(member).where(eq(member.status, 'active'));
  const known = await accounts().credentials.factors(
    ctx.door,
    rows.flatMap((m) => m.userId ?? []),
  );
  const all = [...known.values()];
  return {
    active: rows.length,
    withAuthenticator: all.filter((f) => f.totp).length,
    withPasskey: all.filter((f) => f.passkeys > 0).length,
    without: rows.length - all.filter((f) => f.totp || f.passkeys > 0).length,
  };
}
