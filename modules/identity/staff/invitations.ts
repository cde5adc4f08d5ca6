import { and, eq, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { AppError, conflict } from '#kernel/errors.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import { newInvitation, tokenHash } from '#kernel/identity/invitations.ts';
import { assertGoodPassword } from '#kernel/identity/password-strength.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { giveRoles, holdMember, type MemberRow, shownOne } from './members.ts';
import { grantsIn, type RoleRow, refuseGranting } from './roles.ts';
import { memberRefusal, unionOf } from './rules.ts';
import { member } from './tables.ts';

type InviteCtx = Pick<
  Ctx,
  'db' | 'door' | 'actor' | 'tenant' | 'now' | 'urls' | 'call' | 'changed' | 'permissionCatalogue' | 'newId' | 'nowIso'
>;

const until = (iso: string, timeZone: string) =>
  Temporal.Instant.from(iso)
    .toZonedDateTimeISO(timeZone)
    .toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' });

/** The words of an invitation; the mail module renders them. */
const invitationValues = (to: {
  name: string;
  tenantName: string;
  invitedBy: string;
  link: string;
  expiresAt: string;
  timeZone: string;
}) => ({
  name: to.name,
  tenantName: to.tenantName,
  invitedBy: to.invitedBy,
  link: to.link,
  expiresAt: until(to.expiresAt, to.timeZone),
});

async function send(ctx: InviteCtx, to: MemberRow): Promise<MemberRow> {
  const invitation = newInvitation(ctx.urls.isp, ctx.tenant.slug, ctx.now);
  const [row] = await ctx.db
    .update(member)
    .set({ invitationHash: invitation.hash, invitationExpiresAt: invitation.expiresAt })
    .where(eq(member.id, to.id))
    .returning();
  await ctx.call(mail, 'queue', {
    template: 'staff-invitation',
    to: to.email,
    values: invitationValues({
      name: to.name,
      tenantName: ctx.tenant.name,
      invitedBy: ctx.actor.name,
      link: invitation.link,
      expiresAt: invitation.expiresAt,
      timeZone: ctx.tenant.timeZone,
    }),
  });
  return row!;
}

const alreadyThere = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'member_email')
    throw conflict('This person is a colleague already, or was invited.', 'email');
  throw error;
};

export async function invite(ctx: InviteCtx, input: { email: string; name: string }, roles: readonly RoleRow[]) {
  refuseGranting(ctx, unionOf(roles.map((r) => grantsIn(ctx, r))), 'roleIds');
  const [row] = await ctx.db
    .insert(member)
    .values({ id: ctx.newId(), email: input.email, name: input.name, status: 'invited', createdAt: ctx.nowIso })
    .returning()
    .catch(alreadyThere);
  await giveRoles(ctx, row!.id, roles);
  const sent = await send(ctx, row!);
  ctx.changed({
    type: 'member',
    id: sent.id,
    after: { email: input.email, name: input.name, roles: roles.map((r) => r.name) },
  });
  return shownOne(ctx, sent);
}

export async function resend(ctx: InviteCtx, id: string) {
  const row = await holdMember(ctx, id);
  const reason = memberRefusal('resend', row.status);
  if (reason) throw conflict(reason);
  ctx.changed({ type: 'member', id, after: { invited: 'again' } });
  return shownOne(ctx, await send(ctx, row));
}

/** The invited member behind a token. Wrong, used and withdrawn look alike; expired says so. */
export async function invited(ctx: InviteCtx, token: string): Promise<MemberRow> {
  const gone = new AppError('not_found', 'This invitation is not valid, or was used already. Ask for a new one.', {
    field: 'token',
  });
  // A door without a tenant stands in the platform's tenancy, whose invitations are the platform door's alone.
  if (ctx.tenant.id === platformTenantId && ctx.door !== 'platform') throw gone;
  const [row] = await ctx.db
    .select()
    .from(member)
    .where(and(eq(member.invitationHash, tokenHash(token)), eq(member.status, 'invited')));
  if (!row?.invitationExpiresAt) throw gone;
  if (Temporal.Instant.compare(Temporal.Instant.from(row.invitationExpiresAt), ctx.now) <= 0)
    throw new AppError('invalid', 'This invitation has expired. Ask for a new one.', { field: 'token' });
  return row;
}

export async function accept(
  ctx: InviteCtx,
  input: { token: string; name: string; password: string },
): Promise<MemberRow> {
  const row = await invited(ctx, input.token);
  const userId = await accountFor(ctx, row, input);
  const [after] = await ctx.db
    .update(member)
    .set({ userId, name: input.name, status: 'active', invitationHash: null, invitationExpiresAt: null })
    .where(
      and(
        eq(member.id, row.id),
        eq(member.status, 'invited'),
        sql`${member.invitationHash} = ${tokenHash(input.token)}`,
      ),
    )
    .returning();
  if (!after) throw conflict('This invitation was just used.', 'token');
  ctx.changed({
    type: 'member',
    id: row.id,
    before: { status: row.status },
    after: { status: after.status, name: input.name },
  });
  return after;
}

/** The account of the invited address: a new one; or the one that is there, when its password is given. */
async function accountFor(
  ctx: InviteCtx,
  row: MemberRow,
  { name, password }: { name: string; password: string },
): Promise<string> {
  const known = await accounts().byEmail(ctx.door, row.email);
  const names = [name, row.email, ctx.tenant.name, ctx.tenant.slug];
  if (!known) {
    await assertGoodPassword(password, { names });
    return accounts().create(ctx.door, { email: row.email, name, password });
  }
  if (await accounts().passwordMatches(ctx.door, known.id, password)) return known.id;
  // An account that works nowhere was left by an acceptance that did not come to its end.
  if ((await accounts().places(ctx.door, known.id)).length > 0)
    throw new AppError('invalid', 'This address has an account already; give its password.', { field: 'password' });
  await assertGoodPassword(password, { names });
  await accounts().setPassword(ctx.door, known.id, password);
  return known.id;
}
