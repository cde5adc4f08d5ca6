import { sql } from 'drizzle-orm';
import { bigint, check, date, index, integer, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { z } from 'zod';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { Address } from '#modules/customers/customers/contract.ts';
import { foldedText } from '../search.ts';
import type { InvoiceStatus, PaymentMethod } from './rules.ts';

const minor = () => bigint({ mode: 'number' });

/** The document as it was issued. It never changes; what happens to it later stands in payments and voids. */
export const invoice = tenantTable(
  'invoice',
  {
    number: text().notNull(),
    customerId: uuid().notNull(),
    customerNumber: text().notNull(),
    customerName: text().notNull(),
    billingAddress: jsonb().notNull().$type<z.output<typeof Address>>(),
    taxNumber: text(),
    sellerName: text().notNull(),
    subscriptionId: uuid(),
    issueDate: date().notNull(),
    dueDate: date().notNull(),
    currency: text().notNull(),
    totalMinor: minor().notNull(),
    issuedAt: instantColumn().notNull(),
    search: text()
      .notNull()
      .generatedAlwaysAs(foldedText(['number', 'customer_number', 'customer_name'])),
  },
  (t) => [
    uniqueIndex('invoice_number').on(t.tenantId, t.number),
    index('invoice_customer').on(t.tenantId, t.customerId, t.id),
    tenantReference(t, t.customerId, 'customer'),
    tenantReference(t, t.subscriptionId, 'subscription'),
    check('invoice_total', sql`${t.totalMinor} >= 0`),
    check('invoice_dates', sql`${t.issueDate} <= ${t.dueDate}`),
  ],
  { customerOwned: 'customerId', appendOnly: true },
);

export const invoiceLine = tenantTable(
  'invoice_line',
  {
    invoiceId: uuid().notNull(),
    customerId: uuid().notNull(),
    position: integer().notNull(),
    description: text().notNull(),
    kind: text().notNull().$type<'recurring' | 'setup' | 'adjustment'>(),
    quantity: integer().notNull(),
    unitMinor: minor().notNull(),
    amountMinor: minor().notNull(),
    periodStart: date(),
    periodEnd: date(),
  },
  (t) => [
    uniqueIndex('invoice_line_position').on(t.tenantId, t.invoiceId, t.position),
    tenantReference(t, t.invoiceId, invoice),
    check('invoice_line_amount', sql`${t.amountMinor} = ${t.quantity} * ${t.unitMinor}`),
  ],
  { customerOwned: 'customerId', appendOnly: true },
);

/** What of a payment went to an invoice, or, below zero, was taken from it again. */
export const invoicePayment = tenantTable(
  'invoice_payment',
  {
    invoiceId: uuid().notNull(),
    invoiceNumber: text().notNull(),
    customerId: uuid().notNull(),
    /** A row of the payments module. */
    paymentId: uuid().notNull(),
    amountMinor: minor().notNull(),
    method: text().notNull().$type<PaymentMethod>(),
    reference: text().notNull(),
    receivedAt: instantColumn().notNull(),
    recordedById: text(),
    recordedBy: text().notNull(),
  },
  (t) => [
    index('invoice_payment_invoice').on(t.tenantId, t.invoiceId, t.id),
    index('invoice_payment_customer').on(t.tenantId, t.customerId, t.receivedAt, t.id),
    index('invoice_payment_payment').on(t.tenantId, t.paymentId, t.id),
    tenantReference(t, t.invoiceId, invoice),
    check('invoice_payment_amount', sql`${t.amountMinor} <> 0`),
  ],
  { customerOwned: 'customerId', appendOnly: true },
);

export const invoiceVoid = tenantTable(
  'invoice_void',
  {
    invoiceId: uuid().notNull(),
    customerId: uuid().notNull(),
    reason: text().notNull(),
    voidedAt: instantColumn().notNull(),
    voidedById: text(),
    voidedBy: text().notNull(),
  },
  (t) => [
    primaryKey({ name: 'invoice_void_pkey', columns: [t.tenantId, t.invoiceId] }),
    tenantReference(t, t.invoiceId, invoice),
  ],
  { ownKey: true, customerOwned: 'customerId', appendOnly: true },
);

/**
 * Where each invoice stands: the sum of its facts above, kept in the transaction that adds one and held by it, so that lists
 * need not add up and two payments at once cannot exceed the total. The key is the invoice's own.
 */
export const invoiceBalance = tenantTable(
  'invoice_balance',
  {
    invoiceId: uuid().notNull(),
    customerId: uuid().notNull(),
    status: text().notNull().$type<InvoiceStatus>(),
    dueDate: date().notNull(),
    totalMinor: minor().notNull(),
    paidMinor: minor().notNull().default(0),
    /** The subscription whose first invoice this is, until it is voided. */
    firstOf: uuid(),
  },
  (t) => [
    primaryKey({ name: 'invoice_balance_pkey', columns: [t.tenantId, t.invoiceId] }),
    uniqueIndex('invoice_balance_first').on(t.tenantId, t.firstOf),
    index('invoice_balance_customer').on(t.tenantId, t.customerId, t.invoiceId),
    index('invoice_balance_status').on(t.tenantId, t.status, t.invoiceId),
    index('invoice_balance_due').on(t.tenantId, t.dueDate, t.invoiceId),
    tenantReference(t, t.invoiceId, invoice),
    check('invoice_balance_paid', sql`${t.paidMinor} between 0 and ${t.totalMinor}`),
    check(
      'invoice_balance_status_is_true',
      sql`case ${t.status} when 'void' then ${t.paidMinor} = 0 and ${t.firstOf} is null when 'paid' then ${t.paidMinor} = ${t.totalMinor} else ${t.paidMinor} < ${t.totalMinor} end`,
    ),
  ],
  { ownKey: true, customerOwned: 'customerId' },
);

/** Last number of a year. Its row is held until commit: an invoice that is not issued leaves no gap. */
export const invoiceCounter = tenantTable(
  'invoice_counter',
  { year: integer().notNull(), prefix: text().notNull(), last: integer().notNull() },
  (t) => [primaryKey({ name: 'invoice_counter_pkey', columns: [t.tenantId, t.year] })],
  { ownKey: true },
);

/** What was issued on a day and not voided, so that sums over months need not read invoices. */
export const invoiceDay = tenantTable(
  'invoice_day',
  { issueDate: date().notNull(), invoices: integer().notNull(), totalMinor: minor().notNull() },
  (t) => [primaryKey({ name: 'invoice_day_pkey', columns: [t.tenantId, t.issueDate] })],
  { ownKey: true },
);
