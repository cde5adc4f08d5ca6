import { sql } from 'drizzle-orm';
import { index, integer, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { BulkAction, itemOutcomes, RunStatus } from './contract.ts';

export interface How {
  suspendReason?: string | undefined;
  subject?: string | undefined;
  text?: string | undefined;
  tag?: string | undefined;
  listId?: string | undefined;
}
const counter = () => integer().notNull().default(0);

export const bulkRun = tenantTable(
  'customer_bulk_run',
  {
    action: text().notNull().$type<BulkAction>(),
    title: text().notNull(),
    how: jsonb().notNull().$type<How>(),
    status: text().notNull().default('draft').$type<RunStatus>(),
    customers: counter(),
    able: counter(),
    effects: counter(),
    done: counter(),
    skipped: counter(),
    failed: counter(),
    createdById: text(),
    createdBy: text().notNull(),
    createdAt: instantColumn().notNull(),
    startedAt: instantColumn(),
    finishedAt: instantColumn(),
    cancelledAt: instantColumn(),
  },
  (t) => [index('customer_bulk_run_drafts').on(t.tenantId, t.createdAt).where(sql`status = 'draft'`)],
);

/** One customer of a run. The row is held while it is done for them, and says so in the same transaction: once, whatever is killed. */
export const bulkItem = tenantTable(
  'customer_bulk_item',
  {
    runId: uuid().notNull(),
    customerId: uuid().notNull(),
    number: text().notNull(),
    outcome: text().notNull().default('waiting').$type<(typeof itemOutcomes)[number]>(),
    reason: text(),
    settledAt: instantColumn(),
  },
  (t) => [
    primaryKey({ name: 'customer_bulk_item_pkey', columns: [t.tenantId, t.runId, t.customerId] }),
    index('customer_bulk_item_outcome').on(t.tenantId, t.runId, t.outcome, t.customerId),
    index('customer_bulk_item_customer').on(t.tenantId, t.customerId),
    tenantReference(t, t.runId, bulkRun, 'cascade'),
  ],
  { ownKey: true, customerOwned: 'customerId' },
);
