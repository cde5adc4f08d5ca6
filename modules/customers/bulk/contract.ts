import { z } from 'zod';
import { command, contract, file, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, Paging, personal, resource } from '#kernel/contract/fields.ts';
import { suspendReasons } from '#modules/billing/subscriptions/contract.ts';
import { customerFilters, customerTag } from '#modules/customers/customers/contract.ts';

export const bulkActions = ['suspend', 'resume', 'message', 'tag', 'untag', 'pin'] as const;
export type BulkAction = (typeof bulkActions)[number];
export const runStatuses = ['draft', 'queued', 'running', 'done', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];
export const itemOutcomes = ['waiting', 'done', 'skipped', 'failed'] as const;

export const BulkRun = resource('BulkRun', {
  id: open(z.uuid()),
  action: open(z.enum(bulkActions)),
  title: open(z.string()),
  status: open(z.enum(runStatuses)),
  /** Customers that were chosen, and those of them it can be done for as things stood then. */
  customers: open(z.int()),
  able: open(z.int()),
  /** Lines that a suspension or resumption touches, or mails that a message is. */
  effects: open(z.int()),
  done: open(z.int()),
  skipped: open(z.int()),
  failed: open(z.int()),
  createdBy: personal('staff', z.string()),
  createdAt: open(instant()),
  startedAt: open(instant().nullable()),
  finishedAt: open(instant().nullable()),
  cancelledAt: open(instant().nullable()),
});

export const BulkItem = resource('BulkItem', {
  customerId: open(z.uuid()),
  number: open(z.string()),
  name: personal('subscriber', z.string()),
  outcome: open(z.enum(itemOutcomes)),
  /** Why it was not, or cannot be, done. */
  reason: internal(z.string().nullable()),
  settledAt: open(instant().nullable()),
});

/** What the action is made with; which of them, the action says. */
const how = {
  suspendReason: z.enum(suspendReasons).optional().describe('For `suspend`.'),
  subject: z
    .string()
    .trim()
    .min(3, 'A message needs a subject.')
    .max(150)
    .optional()
    .describe('For `message`; `{name}` and `{number}` are filled in.'),
  text: z.string().trim().min(3, 'Write something.').max(5000).optional().describe('For `message`, likewise.'),
  tag: customerTag.optional().describe('For `tag` and `untag`.'),
  listId: z.uuid().optional().describe('For `pin`: a segment that is a list.'),
};

const list = '/dashboard/operations/customers';
const about = { bulkRunId: open(z.uuid()) };
const shown = { for: ['isp'], can: 'customers.customer:read', ui: list } as const;
const acts = { for: ['isp'], can: 'customers.customer:write', ui: list } as const;
const step = { for: [], can: 'customers.customer:write', ui: { none: 'internal' } } as const;

export const customerBulk = contract({
  name: 'customer-bulk',
  title: 'Bulk actions on customers',
  events: { 'bulk-run.started': about, 'bulk-run.progressed': about, 'bulk-run.finished': about },
  realtime: {
    'bulk-runs': {
      events: ['bulk-run.started', 'bulk-run.progressed', 'bulk-run.finished'],
      for: ['isp'],
      can: 'customers.customer:read',
    },
  },
  operations: {
    prepare: command('POST /customers/bulk', {
      ...acts,
      summary: 'Choose customers for an action and see who it can be done for; nothing is done yet',
      in: z.object({
        action: z.enum(bulkActions),
        ...how,
        ids: z.array(z.uuid()).min(1).max(1000).optional().describe('These customers; absent: all that match.'),
        filters: customerFilters.optional(),
      }),
      out: one(BulkRun),
    }),
    start: command('POST /customers/bulk/{id}/start', {
      ...acts,
      summary: 'Begin a prepared action',
      in: Id,
      out: one(BulkRun),
      emits: ['bulk-run.started'],
    }),
    cancel: command('POST /customers/bulk/{id}/cancel', {
      ...acts,
      summary: 'Stop an action; what is done stays done',
      in: Id,
      out: one(BulkRun),
      emits: ['bulk-run.progressed'],
    }),
    list: query('GET /customers/bulk', {
      ...shown,
      summary: 'Actions on many customers, newest first',
      in: Paging,
      out: page(BulkRun),
    }),
    get: query('GET /customers/bulk/{id}', { ...shown, summary: 'How far an action is', in: Id, out: one(BulkRun) }),
    items: query('GET /customers/bulk/{id}/customers', {
      ...shown,
      summary: 'What became of each customer of an action',
      in: Id.extend(Paging.shape).extend({
        outcome: z.enum(itemOutcomes).optional(),
        unable: z.enum(['true']).optional().describe('Those only for whom there is a reason against it.'),
      }),
      out: page(BulkItem),
    }),
    results: query('GET /customers/bulk/{id}/results.csv', {
      ...shown,
      can: 'customers.customer:export',
      summary: 'What became of each customer, with the reason, as CSV',
      in: Id,
      out: file('text/csv'),
    }),
    exportChosen: command('POST /customers/export-chosen', {
      ...shown,
      can: 'customers.customer:export',
      summary: 'Download chosen customers as CSV',
      in: z.object({ ids: z.array(z.uuid()).min(1).max(1000) }),
      out: file('text/csv'),
    }),
    open: command('POST /customers/bulk/{id}/open', {
      ...step,
      summary: 'The run has begun',
      in: Id,
      out: nothing(),
    }),
    apply: command('POST /customers/bulk/{id}/apply', {
      ...step,
      summary: 'Do it for one customer, once',
      in: Id.extend({ customerId: z.uuid() }),
      out: nothing(),
    }),
    refuse: command('POST /customers/bulk/{id}/refuse', {
      ...step,
      summary: 'Keep why it could not be done for one customer',
      in: Id.extend({ customerId: z.uuid(), reason: z.string().max(1000) }),
      out: nothing(),
    }),
    count: command('POST /customers/bulk/{id}/count', {
      ...step,
      summary: 'Count what is settled; the last count ends the run',
      in: Id.extend({ finish: z.boolean().default(false) }),
      out: one(BulkRun),
      emits: ['bulk-run.progressed', 'bulk-run.finished'],
    }),
    waiting: query('GET /customers/bulk/{id}/waiting', {
      ...step,
      summary: 'Who is next; nobody once it was cancelled',
      in: Id.extend({ after: z.uuid().nullable().default(null), limit: z.int().min(1).max(200) }),
      out: page(BulkItem),
    }),
  },
});
