import { z } from 'zod';
import { command, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, minorUnits } from '#kernel/contract/fields.ts';
import { Autopay, Payment, PaymentDetail, PaymentMethod, PaymentSettings } from './resources.ts';

const list = '/dashboard/billing-revenue/payments';
const read = { for: ['isp'], can: 'billing.payment:read' } as const;
const internal = { for: [], can: 'billing.payment:write', ui: { none: 'internal' } } as const;

/** As `Outcome` of the drivers. */
export const OutcomeOf = z.object({
  state: z.enum(['pending', 'succeeded', 'failed', 'cancelled']),
  amountMinor: minorUnits(),
  currency: z.string(),
  reference: z.string().max(200),
  reason: z.string().nullable(),
  card: z
    .object({
      token: z.string(),
      brand: z.string(),
      lastFour: z.string().length(4),
      expiryMonth: z.int(),
      expiryYear: z.int(),
    })
    .nullable(),
});

/** Operations around gateways: their settings, what they say, and what autopay does with them. */
export const gatewayOperations = {
  settings: query('GET /billing/payment-settings', {
    for: ['isp'],
    can: 'billing.payment-settings:read',
    summary: 'How subscribers can pay',
    in: z.object({}),
    out: one(PaymentSettings),
    ui: list,
  }),
  updateSettings: command('PUT /billing/payment-settings', {
    for: ['isp'],
    can: 'billing.payment-settings:write',
    summary: 'Choose the gateway for paying online, and say how to pay otherwise',
    in: z.object({ gateway: z.enum(['sandbox']).nullable(), instructions: z.string().trim().max(1000) }),
    out: one(PaymentSettings),
    ui: list,
  }),
  methodsOf: query('GET /billing/payment-methods', {
    ...read,
    summary: 'The cards a customer keeps with the gateway',
    in: z.object({ customerId: z.uuid() }),
    out: many(PaymentMethod),
    ui: '/dashboard/billing-revenue/payments/$id',
  }),
  ask: command('POST /billing/payments/{id}/ask', {
    for: ['isp'],
    can: 'billing.payment:write',
    summary: 'Ask the gateway now how a pending payment stands',
    in: Id,
    out: one(PaymentDetail),
    emits: ['payment.asked'],
    ui: '/dashboard/billing-revenue/payments/$id',
  }),
  callback: command('POST /billing/payments/callback', {
    ...internal,
    summary: 'Take in what a gateway calls back',
    in: z.object({
      gateway: z.enum(['sandbox']),
      /** Holds the token of a card; of what is named so the audit keeps nothing. */
      secretBody: z.string().max(65_536),
      signature: z.string().max(500),
    }),
    out: nothing(),
    emits: ['payment.succeeded', 'payment.failed', 'payment.cancelled', 'payment-method.kept'],
  }),
  settle: command('POST /billing/payments/{id}/settle', {
    ...internal,
    summary: 'Keep what became of a payment, or of a card that was to be kept',
    in: Id.extend({ outcome: OutcomeOf }),
    out: nothing(),
    emits: ['payment.succeeded', 'payment.failed', 'payment.cancelled', 'payment-method.kept'],
  }),
  keepCheckout: command('POST /billing/payments/{id}/checkout', {
    ...internal,
    summary: 'Keep the address of the page on which it is paid',
    in: Id.extend({ url: z.url() }),
    out: nothing(),
  }),
  settleRefund: command('POST /billing/payments/{id}/settle-refund', {
    ...internal,
    summary: 'Keep what a gateway said to a refund; what it refused is put back',
    in: z.object({ id: z.uuid(), reference: z.string(), refused: z.string().nullable() }),
    out: nothing(),
    emits: ['payment.refunded', 'payment.refund-failed'],
  }),
  planAutopay: command('POST /billing/autopay/plan', {
    ...internal,
    summary: 'Note which open invoices of a customer autopay is to charge, and when',
    in: z.object({ customerId: z.uuid() }),
    out: one(Autopay),
  }),
  beginAutopay: command('POST /billing/autopay/begin', {
    ...internal,
    summary: 'Begin to charge the invoices whose time has come',
    in: z.object({ limit: z.int().min(1).max(500) }),
    out: many(Payment),
  }),
};
