import type { AnyCtx } from '#kernel/context.ts';
import { moneyText, paperPdf } from './pdf.ts';
import { invoiceDetail, receiptOf } from './store.ts';

type Detail = Awaited<ReturnType<typeof invoiceDetail>>;

export async function invoiceFile(invoice: Detail) {
  const { currency } = invoice;
  const body = await paperPdf({
    title: 'Invoice',
    number: invoice.number,
    sellerName: invoice.sellerName,
    payerName: invoice.payerName,
    payerCountry: invoice.payerCountry,
    facts: [
      ['Issued', invoice.issuedOn],
      ['Due', invoice.dueOn],
      ['Period', `${invoice.periodStart} to ${invoice.periodEnd}`],
    ],
    lines: invoice.lines.map((line) => ({
      text: line.description,
      quantity: String(line.quantity),
      amount: moneyText(line.amountMinor, currency),
    })),
    total: ['Total', moneyText(invoice.totalMinor, currency)],
    note:
      invoice.status === 'void'
        ? `Void: ${invoice.voidReason ?? ''}`
        : invoice.status === 'paid'
          ? 'Paid. Thank you.'
          : `Please pay ${moneyText(invoice.totalMinor - invoice.paidMinor, currency)} by ${invoice.dueOn} and give the number of this invoice.`,
  });
  return { filename: `${invoice.number}.pdf`, body };
}

export async function receiptFile(ctx: Pick<AnyCtx, 'db' | 'today'>, id: string) {
  const payment = await receiptOf(ctx, id);
  const invoice = await invoiceDetail(ctx, payment.invoiceId);
  const amount = moneyText(payment.amountMinor, payment.currency);
  const number = payment.receiptNumber ?? '';
  const body = await paperPdf({
    title: 'Receipt',
    number,
    sellerName: invoice.sellerName,
    payerName: invoice.payerName,
    payerCountry: invoice.payerCountry,
    facts: [
      ['Received', payment.at.slice(0, 10)],
      ['By', payment.method],
      ['Reference', payment.reference],
    ],
    lines: [{ text: `Payment of invoice ${payment.invoiceNumber}`, quantity: '1', amount }],
    total: ['Received', amount],
    note: 'Thank you.',
  });
  return { filename: `${number}.pdf`, body };
}
