import { boolean, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';

/** What the last check of a provider's trail said; the platform's staff asked for it. */
export const chainCheck = tenantTable(
  'chain_check',
  {
    checkedAt: instantColumn().notNull(),
    sealed: integer().notNull(),
    unsealed: integer().notNull(),
    intact: boolean().notNull(),
    brokenAt: integer(),
    problem: text(),
    head: text(),
  },
  (t) => [primaryKey({ columns: [t.tenantId] })],
  { ownKey: true },
);
