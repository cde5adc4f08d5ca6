import { z } from 'zod';
import { embedMany, instant, internal, open, personal, resource } from '#kernel/contract/fields.ts';

export const ticketStatuses = ['open', 'waiting', 'solved', 'closed'] as const;
export const ticketPriorities = ['low', 'normal', 'high', 'urgent'] as const;
export const ticketCategories = ['connectivity', 'speed', 'billing', 'installation', 'equipment', 'other'] as const;
export const ticketChannels = ['staff', 'portal'] as const;
export const authorKinds = ['staff', 'customer'] as const;

export const Ticket = resource('Ticket', {
  id: open(z.uuid()),
  /** Human number, `T-000123`. */
  number: open(z.string()),
  subject: personal('subscriber', z.string()),
  customerId: open(z.uuid()),
  customerNumber: open(z.string()),
  customerName: personal('subscriber', z.string()),
  /** `open`: we are to act. `waiting`: the customer is. `solved`: closed by itself after a week without an answer. */
  status: open(z.enum(ticketStatuses)),
  priority: open(z.enum(ticketPriorities)),
  category: open(z.enum(ticketCategories)),
  /** Where it came in. */
  channel: open(z.enum(ticketChannels)),
  assigneeId: internal(z.uuid().nullable()),
  assigneeName: personal('staff', z.string().nullable()),
  /** The team that looks after it, beside a person of it or before one takes it. */
  teamId: internal(z.uuid().nullable()),
  teamName: internal(z.string().nullable()),
  openedAt: open(instant()),
  /** Last message or change. */
  updatedAt: open(instant()),
  /** First answer of staff that the customer can see. */
  firstAnswerAt: open(instant().nullable()),
  solvedAt: open(instant().nullable()),
});

export const TicketFile = resource('TicketFile', {
  id: open(z.uuid()),
  name: personal('subscriber', z.string()),
  mediaType: open(z.string()),
  sizeBytes: open(z.int()),
});
export const TicketMessage = resource('TicketMessage', {
  id: open(z.uuid()),
  author: open(z.enum(authorKinds)),
  authorName: personal('staff', z.string()),
  /** A note among staff; the customer's door has no such rows. */
  isInternal: internal(z.boolean()),
  text: personal('subscriber', z.string()),
  files: embedMany(TicketFile),
  writtenAt: open(instant()),
});
export const TicketDetail = resource('TicketDetail', { ...Ticket.fields, messages: embedMany(TicketMessage) });

export const TicketMetrics = resource('TicketMetrics', {
  open: open(z.int()),
  waiting: open(z.int()),
  unassigned: open(z.int()),
  urgent: open(z.int()),
  /** Since when the longest waiting one has had no answer; null when all have one. */
  oldestUnansweredAt: open(instant().nullable()),
  solvedLast7Days: open(z.int()),
});

/** How a customer's tickets stand. */
export const CustomerTickets = resource('CustomerTickets', {
  customerId: open(z.uuid()),
  /** Open or waiting for the customer. */
  open: open(z.int()),
  /** Solved or closed. */
  closed: open(z.int()),
  /** Urgent ones among the open. */
  critical: open(z.int()),
  lastTouchedAt: open(instant().nullable()),
});

/** A team to which tickets are assigned. */
export const TicketTeam = resource('TicketTeam', {
  id: open(z.uuid()),
  name: open(z.string()),
  /** Whether who asks belongs to it. */
  mine: open(z.boolean()),
});

/** A member of staff to whom tickets are assigned. */
export const Agent = resource('Agent', {
  id: open(z.uuid()),
  name: personal('staff', z.string()),
});
