import { z } from 'zod';
import { command, contract, many, one, query } from '#kernel/contract/contract.ts';
import { idList, instant, internal, open, resource } from '#kernel/contract/fields.ts';
import { healthBands } from '#modules/customers/customers/contract.ts';
import { reasonCodes } from './rules.ts';

const people = '/dashboard/operations/customers';
const read = { for: ['isp'], can: 'customers.customer:read' } as const;

/** One thing that moved the score, in words with its points: `2 invoices paid late in 12 months`, −15. */
const Reason = z.object({ code: z.enum(reasonCodes), points: z.int(), text: z.string() });

/** How a customer does, of 100: computed from what is known of them, with everything that moved it. */
export const HealthScore = resource('HealthScore', {
  customerId: open(z.uuid()),
  /** Null for who never had service: there is nothing to judge. */
  score: internal(z.int().nullable()),
  band: internal(z.enum(healthBands).nullable()),
  reasons: internal(z.array(Reason)),
  computedAt: open(instant()),
});
const HealthSummary = resource('HealthSummary', {
  healthy: open(z.int()),
  watch: open(z.int()),
  atRisk: open(z.int()),
  critical: open(z.int()),
  /** When the latest score was computed; null before the first. */
  computedAt: open(instant().nullable()),
});

export const health = contract({
  name: 'health',
  title: 'Customer health',
  events: {
    'health.band-changed': {
      customerId: open(z.uuid()),
      from: open(z.enum(healthBands).nullable()),
      to: open(z.enum(healthBands).nullable()),
      score: internal(z.int().nullable()),
    },
  },
  operations: {
    of: query('GET /customers/{customerId}/health', {
      ...read,
      summary: 'Health of a customer, with what moved the score and by how many points',
      in: z.object({ customerId: z.uuid() }),
      out: one(HealthScore),
      ui: people,
    }),
    ofCustomers: query('GET /customers/health/of-customers', {
      ...read,
      summary: 'Health of several customers',
      in: z.object({ customerIds: idList() }),
      out: many(HealthScore),
      ui: { none: 'graph' },
    }),
    summary: query('GET /customers/health', {
      ...read,
      summary: 'How many customers are in each band of health',
      in: z.object({}),
      out: one(HealthSummary),
      ui: people,
    }),
    recompute: command('POST /customers/health/recompute', {
      summary: 'Compute health and balance of some customers, or of those from an id on',
      for: [],
      can: 'customers.customer:write',
      in: z.object({
        customerIds: z.array(z.uuid()).max(1000).optional(),
        due: z.boolean().default(false).describe('Those of whom an event said something since.'),
        after: z.uuid().optional(),
        limit: z.int().min(1).max(2000).default(1000),
      }),
      out: one(
        resource('HealthComputed', {
          computed: open(z.int()),
          /** Where the next portion begins; null when there is none. */
          next: open(z.uuid().nullable()),
        }),
      ),
      emits: ['health.band-changed'],
      ui: { none: 'internal' },
    }),
    markDue: command('POST /customers/health/due', {
      summary: 'Note that something happened that a customer’s health follows',
      for: [],
      can: 'customers.customer:write',
      in: z.object({ customerId: z.uuid() }),
      out: one(resource('HealthDue', { first: open(z.boolean()) })),
      ui: { none: 'internal' },
    }),
  },
});
