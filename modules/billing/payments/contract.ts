import { z } from 'zod';
import { command, contract, many, one, page, query } from '#kernel/contract/contract.ts';
import { currencyCode, each, Id, idList, localDate, minorUnits, open, Paging } from '#kernel/contract/fields.ts';
import { paymentMethods } from '#modules/billing/invoices/contract.ts';
import { gatewayOperations } from './gateway-operations.ts';
import { portalOperations } from './portal-operations.ts';
import {
  CustomerCredit,
  Payment,
  PaymentDetail,
  PaymentMetrics,
  paymentOrigins,
  paymentStatuses,
} from './resources.ts';

const list = '/dashboard/billing-revenue/payments';
const detail = '/dashboard/billing-revenue/payments/$id';
const invoicePage = '/dashboard/billing-revenue/invoices/$id';
const person = '/dashboard/operations/customers/$id';
const about = {
  paymentId: open(z.uuid()),
  customerId: open(z.uuid()),
  amountMinor: open(minorUnits()),
  currency: open(currencyCode()),
};
const ofMethod = { methodId: open(z.uuid()), customerId: open(z.uuid()) };
const read = { for: ['isp'], can: 'billing.payment:read' } as const;
const write = { for: ['isp'], can: 'billing.payment:write' } as const;
const amountMinor = minorUnits().positive('A payment is more than nothing.');

export const payments = contract({
  name: 'payments',
  title: 'Payments',
  events: {
    /** The money is there. */
    'payment.succeeded': { ...about, origin: open(z.enum(paymentOrigins)) },
    /** A gateway is to be asked for it. */
    'payment.started': { ...about, origin: open(z.enum(paymentOrigins)) },
    'payment.failed': { ...about, origin: open(z.enum(paymentOrigins)), reason: open(z.string()) },
    'payment.cancelled': about,
    /** Somebody wants to know now how it stands at the gateway. */
    'payment.asked': { paymentId: open(z.uuid()), customerId: open(z.uuid()) },
    'payment.refund-failed': { ...about, refundId: open(z.uuid()), reason: open(z.string()) },
    'payment-method.started': ofMethod,
    'payment-method.kept': ofMethod,
    'payment-method.removed': ofMethod,
    'autopay.changed': { customerId: open(z.uuid()), enabled: open(z.boolean()) },
    'payment.refund-requested': { ...about, refundId: open(z.uuid()) },
    'payment.refunded': { ...about, refundId: open(z.uuid()) },
    /** What a customer had paid too much went to an invoice. */
    'credit.used': { ...about },
  },
  realtime: {
    payments: {
      events: [
        'payment.started',
        'payment.succeeded',
        'payment.failed',
        'payment.cancelled',
        'payment.refund-requested',
        'payment.refunded',
        'payment.refund-failed',
        'credit.used',
      ],
      for: ['isp'],
      can: 'billing.payment:read',
    },
  },
  operations: {
    ...gatewayOperations,
    ...portalOperations,
    list: query('GET /billing/payments', {
      ...read,
      summary: 'List payments, the newest first',
      in: Paging.extend({
        q: z.string().trim().max(100).optional(),
        status: z.enum(paymentStatuses).optional(),
        method: z.enum(paymentMethods).optional(),
        customerId: z.uuid().optional(),
        /** Only those of which something is left. */
        credit: z.stringbool().optional(),
      }),
      out: page(Payment),
      ui: [list, person],
    }),
    metrics: query('GET /billing/payments/metrics', {
      ...read,
      summary: 'What came in this month, what failed, and what customers have as credit',
      in: z.object({}),
      out: one(PaymentMetrics),
      ui: list,
    }),
    get: query('GET /billing/payments/{id}', {
      ...read,
      summary: 'Fetch a payment with what it paid and what was given back',
      in: Id,
      out: one(PaymentDetail),
      ui: detail,
    }),
    credit: query('GET /billing/credit/{customerId}', {
      ...read,
      summary: 'What a customer has paid beyond their invoices',
      in: z.object({ customerId: z.uuid() }),
      out: one(CustomerCredit),
      ui: [person, invoicePage],
    }),
    ofCustomers: query('GET /billing/payments/of-customers', {
      ...read,
      summary: 'The newest payments of each of several customers',
      in: z.object({ customerIds: idList(), each: each() }),
      out: many(Payment),
      ui: { none: 'graph' },
    }),
    record: command('POST /billing/payments', {
      ...write,
      summary: 'Record money received from a customer; it pays what is due first, or the invoices named',
      in: z.object({
        customerId: z.uuid(),
        amountMinor,
        method: z.enum(paymentMethods),
        reference: z.string().trim().max(100).default(''),
        receivedOn: localDate().optional().describe('Day on which it came in; absent: today.'),
        invoiceIds: z.array(z.uuid()).max(100).optional(),
        currency: currencyCode().optional().describe('Absent: the provider’s own.'),
      }),
      out: one(PaymentDetail),
      emits: ['payment.succeeded'],
      ui: [invoicePage, person, list],
    }),
    refund: command('POST /billing/payments/{id}/refunds', {
      ...write,
      summary: 'Give money back: credit first, then from the invoices it paid, which are open again',
      in: Id.extend({ amountMinor, reason: z.string().trim().min(3, 'Say why.').max(300) }),
      out: one(PaymentDetail),
      emits: ['payment.refund-requested', 'payment.refunded'],
      ui: detail,
    }),
    allocate: command('POST /billing/payments/{id}/allocations', {
      ...write,
      summary: 'Let the credit of a payment pay open invoices',
      in: Id.extend({ invoiceIds: z.array(z.uuid()).min(1).max(100).optional() }),
      out: one(PaymentDetail),
      emits: ['credit.used'],
      ui: detail,
    }),
    spendCredit: command('POST /billing/credit/{customerId}/use', {
      for: [],
      can: 'billing.payment:write',
      summary: 'Let what a customer has paid too much pay an invoice',
      in: z.object({ customerId: z.uuid(), invoiceId: z.uuid() }),
      out: one(CustomerCredit),
      emits: ['credit.used'],
      ui: { none: 'internal' },
    }),
  },
});
