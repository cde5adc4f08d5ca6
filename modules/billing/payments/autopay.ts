import { and, asc, eq, inArray, lte, notInArray } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { defaultMethod } from './methods.ts';
import { findSettings, write } from './online.ts';
import { cardText, isExpired, nextTryAt, triesOfAutopay } from './rules.ts';
import { autopay, autopayInvoice, payment } from './tables.ts';

type Working = Pick<Ctx, 'db' | 'call' | 'now' | 'nowIso' | 'today' | 'tenant' | 'newId' | 'changed'>;

export async function autopayOf(ctx: Pick<Ctx, 'db'>, customerId: string) {
  const [row] = await ctx.db.select().from(autopay).where(eq(autopay.customerId, customerId));
  const card = await defaultMethod(ctx, customerId);
  const [failed] = await ctx.db
    .select()
    .from(autopayInvoice)
    .where(eq(autopayInvoice.customerId, customerId))
    .orderBy(asc(autopayInvoice.nextTryAt))
    .limit(1);
  return {
    customerId,
    enabled: row?.enabled ?? false,
    timing: row?.timing ?? ('due' as const),
    card: card ? cardText(card.brand, card.lastFour) : null,
    problem: failed?.problem ?? null,
    nextTryAt: failed && failed.tries < triesOfAutopay ? failed.nextTryAt : null,
  };
}

/** Open invoices get their time; those that are no longer open lose it. */
export async function plan(ctx: Working, customerId: string): Promise<void> {
  const [row] = await ctx.db.select().from(autopay).where(eq(autopay.customerId, customerId)).for('update');
  if (!row?.enabled) {
    await ctx.db.delete(autopayInvoice).where(eq(autopayInvoice.customerId, customerId));
    return;
  }
  const { items } = await ctx.call(invoices, 'list', { customerId, status: 'open', sort: 'dueDate', limit: 200 });
  const open = items.map(({ id }) => id);
  await ctx.db
    .delete(autopayInvoice)
    .where(
      and(
        eq(autopayInvoice.customerId, customerId),
        open.length > 0 ? notInArray(autopayInvoice.invoiceId, open) : undefined,
      ),
    );
  if (items.length === 0) return;
  const morning = (date: string) =>
    Temporal.PlainDate.from(date)
      .toZonedDateTime({ timeZone: ctx.tenant.timeZone, plainTime: Temporal.PlainTime.from('09:00') })
      .toInstant()
      .toString();
  await ctx.db
    .insert(autopayInvoice)
    .values(
      items.map(({ id: invoiceId, dueDate }) => ({
        invoiceId,
        customerId,
        nextTryAt: row.timing === 'issue' ? ctx.nowIso : morning(dueDate),
      })),
    )
    .onConflictDoNothing();
}

/**
 * Writes a pending payment for every invoice whose time has come, and puts off its next try, in one transaction: whatever
 * happens after it, the same invoice is not begun twice. Switched off or paid meanwhile, nothing is begun.
 */
export async function begin(ctx: Working, limit: number) {
  const { gateway } = await findSettings(ctx);
  if (!gateway) return [];
  const due = await ctx.db
    .select()
    .from(autopayInvoice)
    .where(lte(autopayInvoice.nextTryAt, ctx.nowIso))
    .orderBy(asc(autopayInvoice.nextTryAt))
    .limit(limit)
    .for('update', { skipLocked: true });
  const begun: string[] = [];
  for (const { invoiceId, customerId, tries } of due) {
    const [own] = await ctx.db.select().from(autopay).where(eq(autopay.customerId, customerId)).for('update');
    const invoice = await ctx.call(invoices, 'get', { id: invoiceId });
    if (!own?.enabled || invoice.status !== 'open' || tries >= triesOfAutopay) {
      if (tries < triesOfAutopay || invoice.status !== 'open')
        await ctx.db.delete(autopayInvoice).where(eq(autopayInvoice.invoiceId, invoiceId));
      else await ctx.db.update(autopayInvoice).set({ nextTryAt: never }).where(eq(autopayInvoice.invoiceId, invoiceId));
      continue;
    }
    const card = await defaultMethod(ctx, customerId);
    const problem = !card ? 'There is no card to charge.' : isExpired(card, ctx.today) ? 'The card has expired.' : null;
    await ctx.db
      .update(autopayInvoice)
      .set({ tries: tries + 1, nextTryAt: nextTryAt(ctx.now, tries + 1), ...(problem ? { problem } : {}) })
      .where(eq(autopayInvoice.invoiceId, invoiceId));
    if (!card || problem) continue;
    begun.push(
      await write(ctx, {
        customerId,
        amountMinor: invoice.totalMinor - invoice.paidMinor,
        currency: invoice.currency,
        invoiceIds: [invoiceId],
        provider: gateway,
        origin: 'autopay',
        methodId: card.id,
        card: cardText(card.brand, card.lastFour),
        saveMethod: false,
      }),
    );
  }
  return begun.length > 0 ? ctx.db.select().from(payment).where(inArray(payment.id, begun)) : [];
}

/** It stays, so that the subscriber reads what the last try was told. */
const never = '9999-12-31T00:00:00.000Z';
