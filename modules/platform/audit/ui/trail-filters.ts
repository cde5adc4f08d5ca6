import { z } from 'zod';
import type { Filter } from '#ui/table/filter-bar.tsx';

export const trailUrl = z.object({
  q: z.string().default(''),
  outcome: z.enum(['ok', 'refused']).optional(),
  operation: z.string().optional(),
  subjectId: z.uuid().optional(),
});
export type TrailFilters = z.infer<typeof trailUrl>;
export const trailKeys = ['q', 'outcome', 'operation', 'subjectId'] as const;

export const trailInput = ({ q, ...filters }: TrailFilters, cursor: string | undefined, limit: number) => ({
  ...filters,
  ...(q ? { q } : {}),
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
