import { eq } from 'drizzle-orm';
import { type AnyCtx, implement } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { askToPay, beginCharge, listCards, prefer, recordCharge, recordTransfer, voidInvoice } from './charging.ts';
import { chase, tell } from './chasing.ts';
import { accountBilling } from './contract.ts';
import { invoiceFile, receiptFile } from './documents.ts';
import { sandboxCard } from './gateway.ts';
import { closePeriods, issue } from './issuing.ts';
import { invoiceDetail, listInvoices, listPayments, totals } from './store.ts';
import { accountPaymentMethod as method } from './tables.ts';

async function openInvoice(ctx: Pick<AnyCtx, 'db' | 'today'>, id: string, tenantId: string) {
  const row = await invoiceDetail(ctx, id, tenantId);
  if (row.status !== 'open') throw conflict(row.status === 'paid' ? 'This invoice is paid.' : 'This invoice is void.');
  return row;
}

export const service = implement(accountBilling, {
  invoices: (ctx, filters) => listInvoices(ctx, filters),
  invoice: (ctx, { id }) => invoiceDetail(ctx, id),
  invoicePdf: async (ctx, { id }) => invoiceFile(await invoiceDetail(ctx, id)),
  payments: (ctx, filters) => listPayments(ctx, filters),
  receiptPdf: (ctx, { id }) => receiptFile(ctx, id),

  async pay(ctx, { id, cardId: methodId }) {
    const tryNumber = await askToPay(ctx, id, methodId);
    await ctx.emit('account-invoice.pay-asked', { invoiceId: id, methodId, tryNumber });
    ctx.changed({ type: 'account-invoice', id, after: { payAsked: tryNumber } });
    return invoiceDetail(ctx, id);
  },

  async methods(ctx) {
    return { items: await listCards(ctx) };
  },

  async addMethod(ctx, { card, holder, isDefault }) {
    const id = ctx.newId();
    const { token, ...shown } = sandboxCard(card, id, ctx.today.year);
    const first = (await listCards(ctx)).length === 0;
    const [row] = await ctx.db
      .insert(method)
      .values({
        id,
        gateway: 'sandbox',
        ...shown,
        token: ctx.secrets.seal(ctx.tenant.id, token),
        holder,
        isDefault: false,
        addedAt: ctx.nowIso,
      })
      .returning();
    await ctx.emit('account-method.changed', { methodId: id });
    ctx.changed({ type: 'payment-method', id, after: { brand: shown.brand, last4: shown.last4, holder } });
    return isDefault || first ? prefer(ctx, id) : row!;
  },

  async preferMethod(ctx, { id }) {
    const row = await prefer(ctx, id);
    await ctx.emit('account-method.changed', { methodId: id });
    ctx.changed({ type: 'payment-method', id, after: { isDefault: true } });
    return row;
  },

  async removeMethod(ctx, { id }) {
    const cards = await listCards(ctx);
    const own = cards.find((c) => c.id === id);
    if (!own) throw notFound('card');
    if (own.isDefault && cards.length > 1) throw conflict('Invoices are paid with this card; prefer another first.');
    await ctx.db.delete(method).where(eq(method.id, id));
    await ctx.emit('account-method.changed', { methodId: id });
    ctx.changed({ type: 'payment-method', id, before: { brand: own.brand, last4: own.last4 }, after: null });
  },

  providerInvoices: (ctx, filters) => listInvoices(ctx, filters),
  providerInvoice: (ctx, { id, tenantId }) => invoiceDetail(ctx, id, tenantId),
  providerPayments: (ctx, filters) => listPayments(ctx, filters),
  totals: (ctx) => totals(ctx),

  async reportTransfer(ctx, { id, tenantId, amountMinor, reference }) {
    const row = await openInvoice(ctx, id, tenantId);
    const left = row.totalMinor - row.paidMinor;
    if (amountMinor > left) throw conflict('That is more than is open on this invoice.', 'amountMinor');
    if (row.charging) throw conflict('A card is being charged for this invoice; look again in a moment.');
    await ctx.emit('account-transfer.reported', { invoiceId: id, tenantId, amountMinor, reference });
    ctx.changed({ type: 'account-invoice', id, after: { transferMinor: amountMinor, reference } });
  },

  async askVoid(ctx, { id, tenantId, reason }) {
    const row = await openInvoice(ctx, id, tenantId);
    if (row.paidMinor > 0) throw conflict('A part of this invoice is paid, so it cannot be voided.');
    if (row.charging) throw conflict('A card is being charged for this invoice; look again in a moment.');
    await ctx.emit('account-invoice.void-asked', { invoiceId: id, tenantId, reason });
    ctx.changed({ type: 'account-invoice', id, after: { void: reason } });
  },

  async issue(ctx, draft) {
    const made = await issue(ctx, draft);
    await ctx.emit('account-invoice.issued', { invoiceId: made.id, totalMinor: made.totalMinor });
  },

  async closePeriod(ctx) {
    for (const { id, totalMinor } of await closePeriods(ctx))
      await ctx.emit('account-invoice.issued', { invoiceId: id, totalMinor });
  },

  beginCharge: (ctx, { id, tryNumber, methodId }) => beginCharge(ctx, id, tryNumber, methodId),

  async recordCharge(ctx, outcome) {
    await recordCharge(ctx, outcome);
    await ctx.emit('account-invoice.settled', { invoiceId: outcome.id, outcome: outcome.ok ? 'paid' : 'refused' });
  },

  async recordTransfer(ctx, { id, amountMinor, reference }) {
    await recordTransfer(ctx, id, amountMinor, reference);
    await ctx.emit('account-invoice.settled', { invoiceId: id, outcome: 'paid' });
  },

  async void(ctx, { id, reason }) {
    await voidInvoice(ctx, id, reason);
    await ctx.emit('account-invoice.settled', { invoiceId: id, outcome: 'void' });
  },

  async tell(ctx, { id, about }) {
    await tell(ctx, await invoiceDetail(ctx, id), about);
  },

  async chase(ctx) {
    for (const { invoiceId, tryNumber } of await chase(ctx))
      await ctx.emit('account-invoice.pay-asked', { invoiceId, methodId: null, tryNumber });
  },
});
