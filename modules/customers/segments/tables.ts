import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { Criteria } from './rules.ts';

/** Who is pinned to a static one stands in `customer_pin`. */
export const customerSegment = tenantTable(
  'customer_segment',
  {
    name: text().notNull(),
    description: text().notNull().default(''),
    /** Null: static. */
    criteria: jsonb().$type<Criteria>(),
    shared: boolean().notNull().default(false),
    ownerId: text().notNull(),
    ownerName: text().notNull(),
    createdAt: instantColumn().notNull(),
  },
  (t) => [
    // A name is taken among one's own; another person may have one of the same name.
    uniqueIndex('customer_segment_name').on(t.tenantId, t.ownerId, sql`lower(${t.name})`),
    index('customer_segment_shared').on(t.tenantId, t.shared),
  ],
);
