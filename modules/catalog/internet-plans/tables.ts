import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { BillingCycle, CapPolicy, PlanStatus } from './rules.ts';

export const internetPlan = tenantTable(
  'internet_plan',
  {
    code: text().notNull(),
    name: text().notNull(),
    description: text().notNull().default(''),
    status: text().notNull().$type<PlanStatus>(),
    downloadKbps: integer().notNull(),
    uploadKbps: integer().notNull(),
    bandwidthProfileId: uuid(),
    priceMinor: bigint({ mode: 'number' }).notNull(),
    setupFeeMinor: bigint({ mode: 'number' }).notNull(),
    currency: text().notNull(),
    cycle: text().notNull().$type<BillingCycle>(),
    dataCapBytes: bigint({ mode: 'number' }),
    capPolicy: text().notNull().$type<CapPolicy>(),
    throttledKbps: integer(),
    capNoticePercents: jsonb().notNull().default([]).$type<number[]>(),
    sessionTimeoutSeconds: integer(),
    idleTimeoutSeconds: integer(),
    createdAt: instantColumn().notNull(),
    updatedAt: instantColumn().notNull(),
  },
  (t) => [
    uniqueIndex('internet_plan_code').on(t.tenantId, t.code),
    index('internet_plan_name').on(t.tenantId, t.name, t.id),
    index('internet_plan_price').on(t.tenantId, t.priceMinor, t.id),
    tenantReference(t, t.bandwidthProfileId, 'bandwidth_profile'),
    index('internet_plan_profile').on(t.tenantId, t.bandwidthProfileId),
    index('internet_plan_download').on(t.tenantId, t.downloadKbps, t.id),
    check('internet_plan_money', sql`${t.priceMinor} >= 0 and ${t.setupFeeMinor} >= 0`),
    check('internet_plan_speed', sql`${t.downloadKbps} > 0 and ${t.uploadKbps} > 0`),
  ],
);

/** Which plan each running subscription is on, as told by the events of subscriptions. */
export const internetPlanSubscriber = tenantTable(
  'internet_plan_subscriber',
  { subscriptionId: uuid().notNull(), planId: uuid().notNull() },
  (t) => [
    primaryKey({ name: 'internet_plan_subscriber_pkey', columns: [t.tenantId, t.subscriptionId] }),
    tenantReference(t, t.planId, internetPlan),
  ],
  { ownKey: true },
);

/** How many those are, so that a list need not count them. */
export const internetPlanUsage = tenantTable(
  'internet_plan_usage',
  { planId: uuid().notNull(), subscriptions: integer().notNull().default(0) },
  (t) => [
    primaryKey({ name: 'internet_plan_usage_pkey', columns: [t.tenantId, t.planId] }),
    tenantReference(t, t.planId, internetPlan),
    check('internet_plan_usage_count', sql`${t.subscriptions} >= 0`),
  ],
  { ownKey: true },
);
