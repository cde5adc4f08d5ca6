import { command, contract, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, Paging, personal, resource } from '#kernel/contract/fields.ts';
import { z } from 'zod';

export const mailStates = ['queued', 'sent', 'failed', 'held'] as const;
/** Whose address it is decides which doors may read it. */
export const Mail = resource('Mail', {
  id: open(z.uuid()),
  to: personal('subscriber', z.string()),
  subject: personal('subscriber', z.string()),
  template: open(z.string()),
  customerId: open(z.uuid().nullable()),
  /** `held`: no mail server is configured; the mail can be read here and nowhere else. */
  state: open(z.enum(mailStates)),
  error: internal(z.string().nullable()),
  createdAt: open(instant()),
  sentAt: open(instant().nullable()),
});
export const MailDetail = resource('MailDetail', { ...Mail.fields, text: personal('subscriber', z.string()), html: personal('subscriber', z.string()) });
/** The platform's own mail, to staff. */
export const StaffMail = resource('StaffMail', {
  id: open(z.uuid()),
  to: personal('staff', z.string()),
  subject: personal('staff', z.string()),
  template: open(z.string()),
  state: open(z.enum(mailStates)),
  error: internal(z.string().nullable()),
  text: personal('staff', z.string()),
  createdAt: open(instant()),
});

export const mailTemplates = ['welcome', 'staff-invitation', 'password-reset', 'service-suspended', 'service-resumed'] as const;
const outboxPage = '/dashboard/communications/outbox';

export const mail = contract({
  name: 'mail',
  title: 'Mail',
  events: { 'mail.queued': { mailId: open(z.uuid()), customerId: open(z.uuid().nullable()) } },
  realtime: { mail: { events: ['mail.queued'], for: ['isp'], can: 'communications.mail:read' } },
  operations: {
    list: query('GET /communications/mail', {
      summary: 'List outgoing mail',
      for: ['isp'],
      can: 'communications.mail:read',
      in: Paging.extend({ customerId: z.uuid().optional(), state: z.enum(mailStates).optional(), q: z.string().trim().max(100).optional() }),
      out: page(Mail),
      ui: outboxPage,
    }),
    get: query('GET /communications/mail/{id}', { summary: 'Read an outgoing mail', for: ['isp'], can: 'communications.mail:read', in: Id, out: one(MailDetail), ui: outboxPage }),
    listPlatform: query('GET /mail', { summary: 'List the platform’s outgoing mail', for: ['platform'], can: 'platform.mail:read', in: Paging, out: page(StaffMail), ui: '/dashboard/platform-admin/outbox' }),
    queue: command('POST /communications/mail', {
      summary: 'Write a mail from a template into the outbox',
      for: [],
      can: 'communications.mail:write',
      in: z.object({ template: z.enum(mailTemplates), to: z.email(), customerId: z.uuid().nullable().default(null), values: z.record(z.string(), z.string()).default({}) }),
      out: one(Mail),
      emits: ['mail.queued'],
      ui: { none: 'internal' },
    }),
    cancel: command('POST /communications/mail/{id}/cancel', { summary: 'Take back a mail that has not left', for: [], can: 'communications.mail:write', in: Id, out: nothing(), ui: { none: 'internal' } }),
  },
});
