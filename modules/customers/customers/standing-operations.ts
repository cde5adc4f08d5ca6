import { z } from 'zod';
import { command, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { minorUnits, open, resource } from '#kernel/contract/fields.ts';
import { customerFilters, healthBands, segmentCriteria } from './filter-input.ts';

const standing = z.object({
  customerId: z.uuid(),
  healthScore: z.int().min(0).max(100).nullable(),
  healthBand: z.enum(healthBands).nullable(),
  balanceMinor: minorUnits(),
  overdueMinor: minorUnits(),
  planId: z.uuid().nullable(),
  planName: z.string().nullable(),
});
const step = { for: [], can: 'customers.customer:read', ui: { none: 'internal' } } as const;

/** What other modules ask of the list, and keep beside it; part of the contract. */
export const standingOperations = {
  countMatching: query('GET /customer-counts', {
    ...step,
    summary: 'How many customers each of several sets of criteria matches',
    in: z.object({
      sets: z
        .array(
          z.object({
            id: z.string(),
            criteria: segmentCriteria.nullable(),
            pinnedIn: z.uuid().nullable().default(null),
          }),
        )
        .max(300),
    }),
    out: many(resource('MatchingCount', { id: open(z.string()), customers: open(z.int()) })),
  }),
  choose: query('GET /customer-choice', {
    ...step,
    summary: 'Ids of the customers that match, or of those among some that are there',
    in: z.object({ filters: customerFilters.optional(), ids: z.array(z.uuid()).max(20_000).optional() }),
    out: many(resource('ChosenCustomer', { id: open(z.uuid()), number: open(z.string()) })),
  }),
  pin: command('POST /customer-pins', {
    ...step,
    can: 'customers.segment:write',
    summary: 'Pin customers to a list, or take them off',
    in: z.object({
      listId: z.uuid(),
      add: z.array(z.uuid()).max(1000).default([]),
      remove: z.array(z.uuid()).max(1000).default([]),
    }),
    out: one(resource('PinsChanged', { added: open(z.int()), removed: open(z.int()) })),
  }),
  unpinAll: command('POST /customer-pins/clear', {
    ...step,
    can: 'customers.segment:write',
    summary: 'Empty a list',
    in: z.object({ listId: z.uuid() }),
    out: nothing(),
  }),
  setStanding: command('POST /customer-standing', {
    ...step,
    can: 'customers.customer:write',
    summary: 'Keep beside customers how they stand: health, balance and plan',
    in: z.object({ standings: z.array(standing).max(5000) }),
    out: one(resource('StandingsSet', { changed: open(z.int()) })),
    emits: ['customer.standing-changed'],
  }),
};
