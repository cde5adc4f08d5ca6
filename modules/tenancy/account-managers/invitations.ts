import { and, eq } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { AppError, conflict } from '#kernel/errors.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import { newInvitation, tokenHash } from '#kernel/identity/invitations.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { noticeTopics } from './contract.ts';
import type { ManagerRole } from './rules.ts';
import { accountManager } from './tables.ts';

export type Row = typeof accountManager.$inferSelect;
type InviteCtx = Pick<Ctx, 'db' | 'tenant' | 'actor' | 'now' | 'nowIso' | 'urls' | 'call' | 'changed' | 'newId'>;

const alreadyThere = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'account_manager_email')
    throw conflict('This person is an account manager already, or was invited.', 'email');
  throw error;
};

/** The first owner is invited by the vendor. */
const invitedBy = ({ kind, name }: Ctx['actor']) => (kind === 'system' ? 'DotMac' : name);

/** Writes a new link into the row and the mail; an earlier link ends. */
export async function sendInvitation(ctx: InviteCtx, to: Row): Promise<Row> {
  const { hash, link, expiresAt } = newInvitation(`${ctx.urls.platform}/tenant-portal`, ctx.tenant.slug, ctx.now);
  const [row] = await ctx.db
    .update(accountManager)
    .set({ invitationHash: hash, invitationExpiresAt: expiresAt })
    .where(eq(accountManager.id, to.id))
    .returning();
  const until = Temporal.Instant.from(expiresAt)
    .toZonedDateTimeISO(ctx.tenant.timeZone)
    .toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' });
  await ctx.call(mail, 'queue', {
    template: 'account-invitation',
    to: to.email,
    values: { name: to.name, tenantName: ctx.tenant.name, invitedBy: invitedBy(ctx.actor), link, expiresAt: until },
  });
  return row!;
}

export async function invite(ctx: InviteCtx, input: { email: string; name: string; role: ManagerRole }): Promise<Row> {
  const [row] = await ctx.db
    .insert(accountManager)
    .values({ id: ctx.newId(), ...input, status: 'invited', notices: [...noticeTopics], createdAt: ctx.nowIso })
    .returning()
    .catch(alreadyThere);
  ctx.changed({ type: 'account-manager', id: row!.id, after: input });
  return sendInvitation(ctx, row!);
}

/** The invited person behind a token. Wrong, used and withdrawn look alike; expired says so. */
export async function invited(ctx: Pick<Ctx, 'db' | 'tenant' | 'now'>, token: string): Promise<Row> {
  const gone = new AppError('not_found', 'This invitation is not valid, or was used already. Ask for a new one.', {
    field: 'token',
  });
  // Who speaks for no provider stands in the platform's tenancy, which has no account managers.
  if (ctx.tenant.id === platformTenantId) throw gone;
  const [row] = await ctx.db
    .select()
    .from(accountManager)
    .where(and(eq(accountManager.invitationHash, tokenHash(token)), eq(accountManager.status, 'invited')));
  if (!row?.invitationExpiresAt) throw gone;
  if (Temporal.Instant.compare(Temporal.Instant.from(row.invitationExpiresAt), ctx.now) <= 0)
    throw new AppError('invalid', 'This invitation has expired. Ask for a new one.', { field: 'token' });
  return row;
}

export async function accept(
  ctx: Pick<Ctx, 'db' | 'tenant' | 'now' | 'changed'>,
  input: { token: string; name: string; password: string },
): Promise<Row> {
  const row = await invited(ctx, input.token);
  const userId = await accountFor(row.email, input);
  const [after] = await ctx.db
    .update(accountManager)
    .set({ userId, name: input.name, status: 'active', invitationHash: null, invitationExpiresAt: null })
    .where(
      and(
        eq(accountManager.id, row.id),
        eq(accountManager.status, 'invited'),
        eq(accountManager.invitationHash, tokenHash(input.token)),
      ),
    )
    .returning();
  if (!after) throw conflict('This invitation was just used.', 'token');
  ctx.changed({ type: 'account-manager', id: row.id, before: { status: 'invited' }, after: { status: 'active' } });
  return after;
}

/** The account of the invited address in the tenant realm: a new one; or the one there, when its password is given. */
async function accountFor(email: string, { name, password }: { name: string; password: string }): Promise<string> {
  const known = await accounts().byEmail('tenant', email);
  if (!known) return accounts().create('tenant', { email, name, password });
  if (await accounts().passwordMatches('tenant', known.id, password)) return known.id;
  // An account that works nowhere was left by an acceptance that did not come to its end.
  if ((await accounts().places('tenant', known.id)).length > 0)
    throw new AppError('invalid', 'This address has an account already; give its password.', { field: 'password' });
  await accounts().setPassword('tenant', known.id, password);
  return known.id;
}
