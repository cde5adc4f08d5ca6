import { randomInt } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import { assertGoodPassword } from '#kernel/identity/password-strength.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { signIns } from '#modules/identity/sign-ins/contract.ts';
import { portalAccounts } from './contract.ts';
import { portalAccount } from './tables.ts';

// Without letters and digits that are mistaken for others when read over the phone.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
/** Three groups of five: 74 random bits, easy to say. */
const spokenPassword = () =>
  Array.from({ length: 3 }, () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')).join(
    '-',
  );

/** The realm needs one address per account in the whole installation; what subscribers type is looked up per provider. */
const realmAddress = (tenantId: string, customerId: string) => `${customerId}@${tenantId}.customer.invalid`;

type Row = typeof portalAccount.$inferSelect;
const find = async (ctx: Pick<Ctx, 'db'>, customerId: string): Promise<Row | undefined> =>
  (await ctx.db.select().from(portalAccount).where(eq(portalAccount.customerId, customerId)))[0];

export const service = implement(portalAccounts, {
  async get(ctx, { customerId }) {
    const row = await find(ctx, customerId);
    if (!row) throw notFound('portal account');
    return row;
  },

  async open(ctx, { customerId, password: wanted, demo }) {
    const { number, name, email } = await ctx.call(customers, 'get', { id: customerId });
    const password = wanted ?? spokenPassword();
    const there = await find(ctx, customerId);
    const address = realmAddress(ctx.tenant.id, customerId);
    // An account may be there without its row, when an earlier attempt did not come to its end.
    const userId = there?.userId ?? (await accounts().byEmail('customer', address))?.id;
    if (userId) await accounts().setPassword('customer', userId, password);
    const known = { number, name, enabled: true };
    if (wanted && !demo) await assertGoodPassword(wanted, { names: [name, email, ctx.tenant.name, ctx.tenant.slug] });
    const [row] = await ctx.db
      .insert(portalAccount)
      .values({
        id: ctx.newId(),
        customerId,
        userId: userId ?? (await accounts().create('customer', { email: address, name, password, demo })),
        createdAt: ctx.nowIso,
        ...known,
      })
      .onConflictDoUpdate({ target: [portalAccount.tenantId, portalAccount.customerId], set: known })
      .returning();
    if (email && !demo && row!.email === null)
      await ctx.call(signIns, 'askProof', { door: 'customer', userId: row!.userId, name, email, customerId });
    await ctx.emit('portal-account.changed', { customerId });
    ctx.changed({ type: 'customer', id: customerId, after: { portalAccount: there ? 'new password' : 'opened' } });
    ctx.afterCommit(() => accounts().forget());
    return { ...row!, password };
  },

  async close(ctx, { customerId }) {
    const [row] = await ctx.db
      .update(portalAccount)
      .set({ enabled: false })
      .where(eq(portalAccount.customerId, customerId))
      .returning();
    if (!row) throw notFound('portal account');
    await accounts().endSessions('customer', ctx.tenant.id, row.userId);
    await ctx.emit('portal-account.changed', { customerId });
    ctx.changed({
      type: 'customer',
      id: customerId,
      before: { portalAccount: 'open' },
      after: { portalAccount: 'closed' },
    });
    ctx.afterCommit(() => accounts().forget());
  },
});
