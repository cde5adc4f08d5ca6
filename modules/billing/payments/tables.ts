import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, index, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { paymentMethods } from '#modules/billing/invoices/contract.ts';
import { foldedText } from '../search.ts';
import type { autopayTimings, methodStatuses, paymentOrigins, paymentProviders } from './resources.ts';
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
    methodId: uuid(),
    checkoutUrl: text(),
    saveMethod: boolean().notNull().default(false),
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

/** A card the gateway keeps. The token is sealed; what else is here is printed on every receipt. */
export const paymentMethod = tenantTable(
  'payment_method',
  {
    customerId: uuid().notNull(),
    provider: text().notNull().$type<(typeof paymentProviders)[number]>(),
    status: text().notNull().$type<(typeof methodStatuses)[number]>(),
    token: text(),
    brand: text(),
    lastFour: text(),
    expiryMonth: integer(),
    expiryYear: integer(),
    isDefault: boolean().notNull().default(false),
    checkoutUrl: text(),
    failureReason: text(),
    createdAt: instantColumn().notNull(),
  },
  (t) => [
    index('payment_method_customer').on(t.tenantId, t.customerId, t.id),
    uniqueIndex('payment_method_default').on(t.tenantId, t.customerId).where(sql`is_default`),
    tenantReference(t, t.customerId, 'customer'),
    check(
      'payment_method_usable',
      sql`${t.status} <> 'active' or (${t.token} is not null and ${t.lastFour} is not null)`,
    ),
    check('payment_method_four', sql`${t.lastFour} ~ '^[0-9]{4}$'`),
    check('payment_method_default_is_active', sql`not ${t.isDefault} or ${t.status} = 'active'`),
  ],
  { customerOwned: 'customerId' },
);

export const autopay = tenantTable(
  'autopay',
  {
    customerId: uuid().notNull(),
    enabled: boolean().notNull(),
    timing: text().notNull().$type<(typeof autopayTimings)[number]>(),
    changedAt: instantColumn().notNull(),
  },
  (t) => [
    primaryKey({ name: 'autopay_pkey', columns: [t.tenantId, t.customerId] }),
    tenantReference(t, t.customerId, 'customer'),
  ],
  { ownKey: true, customerOwned: 'customerId' },
);

/** An invoice that autopay is to charge, and how far it is. Gone when it is paid, or autopay is switched off. */
export const autopayInvoice = tenantTable(
  'autopay_invoice',
  {
    invoiceId: uuid().notNull(),
    customerId: uuid().notNull(),
    tries: integer().notNull().default(0),
    nextTryAt: instantColumn().notNull(),
    problem: text(),
  },
  (t) => [
    primaryKey({ name: 'autopay_invoice_pkey', columns: [t.tenantId, t.invoiceId] }),
    index('autopay_invoice_due').on(t.tenantId, t.nextTryAt),
    index('autopay_invoice_customer').on(t.tenantId, t.customerId),
    tenantReference(t, t.invoiceId, 'invoice'),
  ],
  { ownKey: true, customerOwned: 'customerId' },
);

/** How a provider takes money. The key is sealed, and stays when the gateway is switched off: payments may be under way. */
export const paymentSettings = tenantTable(
  'payment_settings',
  {
    gateway: text().$type<'sandbox'>(),
    gatewayKey: text(),
    instructions: text().notNull().default(''),
  },
  (t) => [
    primaryKey({ name: 'payment_settings_pkey', columns: [t.tenantId] }),
    check('payment_settings_key', sql`${t.gateway} is null or ${t.gatewayKey} is not null`),
  ],
  { ownKey: true },
);
