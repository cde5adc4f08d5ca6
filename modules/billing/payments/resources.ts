import { z } from 'zod';
import {
  currencyCode,
  embedMany,
  instant,
  internal,
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
  /** The gateway's page on which it is paid, until it is. */
  checkoutUrl: personal('subscriber', z.url().nullable()),
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
  /** The invoices it was meant for; null: whichever was due first. */
  invoiceIds: open(z.array(z.uuid()).nullable()),
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

export const methodStatuses = ['pending', 'active', 'failed', 'removed'] as const;
/** A card the gateway keeps for a customer. We know what is printed on the receipt, never its number. */
export const PaymentMethod = resource('PaymentMethod', {
  id: open(z.uuid()),
  customerId: open(z.uuid()),
  provider: open(z.enum(paymentProviders)),
  status: open(z.enum(methodStatuses)),
  brand: personal('subscriber', z.string().nullable()),
  lastFour: personal('subscriber', z.string().nullable()),
  expiryMonth: personal('subscriber', z.int().nullable()),
  expiryYear: personal('subscriber', z.int().nullable()),
  /** By the tenant's calendar: its last month is over. */
  expired: open(z.boolean()),
  isDefault: open(z.boolean()),
  /** The gateway's page on which the card is given, until it is. */
  checkoutUrl: personal('subscriber', z.url().nullable()),
  failureReason: open(z.string().nullable()),
  createdAt: open(instant()),
});

export const autopayTimings = ['issue', 'due'] as const;
export const Autopay = resource('Autopay', {
  customerId: open(z.uuid()),
  enabled: open(z.boolean()),
  /** When an invoice is charged: when it comes, or in the morning of the day it is due. */
  timing: open(z.enum(autopayTimings)),
  /** What is charged; null: the default card is missing. */
  card: personal('subscriber', z.string().nullable()),
  /** What the last charge that failed was told, until one succeeds. */
  problem: open(z.string().nullable()),
  /** When a failed charge is tried again. */
  nextTryAt: open(instant().nullable()),
});

/** How a subscriber can pay. */
export const PaymentOptions = resource('PaymentOptions', {
  /** The gateway for paying online; null: there is none. */
  gateway: open(z.enum(paymentProviders).nullable()),
  /** It only plays: no money moves. */
  isSandbox: open(z.boolean()),
  /** The provider's words on how to pay otherwise. */
  instructions: open(z.string()),
  creditMinor: open(minorUnits()),
  currency: open(currencyCode()),
});

export const PaymentSettings = resource('PaymentSettings', {
  gateway: open(z.enum(paymentProviders).nullable()),
  instructions: open(z.string()),
  /** Gateways this installation offers. */
  offered: open(z.array(z.enum(paymentProviders))),
  /** Where the gateway is to call back; its own settings may ask for it. */
  callbackUrl: internal(z.url().nullable()),
});

/** What a customer has paid beyond their invoices. */
export const CustomerCredit = resource('CustomerCredit', {
  customerId: open(z.uuid()),
  creditMinor: open(minorUnits()),
  currency: open(currencyCode()),
});
