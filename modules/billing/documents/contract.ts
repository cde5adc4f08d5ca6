import { contract, file, query } from '#kernel/contract/contract.ts';
import { Id } from '#kernel/contract/fields.ts';

const pdf = file('application/pdf');
const own = { for: ['customer'], can: 'signed-in', in: Id, out: pdf } as const;

/** Invoices and receipts on paper: A4, or Letter where that is what printers hold. */
export const documents = contract({
  name: 'billing-documents',
  title: 'Invoices and receipts on paper',
  operations: {
    invoice: query('GET /billing/invoices/{id}/pdf', {
      for: ['isp'],
      can: 'billing.invoice:read',
      summary: 'Download an invoice as PDF',
      in: Id,
      out: pdf,
      ui: '/dashboard/billing-revenue/invoices/$id',
    }),
    receipt: query('GET /billing/payments/{id}/receipt', {
      for: ['isp'],
      can: 'billing.payment:read',
      summary: 'Download the receipt of a payment as PDF',
      in: Id,
      out: pdf,
      ui: '/dashboard/billing-revenue/payments/$id',
    }),
    myInvoice: query('GET /invoices/{id}/pdf', {
      ...own,
      summary: 'Download one of my bills as PDF',
      ui: '/customer-portal/billing/$id',
    }),
    myReceipt: query('GET /payments/{id}/receipt', {
      ...own,
      summary: 'Download the receipt of one of my payments as PDF',
      ui: '/customer-portal/billing/payments/$id',
    }),
  },
});
