import { and, asc, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import { implement } from '#kernel/context.ts';
import { creditNotes } from './contract.ts';
import { credit, creditUse } from './tables.ts';

const shown = 100;

export const service = implement(creditNotes, {
  async list(ctx, { customerId }) {
    const items = await ctx.db
      .select()
      .from(credit)
      .where(eq(credit.customerId, customerId))
      .orderBy(desc(credit.id))
      .limit(shown);
    return { items };
  },

  async balances(ctx, { customerIds }) {
    const items = await ctx.db
      .select({
        customerId: credit.customerId,
        currency: credit.currency,
        leftMinor: sql<number>`sum(${credit.leftMinor})::bigint`,
      })
      .from(credit)
      .where(and(inArray(credit.customerId, customerIds), gt(credit.leftMinor, 0)))
      .groupBy(credit.customerId, credit.currency);
    return { items };
  },

  async grant(ctx, input) {
    const [row] = await ctx.db
      .insert(credit)
      .values({ ...input, id: ctx.newId(), leftMinor: input.amountMinor, grantedAt: ctx.nowIso })
      .returning();
    const { id: creditId, customerId, amountMinor, currency, reason } = row!;
    await ctx.emit('credit-note.granted', { creditId, customerId, amountMinor, currency, reason });
    ctx.changed({ type: 'credit', id: creditId, after: { customerId, amountMinor, reason } });
    return row!;
  },

  async use(ctx, { customerId, currency, invoiceId, upToMinor }) {
    const open = await ctx.db
      .select()
      .from(credit)
      .where(and(eq(credit.customerId, customerId), eq(credit.currency, currency), gt(credit.leftMinor, 0)))
      .orderBy(asc(credit.id))
      .for('update');
    let usedMinor = 0;
    for (const { id: creditId, leftMinor } of open) {
      const amountMinor = Math.min(leftMinor, upToMinor - usedMinor);
      if (amountMinor === 0) break;
      usedMinor += amountMinor;
      await ctx.db
        .update(credit)
        .set({ leftMinor: leftMinor - amountMinor })
        .where(eq(credit.id, creditId));
      await ctx.db.insert(creditUse).values({ creditId, invoiceId, customerId, amountMinor });
      await ctx.emit('credit-note.used', { creditId, customerId, invoiceId, amountMinor, currency });
    }
    return { usedMinor };
  },

  async giveBack(ctx, { invoiceId }) {
    const uses = await ctx.db.delete(creditUse).where(eq(creditUse.invoiceId, invoiceId)).returning();
    for (const { creditId, customerId, amountMinor } of uses.toSorted((a, b) => (a.creditId < b.creditId ? -1 : 1))) {
      const [row] = await ctx.db
        .update(credit)
        .set({ leftMinor: sql`${credit.leftMinor} + ${amountMinor}` })
        .where(eq(credit.id, creditId))
        .returning();
      await ctx.emit('credit-note.returned', { creditId, customerId, invoiceId, amountMinor, currency: row!.currency });
    }
  },
});
