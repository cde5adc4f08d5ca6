export const invoiceStatuses = ['open', 'paid', 'void'] as const;
export type AccountInvoiceStatus = (typeof invoiceStatuses)[number];

/** Days an ISP has to pay an invoice of ours. */
export const termDays = 14;
/** Days after the first try on which a card that was refused is charged again. */
export const retryDays = [2, 5, 9] as const;
/** Days after the due date on which we remind. */
export const reminderDays = [1, 7, 14] as const;

export const sumOf = (lines: readonly { quantity: number; unitMinor: number }[]): number =>
  lines.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0);

/** `FASTFIBER-2026-0007`: a series of its own for each provider and year, without gaps. */
export const documentNumber = (slug: string, kind: 'invoice' | 'receipt', year: number, last: number): string =>
  `${slug.toUpperCase()}-${kind === 'receipt' ? 'R-' : ''}${year}-${String(last).padStart(4, '0')}`;

const daysSince = (from: string, today: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(today), { largestUnit: 'days' }).days;

/** Whether a card is to be charged today: one that came since at once, one that was refused after some days. */
export const isRetryDue = (issuedOn: string, tries: number, today: string): boolean => {
  if (tries === 0) return true;
  const after = retryDays[tries - 1];
  return after !== undefined && daysSince(issuedOn, today) >= after;
};
/** Whether the next reminder is due today; `sent` went out so far. */
export const isReminderDue = (dueOn: string, sent: number, today: string): boolean => {
  const after = reminderDays[sent];
  return after !== undefined && daysSince(dueOn, today) >= after;
};
