import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { authorKinds, ticketCategories, ticketChannels, ticketPriorities, ticketStatuses } from './resources.ts';

export const ticket = tenantTable(
  'ticket',
  {
    number: text().notNull(),
    subject: text().notNull(),
    customerId: uuid().notNull(),
    customerNumber: text().notNull(),
    customerName: text().notNull(),
    status: text().notNull().$type<(typeof ticketStatuses)[number]>(),
    priority: text().notNull().$type<(typeof ticketPriorities)[number]>(),
    category: text().notNull().$type<(typeof ticketCategories)[number]>(),
    channel: text().notNull().$type<(typeof ticketChannels)[number]>(),
    assigneeId: uuid(),
    assigneeName: text(),
    teamId: uuid(),
    teamName: text(),
    openedAt: instantColumn().notNull(),
    updatedAt: instantColumn().notNull(),
    firstAnswerAt: instantColumn(),
    /** Since when the customer waits for an answer of ours; null when it is their turn. */
    unansweredSince: instantColumn(),
    solvedAt: instantColumn(),
    search: text()
      .notNull()
      .generatedAlwaysAs(sql`lower(number || ' ' || customer_number || ' ' || customer_name || ' ' || subject)`),
  },
  (t) => [
    uniqueIndex('ticket_number').on(t.tenantId, t.number),
    index('ticket_updated').on(t.tenantId, t.updatedAt, t.id),
    index('ticket_status').on(t.tenantId, t.status, t.updatedAt, t.id),
    index('ticket_customer').on(t.tenantId, t.customerId, t.updatedAt, t.id),
    index('ticket_assignee').on(t.tenantId, t.assigneeId, t.updatedAt, t.id),
    index('ticket_team').on(t.tenantId, t.teamId, t.updatedAt, t.id),
    index('ticket_unanswered').on(t.tenantId, t.unansweredSince).where(sql`unanswered_since is not null`),
    index('ticket_solved').on(t.tenantId, t.solvedAt).where(sql`status = 'solved'`),
    tenantReference(t, t.customerId, 'customer'),
    check('ticket_solved_when', sql`${t.status} <> 'solved' or ${t.solvedAt} is not null`),
  ],
  { customerOwned: 'customerId' },
);

/** What was written. A note among staff is visible to no customer, so at their door its row does not exist. */
export const ticketMessage = tenantTable(
  'ticket_message',
  {
    ticketId: uuid().notNull(),
    visibleToCustomerId: uuid(),
    author: text().notNull().$type<(typeof authorKinds)[number]>(),
    authorId: text(),
    authorName: text().notNull(),
    isInternal: boolean().notNull(),
    text: text().notNull(),
    fileIds: uuid().array().notNull().default([]),
    writtenAt: instantColumn().notNull(),
  },
  (t) => [
    index('ticket_message_ticket').on(t.tenantId, t.ticketId, t.id),
    tenantReference(t, t.ticketId, ticket),
    check('ticket_message_visible', sql`${t.isInternal} = (${t.visibleToCustomerId} is null)`),
  ],
  { customerOwned: 'visibleToCustomerId', appendOnly: true },
);

/** Last human number given out. */
export const ticketCounter = tenantTable(
  'ticket_counter',
  { last: integer().notNull() },
  (t) => [primaryKey({ name: 'ticket_counter_pkey', columns: [t.tenantId] })],
  { ownKey: true },
);
