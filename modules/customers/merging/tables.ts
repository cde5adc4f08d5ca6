import { index, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';

/** Customers that were merged into another, under their old id; chains are shortened as their survivor is merged itself. */
export const formerCustomer = tenantTable(
  'former_customer',
  {
    number: text().notNull(),
    customerId: uuid().notNull(),
    mergedAt: instantColumn().notNull(),
    mergedBy: text().notNull(),
    reason: text().notNull(),
  },
  (t) => [
    uniqueIndex('former_customer_number').on(t.tenantId, t.number),
    index('former_customer_survivor').on(t.tenantId, t.customerId),
    tenantReference(t, t.customerId, 'customer', 'cascade'),
  ],
  { customerOwned: 'customerId' },
);
