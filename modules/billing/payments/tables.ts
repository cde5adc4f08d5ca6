import { sql } from 'drizzle-orm';
import { bigint, check, date, index, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { paymentMethods } from '#modules/billing/invoices/contract.ts';
import { foldedText } from '../search.ts';
import type { paymentOrigins, paymentProviders } from './resources.ts';
import type { PaymentStatus, RefundStatus } from './rules.ts';

const minor = () => bigint({ mode: 'number' });

/** Money asked for or received. What of it went to which invoice is in `invoice_payment`. */
export const payment = tenantTable(
  'payment',
  {
    customerId: uuid().notNull(),
    customerNumber: text().notNull(),
    customerName: text().notNull(),
    status: text().notNull().$type<PaymentStatus>(),
    provider: text().notNull().$type<(typeof paymentProviders)[number]>(),
    origin: text().notNull().$type<(typeof paymentOrigins)[number]>(),
    method: text().notNull().$type<(typeof paymentMethods)[number]>(),
    card: text(),
    reference: text().notNull(),
    amountMinor: minor().notNull(),
    currency: text().notNull(),
    refundedMinor: minor().notNull().default(0),
    creditMinor: minor().notNull().default(0),
    /** The invoices it was meant for; null: whichever is due first. */
    invoiceIds: uuid().array(),
    receiptNumber: text(),
    failureReason: text(),
    receivedOn: date(),
    createdAt: instantColumn().notNull(),
    settledAt: instantColumn(),
    recordedById: text(),
    recordedBy: text(),
    search: text()
      .notNull()
      .generatedAlwaysAs(
        foldedText([
          'customer_number',
          'customer_name',
          'reference',
          `coalesce(receipt_number, '')`,
          `coalesce(card, '')`,
        ]),
      ),
  },
  (t) => [
    uniqueIndex('payment_receipt').on(t.tenantId, t.receiptNumber),
    // A cheque or transfer is written down once; a gateway's number is one payment's in the whole tenant.
    uniqueIndex('payment_by_hand')
      .on(t.tenantId, t.customerId, t.method, t.reference)
      .where(sql`provider = 'manual' and reference <> ''`),
    uniqueIndex('payment_at_gateway')
      .on(t.tenantId, t.provider, t.reference)
      .where(sql`provider <> 'manual' and reference <> ''`),
    index('payment_customer').on(t.tenantId, t.customerId, t.id),
    index('payment_status').on(t.tenantId, t.status, t.id),
    index('payment_received').on(t.tenantId, t.receivedOn),
    index('payment_credit').on(t.tenantId, t.customerId, t.id).where(sql`credit_minor > 0`),
    tenantReference(t, t.customerId, 'customer'),
    check('payment_amount', sql`${t.amountMinor} > 0`),
    check('payment_refunded', sql`${t.refundedMinor} between 0 and ${t.amountMinor}`),
    check('payment_credit_left', sql`${t.creditMinor} between 0 and ${t.amountMinor} - ${t.refundedMinor}`),
    check(
      'payment_status_is_true',
      sql`case ${t.status} when 'succeeded' then ${t.refundedMinor} = 0 when 'partially_refunded' then ${t.refundedMinor} between 1 and ${t.amountMinor} - 1 when 'refunded' then ${t.refundedMinor} = ${t.amountMinor} else ${t.refundedMinor} = 0 and ${t.creditMinor} = 0 end`,
    ),
    check(
      'payment_has_receipt',
      sql`(${t.receiptNumber} is not null and ${t.receivedOn} is not null) = (${t.status} in ('succeeded', 'partially_refunded', 'refunded'))`,
    ),
  ],
  { customerOwned: 'customerId' },
);

export const paymentRefund = tenantTable(
  'payment_refund',
  {
    paymentId: uuid().notNull(),
    customerId: uuid().notNull(),
    status: text().notNull().$type<RefundStatus>(),
    amountMinor: minor().notNull(),
    reason: text().notNull(),
    /** The gateway's own number of it. */
    reference: text().notNull().default(''),
    failureReason: text(),
    requestedAt: instantColumn().notNull(),
    settledAt: instantColumn(),
    refundedById: text(),
    refundedBy: text().notNull(),
  },
  (t) => [
    index('payment_refund_payment').on(t.tenantId, t.paymentId, t.id),
    index('payment_refund_requested').on(t.tenantId, t.requestedAt),
    tenantReference(t, t.paymentId, payment),
    check('payment_refund_amount', sql`${t.amountMinor} > 0`),
  ],
  { customerOwned: 'customerId' },
);

/** Last receipt of a year, held until commit: a payment that is rolled back leaves no gap. */
export const receiptCounter = tenantTable(
  'receipt_counter',
  { year: integer().notNull(), prefix: text().notNull(), last: integer().notNull() },
  (t) => [primaryKey({ name: 'receipt_counter_pkey', columns: [t.tenantId, t.year] })],
  { ownKey: true },
);
