import { eq } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import { giveRoles, type MemberRow } from './members.ts';
import { rolesByIds } from './roles.ts';
import { member } from './tables.ts';

type VouchCtx = Pick<
  Ctx,
  'db' | 'door' | 'actor' | 'tenant' | 'nowIso' | 'newId' | 'changed' | 'permissionCatalogue' | 'afterCommit'
>;
interface Person {
  memberId: string | null;
  email: string;
  name: string;
  roleId: string | null;
}

/**
 * The colleague whom a sign-in provider of this tenant vouches for: one who is there, one who was invited and is hereby in,
 * or a new one.
 * @throws AppError `forbidden` for strangers, for those who were locked out, and for accounts that work elsewhere too
 */
export async function vouchedMember(ctx: VouchCtx, person: Person): Promise<{ memberId: string; userId: string }> {
  const by = person.memberId ? eq(member.id, person.memberId) : eq(member.email, person.email);
  const [there] = await ctx.db.select().from(member).where(by).for('update');
  if (there?.status === 'disabled')
    throw new AppError('forbidden', 'Your access was switched off. Ask your administrator.');
  const row = there ?? (await newMember(ctx, person));
  const userId = row.userId ?? (await accountOf(ctx, row));
  await refuseElsewhere(ctx, userId);
  if (row.status !== 'active' || row.userId !== userId)
    await ctx.db
      .update(member)
      .set({ userId, status: 'active', invitationHash: null, invitationExpiresAt: null })
      .where(eq(member.id, row.id));
  ctx.afterCommit(() => accounts().forget());
  return { memberId: row.id, userId };
}

async function newMember(ctx: VouchCtx, { email, name, roleId }: Person): Promise<MemberRow> {
  if (!roleId) throw new AppError('forbidden', `${email} is no colleague here. Ask your administrator to invite you.`);
  const roles = await rolesByIds(ctx, [roleId]);
  const [row] = await ctx.db
    .insert(member)
    .values({ id: ctx.newId(), email, name: name || email, status: 'invited', createdAt: ctx.nowIso })
    .returning();
  await giveRoles(ctx, row!.id, roles);
  ctx.changed({ type: 'member', id: row!.id, after: { email, name, roles: roles.map((r) => r.name) } });
  return row!;
}

async function accountOf(ctx: VouchCtx, { email, name }: MemberRow): Promise<string> {
  const known = await accounts().byEmail(ctx.door, email);
  return known?.id ?? accounts().createVouched(ctx.door, { email, name });
}

/** A provider's word is good for its own people; it must not open what somebody does for another provider. */
async function refuseElsewhere(ctx: VouchCtx, userId: string): Promise<void> {
  const places = await accounts().places(ctx.door, userId);
  if (places.some((place) => place !== ctx.tenant.id))
    throw new AppError('forbidden', 'This account works for another provider too, so it needs its own password.');
}
