import { eq } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { AppError, conflict, forbidden, notFound } from '#kernel/errors.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { tenantTableOfPlatform as tenant } from '#kernel/tenancy/tables-tenant.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { supportAccess as contract } from './contract.ts';
import { accessRefusal, askRefusal, statusAt } from './rules.ts';
import {
  consentOf,
  consentView,
  endAll,
  ended,
  hold,
  listEverywhere,
  listHere,
  move,
  nowMsOf,
  type Row,
  seen,
  shown,
} from './store.ts';
import { supportAccess, supportConsent, supportRequest } from './tables.ts';

const spoken = (minutes: number) =>
  minutes % 60 === 0 ? `${minutes / 60} ${minutes === 60 ? 'hour' : 'hours'}` : `${minutes} minutes`;

/** Everybody who decides about support access hears of it by mail. */
async function tell(
  ctx: Pick<Ctx, 'call' | 'tenant' | 'urls'>,
  row: Row,
  template: 'support-asked' | 'support-entered',
) {
  const { items } = await ctx.call(staff, 'holders', { permission: 'tenancy.support-access:write' });
  for (const { name, email } of items)
    await ctx.call(mail, 'queue', {
      template,
      to: email,
      values: {
        name,
        tenantName: ctx.tenant.name,
        operatorName: row.operatorName,
        reason: row.reason,
        role: row.role === 'admin' ? 'To look and to act' : 'To look, not to change anything',
        duration: spoken(row.minutes),
        link: `${ctx.urls.isp}/dashboard/settings/support-access`,
      },
    });
}

const changed = (row: Row) => ({ accessId: row.id, tenantId: row.tenantId, status: row.status });
const linkOf = (ctx: Pick<Ctx, 'urls' | 'secrets'>, content: object) =>
  `${ctx.urls.isp}/enter#isp.${ctx.secrets.seal(platformTenantId, JSON.stringify(content))}`;

