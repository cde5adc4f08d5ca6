import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { MailKind } from './contract.ts';
import type { MailState } from './rules.ts';

/** The outbox: every mail as it was written, whether or not it left. */
export const mailMessage = tenantTable(
  'mail_message',
  {
    to: text().notNull(),
    subject: text().notNull(),
    template: text().notNull(),
    customerId: uuid(),
    state: text().notNull().$type<MailState>(),
    error: text(),
    attempts: integer().notNull().default(0),
    text: text().notNull(),
    html: text().notNull(),
    fromName: text().notNull().default(''),
    replyTo: text(),
    createdAt: instantColumn().notNull(),
    sentAt: instantColumn(),
    search: text().notNull().generatedAlwaysAs(sql`lower("to" || ' ' || subject)`),
  },
  (t) => [
    index('mail_message_customer').on(t.tenantId, t.customerId, t.id),
    index('mail_message_state').on(t.tenantId, t.state, t.id),
    index('mail_message_template').on(t.tenantId, t.template, t.id),
    check('mail_message_sent', sql`(${t.state} = 'sent') = (${t.sentAt} is not null)`),
  ],
  { customerOwned: 'customerId', platformAccess: true },
);

/** Who does without which mails. */
export const mailChoice = tenantTable(
  'mail_choice',
  { customerId: uuid().notNull(), muted: text().array().notNull().$type<MailKind[]>() },
  (t) => [
    primaryKey({ name: 'mail_choice_pkey', columns: [t.tenantId, t.customerId] }),
    tenantReference(t, t.customerId, 'customer', 'cascade'),
  ],
  { ownKey: true, customerOwned: 'customerId' },
);
