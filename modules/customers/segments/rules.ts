import type { z } from 'zod';
import type { segmentCriteria } from '#modules/customers/customers/contract.ts';

export type Criteria = z.output<typeof segmentCriteria>;

/** Criteria that ask for nothing would be everybody. */
export const asksForNothing = (criteria: Criteria): boolean =>
  Object.values(criteria).every((value) => value === undefined || value === '');
