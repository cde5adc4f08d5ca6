import type { Returned } from '#kernel/contract/contract.ts';
import type { invoices } from '#modules/billing/invoices/contract.ts';
import type { payments } from '#modules/billing/payments/contract.ts';
import type { Sheet } from './paper.ts';
import { wordsFor } from './words.ts';

type Invoice = Returned<(typeof invoices)['operations']['get']['out']>;
type Payment = Returned<(typeof payments)['operations']['get']['out']>;

const figures = (locale: string, currency: string) => {
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const decimals = money.resolvedOptions().maximumFractionDigits ?? 2;
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return {
    money: (amountMinor: number) => money.format(amountMinor / 10 ** decimals),
    day: (date: string) => day.format(new Date(date)),
  };
};

export function invoiceSheet(invoice: Invoice, tenantLocale: string): Sheet {
  const { words, locale } = wordsFor(tenantLocale);
  const { money, day } = figures(locale, invoice.currency);
  const { billingAddress: to } = invoice;
  const country = new Intl.DisplayNames([locale], { type: 'region' }).of(to.country) ?? to.country;
  const left = invoice.status === 'void' ? 0 : invoice.totalMinor - invoice.paidMinor;
  const partly = invoice.status === 'open' && invoice.paidMinor > 0;
  return {
    title: words.invoice,
    number: invoice.number,
    stamp: invoice.status === 'paid' ? words.paid : invoice.status === 'void' ? 'Void' : null,
    to: [invoice.customerName, to.line1, to.line2 ?? '', `${to.postcode} ${to.city}`.trim(), country].filter(Boolean),
    facts: [
      [words.customer, invoice.customerNumber],
      [words.issued, day(invoice.issueDate)],
      [words.due, day(invoice.dueDate)],
      ...(invoice.taxNumber ? [[words.tax, invoice.taxNumber] as [string, string]] : []),
    ],
    head: [words.description, words.quantity, words.price, words.amount],
    rows: invoice.lines.map((line) => [
      line.description,
      String(line.quantity),
      money(line.unitMinor),
      money(line.amountMinor),
    ]),
    sums: [
      [words.total, money(invoice.totalMinor)],
      ...(invoice.paidMinor > 0 ? [[words.paid, money(-invoice.paidMinor)] as [string, string]] : []),
      ...(partly ? [[words.left, money(left)] as [string, string]] : []),
    ],
    notes: [
      ...(invoice.status === 'open' ? [words.please(money(left), day(invoice.dueDate), invoice.number)] : []),
      ...(invoice.status === 'void' ? [words.voided] : []),
    ],
  };
}

export function receiptSheet(payment: Payment & { receiptNumber: string }, tenantLocale: string): Sheet {
  const { words, locale } = wordsFor(tenantLocale);
  const { money, day } = figures(locale, payment.currency);
  const paid = Map.groupBy(payment.allocations, ({ invoiceNumber }) => invoiceNumber);
  return {
    title: words.receipt,
    number: payment.receiptNumber,
    stamp: null,
    to: [payment.customerName],
    facts: [
      [words.customer, payment.customerNumber],
      [words.received, payment.receivedOn ? day(payment.receivedOn) : ''],
      [words.method, payment.card ?? words[payment.method]],
      ...(payment.reference && payment.provider === 'manual'
        ? [[words.reference, payment.reference] as [string, string]]
        : []),
    ],
    head: [words.for, words.amount],
    rows: [...paid]
      .map(([number, parts]) => ({ number, sum: parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0) }))
      .filter(({ sum }) => sum > 0)
      .map(({ number, sum }) => [`${words.invoice} ${number}`, money(sum)]),
    sums: [
      ...(payment.creditMinor > 0 ? [[words.credit, money(payment.creditMinor)] as [string, string]] : []),
      ...(payment.refundedMinor > 0 ? [[words.refunded, money(payment.refundedMinor)] as [string, string]] : []),
      [words.total, money(payment.amountMinor)],
    ],
    notes: [words.thanks, ...(payment.provider === 'sandbox' ? [words.sandbox] : [])],
  };
}
