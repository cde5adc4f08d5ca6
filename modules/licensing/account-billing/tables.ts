import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, index, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { AccountInvoiceStatus } from './rules.ts';

const minor = () => bigint({ mode: 'number' });
const reads = { platformAccess: 'reads' } as const;

/** What the platform asks of an ISP, as it was issued: seller DotMac, payer the ISP. Subscribers' invoices are elsewhere. */
export const accountInvoice = tenantTable(
  'account_invoice',
  {
    number: text().notNull(),
    reason: text().notNull().$type<'period' | 'change'>(),
    sellerName: text().notNull(),
    payerName: text().notNull(),
    payerCountry: text().notNull(),
    issuedOn: date().notNull(),
    dueOn: date().notNull(),
    periodStart: date().notNull(),
    periodEnd: date().notNull(),
    currency: text().notNull(),
    totalMinor: minor().notNull(),
    issuedAt: instantColumn().notNull(),
  },
  (t) => [
    uniqueIndex('account_invoice_number').on(t.tenantId, t.number),
    // A period is billed once, whoever tries again.
    uniqueIndex('account_invoice_period').on(t.tenantId, t.periodStart).where(sql`reason = 'period'`),
    check('account_invoice_total', sql`${t.totalMinor} >= 0`),
  ],
  { ...reads, appendOnly: true },
);

export const accountInvoiceLine = tenantTable(
  'account_invoice_line',
  {
    invoiceId: uuid().notNull(),
    position: integer().notNull(),
    description: text().notNull(),
    quantity: integer().notNull(),
    unitMinor: minor().notNull(),
    amountMinor: minor().notNull(),
  },
  (t) => [
    uniqueIndex('account_invoice_line_position').on(t.tenantId, t.invoiceId, t.position),
    tenantReference(t, t.invoiceId, accountInvoice),
    check('account_invoice_line_amount', sql`${t.amountMinor} = ${t.quantity} * ${t.unitMinor}`),
  ],
  { ...reads, appendOnly: true },
);

/** Where an invoice stands; held by whoever charges or settles it. */
export const accountInvoiceBalance = tenantTable(
  'account_invoice_balance',
  {
    invoiceId: uuid().notNull(),
    status: text().notNull().$type<AccountInvoiceStatus>(),
    dueOn: date().notNull(),
    totalMinor: minor().notNull(),
    paidMinor: minor().notNull().default(0),
    /** The try that is under way; while it is, no other begins. */
    chargingTry: integer(),
    tries: integer().notNull().default(0),
    reminders: integer().notNull().default(0),
    voidReason: text(),
  },
  (t) => [
    primaryKey({ name: 'account_invoice_balance_pkey', columns: [t.tenantId, t.invoiceId] }),
    index('account_invoice_balance_open').on(t.tenantId, t.dueOn).where(sql`status = 'open'`),
    tenantReference(t, t.invoiceId, accountInvoice),
    check('account_invoice_balance_paid', sql`${t.paidMinor} between 0 and ${t.totalMinor}`),
  ],
  { ...reads, ownKey: true },
);

/** A payment, or a try that was refused. */
export const accountPayment = tenantTable(
  'account_payment',
  {
    invoiceId: uuid().notNull(),
    /** Of the card; null for money that came by bank transfer. */
    tryNumber: integer(),
    outcome: text().notNull().$type<'succeeded' | 'refused'>(),
    amountMinor: minor().notNull(),
    method: text().notNull(),
    reference: text().notNull(),
    refusal: text(),
    /** Number of its receipt. */
    receiptNumber: text(),
    at: instantColumn().notNull(),
  },
  (t) => [
    uniqueIndex('account_payment_try').on(t.tenantId, t.invoiceId, t.tryNumber),
    uniqueIndex('account_payment_reference').on(t.tenantId, t.reference),
    index('account_payment_at').on(t.tenantId, t.at),
    tenantReference(t, t.invoiceId, accountInvoice),
    check('account_payment_amount', sql`${t.amountMinor} > 0`),
  ],
  { ...reads, appendOnly: true },
);

/** A card by its token, which is sealed; its number never came here. */
export const accountPaymentMethod = tenantTable('account_payment_method', {
  gateway: text().notNull(),
  token: text().notNull(),
  brand: text().notNull(),
  last4: text().notNull(),
  expiryMonth: integer().notNull(),
  expiryYear: integer().notNull(),
  holder: text().notNull(),
  isDefault: boolean().notNull(),
  addedAt: instantColumn().notNull(),
});

/** Last number given out, by year and kind of document. */
export const accountCounter = tenantTable(
  'account_counter',
  { kind: text().notNull().$type<'invoice' | 'receipt'>(), year: integer().notNull(), last: integer().notNull() },
  (t) => [primaryKey({ name: 'account_counter_pkey', columns: [t.tenantId, t.kind, t.year] })],
  { ownKey: true },
);
