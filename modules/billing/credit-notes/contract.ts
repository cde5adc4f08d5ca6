import { z } from 'zod';
import { command, contract, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { currencyCode, idList, instant, minorUnits, open, resource } from '#kernel/contract/fields.ts';

/** Money a customer has with the provider; the next invoices use it up. */
export const Credit = resource('CreditNote', {
  id: open(z.uuid()),
  customerId: open(z.uuid()),
  subscriptionId: open(z.uuid().nullable()),
  amountMinor: open(minorUnits()),
  /** What no invoice has used yet. */
  leftMinor: open(minorUnits()),
  currency: open(currencyCode()),
  /** Where it comes from, as the invoice says it. */
  reason: open(z.string()),
  grantedAt: open(instant()),
});
export const CreditUse = resource('CreditNoteUse', { usedMinor: open(minorUnits()) });
/** What is left of a customer's credits in one currency. */
export const CreditBalance = resource('CreditNoteBalance', {
  customerId: open(z.uuid()),
  currency: open(currencyCode()),
  leftMinor: open(minorUnits()),
});

const person = '/dashboard/operations/customers/$id';
const inside = { for: [], can: 'billing.invoice:write', ui: { none: 'internal' } } as const;
const about = { creditId: open(z.uuid()), customerId: open(z.uuid()) };

export const creditNotes = contract({
  name: 'credit-notes',
  title: 'Credit notes',
  events: {
    'credit-note.granted': {
      ...about,
      amountMinor: open(minorUnits()),
      currency: open(currencyCode()),
      reason: open(z.string()),
    },
    /** An invoice was issued with it. */
    'credit-note.used': {
      ...about,
      invoiceId: open(z.uuid()),
      amountMinor: open(minorUnits()),
      currency: open(currencyCode()),
    },
    /** That invoice was voided. */
    'credit-note.returned': {
      ...about,
      invoiceId: open(z.uuid()),
      amountMinor: open(minorUnits()),
      currency: open(currencyCode()),
    },
  },
  operations: {
    list: query('GET /billing/customers/{customerId}/credit-notes', {
      summary: 'Credits of a customer, the newest first',
      for: ['isp'],
      can: 'billing.invoice:read',
      in: z.object({ customerId: z.uuid() }),
      out: many(Credit),
      ui: person,
    }),
    balances: query('GET /billing/credit-notes/balances', {
      summary: 'What is left of the credits of several customers',
      for: ['isp'],
      can: 'billing.invoice:read',
      in: z.object({ customerIds: idList() }),
      out: many(CreditBalance),
      ui: { none: 'graph' },
    }),
    grant: command('POST /billing/credit-notes', {
      ...inside,
      summary: 'Credit a customer; the next invoices use it up',
      in: z.object({
        customerId: z.uuid(),
        subscriptionId: z.uuid().nullable().default(null),
        amountMinor: minorUnits().positive('A credit is more than nothing.'),
        currency: currencyCode(),
        reason: z.string().trim().min(1).max(300),
      }),
      out: one(Credit),
      emits: ['credit-note.granted'],
    }),
    use: command('POST /billing/credit-notes/use', {
      ...inside,
      summary: 'Use credits up for an invoice that is being issued, the oldest first',
      in: z.object({
        customerId: z.uuid(),
        currency: currencyCode(),
        invoiceId: z.uuid(),
        upToMinor: minorUnits().min(0),
      }),
      out: one(CreditUse),
      emits: ['credit-note.used'],
    }),
    giveBack: command('POST /billing/credit-notes/give-back', {
      ...inside,
      summary: 'Return what a voided invoice had used',
      in: z.object({ invoiceId: z.uuid() }),
      out: nothing(),
      emits: ['credit-note.returned'],
    }),
  },
});
