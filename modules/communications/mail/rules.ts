import type { MailKind, MailTemplate, mailStates } from './contract.ts';

export type MailState = (typeof mailStates)[number];

const refused: Partial<Record<MailState, string>> = {
  queued: 'This mail is on its way already.',
  sent: 'This mail has been sent.',
  unwanted: 'The subscriber has chosen to do without such mails.',
};
/** Why a mail cannot be sent again; undefined when it can. */
export const whyNotRetry = (state: MailState): string | undefined => refused[state];

export const heldBecause =
  'No mail server is configured, so this mail has not left. Set DOTMAC_SMTP_URL and send it again.';

const kinds: Partial<Record<MailTemplate, MailKind>> = {
  'ticket-answered': 'tickets',
  'data-notice': 'data',
  'payment-received': 'receipts',
};
/** What a subscriber may do without; undefined: it is sent in any case, as bills, the service and security must be. */
export const kindOf = (template: MailTemplate): MailKind | undefined => kinds[template];
