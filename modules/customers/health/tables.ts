import { index, jsonb, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { HealthBand, Reason } from './rules.ts';

export const customerHealth = tenantTable(
  'customer_health',
  {
    customerId: uuid().notNull(),
    score: smallint(),
    band: text().$type<HealthBand>(),
    reasons: jsonb().notNull().$type<Reason[]>(),
    computedAt: instantColumn().notNull(),
  },
  (t) => [
    primaryKey({ name: 'customer_health_pkey', columns: [t.tenantId, t.customerId] }),
    index('customer_health_computed').on(t.tenantId, t.computedAt),
    tenantReference(t, t.customerId, 'customer', 'cascade'),
  ],
  { ownKey: true, customerOwned: 'customerId' },
);

/** Of whom an event said something since their health was computed. */
export const customerHealthDue = tenantTable(
  'customer_health_due',
  { customerId: uuid().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.customerId] }), tenantReference(t, t.customerId, 'customer', 'cascade')],
  { ownKey: true, customerOwned: 'customerId' },
);
