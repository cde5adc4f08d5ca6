import { eq } from 'drizzle-orm';
import { accounts } from '#kernel/identity/accounts.ts';
import { on } from '#kernel/module.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { signIns } from '#modules/identity/sign-ins/contract.ts';
import { portalAccount } from './tables.ts';

export const reactions = [
  on(customers, 'customer.updated', 'portal-accounts.follow-customer', async (ctx, { customerId, fields }) => {
    const [row] = await ctx.db.select().from(portalAccount).where(eq(portalAccount.customerId, customerId));
    if (!row) return;
    const { number, name, email } = await ctx.call(customers, 'get', { id: customerId });
    const known = { number, name };
    if (!fields.includes('email') || email?.toLowerCase() === row.email) {
      await ctx.db.update(portalAccount).set(known).where(eq(portalAccount.id, row.id));
      return;
    }
    // An address that is given up opens nothing from now on; the new one does when its owner has proven it.
    await ctx.db
      .update(portalAccount)
      .set({ ...known, email: null })
      .where(eq(portalAccount.id, row.id));
    await accounts().credentials.dropAwaitedEmail('customer', row.userId);
    if (email) await ctx.call(signIns, 'askProof', { door: 'customer', userId: row.userId, name, email, customerId });
  }),
  on(
    signIns,
    'sign-in.email-proven',
    'portal-accounts.follow-account',
    async (ctx, { door, userId, email }) => {
      if (door !== 'customer') return;
      const [row] = await ctx.db.select().from(portalAccount).where(eq(portalAccount.userId, userId));
      if (!row || row.email === email) return;
      await ctx.db.update(portalAccount).set({ email }).where(eq(portalAccount.id, row.id));
      const customer = await ctx.call(customers, 'get', { id: row.customerId });
      if (customer.email?.toLowerCase() !== email) await ctx.call(customers, 'update', { id: customer.id, email });
      if (row.email)
        await ctx.call(mail, 'queue', {
          template: 'email-changed',
          to: row.email,
          customerId: customer.id,
          values: {
            name: row.name,
            tenantName: ctx.tenant.name,
            link: `${ctx.urls.isp}/customer-portal/security`,
          },
        });
    },
    { inTenant: ({ tenantId }) => tenantId },
  ),
  on(signIns, 'sign-in.recorded', 'portal-accounts.last-sign-in', async (ctx, { outcome, subjectId }, event) => {
    if (outcome === 'signed-in' && subjectId)
      await ctx.db.update(portalAccount).set({ lastSignInAt: event.at }).where(eq(portalAccount.id, subjectId));
  }),
];
