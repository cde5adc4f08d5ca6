import { z } from 'zod';
import {
  currencyCode,
  embedMany,
  instant,
  localDate,
  minorUnits,
  open,
  personal,
  resource,
} from '#kernel/contract/fields.ts';
import { InvoicePayment, paymentMethods } from '#modules/billing/invoices/contract.ts';

export const paymentStatuses = [
  'pending',
  'succeeded',
  'failed',
  'cancelled',
  'partially_refunded',
  'refunded',
] as const;
/** Who takes the money: staff by hand, or a gateway. `sandbox` plays one; no money moves. */
export const paymentProviders = ['manual', 'sandbox'] as const;
/** Where a payment was begun. */
export const paymentOrigins = ['staff', 'portal', 'autopay'] as const;
export const refundStatuses = ['pending', 'succeeded', 'failed'] as const;

export const Payment = resource('Payment', {
  id: open(z.uuid()),
  /** Gap-free in the tenant, `FF-R-2026-00042`; null until the money is there. */
  receiptNumber: open(z.string().nullable()),
  customerId: open(z.uuid()),
  customerNumber: open(z.string()),
  customerName: personal('subscriber', z.string()),
  status: open(z.enum(paymentStatuses)),
  provider: open(z.enum(paymentProviders)),
  origin: open(z.enum(paymentOrigins)),
  method: open(z.enum(paymentMethods)),
  /** Of a card: brand and last four digits, such as `Visa 4242`. */
  card: personal('subscriber', z.string().nullable()),
  /** The bank’s, till’s or gateway’s own number. */
  reference: open(z.string()),
  amountMinor: open(minorUnits()),
  currency: open(currencyCode()),
  refundedMinor: open(minorUnits()),
  /** What no invoice has taken; the next one will. */
  creditMinor: open(minorUnits()),
  /** Why it failed, in the gateway's words. */
  failureReason: open(z.string().nullable()),
  /** Day on which the money came in. */
  receivedOn: open(localDate().nullable()),
  createdAt: open(instant()),
  settledAt: open(instant().nullable()),
  recordedBy: personal('staff', z.string().nullable()),
});

export const PaymentRefund = resource('PaymentRefund', {
  id: open(z.uuid()),
  status: open(z.enum(refundStatuses)),
  amountMinor: open(minorUnits()),
  reason: open(z.string()),
  failureReason: open(z.string().nullable()),
  requestedAt: open(instant()),
  settledAt: open(instant().nullable()),
  refundedBy: personal('staff', z.string()),
});

export const PaymentDetail = resource('PaymentDetail', {
  ...Payment.fields,
  /** What it paid, and what was taken back. */
  allocations: embedMany(InvoicePayment),
  refunds: embedMany(PaymentRefund),
});

export const PaymentMetrics = resource('PaymentMetrics', {
  receivedThisMonthMinor: open(minorUnits()),
  paymentsThisMonth: open(z.int()),
  refundedThisMonthMinor: open(minorUnits()),
  /** Of the last seven days. */
  failed: open(z.int()),
  pending: open(z.int()),
  /** What customers have paid beyond their invoices. */
  creditMinor: open(minorUnits()),
  currency: open(currencyCode()),
});

/** What a customer has paid beyond their invoices. */
export const CustomerCredit = resource('CustomerCredit', {
  customerId: open(z.uuid()),
  creditMinor: open(minorUnits()),
  currency: open(currencyCode()),
});
