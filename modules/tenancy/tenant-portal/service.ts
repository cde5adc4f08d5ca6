import { eq } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { mailServer } from '#kernel/mail.ts';
import { apiKeys } from '#modules/identity/api-keys/contract.ts';
import { signInProviders } from '#modules/identity/sign-in-providers/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { netbox } from '#modules/network/netbox/contract.ts';
import { general } from '#modules/tenancy/general/contract.ts';
import { tenantPortal } from './contract.ts';
import { accountProfile } from './tables.ts';

type Found = Returned<(typeof tenantPortal)['operations']['integrations']['out']>;
type Services = Found['services'];

async function services(ctx: Pick<Ctx, 'call' | 'urls'>): Promise<Services> {
  const { configured, missing, problem, comparedAt } = await ctx.call(netbox, 'settings', {});
  const { items: providers } = await ctx.call(signInProviders, 'list', {});
  const enabled = providers.filter((p) => p.isEnabled);
  const mails = mailServer() !== null;
  return [
    {
      kind: 'netbox',
      state: problem ? 'failing' : configured ? 'on' : 'off',
      says: problem
        ? 'The last comparison failed; the console says why.'
        : configured
          ? comparedAt
            ? 'Connected and compared.'
            : 'Connected, not compared yet.'
          : `Not configured${missing ? ': address or token is missing' : ''}.`,
      link: `${ctx.urls.isp}/dashboard/ipam/netbox`,
    },
    {
      kind: 'mail',
      state: mails ? 'on' : 'off',
      says: mails
        ? 'Mail leaves by the mail server of this installation.'
        : 'Not configured: mail is written and held, and leaves once a mail server is set up.',
      link: null,
    },
    {
      kind: 'sign-in',
      state: enabled.length > 0 ? 'on' : 'off',
      says:
        enabled.length > 0
          ? `Staff can sign in by ${enabled.map((p) => p.name).join(', ')}.`
          : providers.length > 0
            ? 'Set up and switched off: staff sign in with e-mail and password.'
            : 'No OIDC or SAML provider is set up: staff sign in with e-mail and password.',
      link: `${ctx.urls.isp}/dashboard/security-access/sign-in-providers`,
    },
  ];
}

const keyState = (revokedAt: string | null, expiresAt: string | null, now: string): Found['keys'][number]['state'] =>
  revokedAt ? 'revoked' : expiresAt && expiresAt <= now ? 'expired' : 'active';

const nothingYet = {
  legalName: '',
  registrationNumber: '',
  taxNumber: '',
  address: '',
  website: '',
  billingName: '',
  billingEmail: '',
  billingPhone: '',
  updatedAt: null,
};

async function profileOf({ db }: Pick<Ctx, 'db'>, tenantId: string) {
  const [row] = await db.select().from(accountProfile).where(eq(accountProfile.tenantId, tenantId));
  return row ?? nothingYet;
}

export const service = implement(tenantPortal, {
  staff: (ctx, input) => ctx.call(staff, 'listUsers', input),

  staffRoles: (ctx) => ctx.call(staff, 'listRoles', {}),

  async inviteStaff(ctx, { email, name, roleId }) {
    await ctx.call(staff, 'invite', { email, name, roleIds: [roleId] });
  },

  async integrations(ctx) {
    const { items } = await ctx.call(apiKeys, 'list', {});
    return {
      keys: items.map(({ id, name, permissions, lastUsedAt, expiresAt, revokedAt }) => ({
        id,
        name,
        state: keyState(revokedAt, expiresAt, ctx.nowIso),
        permissions: permissions.length,
        lastUsedAt,
        expiresAt,
      })),
      keysLink: `${ctx.urls.isp}/dashboard/security-access/api-keys`,
      services: await services(ctx),
    };
  },

  async profile(ctx) {
    const found = await profileOf(ctx, ctx.tenant.id);
    return found.updatedAt === null ? { ...found, legalName: ctx.tenant.name } : found;
  },

  async setProfile(ctx, input) {
    const before = await profileOf(ctx, ctx.tenant.id);
    const known = { ...input, updatedAt: ctx.nowIso };
    const [row] = await ctx.db
      .insert(accountProfile)
      .values(known)
      .onConflictDoUpdate({ target: [accountProfile.tenantId], set: known })
      .returning();
    ctx.changed({ type: 'account-profile', id: ctx.tenant.id, before, after: known });
    await ctx.emit('account-profile.changed', { tenantId: ctx.tenant.id });
    return row!;
  },

  async setRegion(ctx, { timeZone, locale }) {
    const { name, currency } = ctx.tenant;
    await ctx.call(general, 'update', { name, currency, timeZone, locale });
  },

  profileOf: (ctx, { tenantId }) => profileOf(ctx, tenantId),
});
