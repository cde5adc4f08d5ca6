import { z } from 'zod';
import { command, contract, file, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import {
  currencyCode,
  embedMany,
  Id,
  instant,
  internal,
  localDate,
  minorUnits,
  open,
  Paging,
  personal,
  resource,
} from '#kernel/contract/fields.ts';
import { sandboxCards } from './gateway.ts';
import { invoiceStatuses } from './rules.ts';

const AccountInvoiceLine = resource('AccountInvoiceLine', {
  position: open(z.int()),
  description: open(z.string()),
  quantity: open(z.int()),
  unitMinor: open(minorUnits()),
  amountMinor: open(minorUnits()),
});
export const AccountPayment = resource('AccountPayment', {
  id: open(z.uuid()),
  invoiceId: open(z.uuid()),
  invoiceNumber: open(z.string()),
  outcome: open(z.enum(['succeeded', 'refused'])),
  amountMinor: open(minorUnits()),
  currency: open(currencyCode()),
  method: open(z.string()),
  reference: open(z.string()),
  refusal: open(z.string().nullable()),
  receiptNumber: open(z.string().nullable()),
  at: open(instant()),
});
/** An invoice of the platform to an ISP. */
export const AccountInvoice = resource('AccountInvoice', {
  id: open(z.uuid()),
  number: open(z.string()),
  reason: open(z.enum(['period', 'change'])),
  sellerName: open(z.string()),
  payerName: open(z.string()),
  payerCountry: open(z.string()),
  issuedOn: open(localDate()),
  dueOn: open(localDate()),
  periodStart: open(localDate()),
  periodEnd: open(localDate()),
  currency: open(currencyCode()),
  totalMinor: open(minorUnits()),
  paidMinor: open(minorUnits()),
  status: open(z.enum(invoiceStatuses)),
  overdue: open(z.boolean()),
  /** A card is being charged. */
  charging: open(z.boolean()),
  tries: open(z.int()),
  voidReason: open(z.string().nullable()),
});
export const AccountInvoiceDetail = resource('AccountInvoiceDetail', {
  ...AccountInvoice.fields,
  lines: embedMany(AccountInvoiceLine),
  payments: embedMany(AccountPayment),
});
export const ProviderInvoice = resource('ProviderInvoice', {
  ...AccountInvoice.fields,
  tenantId: open(z.uuid()),
});
export const ProviderPayment = resource('ProviderPayment', { ...AccountPayment.fields, tenantId: open(z.uuid()) });
export const PaymentCard = resource('PaymentCard', {
  id: open(z.uuid()),
  gateway: open(z.string()),
  brand: open(z.string()),
  last4: open(z.string()),
  expiryMonth: open(z.int()),
  expiryYear: open(z.int()),
  holder: personal('staff', z.string()),
  isDefault: open(z.boolean()),
  addedAt: open(instant()),
});
/** A try to charge that may begin: what the gateway is asked for. */
export const ChargeOrder = resource('ChargeOrder', {
  go: internal(z.boolean()),
  methodId: internal(z.uuid().nullable()),
  amountMinor: internal(minorUnits()),
  currency: internal(currencyCode()),
  tryNumber: internal(z.int()),
});
export const BillingTotals = resource('BillingTotals', {
  openMinor: open(minorUnits()),
  open: open(z.int()),
  overdueMinor: open(minorUnits()),
  overdue: open(z.int()),
  paidThisMonthMinor: open(minorUnits()),
  refusedThisMonth: open(z.int()),
  currency: open(currencyCode()),
});

const receipts = '/tenant-portal/billing/receipts';
const methods = '/tenant-portal/billing/payment-methods';
const platformPage = '/dashboard/platform-admin/billing';
const about = { invoiceId: open(z.uuid()) };
const read = { for: ['tenant'], can: 'licensing.billing:read', ui: receipts } as const;
const card = { for: ['tenant'], can: 'licensing.billing:write', ui: methods } as const;
const platform = { for: ['platform'], ui: platformPage } as const;
const within = { for: [], can: 'licensing.billing:write', ui: { none: 'internal' } } as const;
const line = z.object({
  description: z.string().min(1).max(300),
  quantity: z.int().min(1).max(100_000),
  unitMinor: minorUnits(),
});
const settled = ['account-invoice.settled'] as const;

export const accountBilling = contract({
  name: 'account-billing',
  title: 'Billing of providers',
  events: {
    'account-invoice.issued': { ...about, totalMinor: open(minorUnits()) },
    'account-invoice.pay-asked': { ...about, methodId: open(z.uuid().nullable()), tryNumber: open(z.int()) },
    'account-invoice.settled': { ...about, outcome: open(z.string()) },
    'account-method.changed': { methodId: open(z.uuid()) },
    'account-transfer.reported': {
      ...about,
      tenantId: open(z.uuid()),
      amountMinor: open(minorUnits()),
      reference: open(z.string()),
    },
    'account-invoice.void-asked': { ...about, tenantId: open(z.uuid()), reason: open(z.string()) },
  },
  realtime: {
    'account-billing': {
      events: ['account-invoice.issued', 'account-invoice.pay-asked', ...settled, 'account-method.changed'],
      for: ['tenant'],
      can: 'licensing.billing:read',
    },
    'provider-billing': {
      events: ['account-transfer.reported', 'account-invoice.void-asked'],
      for: ['platform'],
      can: 'platform.billing:read',
    },
  },
  operations: {
    invoices: query('GET /account/invoices', {
      ...read,
      summary: 'Invoices we have from the platform, newest first',
      in: Paging.extend({ status: z.enum(invoiceStatuses).optional() }),
      out: page(AccountInvoice),
    }),
    invoice: query('GET /account/invoices/{id}', {
      ...read,
      summary: 'An invoice from the platform with its lines and payments',
      in: Id,
      out: one(AccountInvoiceDetail),
    }),
    invoicePdf: query('GET /account/invoices/{id}/pdf', {
      ...read,
      summary: 'An invoice from the platform as PDF',
      in: Id,
      out: file('application/pdf'),
    }),
    payments: query('GET /account/payments', {
      ...read,
      summary: 'What we paid the platform, and what was refused, newest first',
      in: Paging,
      out: page(AccountPayment),
    }),
    receiptPdf: query('GET /account/payments/{id}/receipt', {
      ...read,
      summary: 'The receipt of a payment as PDF',
      in: Id,
      out: file('application/pdf'),
    }),
    pay: command('POST /account/invoices/{id}/pay', {
      for: ['tenant'],
      can: 'licensing.billing:write',
      summary: 'Pay an invoice of the platform by card',
      in: Id.extend({ cardId: z.uuid().nullable().default(null) }),
      out: one(AccountInvoice),
      emits: ['account-invoice.pay-asked'],
      ui: receipts,
    }),
    methods: query('GET /account/payment-methods', {
      for: ['tenant'],
      can: 'licensing.billing:read',
      summary: 'Cards that our invoices are paid with',
      in: z.object({}),
      out: many(PaymentCard),
      ui: [methods, receipts],
    }),
    addMethod: command('POST /account/payment-methods', {
      ...card,
      summary: 'Add a card of the sandbox; its number never leaves the gateway',
      in: z.object({
        card: z.enum(sandboxCards),
        holder: z.string().trim().min(2, 'A name is needed.').max(100),
        isDefault: z.boolean().default(true),
      }),
      out: one(PaymentCard),
      emits: ['account-method.changed'],
    }),
    preferMethod: command('POST /account/payment-methods/{id}/prefer', {
      ...card,
      summary: 'Charge this card from now on',
      in: Id,
      out: one(PaymentCard),
      emits: ['account-method.changed'],
    }),
    removeMethod: command('DELETE /account/payment-methods/{id}', {
      ...card,
      summary: 'Remove a card',
      in: Id,
      out: nothing(),
      emits: ['account-method.changed'],
    }),
    providerInvoices: query('GET /account-billing/invoices', {
      ...platform,
      can: 'platform.billing:read',
      summary: 'Invoices to all providers, newest first',
      in: Paging.extend({
        tenantId: z.uuid().optional(),
        status: z.enum(invoiceStatuses).optional(),
        overdue: z.stringbool().optional(),
      }),
      out: page(ProviderInvoice),
    }),
    providerInvoice: query('GET /account-billing/tenants/{tenantId}/invoices/{id}', {
      ...platform,
      can: 'platform.billing:read',
      summary: 'An invoice to a provider with its lines and payments',
      in: Id.extend({ tenantId: z.uuid() }),
      out: one(AccountInvoiceDetail),
    }),
    providerPayments: query('GET /account-billing/payments', {
      ...platform,
      can: 'platform.billing:read',
      summary: 'Payments of all providers, newest first',
      in: Paging.extend({ outcome: z.enum(['succeeded', 'refused']).optional() }),
      out: page(ProviderPayment),
    }),
    totals: query('GET /account-billing/totals', {
      ...platform,
      can: 'platform.billing:read',
      summary: 'What providers owe and paid',
      in: z.object({}),
      out: one(BillingTotals),
    }),
    reportTransfer: command('POST /account-billing/tenants/{tenantId}/invoices/{id}/transfers', {
      ...platform,
      can: 'platform.billing:write',
      summary: 'Record that a provider paid an invoice by bank transfer',
      in: Id.extend({
        tenantId: z.uuid(),
        amountMinor: minorUnits().positive('A payment is more than nothing.').max(1_000_000_000_000),
        reference: z.string().trim().min(3, 'Give the bank’s reference.').max(100),
      }),
      out: nothing(),
      emits: ['account-transfer.reported'],
    }),
    askVoid: command('POST /account-billing/tenants/{tenantId}/invoices/{id}/void', {
      ...platform,
      can: 'platform.billing:write',
      summary: 'Void an invoice to a provider that nobody has paid; its number stays used',
      in: Id.extend({ tenantId: z.uuid(), reason: z.string().trim().min(3, 'Say why.').max(300) }),
      out: nothing(),
      emits: ['account-invoice.void-asked'],
    }),
    issue: command('POST /account/invoices', {
      ...within,
      summary: 'Issue an invoice to the provider',
      in: z.object({
        reason: z.enum(['period', 'change']),
        periodStart: localDate(),
        periodEnd: localDate(),
        lines: z.array(line).min(1).max(100),
      }),
      out: nothing(),
      emits: ['account-invoice.issued'],
    }),
    closePeriod: command('POST /account/close-period', {
      ...within,
      summary: 'Begin the next period when the running one is over, and bill it with what went over',
      in: z.object({}),
      out: nothing(),
      emits: ['account-invoice.issued'],
    }),
    beginCharge: command('POST /account/invoices/{id}/charge', {
      ...within,
      summary: 'Claim a try to charge an invoice',
      in: Id.extend({ tryNumber: z.int().min(1), methodId: z.uuid().nullable() }),
      out: one(ChargeOrder),
    }),
    recordCharge: command('POST /account/invoices/{id}/charged', {
      ...within,
      summary: 'Put what came of a try on record',
      in: Id.extend({
        tryNumber: z.int().min(1),
        methodId: z.uuid().nullable(),
        ok: z.boolean(),
        reference: z.string().max(100),
        refusal: z.string().max(300).nullable(),
      }),
      out: nothing(),
      emits: settled,
    }),
    recordTransfer: command('POST /account/invoices/{id}/transferred', {
      ...within,
      summary: 'Put a bank transfer on record',
      in: Id.extend({ amountMinor: minorUnits().positive(), reference: z.string().max(100) }),
      out: nothing(),
      emits: settled,
    }),
    void: command('POST /account/invoices/{id}/void', {
      ...within,
      summary: 'Void an unpaid invoice',
      in: Id.extend({ reason: z.string().max(300) }),
      out: nothing(),
      emits: settled,
    }),
    tell: command('POST /account/invoices/{id}/tell', {
      ...within,
      summary: 'Mail the provider about an invoice',
      in: Id.extend({ about: z.enum(['issued', 'refused']) }),
      out: nothing(),
    }),
    chase: command('POST /account/chase', {
      ...within,
      summary: 'Charge again, remind, and note who is behind',
      in: z.object({}),
      out: nothing(),
      emits: ['account-invoice.pay-asked'],
    }),
  },
});
