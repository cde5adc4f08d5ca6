import { sql } from 'drizzle-orm';
import { bigint, check, date, index, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import { foldedText } from '../search.ts';
import type { changeStatuses, changeTimes } from './plan-change-resources.ts';
import type { Cycle, SubscriptionStatus, SuspendReason } from './rules.ts';

export const subscription = tenantTable(
  'subscription',
  {
    number: text().notNull(),
    customerId: uuid().notNull(),
    customerNumber: text().notNull(),
    customerName: text().notNull(),
    planId: uuid().notNull(),
    planName: text().notNull(),
    downloadKbps: integer().notNull(),
    uploadKbps: integer().notNull(),
    /** Pool the order named; provisioning draws the address from it. */
    poolId: uuid(),
    status: text().notNull().$type<SubscriptionStatus>(),
    statusReason: text(),
    priceMinor: bigint({ mode: 'number' }).notNull(),
    setupFeeMinor: bigint({ mode: 'number' }).notNull(),
    currency: text().notNull(),
    cycle: text().notNull().$type<Cycle>(),
    nextPriceMinor: bigint({ mode: 'number' }),
    nextCycle: text().$type<Cycle>(),
    orderedAt: instantColumn().notNull(),
    activatedAt: instantColumn(),
    suspendedAt: instantColumn(),
    cancelledAt: instantColumn(),
    /** Start of the first period; every later one is counted from it. */
    billingAnchor: date(),
    periodStart: date(),
    periodEnd: date(),
    search: text()
      .notNull()
      .generatedAlwaysAs(foldedText(['number', 'customer_number', 'customer_name', 'plan_name'])),
  },
  (t) => [
    uniqueIndex('subscription_number').on(t.tenantId, t.number),
    index('subscription_customer').on(t.tenantId, t.customerId, t.id),
    index('subscription_plan').on(t.tenantId, t.planId, t.id),
    index('subscription_status').on(t.tenantId, t.status, t.id),
    tenantReference(t, t.customerId, 'customer'),
    tenantReference(t, t.planId, 'internet_plan'),
    check('subscription_money', sql`${t.priceMinor} >= 0 and ${t.setupFeeMinor} >= 0`),
    check('subscription_period', sql`${t.periodStart} < ${t.periodEnd}`),
    check('subscription_running', sql`${t.status} not in ('active', 'suspended') or ${t.periodEnd} is not null`),
  ],
  { customerOwned: 'customerId' },
);

/** Suspensions; billing does not charge their days. At most one is open, and none overlap (extra.sql). */
export const subscriptionPause = tenantTable(
  'subscription_pause',
  {
    subscriptionId: uuid().notNull(),
    customerId: uuid().notNull(),
    reason: text().notNull().$type<SuspendReason>(),
    /** Half-open local dates in the tenant's zone. */
    fromDate: date().notNull(),
    toDate: date(),
    suspendedAt: instantColumn().notNull(),
    resumedAt: instantColumn(),
  },
  (t) => [
    index('subscription_pause_subscription').on(t.tenantId, t.subscriptionId, t.fromDate),
    tenantReference(t, t.subscriptionId, subscription),
    check('subscription_pause_dates', sql`${t.fromDate} <= ${t.toDate}`),
    check('subscription_pause_closed', sql`(${t.toDate} is null) = (${t.resumedAt} is null)`),
  ],
  { customerOwned: 'customerId' },
);

/** Changes of plan: those that were made, with what they cost, and the one that waits for the next period. */
export const planChange = tenantTable(
  'plan_change',
  {
    subscriptionId: uuid().notNull(),
    customerId: uuid().notNull(),
    fromPlanId: uuid().notNull(),
    fromPlanName: text().notNull(),
    toPlanId: uuid().notNull(),
    toPlanName: text().notNull(),
    startsWith: text().notNull().$type<(typeof changeTimes)[number]>(),
    status: text().notNull().$type<(typeof changeStatuses)[number]>(),
    effectiveOn: date().notNull(),
    fromPriceMinor: bigint({ mode: 'number' }).notNull(),
    /** Agreed when the change was asked for, whatever the plan costs when it begins. */
    toPriceMinor: bigint({ mode: 'number' }).notNull(),
    toCycle: text().notNull().$type<Cycle>(),
    currency: text().notNull(),
    creditMinor: bigint({ mode: 'number' }).notNull(),
    chargeMinor: bigint({ mode: 'number' }).notNull(),
    invoiceId: uuid(),
    creditId: uuid(),
    requestedAt: instantColumn().notNull(),
    requestedBy: text().notNull(),
    settledAt: instantColumn(),
    statusReason: text(),
  },
  (t) => [
    index('plan_change_subscription').on(t.tenantId, t.subscriptionId, t.id),
    uniqueIndex('plan_change_waiting').on(t.tenantId, t.subscriptionId).where(sql`status = 'scheduled'`),
    index('plan_change_due').on(t.tenantId, t.effectiveOn, t.id).where(sql`status = 'scheduled'`),
    tenantReference(t, t.subscriptionId, subscription),
    check('plan_change_money', sql`${t.creditMinor} >= 0 and ${t.chargeMinor} >= 0 and ${t.toPriceMinor} >= 0`),
  ],
  { customerOwned: 'customerId' },
);

/** Last human number given out. */
export const subscriptionCounter = tenantTable(
  'subscription_counter',
  { last: integer().notNull() },
  (t) => [primaryKey({ name: 'subscription_counter_pkey', columns: [t.tenantId] })],
  { ownKey: true },
);

/** Sums behind the metrics, kept in the transaction of each change; in shards, so that changes do not wait for each other. */
export const subscriptionTally = tenantTable(
  'subscription_tally',
  {
    shard: integer().notNull(),
    status: text().notNull().$type<SubscriptionStatus>(),
    cycle: text().notNull().$type<Cycle>(),
    subscriptions: integer().notNull(),
    priceMinor: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ name: 'subscription_tally_pkey', columns: [t.tenantId, t.shard, t.status, t.cycle] })],
  { ownKey: true },
);
