import type { invoiceStatuses, paymentMethods } from './contract.ts';

export type InvoiceStatus = (typeof invoiceStatuses)[number];
export type PaymentMethod = (typeof paymentMethods)[number];
export type InvoiceCommand = 'recordPayment' | 'release' | 'void';

interface Transition {
  from: readonly InvoiceStatus[];
  to: InvoiceStatus;
  event: string;
  refused: Partial<Record<InvoiceStatus, string>>;
}

/**
 * An invoice is issued open. Payments make it paid once nothing is left, and open again when one is given back; an open one
 * without payments may be voided.
 */
export const transitions: Record<InvoiceCommand, Transition> = {
  recordPayment: {
    from: ['open'],
    to: 'paid',
    event: 'invoice.paid',
    refused: { paid: 'This invoice is paid in full.', void: 'This invoice is void; there is nothing to pay.' },
  },
  release: {
    from: ['open', 'paid'],
    to: 'open',
    event: 'payment.released',
    refused: { void: 'This invoice is void; nothing was paid for it.' },
  },
  void: {
    from: ['open'],
    to: 'void',
    event: 'invoice.voided',
    refused: { paid: 'This invoice is paid, so it can no longer be voided.', void: 'This invoice is void already.' },
  },
};

export interface Balance {
  status: InvoiceStatus;
  totalMinor: number;
  paidMinor: number;
}

/** Why an invoice cannot take a command; undefined when it can. */
export function refusal(command: InvoiceCommand, { status, paidMinor }: Balance): string | undefined {
  const { from, refused } = transitions[command];
  if (!from.includes(status)) return refused[status];
  if (command === 'void' && paidMinor > 0)
    return 'A payment has been recorded for this invoice, so it can no longer be voided.';
  return undefined;
}

/** What is left to pay, in minor units. */
export const openMinor = ({ status, totalMinor, paidMinor }: Balance): number =>
  status === 'void' ? 0 : totalMinor - paidMinor;

/** ISO dates compare as text. Due today is not overdue. */
export const isOverdue = ({ status, dueDate }: { status: InvoiceStatus; dueDate: string }, today: string): boolean =>
  status === 'open' && dueDate < today;

export const paymentTermDays = 14;

/** `FF-2026-00042`; it grows beyond five digits when it must. */
export const invoiceNumber = (prefix: string, year: number, serial: number): string =>
  `${prefix}-${year}-${String(serial).padStart(5, '0')}`;
