import { z } from 'zod';
import { command, contract, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, Paging, personal, resource } from '#kernel/contract/fields.ts';

export const mailStates = ['queued', 'sent', 'failed', 'held', 'unwanted'] as const;
/** Mails that a subscriber may do without, by what they are about; all others are sent whatever they choose. */
export const mailKinds = ['tickets', 'data', 'receipts'] as const;
export type MailKind = (typeof mailKinds)[number];
/** Whose address it is decides which doors may read it. */
export const Mail = resource('Mail', {
  id: open(z.uuid()),
  to: personal('subscriber', z.string()),
  subject: personal('subscriber', z.string()),
  template: open(z.string()),
  customerId: open(z.uuid().nullable()),
  /** `held`: no mail server is configured; the mail can be read here and nowhere else. `unwanted`: the subscriber does without. */
  state: open(z.enum(mailStates)),
  /** What the mail server said last, while it is tried again or when it was given up. */
  error: internal(z.string().nullable()),
  /** Deliveries tried that failed. */
  attempts: internal(z.int()),
  createdAt: open(instant()),
  sentAt: open(instant().nullable()),
});
export const MailDetail = resource('MailDetail', {
  ...Mail.fields,
  text: personal('subscriber', z.string()),
  html: personal('subscriber', z.string()),
  /** Whose name stands before the address it is sent from. */
  fromName: open(z.string()),
  /** Where answers go; null: to the address it is sent from. */
  replyTo: internal(z.string().nullable()),
});
/** The platform's own mail, to staff. */
export const StaffMail = resource('StaffMail', {
  id: open(z.uuid()),
  to: personal('staff', z.string()),
  subject: personal('staff', z.string()),
  template: open(z.string()),
  state: open(z.enum(mailStates)),
  error: internal(z.string().nullable()),
  attempts: internal(z.int()),
  text: personal('staff', z.string()),
  html: personal('staff', z.string()),
  createdAt: open(instant()),
  sentAt: open(instant().nullable()),
});

/** What a subscriber does without. */
export const MailChoices = resource('MailChoices', { muted: open(z.array(z.enum(mailKinds))) });

export const mailTemplates = [
  'welcome',
  'staff-invitation',
  'account-invitation',
  'account-ticket',
  'account-announcement',
  'password-reset',
  'email-confirmation',
  'email-changed',
  'sign-in-notice',
  'service-suspended',
  'service-resumed',
  'data-notice',
  'data-cap-reached',
  'ticket-answered',
  'plan-changed',
  'plan-request-answered',
  'support-asked',
  'support-entered',
  'payment-received',
  'payment-refunded',
  'autopay-failed',
  'quota-notice',
  'account-invoice',
  'tenant-export',
  'customer-message',
] as const;
export type MailTemplate = (typeof mailTemplates)[number];
/** Their links open an account of this installation, so that reading them is a right of its own. */
export const credentialTemplates: readonly string[] = [
  'staff-invitation',
  'account-invitation',
  'password-reset',
  'tenant-export',
  'email-confirmation',
] satisfies MailTemplate[];

const outboxPage = '/dashboard/communications/outbox';
const platformPage = '/dashboard/platform-admin/outbox';
const about = { mailId: open(z.uuid()), customerId: open(z.uuid().nullable()) };
const outcomes = ['mail.queued', 'mail.sent', 'mail.failed', 'mail.held'];

export const mail = contract({
  name: 'mail',
  title: 'Mail',
  events: { 'mail.queued': about, 'mail.sent': about, 'mail.failed': about, 'mail.held': about },
  realtime: {
    mail: { events: outcomes, for: ['isp'], can: 'communications.mail:read' },
    'platform-mail': { events: outcomes, for: ['platform'], can: 'platform.mail:read' },
  },
  operations: {
    list: query('GET /communications/mail', {
      summary: 'List outgoing mail',
      for: ['isp'],
      can: 'communications.mail:read',
      in: Paging.extend({
        customerId: z.uuid().optional(),
        state: z.enum(mailStates).optional(),
        template: z.enum(mailTemplates).optional(),
        q: z.string().trim().max(100).optional(),
      }),
      out: page(Mail),
      ui: outboxPage,
    }),
    get: query('GET /communications/mail/{id}', {
      summary: 'Read an outgoing mail to a customer',
      for: ['isp'],
      can: 'communications.mail:read',
      in: Id,
      out: one(MailDetail),
      ui: outboxPage,
    }),
    getCredential: query('GET /communications/credential-mail/{id}', {
      summary: 'Read an outgoing mail to a colleague, with the link that lets them in',
      for: ['isp'],
      can: 'communications.credential-mail:read',
      in: Id,
      out: one(MailDetail),
      ui: outboxPage,
    }),
    retry: command('POST /communications/mail/{id}/retry', {
      summary: 'Try again to send a mail that failed or was held',
      for: ['isp'],
      can: 'communications.mail:write',
      in: Id,
      out: one(Mail),
      emits: ['mail.queued'],
      ui: outboxPage,
    }),
    listPlatform: query('GET /mail', {
      summary: 'List the platform’s outgoing mail',
      for: ['platform'],
      can: 'platform.mail:read',
      in: Paging,
      out: page(StaffMail),
      ui: platformPage,
    }),
    retryPlatform: command('POST /mail/{id}/retry', {
      summary: 'Try again to send a mail of the platform that failed or was held',
      for: ['platform'],
      can: 'platform.mail:write',
      in: Id,
      out: one(StaffMail),
      emits: ['mail.queued'],
      ui: platformPage,
    }),
    myChoices: query('GET /mail-choices', {
      summary: 'Which mails I do without',
      for: ['customer'],
      can: 'signed-in',
      in: z.object({}),
      out: one(MailChoices),
      ui: '/customer-portal/settings',
    }),
    chooseMine: command('PUT /mail-choices', {
      summary: 'Choose which mails I do without; those that must be sent are sent all the same',
      for: ['customer'],
      can: 'signed-in',
      in: z.object({ muted: z.array(z.enum(mailKinds)).max(mailKinds.length) }),
      out: one(MailChoices),
      ui: '/customer-portal/settings',
    }),
    queue: command('POST /communications/mail', {
      summary: 'Write a mail from a template into the outbox',
      for: [],
      can: 'communications.mail:write',
      in: z.object({
        template: z.enum(mailTemplates),
        to: z.email(),
        customerId: z.uuid().nullable().default(null),
        values: z.record(z.string(), z.string()).default({}),
      }),
      out: one(Mail),
      emits: ['mail.queued'],
      ui: { none: 'internal' },
    }),
    cancel: command('POST /communications/mail/{id}/cancel', {
      summary: 'Take back a mail that has not left',
      for: [],
      can: 'communications.mail:write',
      in: Id,
      out: nothing(),
      ui: { none: 'internal' },
    }),
    letter: query('GET /communications/mail/{id}/letter', {
      summary: 'What is handed to the mail server',
      for: [],
      can: 'communications.mail:write',
      in: Id,
      out: one(MailDetail),
      ui: { none: 'internal' },
    }),
    settle: command('POST /communications/mail/{id}/settle', {
      summary: 'Keep what became of a delivery',
      for: [],
      can: 'communications.mail:write',
      in: Id.extend({ state: z.enum(mailStates), error: z.string().max(1000).nullable().default(null) }),
      out: nothing(),
      emits: ['mail.sent', 'mail.failed', 'mail.held'],
      ui: { none: 'internal' },
    }),
  },
});
