import type { paymentStatuses, refundStatuses } from './resources.ts';

export type PaymentStatus = (typeof paymentStatuses)[number];
export type RefundStatus = (typeof refundStatuses)[number];
export type PaymentCommand = 'succeed' | 'fail' | 'cancel' | 'refund';

interface Transition {
  from: readonly PaymentStatus[];
  refused: Partial<Record<PaymentStatus, string>>;
}

const settled = 'The money of this payment has come in already.';
const notThere = 'No money has come in with this payment, so there is nothing to give back.';

/**
 * The life of a payment. A gateway's word that money was taken is believed whenever it comes, also after a failure of an
 * earlier try or after we gave up waiting; its word that nothing was taken never undoes a success.
 */
export const transitions: Record<PaymentCommand, Transition> = {
  succeed: {
    from: ['pending', 'failed', 'cancelled'],
    refused: { succeeded: settled, partially_refunded: settled, refunded: settled },
  },
  fail: {
    from: ['pending'],
    refused: {
      succeeded: settled,
      partially_refunded: settled,
      refunded: settled,
      failed: 'This payment has failed already.',
      cancelled: 'This payment was cancelled.',
    },
  },
  cancel: {
    from: ['pending'],
    refused: {
      succeeded: `${settled} Refund it instead.`,
      partially_refunded: settled,
      refunded: settled,
      failed: 'This payment has failed; there is nothing to cancel.',
      cancelled: 'This payment is cancelled already.',
    },
  },
  refund: {
    from: ['succeeded', 'partially_refunded'],
    refused: {
      pending: notThere,
      failed: notThere,
      cancelled: notThere,
      refunded: 'All of this payment has been given back.',
    },
  },
};

/** Why a payment cannot take a command; undefined when it can. */
export const refusal = (command: PaymentCommand, status: PaymentStatus): string | undefined =>
  transitions[command].from.includes(status) ? undefined : transitions[command].refused[status];

export const hasMoney = (status: PaymentStatus): boolean =>
  status === 'succeeded' || status === 'partially_refunded' || status === 'refunded';

export const afterRefund = (amountMinor: number, refundedMinor: number): PaymentStatus =>
  refundedMinor === 0 ? 'succeeded' : refundedMinor < amountMinor ? 'partially_refunded' : 'refunded';

/** `FF-R-2026-00042`; the prefix is that of the provider's invoices. */
export const receiptNumber = (prefix: string, year: number, serial: number): string =>
  `${prefix}-R-${year}-${String(serial).padStart(5, '0')}`;

/** `Visa 4242` */
export const cardText = (brand: string | null, lastFour: string | null): string | null =>
  lastFour ? `${brand ?? 'Card'} ${lastFour}` : null;

/** A card is good until the end of the month printed on it. */
export const isExpired = (
  { expiryMonth, expiryYear }: { expiryMonth: number | null; expiryYear: number | null },
  today: { year: number; month: number },
): boolean =>
  expiryMonth !== null && expiryYear !== null && expiryYear * 12 + expiryMonth < today.year * 12 + today.month;

/** Days after a charge that failed until the next; after the last nobody is charged by itself any more. */
const retryDays = [1, 3, 5] as const;
export const triesOfAutopay = retryDays.length + 1;
export const nextTryAt = (now: Temporal.Instant, tries: number): string =>
  now.add({ hours: 24 * (retryDays[tries - 1] ?? 1) }).toString();
