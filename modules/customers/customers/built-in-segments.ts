import type { z } from 'zod';
import type { segmentCriteria } from './filter-input.ts';

type Criteria = z.output<typeof segmentCriteria>;
interface BuiltIn {
  id: string;
  name: string;
  description: string;
  criteria: (today: Temporal.PlainDate) => Criteria;
}

/** Segments that every provider has; nobody changes them. */
export const builtInSegments: readonly BuiltIn[] = [
  { id: 'at-risk', name: 'At risk', description: 'Health from 25 to 49.', criteria: () => ({ health: 'at-risk' }) },
  { id: 'critical', name: 'Critical', description: 'Health below 25.', criteria: () => ({ health: 'critical' }) },
  {
    id: 'overdue',
    name: 'Overdue',
    description: 'Owes something that is past its due date.',
    criteria: () => ({ balance: 'overdue' }),
  },
  {
    id: 'new-this-month',
    name: 'New this month',
    description: 'Came since the first of the month.',
    criteria: (today) => ({ createdFrom: today.with({ day: 1 }).toString() }),
  },
  {
    id: 'suspended',
    name: 'Suspended',
    description: 'Every service is suspended.',
    criteria: () => ({ status: 'suspended' }),
  },
  {
    id: 'business',
    name: 'Active businesses',
    description: 'Businesses with a running service.',
    criteria: () => ({ kind: 'business', status: 'active' }),
  },
];
