import { z } from 'zod';
import { localDate } from '#kernel/contract/fields.ts';

export const customerKinds = ['individual', 'business'] as const;
/** `inactive`: had service and has none now. `closed`: the account was ended by a person. */
export const customerStatuses = ['prospect', 'active', 'suspended', 'inactive', 'closed'] as const;
export const customerTiers = ['basic', 'standard', 'premium'] as const;
/** Words for a health score: from 75, from 50, from 25, and below. */
export const healthBands = ['healthy', 'watch', 'at-risk', 'critical'] as const;
export const balanceFilters = ['clear', 'owing', 'overdue'] as const;

export const customerFilters = z.object({
  q: z
    .string()
    .trim()
    .max(100)
    .optional()
    .describe(
      'Finds by number, name, e-mail, phone, address, tag, user name, IP or MAC address, circuit, invoice or ticket number; every word must occur.',
    ),
  status: z.enum(customerStatuses).optional(),
  kind: z.enum(customerKinds).optional(),
  tier: z.enum(customerTiers).optional(),
  tag: z.string().trim().toLowerCase().max(40).optional(),
  city: z.string().trim().max(100).optional(),
  planId: z.uuid().optional(),
  health: z.enum(healthBands).optional(),
  balance: z.enum(balanceFilters).optional(),
  createdFrom: localDate().optional(),
  /** The day itself is in. */
  createdTo: localDate().optional(),
  createdWithinDays: z.coerce.number().int().min(1).max(3650).optional(),
  segmentId: z.string().max(40).optional().describe('A segment; what else is asked narrows it.'),
});
/** What a segment may ask for: another segment is not in it. */
export const segmentCriteria = customerFilters.omit({ segmentId: true });
