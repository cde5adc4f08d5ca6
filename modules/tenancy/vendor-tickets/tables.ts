import { bigint, index, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import { namesContent } from '#kernel/files-named.ts';
import type { vendorTicketSides } from './resources.ts';
import type { VendorTicketCategory, VendorTicketPriority, VendorTicketStatus } from './rules.ts';

export const vendorTicket = tenantTable(
  'vendor_ticket',
  {
    number: text().notNull(),
    subject: text().notNull(),
    tenantName: text().notNull(),
    status: text().notNull().$type<VendorTicketStatus>(),
    priority: text().notNull().$type<VendorTicketPriority>(),
    category: text().notNull().$type<VendorTicketCategory>(),
    /** The account manager who asked. */
    openerId: text(),
    openedBy: text().notNull(),
    assigneeId: uuid(),
    assigneeName: text(),
    openedAt: instantColumn().notNull(),
    updatedAt: instantColumn().notNull(),
    firstAnswerAt: instantColumn(),
    resolvedAt: instantColumn(),
  },
  (t) => [
    uniqueIndex('vendor_ticket_number').on(t.tenantId, t.number),
    index('vendor_ticket_updated').on(t.tenantId, t.updatedAt, t.id),
    // The vendor's queue is of all providers.
    index('vendor_ticket_queue').on(t.updatedAt, t.id),
    index('vendor_ticket_id').on(t.id),
  ],
  { platformAccess: 'shared' },
);

/** What either side wrote to the other. */
export const vendorTicketMessage = tenantTable(
  'vendor_ticket_message',
  {
    ticketId: uuid().notNull(),
    side: text().notNull().$type<(typeof vendorTicketSides)[number]>(),
    authorName: text().notNull(),
    text: text().notNull(),
    writtenAt: instantColumn().notNull(),
  },
  (t) => [
    index('vendor_ticket_message_ticket').on(t.ticketId, t.writtenAt),
    tenantReference(t, t.ticketId, vendorTicket),
  ],
  { platformAccess: 'shared', appendOnly: true },
);

export const vendorTicketFile = tenantTable(
  'vendor_ticket_file',
  {
    ticketId: uuid().notNull(),
    messageId: uuid().notNull(),
    name: text().notNull(),
    mediaType: text().notNull(),
    sizeBytes: bigint({ mode: 'number' }).notNull(),
    sha256: text().notNull(),
  },
  (t) => [
    index('vendor_ticket_file_ticket').on(t.ticketId),
    index('vendor_ticket_file_id').on(t.id),
    index('vendor_ticket_file_content').on(t.tenantId, t.sha256),
    tenantReference(t, t.messageId, vendorTicketMessage),
  ],
  { platformAccess: 'shared', appendOnly: true },
);
namesContent(vendorTicketFile, vendorTicketFile.sha256, vendorTicketFile.name);

/** Notes among the vendor's staff lie in the vendor's own tenancy: no provider's role can read them. */
export const vendorTicketNote = tenantTable(
  'vendor_ticket_note',
  {
    ticketId: uuid().notNull(),
    authorName: text().notNull(),
    text: text().notNull(),
    writtenAt: instantColumn().notNull(),
  },
  (t) => [index('vendor_ticket_note_ticket').on(t.tenantId, t.ticketId, t.writtenAt)],
  { platformAccess: true, appendOnly: true },
);

/** Last human number given out. */
export const vendorTicketCounter = tenantTable(
  'vendor_ticket_counter',
  { last: integer().notNull() },
  (t) => [primaryKey({ name: 'vendor_ticket_counter_pkey', columns: [t.tenantId] })],
  { ownKey: true },
);
