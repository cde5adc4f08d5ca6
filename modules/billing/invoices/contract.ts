import { z } from 'zod';
import { command, contract, many, one, page, query } from '#kernel/contract/contract.ts';
import {
  currencyCode,
  each,
  embedMany,
  embedMaybe,
  embedOne,
  Id,
  idList,
  instant,
  localDate,
  minorUnits,
  open,
  Paging,
  personal,
  resource,
} from '#kernel/contract/fields.ts';
import { Address } from '#modules/customers/customers/contract.ts';

export const invoiceStatuses = ['open', 'paid', 'void'] as const;
export const paymentMethods = ['cash', 'bank_transfer', 'cheque', 'card', 'mobile_money', 'other'] as const;

export const InvoiceLine = resource('InvoiceLine', {
  id: open(z.uuid()),
  description: open(z.string()),
  kind: open(z.enum(['recurring', 'setup', 'adjustment'])),
  quantity: open(z.int()),
  unitMinor: open(minorUnits()),
  amountMinor: open(minorUnits()),
  periodStart: open(localDate().nullable()),
  periodEnd: open(localDate().nullable()),
});
/** What of a payment went to an invoice; less than nothing when it was taken back. */
export const InvoicePayment = resource('InvoicePayment', {
  id: open(z.uuid()),
  /** The payment it is a part of. */
  paymentId: open(z.uuid()),
  invoiceId: open(z.uuid()),
  invoiceNumber: open(z.string()),
  amountMinor: open(minorUnits()),
  method: open(z.enum(paymentMethods)),
  reference: open(z.string()),
  receivedAt: open(instant()),
  /** Who wrote it down. */
  recordedBy: personal('staff', z.string()),
});
export const Invoice = resource('Invoice', {
  id: open(z.uuid()),
  /** Gap-free in the tenant: `FF-2026-00042`. */
  number: open(z.string()),
  customerId: open(z.uuid()),
  customerNumber: open(z.string()),
  customerName: personal('subscriber', z.string()),
  subscriptionId: open(z.uuid().nullable()),
  status: open(z.enum(invoiceStatuses)),
  issueDate: open(localDate()),
  dueDate: open(localDate()),
  /** Open after its due date, by the tenant's calendar. */
  overdue: open(z.boolean()),
  currency: open(currencyCode()),
  totalMinor: open(minorUnits()),
  paidMinor: open(minorUnits()),
  voidReason: open(z.string().nullable()),
  voidedAt: open(instant().nullable()),
  issuedAt: open(instant()),
});
export const InvoiceDetail = resource('InvoiceDetail', {
  ...Invoice.fields,
  /** The provider's name on the day of issue. */
  sellerName: open(z.string()),
  billingAddress: personal('subscriber', Address),
  taxNumber: personal('subscriber', z.string().nullable()),
  lines: embedMany(InvoiceLine),
  payments: embedMany(InvoicePayment),
});
export const InvoiceMetrics = resource('InvoiceMetrics', {
  open: open(z.int()),
  overdue: open(z.int()),
  outstandingMinor: open(minorUnits()),
  overdueMinor: open(minorUnits()),
  issuedThisMonthMinor: open(minorUnits()),
  currency: open(currencyCode()),
});

/** What a customer owes. Credit stands beside it, with payments and credit notes. */
export const CustomerBilling = resource('CustomerBilling', {
  customerId: open(z.uuid()),
  summary: embedOne(
    resource('BillingSummary', {
      /** What is open of all invoices, in minor units. */
      balance: open(minorUnits()),
      currency: open(currencyCode()),
      overdue: open(minorUnits()),
      /** The earliest day on which something is due. */
      dueDate: open(localDate().nullable()),
      lastPayment: embedMaybe(
        resource('LastPayment', {
          amountMinor: open(minorUnits()),
          currency: open(currencyCode()),
          at: open(instant()),
        }),
      ),
    }),
  ),
  totalInvoices: open(z.int()),
  unpaidInvoices: open(z.int()),
});

export const invoiceSorts = ['issuedAt', '-issuedAt', 'dueDate', '-dueDate'] as const;

const list = '/dashboard/billing-revenue/invoices';
const detail = '/dashboard/billing-revenue/invoices/$id';
const about = { invoiceId: open(z.uuid()), customerId: open(z.uuid()), number: open(z.string()) };

