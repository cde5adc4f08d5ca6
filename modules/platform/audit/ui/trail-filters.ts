import { z } from 'zod';
import type { Filter } from '#ui/table/filter-bar.tsx';

export const trailUrl = z.object({
  q: z.string().default(''),
  outcome: z.enum(['ok', 'refused']).optional(),
  operation: z.string().optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  subjectId: z.uuid().optional(),
});
export type TrailFilters = z.infer<typeof trailUrl>;
export const trailKeys = ['q', 'outcome', 'operation', 'from', 'to', 'subjectId'] as const;

/** Days are whole, in UTC. */
export const trailInput = ({ q, from, to, ...filters }: TrailFilters, cursor: string | undefined, limit: number) => ({
  ...filters,
  ...(q ? { q } : {}),
  ...(from ? { from: `${from}T00:00:00Z` } : {}),
  ...(to ? { to: `${Temporal.PlainDate.from(to).add({ days: 1 })}T00:00:00Z` } : {}),
  cursor,
  limit,
});

export const outcomeFilter: Filter<'outcome'> = {
  kind: 'choice',
  id: 'outcome',
  label: 'Outcome',
  options: [
    { value: 'ok', label: 'Done', tone: 'ok' },
    { value: 'refused', label: 'Refused', tone: 'warn' },
  ],
};
