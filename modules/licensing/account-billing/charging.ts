import { and, desc, eq, lt, ne } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { type Base, nextNumber } from './issuing.ts';
import {
  accountInvoiceBalance as balance,
  accountInvoice as invoice,
  accountPaymentMethod as method,
  accountPayment as payment,
} from './tables.ts';

type Db = Pick<AnyCtx, 'db'>;

/** Where an invoice stands, held until the end of the transaction. */
export async function hold(ctx: Db, id: string) {
  const [row] = await ctx.db.select().from(balance).where(eq(balance.invoiceId, id)).for('update');
  if (!row) throw notFound('invoice');
  return row;
}
const set = (ctx: Db, id: string, change: Partial<typeof balance.$inferInsert>) =>
  ctx.db.update(balance).set(change).where(eq(balance.invoiceId, id));

export async function cardFor(ctx: Db, methodId: string | null) {
  const [row] = await ctx.db
    .select()
    .from(method)
    .where(methodId ? eq(method.id, methodId) : eq(method.isDefault, true));
  return row;
}

/** Claims a try. It may not go when the invoice is settled, another try runs, or there is no card. */
export async function beginCharge(ctx: Db, id: string, tryNumber: number, methodId: string | null) {
  const held = await hold(ctx, id);
  const card = await cardFor(ctx, methodId);
  const [document] = await ctx.db.select({ currency: invoice.currency }).from(invoice).where(eq(invoice.id, id));
  const free = held.chargingTry === null && held.tries < tryNumber;
  const go = held.status === 'open' && free && card !== undefined;
  if (go) await set(ctx, id, { chargingTry: tryNumber, tries: tryNumber });
  return {
    go,
    methodId: card?.id ?? null,
    amountMinor: held.totalMinor - held.paidMinor,
    currency: document!.currency,
    tryNumber,
  };
}

/** Adds money to an invoice and says whether that settled it. */
async function take(ctx: Base, id: string, amountMinor: number, row: Omit<typeof payment.$inferInsert, 'id' | 'at'>) {
  const held = await hold(ctx, id);
  const paidMinor = held.paidMinor + amountMinor;
  if (held.status !== 'open' || paidMinor > held.totalMinor)
    throw conflict(
      `This invoice is ${held.status === 'open' ? `open with less than that` : held.status}; the money has to be looked at by hand.`,
    );
  await ctx.db
    .insert(payment)
    .values({ ...row, id: ctx.newId(), at: ctx.nowIso, receiptNumber: await nextNumber(ctx, 'receipt') });
  await set(ctx, id, { paidMinor, chargingTry: null, ...(paidMinor === held.totalMinor ? { status: 'paid' } : {}) });
  ctx.changed({ type: 'account-invoice', id, before: { paidMinor: held.paidMinor }, after: { paidMinor } });
  await standing(ctx);
}

/** The contract is behind while anything is overdue. */
export async function standing(ctx: Pick<Base, 'db' | 'call' | 'today'>): Promise<void> {
  const [late] = await ctx.db
    .select({ id: balance.invoiceId })
    .from(balance)
    .where(and(eq(balance.status, 'open'), lt(balance.dueOn, ctx.today.toString())))
    .limit(1);
  await ctx.call(licensingAccounts, 'standing', { pastDue: late !== undefined });
}

interface Outcome {
  id: string;
  tryNumber: number;
  methodId: string | null;
  ok: boolean;
  reference: string;
  refusal: string | null;
}

export async function recordCharge(ctx: Base, { id, tryNumber, methodId, ok, reference, refusal }: Outcome) {
  const held = await hold(ctx, id);
  if (held.chargingTry !== tryNumber) return;
  const card = await cardFor(ctx, methodId);
  const amountMinor = held.totalMinor - held.paidMinor;
  const row = {
    invoiceId: id,
    tryNumber,
    amountMinor,
    method: card ? `${card.brand} •••• ${card.last4}` : 'Card',
    reference,
  };
  if (ok) return take(ctx, id, amountMinor, { ...row, outcome: 'succeeded' });
  await ctx.db.insert(payment).values({ ...row, id: ctx.newId(), outcome: 'refused', refusal, at: ctx.nowIso });
  await set(ctx, id, { chargingTry: null });
  ctx.changed({ type: 'account-invoice', id, after: { tryNumber, refusal } });
}

export const recordTransfer = (ctx: Base, id: string, amountMinor: number, reference: string) =>
  take(ctx, id, amountMinor, {
    invoiceId: id,
    tryNumber: null,
    outcome: 'succeeded',
    amountMinor,
    method: 'Bank transfer',
    reference,
  });

export async function voidInvoice(ctx: Base, id: string, reason: string): Promise<void> {
  const held = await hold(ctx, id);
  if (held.status !== 'open' || held.paidMinor > 0 || held.chargingTry !== null)
    throw conflict('Only an open invoice that nobody has paid or is paying can be voided.');
  await set(ctx, id, { status: 'void', voidReason: reason });
  ctx.changed({ type: 'account-invoice', id, before: { status: 'open' }, after: { status: 'void', reason } });
  await standing(ctx);
}

/** The number of the next try, when one may be asked for. */
export async function askToPay(ctx: Db, id: string, methodId: string | null): Promise<number> {
  const card = await cardFor(ctx, methodId);
  if (methodId && !card) throw notFound('card');
  const held = await hold(ctx, id);
  if (held.status !== 'open')
    throw conflict(held.status === 'paid' ? 'This invoice is paid.' : 'This invoice is void.');
  if (held.chargingTry !== null) throw conflict('A card is being charged for this invoice already.');
  if (!card) throw invalid('Add a card under Payment methods first.', 'cardId');
  return held.tries + 1;
}

// ---- cards ------------------------------------------------------------------------------------------------------------

export const listCards = (ctx: Db) => ctx.db.select().from(method).orderBy(desc(method.isDefault), desc(method.id));

export async function prefer(ctx: Db, id: string) {
  await ctx.db.update(method).set({ isDefault: false }).where(ne(method.id, id));
  const [row] = await ctx.db.update(method).set({ isDefault: true }).where(eq(method.id, id)).returning();
  if (!row) throw notFound('card');
  return row;
}