export const invoices = contract({
  name: 'invoices',
  title: 'Invoices',
  events: {
    'invoice.issued': { ...about, totalMinor: open(minorUnits()), currency: open(currencyCode()) },
    /** Any payment, partial or final. */
    'payment.recorded': {
      ...about,
      paymentId: open(z.uuid()),
      amountMinor: open(minorUnits()),
      currency: open(currencyCode()),
    },
    /** Of a payment that was given back; the invoice is open again. */
    'payment.released': {
      ...about,
      paymentId: open(z.uuid()),
      amountMinor: open(minorUnits()),
      currency: open(currencyCode()),
    },
    /** Nothing is left to pay. */
    'invoice.paid': { ...about, amountMinor: open(minorUnits()), currency: open(currencyCode()) },
    'invoice.voided': { ...about, reason: open(z.string()) },
  },
  realtime: {
    invoices: {
      events: ['invoice.issued', 'payment.recorded', 'payment.released', 'invoice.paid', 'invoice.voided'],
      for: ['isp'],
      can: 'billing.invoice:read',
    },
  },
  operations: {
    list: query('GET /billing/invoices', {
      summary: 'List invoices',
      for: ['isp'],
      can: 'billing.invoice:read',
      in: Paging.extend({
        q: z.string().trim().max(100).optional(),
        status: z.enum(invoiceStatuses).optional(),
        overdue: z.stringbool().optional(),
        customerId: z.uuid().optional(),
        sort: z.enum(invoiceSorts).default('-issuedAt'),
      }),
      out: page(Invoice),
      ui: [list, '/dashboard/operations/customers/$id'],
    }),
    metrics: query('GET /billing/invoices/metrics', {
      summary: 'What is open, overdue and outstanding',
      for: ['isp'],
      can: 'billing.invoice:read',
      in: z.object({}),
      out: one(InvoiceMetrics),
      ui: list,
    }),
    get: query('GET /billing/invoices/{id}', {
      summary: 'Fetch an invoice with its lines and payments',
      for: ['isp'],
      can: 'billing.invoice:read',
      in: Id,
      out: one(InvoiceDetail),
      ui: detail,
    }),
    ofCustomers: query('GET /billing/invoices/of-customers', {
      summary: 'The newest invoices of each of several customers',
      for: ['isp'],
      can: 'billing.invoice:read',
      in: z.object({ customerIds: idList(), each: each() }),
      out: many(Invoice),
      ui: { none: 'graph' },
    }),
    balances: query('GET /billing/invoices/balances', {
      summary: 'What each of several customers owes, and what they paid last',
      for: ['isp'],
      can: 'billing.invoice:read',
      in: z.object({ customerIds: idList() }),
      out: many(CustomerBilling),
      ui: { none: 'graph' },
    }),
    issueFirst: command('POST /billing/invoices/first', {
      summary: 'Issue the first invoice of a subscription: setup fee and first period',
      for: [],
      can: 'billing.invoice:write',
      in: z.object({
        customerId: z.uuid(),
        subscriptionId: z.uuid(),
        planName: z.string(),
        priceMinor: minorUnits().min(0),
        setupFeeMinor: minorUnits().min(0),
        currency: currencyCode(),
        periodStart: localDate(),
        periodEnd: localDate(),
      }),
      out: one(InvoiceDetail),
      emits: ['invoice.issued'],
      ui: { none: 'internal' },
    }),
    issueChange: command('POST /billing/invoices/change', {
      summary: 'Issue the invoice of a change of plan: what is credited and what is charged',
      for: [],
      can: 'billing.invoice:write',
      in: z.object({
        customerId: z.uuid(),
        subscriptionId: z.uuid(),
        currency: currencyCode(),
        lines: z
          .array(
            z.object({
              description: z.string(),
              amountMinor: minorUnits(),
              periodStart: localDate(),
              periodEnd: localDate(),
            }),
          )
          .min(1)
          .refine(
            (lines) => lines.reduce((sum, line) => sum + line.amountMinor, 0) > 0,
            'An invoice asks for something.',
          ),
      }),
      out: one(InvoiceDetail),
      emits: ['invoice.issued'],
      ui: { none: 'internal' },
    }),
    allocate: command('POST /billing/invoice-allocations', {
      summary: 'Let a payment pay invoices of its customer, those due first before the others',
      for: [],
      can: 'billing.payment:write',
      in: z.object({
        customerId: z.uuid(),
        paymentId: z.uuid(),
        amountMinor: minorUnits().positive(),
        currency: currencyCode(),
        method: z.enum(paymentMethods),
        reference: z.string(),
        /** Only these; absent: all that are open. */
        invoiceIds: z.array(z.uuid()).optional(),
      }),
      out: many(InvoicePayment),
      emits: ['payment.recorded', 'invoice.paid'],
      ui: { none: 'internal' },
    }),
    release: command('POST /billing/invoice-allocations/release', {
      summary: 'Take back what a payment paid, the latest first; its invoices are open again',
      for: [],
      can: 'billing.payment:write',
      in: z.object({ paymentId: z.uuid(), amountMinor: minorUnits().positive() }),
      out: many(InvoicePayment),
      emits: ['payment.released'],
      ui: { none: 'internal' },
    }),
    allocations: query('GET /billing/invoice-allocations', {
      summary: 'What payments went to which invoices',
      for: [],
      can: 'billing.payment:read',
      in: z.object({ paymentIds: idList() }),
      out: many(InvoicePayment),
      ui: { none: 'internal' },
    }),
    void: command('POST /billing/invoices/{id}/void', {
      summary: 'Void an invoice that nobody has paid; its number stays used',
      for: ['isp'],
      can: 'billing.invoice:write',
      in: Id.extend({ reason: z.string().trim().min(3, 'Say why.').max(300) }),
      out: one(InvoiceDetail),
      emits: ['invoice.voided'],
      ui: detail,
    }),
  },
});
