import { sql } from 'drizzle-orm';
import { bigint, check, date, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { Metric } from '#modules/licensing/catalogue/contract.ts';

/** How much of a metric a day saw: the most at once, or the sum. */
export const licensingUsageDay = tenantTable(
  'licensing_usage_day',
  {
    metric: text().notNull().$type<Metric>(),
    day: date().notNull(),
    value: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [
    primaryKey({ name: 'licensing_usage_day_pkey', columns: [t.tenantId, t.metric, t.day] }),
    check('licensing_usage_day_value', sql`${t.value} >= 0`),
  ],
  { ownKey: true, platformAccess: 'reads' },
);

/** What was counted already, by the id of where it came from; written in the transaction that counts it. */
export const licensingUsageSource = tenantTable(
  'licensing_usage_source',
  { sourceId: uuid().notNull(), countedAt: instantColumn().notNull() },
  (t) => [primaryKey({ name: 'licensing_usage_source_pkey', columns: [t.tenantId, t.sourceId] })],
  { ownKey: true },
);

/** Thresholds of a period that were told of. */
export const licensingUsageNotice = tenantTable(
  'licensing_usage_notice',
  {
    metric: text().notNull().$type<Metric>(),
    periodStart: date().notNull(),
    percent: integer().notNull(),
    at: instantColumn().notNull(),
  },
  (t) => [
    primaryKey({
      name: 'licensing_usage_notice_pkey',
      columns: [t.tenantId, t.metric, t.periodStart, t.percent],
    }),
  ],
  { ownKey: true },
);