export const service = implement(contract, {
  consent: (ctx) => consentOf(ctx),

  async setConsent(ctx, { mode }) {
    const before = await consentOf(ctx);
    const set = { mode, changedBy: ctx.actor.name, changedAt: ctx.nowIso };
    const [row] = await ctx.db
      .insert(supportConsent)
      .values(set)
      .onConflictDoUpdate({ target: [supportConsent.tenantId], set })
      .returning();
    if (mode === 'never') for (const gone of await endAll(ctx)) await ctx.emit('support-access.changed', changed(gone));
    await ctx.emit('support-access.consent-changed', { mode });
    ctx.changed({ type: 'support-consent', id: ctx.tenant.id, before: { mode: before.mode }, after: { mode } });
    return row!;
  },

  list: (ctx, input) => listHere(ctx, input),

  async approve(ctx, { id }) {
    const row = await hold(ctx, id);
    if ((await consentOf(ctx)).mode === 'never')
      throw conflict('Support access is switched off here; allow it first, then approve.');
    const decided = { decidedAt: ctx.nowIso, decidedBy: ctx.actor.name };
    const after = await move(ctx, row, 'approve', { status: 'approved', ...decided });
    await ctx.emit('support-access.changed', changed(after));
    return shown(ctx, after);
  },

  async refuse(ctx, { id }) {
    const decided = { decidedAt: ctx.nowIso, decidedBy: ctx.actor.name };
    const after = await move(ctx, await hold(ctx, id), 'refuse', { status: 'refused', ...decided });
    await ctx.emit('support-access.changed', changed(after));
    return shown(ctx, after);
  },

  async end(ctx, { id }) {
    const after = await move(ctx, await hold(ctx, id), 'end', ended(ctx, ctx.actor.name));
    await ctx.emit('support-access.changed', changed(after));
    return shown(ctx, after);
  },

  async leave(ctx) {
    const { visit } = ctx.actor;
    if (visit?.kind !== 'support-access') throw conflict('You are not a visitor here.');
    const after = await move(ctx, await hold(ctx, visit.id), 'end', ended(ctx, visit.by.name));
    await ctx.emit('support-access.changed', changed(after));
  },

  listAll: (ctx, input) => listEverywhere(ctx, input),

  async ask(ctx, { tenantId, reason, role, minutes }) {
    const [provider] = await ctx.db
      .select({
        name: tenant.name,
        status: tenant.status,
        isAllowed: consentView.isAllowed,
      })
      .from(tenant)
      .innerJoin(consentView, eq(consentView.tenantId, tenant.id))
      .where(eq(tenant.id, tenantId));
    if (!provider) throw notFound('internet provider');
    if (role === 'admin' && !ctx.actor.permissions.has('platform.tenant:write'))
      throw new AppError('forbidden', 'You may not change providers, so you can only ask to look.', { field: 'role' });
    const refused = askRefusal(provider.status);
    if (refused) throw conflict(`${provider.name} cannot be entered. ${refused}`, 'tenantId');
    if (!provider.isAllowed)
      throw conflict(`${provider.name} has switched support access off. Ask its administrator.`, 'tenantId');
    if (!ctx.actor.id) throw forbidden('Only a person can ask to enter a provider.');
    const id = ctx.newId();
    const wish = { operatorId: ctx.actor.id, operatorName: ctx.actor.name, reason, role, minutes };
    await ctx.db.insert(supportRequest).values({ id, providerId: tenantId, askedAt: ctx.nowIso, ...wish });
    await ctx.emit('support-access.asked', { accessId: id, tenantId, ...wish });
    ctx.changed({ type: 'support-access', id, after: { tenant: provider.name, reason, role, minutes } });
    return seen(ctx, id);
  },

  async enter(ctx, { id }) {
    const row = await seen(ctx, id);
    if (row.operatorId !== ctx.actor.id)
      throw forbidden(`Only ${row.operatorName}, who asked, may enter by this access.`);
    const reason = accessRefusal('enter', row.status);
    if (reason) throw conflict(reason);
    ctx.changed({ type: 'support-access', id, after: { link: 'made', tenant: row.tenantName } });
    const { tenantId, operatorId, operatorName } = row;
    const sessionId = ctx.actor.sessionId ?? null;
    return { ...row, link: linkOf(ctx, { id, tenantId, operatorId, operatorName, sessionId, linkAt: ctx.nowIso }) };
  },

  async withdraw(ctx, { id }) {
    const row = await seen(ctx, id);
    const reason = accessRefusal('end', row.status);
    if (reason) throw conflict(reason);
    await ctx.emit('support-access.withdrawn', { accessId: id, tenantId: row.tenantId, by: ctx.actor.name });
    ctx.changed({ type: 'support-access', id, before: { status: row.status }, after: { status: 'ended' } });
  },

  async record(ctx, input) {
    const { mode } = await consentOf(ctx);
    const decided = { decidedAt: ctx.nowIso, decidedBy: null };
    const status = { always: 'approved', ask: 'asked', never: 'refused' } as const;
    const [row] = await ctx.db
      .insert(supportAccess)
      .values({ ...input, status: status[mode], askedAt: ctx.nowIso, ...(mode === 'ask' ? {} : decided) })
      .returning();
    await ctx.emit('support-access.changed', changed(row!));
    if (mode === 'ask') await tell(ctx, row!, 'support-asked');
  },

  async begin(ctx, { id, operatorId, linkAt, sessionId, cookieHash }) {
    const row = await hold(ctx, id);
    if (row.operatorId !== operatorId) throw notFound('support access');
    if ((await consentOf(ctx)).mode === 'never') throw conflict(`${ctx.tenant.name} has switched support access off.`);
    if (row.linkAt && Date.parse(linkAt) <= Date.parse(row.linkAt))
      throw new AppError('invalid', 'This link was used already; make a new one.', { field: 'token' });
    const expiresAt = row.expiresAt ?? ctx.now.add({ minutes: row.minutes }).toString();
    const isFirst = statusAt(row, nowMsOf(ctx)) !== 'active';
    const after = await move(ctx, row, 'enter', {
      status: 'active',
      enteredAt: row.enteredAt ?? ctx.nowIso,
      expiresAt,
      linkAt,
      sessionId,
      cookieHash,
    });
    await ctx.emit('support-access.changed', changed(after));
    if (isFirst) await tell(ctx, after, 'support-entered');
    return shown(ctx, after);
  },

  async stop(ctx, { id, by }) {
    const row = await hold(ctx, id);
    // It may have ended here before the platform's word arrived.
    if (accessRefusal('end', statusAt(row, nowMsOf(ctx)))) return;
    const after = await move(ctx, row, 'end', ended(ctx, by));
    await ctx.emit('support-access.changed', changed(after));
  },

  async answered(ctx, told) {
    await ctx.emit('support-access.answered', told);
  },
});
