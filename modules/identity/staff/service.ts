import { eq, inArray, isNotNull } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import { type AccountSession, accounts } from '#kernel/identity/accounts.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { signIns } from '#modules/identity/sign-ins/contract.ts';
import { staff } from './contract.ts';
import { demoAccountsAt } from './demo.ts';
import { accept, invite, invited, resend } from './invitations.ts';
import {
  findMember,
  giveRoles,
  listMembers,
  moveMember,
  resetTwoFactor,
  secondFactors,
  setRoles,
  shownOne,
} from './members.ts';
import { explain, holders, liftOverride, memberAccess, setOverride } from './overrides.ts';
import { removeRole, updateRole } from './role-changes.ts';
import { createRole, ensureBuiltIn, grantsIn, listRoles, permissionList, refuseGranting, rolesByIds } from './roles.ts';
import { member, role } from './tables.ts';
import { vouchedMember } from './vouched.ts';

type SessionCtx = Pick<Ctx, 'db' | 'door' | 'actor' | 'tenant'>;

const self = async (ctx: SessionCtx) => {
  const [row] =
    ctx.actor.id && ['staff', 'platform'].includes(ctx.actor.kind)
      ? await ctx.db.select().from(member).where(eq(member.id, ctx.actor.id))
      : [];
  return row;
};

async function namedSessions(ctx: SessionCtx, sessions: readonly AccountSession[]) {
  const userIds = [...new Set(sessions.map((s) => s.userId))];
  const people = userIds.length > 0 ? await ctx.db.select().from(member).where(inArray(member.userId, userIds)) : [];
  const byUser = new Map(people.map((m) => [m.userId, m]));
  return sessions.flatMap((s) => {
    const who = byUser.get(s.userId);
    if (!who) return [];
    return [{ ...s, memberName: who.name, email: who.email, current: s.id === ctx.actor.sessionId }];
  });
}

function visitOf({ actor: { visit } }: SessionCtx) {
  if (!visit) return null;
  const { kind, id, by, onBehalfOf, readOnly, until } = visit;
  return { kind, id, by: by.name, onBehalfOf, readOnly, until };
}

