import { z } from 'zod';
import { command, contract, file, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, idList, open, Paging } from '#kernel/contract/fields.ts';
import {
  Agent,
  authorKinds,
  CustomerTickets,
  Ticket,
  TicketDetail,
  TicketMetrics,
  TicketTeam,
  ticketCategories,
  ticketPriorities,
  ticketStatuses,
} from './resources.ts';

const desk = '/dashboard/ticketing';
const detail = '/dashboard/ticketing/$id';
const person = '/dashboard/operations/customers/$id';
const portal = '/customer-portal/support';
const portalTicket = '/customer-portal/support/$id';

const subject = z.string().trim().min(1, 'Say in a line what it is about.').max(200);
const text = z.string().trim().min(1, 'Write something.').max(10_000);
const files = z
  .array(
    z.object({
      name: z.string().trim().min(1, 'A file needs a name.').max(200),
      mediaType: z.string().max(100).default('application/octet-stream'),
      contentBase64: z.base64().max(14_000_000, 'A file may have 10 MB.'),
    }),
  )
  .max(5, 'Five files at a time.')
  .default([]);
const category = z.enum(ticketCategories);
const about = { ticketId: open(z.uuid()), customerId: open(z.uuid()) };
const read = { for: ['isp'], can: 'support.ticket:read' } as const;
const write = { for: ['isp'], can: 'support.ticket:write' } as const;
const own = { for: ['customer'], can: 'signed-in' } as const;

