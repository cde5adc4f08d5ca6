import { type Ctx, implement } from '#kernel/context.ts';
import { conflict } from '#kernel/errors.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { payments } from '#modules/billing/payments/contract.ts';
import { branding } from '#modules/tenancy/branding/contract.ts';
import { documents } from './contract.ts';
import { type Look, print, type Sheet } from './paper.ts';
import { isDrawable } from './picture.ts';
import { invoiceSheet, receiptSheet } from './sheets.ts';

type Reading = Pick<Ctx, 'call' | 'tenant' | 'now'>;

/** PNG and JPEG can be printed. */
const printable = (mediaType: string) => mediaType === 'image/png' || mediaType === 'image/jpeg';

async function lookOf(ctx: Reading): Promise<Look> {
  const head = await ctx.call(branding, 'brandingOf', {});
  const { logo } = head;
  const file = logo && printable(logo.mediaType) ? await ctx.call(branding, 'image', { which: logo.which }) : null;
  return {
    country: ctx.tenant.country,
    colour: head.colour,
    sender: head.companyName,
    contact: [head.supportPhone, head.supportEmail].filter((line) => line !== null),
    logo: file && typeof file.body !== 'string' && isDrawable(file.body) ? file.body : null,
  };
}

async function made(ctx: Reading, sheet: Sheet) {
  const body = await print(await lookOf(ctx), sheet, new Date(ctx.now.epochMilliseconds));
  return { filename: `${sheet.number}.pdf`, body };
}

async function invoice(ctx: Reading, id: string) {
  return made(ctx, invoiceSheet(await ctx.call(invoices, 'get', { id }), ctx.tenant.locale));
}

async function receipt(ctx: Reading, id: string) {
  const payment = await ctx.call(payments, 'get', { id });
  const { receiptNumber } = payment;
  if (receiptNumber === null) throw conflict('There is no receipt: no money has come in with this payment.');
  return made(ctx, receiptSheet({ ...payment, receiptNumber }, ctx.tenant.locale));
}

export const service = implement(documents, {
  invoice: (ctx, { id }) => invoice(ctx, id),
  receipt: (ctx, { id }) => receipt(ctx, id),
  myInvoice: (ctx, { id }) => invoice(ctx, id),
  myReceipt: (ctx, { id }) => receipt(ctx, id),
});