export const service = implement(staff, {
  async session(ctx) {
    const row = await self(ctx);
    const account = row?.userId ? (await accounts().byIds(ctx.door, [row.userId])).get(row.userId) : undefined;
    const { id, slug, name, currency, timeZone, locale } = ctx.tenant;
    return {
      user: {
        id: ctx.actor.id ?? '',
        name: row?.name ?? ctx.actor.name,
        email: row?.email ?? '',
        twoFactor: account?.twoFactor ?? false,
      },
      tenant: id === platformTenantId ? null : { id, slug, name, currency, timeZone, locale },
      tenants: row?.userId && ctx.door === 'isp' ? await accounts().placeNames(ctx.door, row.userId) : [],
      permissions: [...ctx.actor.permissions.list],
      visit: visitOf(ctx),
      door: ctx.door,
      demo: accounts().demo,
      secondFactor: ctx.actor.secondFactor ?? null,
    };
  },

  async demoAccounts(ctx) {
    if (!accounts().demo) throw notFound('demo account');
    return { items: await demoAccountsAt(ctx.door) };
  },

  async invitation(ctx, { token }) {
    const row = await invited(ctx, token);
    const known = await accounts().byEmail(ctx.door, row.email);
    const hasAccount = known !== null && (await accounts().places(ctx.door, known.id)).length > 0;
    return {
      email: row.email,
      name: row.name,
      tenantName: ctx.tenant.name,
      hasAccount,
      expiresAt: row.invitationExpiresAt ?? ctx.nowIso,
    };
  },

  async acceptInvitation(ctx, input) {
    const row = await accept(ctx, input);
    await ctx.emit('member.changed', { memberId: row.id });
  },

  listUsers: (ctx, input) => listMembers(ctx, input),

  getUser: async (ctx, { id }) => shownOne(ctx, await findMember(ctx, id)),

  async invite(ctx, { email, name, roleIds }) {
    const made = await invite(ctx, { email, name }, await rolesByIds(ctx, roleIds));
    await ctx.emit('member.invited', { memberId: made.id, email });
    return made;
  },

  async resendInvitation(ctx, { id }) {
    const again = await resend(ctx, id);
    await ctx.emit('member.invited', { memberId: id, email: again.email });
    return again;
  },

  secondFactors: (ctx) => secondFactors(ctx),

  async setRoles(ctx, { id, roleIds, expiries }) {
    const changed = await setRoles(ctx, id, await rolesByIds(ctx, roleIds), expiries);
    await ctx.emit('member.changed', { memberId: id });
    return changed;
  },

  async disable(ctx, { id }) {
    const changed = await moveMember(ctx, id, 'disable');
    await ctx.emit('member.changed', { memberId: id });
    return changed;
  },

  async enable(ctx, { id }) {
    const changed = await moveMember(ctx, id, 'enable');
    await ctx.emit('member.changed', { memberId: id });
    return changed;
  },

  async resetTwoFactor(ctx, { id }) {
    const changed = await resetTwoFactor(ctx, id);
    await ctx.emit('member.changed', { memberId: id });
    return changed;
  },

  access: (ctx, { id }) => memberAccess(ctx, id),
  explain: (ctx, { id, permission }) => explain(ctx, id, permission),

  async setOverride(ctx, { id, ...wish }) {
    const changed = await setOverride(ctx, id, wish);
    await ctx.emit('member.changed', { memberId: id });
    return changed;
  },

  async liftOverride(ctx, { id, overrideId }) {
    const changed = await liftOverride(ctx, id, overrideId);
    await ctx.emit('member.changed', { memberId: id });
    return changed;
  },

  listNames: async (ctx) => ({
    items: await ctx.db.select({ id: member.id, name: member.name, email: member.email }).from(member),
  }),

  holders: async (ctx, { permission }) => ({ items: await holders(ctx, permission) }),

  listRoles: (ctx) => listRoles(ctx),

  async createRole(ctx, input) {
    const made = await createRole(ctx, input);
    await ctx.emit('role.changed', { roleId: made.id });
    return made;
  },

  async updateRole(ctx, { id, ...change }) {
    const changed = await updateRole(ctx, id, change);
    await ctx.emit('role.changed', { roleId: id });
    ctx.afterCommit(() => accounts().forget());
    return changed;
  },

  async removeRole(ctx, { id }) {
    await removeRole(ctx, id);
    await ctx.emit('role.changed', { roleId: id });
  },

  permissions: async (ctx) => permissionList(ctx),

  listSessions: async (ctx) => ({
    items: await namedSessions(ctx, await accounts().sessions(ctx.door, ctx.tenant.id)),
  }),

  async revokeSession(ctx, { id }) {
    const ended = await accounts().endSession(ctx.door, ctx.tenant.id, id);
    if (!ended) throw notFound('session');
    const [who] = await namedSessions(ctx, [ended]);
    ctx.changed({
      type: 'session',
      id,
      before: { of: who?.email ?? ended.userId, ipAddress: ended.ipAddress },
      after: null,
    });
  },

  async switchTenant(ctx, { tenantId }) {
    const me = await self(ctx);
    if (!me?.userId || !ctx.actor.sessionId)
      throw new AppError('forbidden', 'Only a person who signed in can change provider.');
    if (!(await accounts().places(ctx.door, me.userId)).includes(tenantId)) throw notFound('provider');
    await accounts().moveSession(ctx.door, ctx.actor.sessionId, tenantId);
  },

  async prepareTenant(ctx, { email, name, invitationHash, invitationExpiresAt }) {
    await ensureBuiltIn(ctx);
    const [entered] = await ctx.db.select({ id: member.id }).from(member).where(isNotNull(member.userId)).limit(1);
    if (entered) return;
    await ctx.db.delete(member).where(eq(member.status, 'invited'));
    const [administrator] = await ctx.db.select().from(role).where(eq(role.key, 'administrator'));
    const [row] = await ctx.db
      .insert(member)
      .values({
        id: ctx.newId(),
        email,
        name,
        status: 'invited',
        invitationHash,
        invitationExpiresAt,
        createdAt: ctx.nowIso,
      })
      .returning();
    await giveRoles(ctx, row!.id, [administrator!]);
    await ctx.emit('member.invited', { memberId: row!.id, email });
  },

  async addMember(ctx, { email, name, role: wanted, password, demo }) {
    await ensureBuiltIn(ctx);
    const roles = await ctx.db.select().from(role);
    const given = roles.find((r) => r.key === wanted || r.name.toLowerCase() === wanted.toLowerCase());
    if (!given)
      throw new AppError('invalid', `There is no role ${wanted}; there are ${roles.map((r) => r.name).join(', ')}.`, {
        field: 'role',
      });
    const [there] = await ctx.db.select().from(member).where(eq(member.email, email));
    if (there && there.status !== 'invited')
      throw new AppError('conflict', 'This person is a colleague already.', { field: 'email' });
    const userId = await accounts().create(ctx.door, { email, name, password, demo });
    const joined = { userId, name, status: 'active' as const, invitationHash: null, invitationExpiresAt: null };
    const [row] = there
      ? await ctx.db.update(member).set(joined).where(eq(member.id, there.id)).returning()
      : await ctx.db
          .insert(member)
          .values({ id: ctx.newId(), email, createdAt: ctx.nowIso, ...joined })
          .returning();
    await giveRoles(ctx, row!.id, [given]);
    await ctx.emit('member.changed', { memberId: row!.id });
    ctx.changed({ type: 'member', id: row!.id, after: { email, name, role: given.name } });
    return shownOne(ctx, row!);
  },

  async assertMayGive(ctx, { roleIds }) {
    for (const row of await rolesByIds(ctx, roleIds)) refuseGranting(ctx, grantsIn(ctx, row), 'roleId');
  },

  async vouched(ctx, input) {
    const entering = await vouchedMember(ctx, input);
    await ctx.emit('member.changed', { memberId: entering.memberId });
    return entering;
  },

  async rename(ctx, { id, name }) {
    const before = await findMember(ctx, id);
    await ctx.db.update(member).set({ name }).where(eq(member.id, id));
    ctx.changed({ type: 'member', id, before: { name: before.name }, after: { name } });
    await ctx.emit('member.changed', { memberId: id });
  },

  async recordSignIn(ctx, { memberId, outcome, factor, newDevice, ipAddress }) {
    if (outcome === 'signed-in')
      await ctx.db.update(member).set({ lastSignInAt: ctx.nowIso }).where(eq(member.id, memberId));
    await ctx.call(signIns, 'record', { person: 'staff', subjectId: memberId, outcome, factor, newDevice, ipAddress });
    ctx.changed({ type: 'member', id: memberId, after: { outcome, ipAddress } });
  },
});
