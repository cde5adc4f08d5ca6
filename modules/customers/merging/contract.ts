import { z } from 'zod';
import { command, contract, many, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, personal, resource } from '#kernel/contract/fields.ts';

/** What of the other customer's data may be taken over, field by field. */
export const mergeFields = [
  'name',
  'email',
  'phone',
  'kind',
  'tier',
  'serviceAddress',
  'taxNumber',
  'locale',
  'customFields',
] as const;
export const pairSigns = ['e-mail', 'phone', 'tax number', 'name and address'] as const;

/** Two customers who are likely one. */
export const LikelyPair = resource('LikelyPair', {
  /** Whose account is older. */
  customerId: open(z.uuid()),
  number: open(z.string()),
  name: personal('subscriber', z.string()),
  otherId: open(z.uuid()),
  otherNumber: open(z.string()),
  otherName: personal('subscriber', z.string()),
  signs: internal(z.array(z.enum(pairSigns))),
});

export const MergePreview = resource('MergePreview', {
  survivorId: open(z.uuid()),
  otherId: open(z.uuid()),
  /** What moves: a kind in words, and how many rows of it. */
  moves: open(z.array(z.object({ what: z.string(), rows: z.int() }))),
  /** Why they cannot be merged as things stand; empty when they can. */
  refusals: open(z.array(z.string())),
  /** Whose portal sign-in there is. */
  portal: open(z.enum(['none', 'survivor', 'other', 'both'])),
});

/** A number and id under which a customer was known before. */
export const FormerCustomer = resource('FormerCustomer', {
  id: open(z.uuid()),
  number: open(z.string()),
  /** Who they are now. */
  customerId: open(z.uuid()),
  mergedAt: open(instant()),
  mergedBy: personal('staff', z.string()),
  reason: internal(z.string()),
});

const list = '/dashboard/operations/customers';
const person = '/dashboard/operations/customers/$id';
const pair = Id.extend({ otherId: z.uuid().describe('Who ceases to be; `id` stays.') });

export const merging = contract({
  name: 'customer-merging',
  title: 'Merging customers',
  events: {
    'customer.merged': { customerId: open(z.uuid()), formerId: open(z.uuid()), formerNumber: open(z.string()) },
  },
  operations: {
    pairs: query('GET /customers/likely-pairs', {
      summary: 'Customers who are likely one and the same',
      for: ['isp'],
      can: 'customers.customer:read',
      in: z.object({ customerId: z.uuid().optional() }),
      out: many(LikelyPair),
      ui: [list, person],
    }),
    preview: query('GET /customers/{id}/merge-preview', {
      summary: 'What merging two customers moves, and what stands against it',
      for: ['isp'],
      can: 'customers.customer:merge',
      in: pair,
      out: one(MergePreview),
      ui: [list, person],
    }),
    merge: command('POST /customers/{id}/merge', {
      summary: 'Make two customers one; final',
      for: ['isp'],
      can: 'customers.customer:merge',
      in: pair.extend({
        take: z.array(z.enum(mergeFields)).max(mergeFields.length).default([]).describe('What the other knows better.'),
        keepPortalOf: z
          .enum(['survivor', 'other'])
          .default('survivor')
          .describe('Whose sign-in stays when both have one.'),
        reason: z.string().trim().min(3, 'Say how you know that they are one.').max(300),
      }),
      out: one(FormerCustomer),
      emits: ['customer.merged'],
      ui: [list, person],
    }),
    former: query('GET /customers/former/{id}', {
      summary: 'Who a customer has become that was merged into another',
      for: ['isp'],
      can: 'customers.customer:read',
      in: Id,
      out: one(FormerCustomer),
      ui: person,
    }),
  },
});
