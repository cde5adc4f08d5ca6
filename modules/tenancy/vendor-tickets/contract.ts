import { z } from 'zod';
import { command, contract, file, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, open, Paging } from '#kernel/contract/fields.ts';
import {
  VendorAgent,
  VendorTicket,
  VendorTicketCounts,
  VendorTicketDetail,
  vendorTicketCategories,
  vendorTicketPriorities,
  vendorTicketStatuses,
} from './resources.ts';

const support = '/tenant-portal/support';
const supportTicket = '/tenant-portal/support/$id';
const desk = '/dashboard/platform-admin/tickets';
const deskTicket = '/dashboard/platform-admin/tickets/$id';

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
const priority = z.enum(vendorTicketPriorities);
const category = z.enum(vendorTicketCategories);
const about = { ticketId: open(z.uuid()) };
const named = { ...about, tenantId: open(z.uuid()) };
const readMine = { for: ['tenant'], can: 'account.ticket:read' } as const;
const writeMine = { for: ['tenant'], can: 'account.ticket:write' } as const;
const read = { for: ['platform'], can: 'platform.ticket:read' } as const;
const write = { for: ['platform'], can: 'platform.ticket:write' } as const;
const inside = { for: [], can: 'platform.ticket:write', ui: { none: 'internal' } } as const;

export const vendorTickets = contract({
  name: 'vendor-tickets',
  title: 'Tickets to DotMac',
  events: {
    /** The ISP wrote or closed. `heard` is its echo at the vendor. */
    'vendor-ticket.asked': { ...named, isNew: open(z.boolean()) },
    'vendor-ticket.heard': about,
    /** The vendor answered, assigned or moved. `told` is its echo at the ISP. */
    'vendor-ticket.handled': named,
    'vendor-ticket.told': about,
  },
  realtime: {
    'account-tickets': {
      events: ['vendor-ticket.asked', 'vendor-ticket.told'],
      for: ['tenant'],
      can: 'account.ticket:read',
    },
    'vendor-tickets': {
      events: ['vendor-ticket.heard', 'vendor-ticket.handled'],
      for: ['platform'],
      can: 'platform.ticket:read',
    },
  },
  operations: {
    mine: query('GET /tickets', {
      ...readMine,
      summary: 'Our tickets to DotMac, the latest touched first',
      in: Paging.extend({ status: z.enum(vendorTicketStatuses).optional() }),
      out: page(VendorTicket),
      ui: support,
    }),
    counts: query('GET /ticket-counts', {
      ...readMine,
      summary: 'How our tickets to DotMac stand',
      in: z.object({}),
      out: one(VendorTicketCounts),
      ui: '/tenant-portal',
    }),
    getMine: query('GET /tickets/{id}', {
      ...readMine,
      summary: 'Read one of our tickets to DotMac',
      in: Id,
      out: one(VendorTicketDetail),
      ui: supportTicket,
    }),
    ask: command('POST /tickets', {
      ...writeMine,
      summary: 'Ask DotMac',
      perMinute: 20,
      in: z.object({
        subject,
        text,
        category: category.default('question'),
        priority: priority.default('normal'),
        files,
      }),
      out: one(VendorTicketDetail),
      emits: ['vendor-ticket.asked'],
      ui: support,
    }),
    answer: command('POST /tickets/{id}/messages', {
      ...writeMine,
      summary: 'Write to DotMac in a ticket; a resolved one is opened again',
      perMinute: 30,
      in: Id.extend({ text, files }),
      out: one(VendorTicketDetail),
      emits: ['vendor-ticket.asked'],
      ui: supportTicket,
    }),
    close: command('POST /tickets/{id}/close', {
      ...writeMine,
      summary: 'Say that a ticket to DotMac is settled',
      in: Id,
      out: one(VendorTicketDetail),
      emits: ['vendor-ticket.asked'],
      ui: supportTicket,
    }),
    downloadMine: query('GET /ticket-files/{id}', {
      ...readMine,
      summary: 'Download a file of one of our tickets to DotMac',
      in: Id,
      out: file('application/octet-stream'),
      ui: supportTicket,
    }),

    list: query('GET /tickets', {
      ...read,
      summary: 'Tickets of all providers, the latest touched first',
      in: Paging.extend({
        status: z.enum(vendorTicketStatuses).optional(),
        priority: priority.optional(),
        assignee: z.enum(['me', 'nobody']).optional(),
        q: z.string().trim().max(100).optional(),
      }),
      out: page(VendorTicket),
      ui: desk,
    }),
    queue: query('GET /ticket-queue', {
      ...read,
      summary: 'How the queue of providers’ tickets stands',
      in: z.object({}),
      out: one(VendorTicketCounts),
      ui: desk,
    }),
    agents: query('GET /ticket-agents', {
      ...read,
      summary: 'Staff of the platform to whom a ticket can be assigned',
      in: z.object({}),
      out: many(VendorAgent),
      ui: deskTicket,
    }),
    get: query('GET /tickets/{id}', {
      ...read,
      summary: 'Read a provider’s ticket with messages and notes',
      in: Id,
      out: one(VendorTicketDetail),
      ui: deskTicket,
    }),
    reply: command('POST /tickets/{id}/messages', {
      ...write,
      summary: 'Answer a provider; the account manager who asked gets a mail',
      in: Id.extend({ text, files, thenStatus: z.enum(['open', 'waiting', 'resolved']).default('waiting') }),
      out: one(VendorTicketDetail),
      emits: ['vendor-ticket.handled'],
      ui: deskTicket,
    }),
    note: command('POST /tickets/{id}/notes', {
      ...write,
      summary: 'Leave a note among the platform’s staff',
      in: Id.extend({ text }),
      out: one(VendorTicketDetail),
      emits: ['vendor-ticket.handled'],
      ui: deskTicket,
    }),
    update: command('PATCH /tickets/{id}', {
      ...write,
      summary: 'Assign a provider’s ticket or change its priority',
      in: Id.extend({
        priority: priority.optional(),
        assigneeId: z
          .union([z.literal('me'), z.uuid()])
          .nullish()
          .describe('Null: nobody.'),
      }),
      out: one(VendorTicketDetail),
      emits: ['vendor-ticket.handled'],
      ui: deskTicket,
    }),
    setStatus: command('POST /tickets/{id}/status', {
      ...write,
      summary: 'Resolve, close or reopen a provider’s ticket',
      in: Id.extend({ status: z.enum(vendorTicketStatuses) }),
      out: one(VendorTicketDetail),
      emits: ['vendor-ticket.handled'],
      ui: deskTicket,
    }),
    download: query('GET /ticket-files/{id}', {
      ...read,
      summary: 'Download a file of a provider’s ticket',
      in: Id,
      out: file('application/octet-stream'),
      ui: deskTicket,
    }),
    hear: command('POST /tickets/{ticketId}/heard', {
      ...inside,
      summary: 'Tell the platform’s staff that a provider wrote',
      in: z.object({ ticketId: z.uuid(), isNew: z.boolean() }),
      out: nothing(),
      emits: ['vendor-ticket.heard'],
    }),
    tell: command('POST /tickets/{ticketId}/told', {
      ...inside,
      summary: 'Tell a provider’s portal that its ticket moved',
      in: z.object({ ticketId: z.uuid() }),
      out: nothing(),
      emits: ['vendor-ticket.told'],
    }),
  },
});
