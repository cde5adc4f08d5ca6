import { z } from 'zod';
import {
  balanceFilters,
  customerKinds,
  customerSorts,
  customerStatuses,
  customerTiers,
  healthBands,
} from '../../contract.ts';

/** What of the list the address holds. */
export const listUrl = z.object({
  q: z.string().default(''),
  status: z.enum(customerStatuses).optional(),
  health: z.enum(healthBands).optional(),
  balance: z.enum(balanceFilters).optional(),
  plan: z.string().optional(),
  city: z.string().optional(),
  tag: z.string().optional(),
  kind: z.enum(customerKinds).optional(),
  tier: z.enum(customerTiers).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  segment: z.string().optional(),
  sort: z.enum(customerSorts).optional(),
  dialog: z.enum(['import', 'segments', 'save-segment', 'merge', 'runs']).optional(),
  /** The bulk action whose progress is shown. */
  run: z.string().optional(),
  /** Ids of two customers who are to become one, with `~` between. */
  pair: z.string().optional(),
});
export type ListUrl = z.infer<typeof listUrl>;

/** The fields of the address as the list, the export and bulk actions take them. */
export const filtersOf = ({ q, plan, from, to, segment, status, health, balance, city, tag, kind, tier }: ListUrl) => ({
  ...(q ? { q } : {}),
  ...(plan ? { planId: plan } : {}),
  ...(from ? { createdFrom: from } : {}),
  ...(to ? { createdTo: to } : {}),
  ...(segment ? { segmentId: segment } : {}),
  ...(status ? { status } : {}),
  ...(health ? { health } : {}),
  ...(balance ? { balance } : {}),
  ...(city ? { city } : {}),
  ...(tag ? { tag } : {}),
  ...(kind ? { kind } : {}),
  ...(tier ? { tier } : {}),
});
export type ListFilters = ReturnType<typeof filtersOf>;
export const isFilteredBy = (filters: ListFilters) => Object.keys(filters).length > 0;
export const filterKeys = [
  'q',
  'status',
  'health',
  'balance',
  'plan',
  'city',
  'tag',
  'kind',
  'tier',
  'from',
  'to',
  'segment',
] as const;

/** The filters in words, for a segment that is saved from them. */
export const filterWords = (filters: ListFilters): string =>
  Object.entries(filters)
    .filter(([key]) => !['segmentId', 'planId'].includes(key))
    .map(([key, value]) => `${key.replace(/([A-Z])/g, ' $1').toLowerCase()} ${value}`)
    .concat(filters.planId ? ['on the chosen plan'] : [])
    .join(', ');
