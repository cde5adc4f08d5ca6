import type { mailStates } from './contract.ts';

export type MailState = (typeof mailStates)[number];

const refused: Partial<Record<MailState, string>> = {
  queued: 'This mail is on its way already.',
  sent: 'This mail has been sent.',
};
/** Why a mail cannot be sent again; undefined when it can. */
export const whyNotRetry = (state: MailState): string | undefined => refused[state];

export const heldBecause =
  'No mail server is configured, so this mail has not left. Set DOTMAC_SMTP_URL and send it again.';
