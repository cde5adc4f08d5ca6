import { z } from 'zod';
import { command, contract, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, internal, open, personal, resource } from '#kernel/contract/fields.ts';
import { segmentCriteria } from '#modules/customers/customers/contract.ts';

export const segmentKinds = ['built-in', 'dynamic', 'static'] as const;
const people = '/dashboard/operations/customers';
const name = z.string().trim().min(1, 'A segment needs a name.').max(80);

/** Whom a segment holds: those its criteria match at this moment, or those who were pinned to it. */
export const Segment = resource('Segment', {
  /** A uuid; of a built-in one, a word such as `at-risk`. */
  id: open(z.string()),
  name: open(z.string()),
  description: open(z.string()),
  kind: open(z.enum(segmentKinds)),
  /** Filters of the list by name; null for a static one. May hold a text that was searched for. */
  criteria: personal('subscriber', z.record(z.string(), z.string()).nullable()),
  /** Others see it and use it. */
  shared: open(z.boolean()),
  ownerName: personal('staff', z.string().nullable()),
  /** Whether who asks may change and delete it. */
  mine: internal(z.boolean()),
});

const SegmentCount = resource('SegmentCount', { id: open(z.string()), customers: open(z.int()) });
const SegmentMembership = resource('SegmentMembership', { added: open(z.int()), removed: open(z.int()) });

const read = { for: ['isp'], can: 'customers.customer:read', ui: people } as const;
const write = { for: ['isp'], can: 'customers.segment:write', ui: people } as const;
const changes = ['segment.changed'] as const;

export const segments = contract({
  name: 'segments',
  title: 'Segments',
  events: { 'segment.changed': { segmentId: open(z.uuid()) } },
  realtime: {
    segments: { events: ['segment.changed'], for: ['isp'], can: 'customers.customer:read' },
  },
  operations: {
    list: query('GET /customers/segments', {
      ...read,
      summary: 'Segments: built in, of one’s own, and shared',
      in: z.object({}),
      out: many(Segment),
    }),
    counts: query('GET /customers/segments/counts', {
      ...read,
      summary: 'How many customers each segment holds at this moment',
      in: z.object({}),
      out: many(SegmentCount),
    }),
    create: command('POST /customers/segments', {
      ...write,
      summary: 'Save criteria, or a list of customers, as a segment',
      in: z.object({
        name,
        description: z.string().trim().max(300).default(''),
        shared: z.boolean().default(false),
        criteria: segmentCriteria.optional().describe('Absent: a static list, to which customers are pinned.'),
      }),
      out: one(Segment),
      emits: changes,
    }),
    update: command('PATCH /customers/segments/{id}', {
      ...write,
      summary: 'Change a segment’s name, criteria, or who sees it',
      in: Id.extend({
        name: name.optional(),
        description: z.string().trim().max(300).optional(),
        shared: z.boolean().optional(),
        criteria: segmentCriteria.optional(),
      }),
      out: one(Segment),
      emits: changes,
    }),
    remove: command('DELETE /customers/segments/{id}', {
      ...write,
      summary: 'Delete a segment; its customers stay',
      in: Id,
      out: nothing(),
      emits: changes,
    }),
    pin: command('POST /customers/segments/{id}/customers', {
      ...write,
      summary: 'Pin customers to a static segment, or take them off',
      in: Id.extend({
        add: z.array(z.uuid()).max(1000, 'Pin 1 000 customers at a time.').default([]),
        remove: z.array(z.uuid()).max(1000, 'Take off 1 000 customers at a time.').default([]),
      }),
      out: one(SegmentMembership),
      emits: changes,
    }),
  },
});
