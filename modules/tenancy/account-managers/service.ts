import { and, arrayContains, eq } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { AppError, conflict, forbidden, notFound } from '#kernel/errors.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import { accountManagers, noticeTopics } from './contract.ts';
import { accept, invite, invited, type Row } from './invitations.ts';
import { everyone, move, refuseGranting, resend, self, setRole, shown, shownOne } from './managers.ts';
import { accountManager } from './tables.ts';

/** The caller's own row. @throws AppError `forbidden` to whoever is no account manager */
async function me(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<Row> {
  const row = await self(ctx);
  if (!row) throw forbidden('Only an account manager who signed in has this.');
  return row;
}

export const service = implement(accountManagers, {
  async session(ctx) {
    const row = await self(ctx);
    const account = row?.userId ? (await accounts().byIds('tenant', [row.userId])).get(row.userId) : undefined;
    const { id, slug, name, currency, timeZone, locale } = ctx.tenant;
    return {
      user: {
        id: ctx.actor.id ?? '',
        name: row?.name ?? ctx.actor.name,
        email: row?.email ?? '',
        twoFactor: account?.twoFactor ?? false,
      },
      tenant: { id, slug, name, currency, timeZone, locale },
      tenants: row?.userId ? await accounts().placeNames('tenant', row.userId) : [],
      permissions: [...ctx.actor.permissions.list],
      visit: null,
      door: ctx.door,
      demo: accounts().demo,
      secondFactor: null,
    };
  },

  async switchTenant(ctx, { tenantId }) {
    const row = await self(ctx);
    if (!row?.userId || !ctx.actor.sessionId)
      throw new AppError('forbidden', 'Only a person who signed in can change provider.');
    if (!(await accounts().places('tenant', row.userId)).includes(tenantId)) throw notFound('provider');
    await accounts().moveSession('tenant', ctx.actor.sessionId, tenantId);
  },

  async invitation(ctx, { token }) {
    const row = await invited(ctx, token);
    const known = await accounts().byEmail('tenant', row.email);
    return {
      email: row.email,
      name: row.name,
      tenantName: ctx.tenant.name,
      hasAccount: known !== null && (await accounts().places('tenant', known.id)).length > 0,
      expiresAt: row.invitationExpiresAt ?? ctx.nowIso,
    };
  },

  async acceptInvitation(ctx, input) {
    const row = await accept(ctx, input);
    await ctx.emit('account-manager.changed', { managerId: row.id });
  },

  list: async (ctx) => ({ items: await shown(await everyone(ctx)) }),

  async invite(ctx, input) {
    refuseGranting(ctx, input.role);
    const row = await invite(ctx, input);
    await ctx.emit('account-manager.invited', { managerId: row.id, email: row.email });
    return shownOne(row);
  },

  async resendInvitation(ctx, { id }) {
    const row = await resend(ctx, id);
    await ctx.emit('account-manager.invited', { managerId: id, email: row.email });
    return shownOne(row);
  },

  async setRole(ctx, { id, role }) {
    const row = await setRole(ctx, id, role);
    await ctx.emit('account-manager.changed', { managerId: id });
    return shownOne(row);
  },

  async disable(ctx, { id }) {
    const row = await move(ctx, id, 'disable');
    await ctx.emit('account-manager.changed', { managerId: id });
    return shownOne(row);
  },

  async enable(ctx, { id }) {
    const row = await move(ctx, id, 'enable');
    await ctx.emit('account-manager.changed', { managerId: id });
    return shownOne(row);
  },

  notices: async (ctx) => ({ notices: (await me(ctx)).notices }),

  async setNotices(ctx, { notices }) {
    const { id, notices: before } = await me(ctx);
    const wanted = noticeTopics.filter((topic) => notices.includes(topic));
    await ctx.db.update(accountManager).set({ notices: wanted }).where(eq(accountManager.id, id));
    ctx.changed({ type: 'account-manager', id, before: { notices: before }, after: { notices: wanted } });
    return { notices: wanted };
  },

  async recipients(ctx, { tenantId, topic }) {
    const rows = await ctx.db
      .select()
      .from(accountManager)
      .where(
        and(
          eq(accountManager.tenantId, tenantId),
          eq(accountManager.status, 'active'),
          arrayContains(accountManager.notices, [topic]),
        ),
      )
      .limit(50);
    return { items: await shown(rows) };
  },

  async prepareTenant(ctx, { email, name }) {
    const [entered] = await ctx.db.select({ id: accountManager.id }).from(accountManager).limit(1);
    if (entered) return;
    const row = await invite(ctx, { email, name, role: 'owner' });
    await ctx.emit('account-manager.invited', { managerId: row.id, email });
  },

  async addManager(ctx, { email, name, role, password, demo }) {
    const [there] = await ctx.db.select().from(accountManager).where(eq(accountManager.email, email));
    if (there && there.status !== 'invited') throw conflict('This person is an account manager already.', 'email');
    const userId = await accounts().create('tenant', { email, name, password, demo });
    const joined = { userId, name, role, status: 'active' as const, invitationHash: null, invitationExpiresAt: null };
    const [row] = there
      ? await ctx.db.update(accountManager).set(joined).where(eq(accountManager.id, there.id)).returning()
      : await ctx.db
          .insert(accountManager)
          .values({ id: ctx.newId(), email, notices: [...noticeTopics], createdAt: ctx.nowIso, ...joined })
          .returning();
    await ctx.emit('account-manager.changed', { managerId: row!.id });
    ctx.changed({ type: 'account-manager', id: row!.id, after: { email, name, role } });
    return shownOne(row!);
  },

  async recordSignIn(ctx, { managerId, outcome, ipAddress }) {
    if (outcome === 'signed-in')
      await ctx.db.update(accountManager).set({ lastSignInAt: ctx.nowIso }).where(eq(accountManager.id, managerId));
    ctx.changed({ type: 'account-manager', id: managerId, after: { outcome, ipAddress } });
  },
});