export const tickets = contract({
  name: 'tickets',
  title: 'Tickets',
  events: {
    'ticket.opened': { ...about, number: open(z.string()), channel: open(z.string()) },
    'ticket.replied': { ...about, by: open(z.enum(authorKinds)) },
    /** A note among staff. */
    'ticket.noted': about,
    'ticket.changed': { ...about, fields: open(z.array(z.string())) },
    'ticket.status-changed': { ...about, from: open(z.enum(ticketStatuses)), to: open(z.enum(ticketStatuses)) },
  },
  realtime: {
    tickets: {
      events: ['ticket.opened', 'ticket.replied', 'ticket.noted', 'ticket.changed', 'ticket.status-changed'],
      for: ['isp'],
      can: 'support.ticket:read',
    },
  },
  operations: {
    list: query('GET /support/tickets', {
      ...read,
      summary: 'List tickets, the latest touched first',
      in: Paging.extend({
        status: z.enum(ticketStatuses).optional(),
        /** `me`, `nobody`, or the id of a member of staff. */
        assignee: z.union([z.literal('me'), z.literal('nobody'), z.uuid()]).optional(),
        /** `mine`: of a team that one belongs to. */
        team: z.union([z.literal('mine'), z.uuid()]).optional(),
        priority: z.enum(ticketPriorities).optional(),
        customerId: z.uuid().optional(),
        q: z.string().trim().max(100).optional(),
      }),
      out: page(Ticket),
      ui: [desk, person],
    }),
    metrics: query('GET /support/queue', {
      ...read,
      summary: 'How the queue stands',
      in: z.object({}),
      out: one(TicketMetrics),
      ui: desk,
    }),
    agents: query('GET /support/agents', {
      ...read,
      summary: 'Colleagues to whom a ticket can be assigned',
      in: z.object({}),
      out: many(Agent),
      ui: detail,
    }),
    teams: query('GET /support/teams', {
      ...read,
      summary: 'Teams to which a ticket can be assigned',
      in: z.object({}),
      out: many(TicketTeam),
      ui: [desk, detail],
    }),
    counts: query('GET /support/ticket-counts', {
      ...read,
      summary: 'How the tickets of several customers stand',
      in: z.object({ customerIds: idList() }),
      out: many(CustomerTickets),
      ui: { none: 'graph' },
    }),
    get: query('GET /support/tickets/{id}', {
      ...read,
      summary: 'Read a ticket with its messages and notes',
      in: Id,
      out: one(TicketDetail),
      ui: detail,
    }),
    open: command('POST /support/tickets', {
      ...write,
      summary: 'Open a ticket for a customer',
      in: z.object({
        customerId: z.uuid(),
        subject,
        text,
        category: category.default('other'),
        priority: z.enum(ticketPriorities).default('normal'),
        files,
      }),
      out: one(TicketDetail),
      emits: ['ticket.opened'],
      ui: [desk, person],
    }),
    reply: command('POST /support/tickets/{id}/messages', {
      ...write,
      summary: 'Answer the customer, or leave a note among staff',
      in: Id.extend({
        text,
        isInternal: z.boolean().default(false),
        files,
        /** Where the ticket stands after the answer; an answer waits for the customer unless told otherwise. */
        thenStatus: z.enum(['open', 'waiting', 'solved']).optional(),
      }),
      out: one(TicketDetail),
      emits: ['ticket.replied', 'ticket.noted', 'ticket.status-changed'],
      ui: detail,
    }),
    update: command('PATCH /support/tickets/{id}', {
      ...write,
      summary: 'Assign a ticket to a person or a team, change its priority, category or subject',
      in: Id.extend({
        subject: subject.optional(),
        priority: z.enum(ticketPriorities).optional(),
        category: category.optional(),
        assigneeId: z
          .union([z.literal('me'), z.uuid()])
          .nullish()
          .describe('Null: nobody.'),
        teamId: z.uuid().nullish().describe('Null: no team.'),
      }),
      out: one(Ticket),
      emits: ['ticket.changed'],
      ui: detail,
    }),
    setStatus: command('POST /support/tickets/{id}/status', {
      ...write,
      summary: 'Solve, close or reopen a ticket',
      in: Id.extend({ status: z.enum(ticketStatuses) }),
      out: one(Ticket),
      emits: ['ticket.status-changed'],
      ui: detail,
    }),
    download: query('GET /support/ticket-files/{id}', {
      ...read,
      summary: 'Download a file of a ticket',
      in: Id,
      out: file('application/octet-stream'),
      ui: detail,
    }),
    followTeam: command('POST /support/tickets/follow-team', {
      for: [],
      can: 'support.ticket:write',
      summary: 'Call the tickets of a team by its new name, or release those of one that was dissolved',
      in: z.object({ teamId: z.uuid() }),
      out: nothing(),
      emits: [],
      ui: { none: 'internal' },
    }),
    closeSolved: command('POST /support/tickets/close-solved', {
      for: [],
      can: 'support.ticket:write',
      summary: 'Close tickets that were solved a week ago',
      in: z.object({ limit: z.int().positive().max(1000) }),
      out: one(TicketMetrics),
      emits: ['ticket.status-changed'],
      ui: { none: 'internal' },
    }),

    mine: query('GET /support/tickets', {
      ...own,
      summary: 'My tickets',
      in: Paging,
      out: page(Ticket),
      ui: portal,
    }),
    getMine: query('GET /support/tickets/{id}', {
      ...own,
      summary: 'One of my tickets',
      in: Id,
      out: one(TicketDetail),
      ui: portalTicket,
    }),
    ask: command('POST /support/tickets', {
      ...own,
      summary: 'Ask my provider for help',
      perMinute: 10,
      in: z.object({ subject, text, category: category.default('other'), files }),
      out: one(TicketDetail),
      emits: ['ticket.opened'],
      ui: `${portal}/new`,
    }),
    answer: command('POST /support/tickets/{id}/messages', {
      ...own,
      summary: 'Answer in one of my tickets; a solved one is opened again',
      perMinute: 20,
      in: Id.extend({ text, files }),
      out: one(TicketDetail),
      emits: ['ticket.replied', 'ticket.status-changed'],
      ui: portalTicket,
    }),
    close: command('POST /support/tickets/{id}/close', {
      ...own,
      summary: 'Say that one of my tickets is settled',
      in: Id,
      out: one(TicketDetail),
      emits: ['ticket.status-changed'],
      ui: portalTicket,
    }),
    downloadMine: query('GET /support/ticket-files/{id}', {
      ...own,
      summary: 'Download a file of one of my tickets',
      in: Id,
      out: file('application/octet-stream'),
      ui: portalTicket,
    }),
  },
});
