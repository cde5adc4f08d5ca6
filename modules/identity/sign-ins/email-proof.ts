import type { Ctx } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';
import { AppError, conflict } from '#kernel/errors.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import { newToken, tokenHash } from '#kernel/identity/invitations.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { mail } from '#modules/communications/mail/contract.ts';

type ProofCtx = Pick<Ctx, 'tenant' | 'urls' | 'call' | 'changed'>;
const proofHours = 48;
const senderOf = ({ tenant }: Pick<Ctx, 'tenant'>) => (tenant.id === platformTenantId ? 'DotMac' : tenant.name);

const pageOf = ({ urls }: ProofCtx, door: Door) =>
  door === 'customer'
    ? `${urls.isp}/customer-portal/confirm-email`
    : `${door === 'isp' ? urls.isp : urls.platform}/confirm-email`;

export interface Proof {
  door: Door;
  userId: string;
  name: string;
  email: string;
  customerId: string | null;
}

/** Mails a link to an address; who follows it has proven that mail reaches them there. */
export async function askProof(ctx: ProofCtx, { door, userId, name, email, customerId }: Proof): Promise<void> {
  const token = newToken(ctx.tenant.slug);
  await accounts().credentials.awaitEmail(door, userId, email, tokenHash(token), proofHours);
  await ctx.call(mail, 'queue', {
    template: 'email-confirmation',
    to: email,
    customerId,
    values: {
      name,
      tenantName: senderOf(ctx),
      link: `${pageOf(ctx, door)}?token=${token}`,
      hours: String(proofHours),
    },
  });
}

/** Whether an address is free at a door where it names an account in the whole installation. */
async function isFree(door: Door, email: string): Promise<boolean> {
  return door === 'customer' || (await accounts().byEmail(door, email)) === null;
}

/** @throws AppError `invalid` or `conflict` when the link is spent, or somebody else got the address meanwhile */
export async function prove(ctx: Pick<Ctx, 'door'>, token: string) {
  const { credentials } = accounts();
  const proven = await credentials.proveEmail(ctx.door, tokenHash(token));
  if (!proven)
    throw new AppError('invalid', 'This link is not valid any more. Ask for a new one where you signed in.', {
      field: 'token',
    });
  if (!(await isFree(ctx.door, proven.email)))
    throw conflict('There is an account with this e-mail address already.', 'email');
  const before = (await accounts().byIds(ctx.door, [proven.userId])).get(proven.userId);
  if (ctx.door !== 'customer') await credentials.setEmail(ctx.door, proven.userId, proven.email);
  return { ...proven, before };
}

/** Whoever reads the address that was given up learns of it: it may have been somebody else who changed it. */
export async function tellFormerAddress(
  ctx: ProofCtx & Pick<Ctx, 'door'>,
  { name, email }: { name: string; email: string },
) {
  const link = `${ctx.door === 'isp' ? ctx.urls.isp : ctx.urls.platform}/reset-password`;
  await ctx.call(mail, 'queue', {
    template: 'email-changed',
    to: email,
    values: { name, tenantName: senderOf(ctx), link },
  });
}
