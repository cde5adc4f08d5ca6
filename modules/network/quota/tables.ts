import { sql } from 'drizzle-orm';
import { bigint, check, date, index, integer, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { QuotaPolicy, QuotaState } from './contract.ts';

const bytes = () => bigint({ mode: 'number' });

/** The caps of plans, as told by their events; kept here so that a check of many lines asks no other module. */
export const quotaPlan = tenantTable(
  'quota_plan',
  {
    planId: uuid().notNull(),
    planName: text().notNull(),
    capBytes: bytes(),
    policy: text().notNull().$type<QuotaPolicy>(),
    throttledKbps: integer(),
    noticePercents: jsonb().notNull().$type<number[]>(),
    downloadKbps: integer().notNull(),
    uploadKbps: integer().notNull(),
  },
  (t) => [primaryKey({ name: 'quota_plan_pkey', columns: [t.tenantId, t.planId] })],
  { ownKey: true },
);

/** A running subscription and how far it is in its period. `checkAt` is null while nothing can happen. */
export const quotaLine = tenantTable(
  'quota_line',
  {
    subscriptionId: uuid().notNull(),
    customerId: uuid().notNull(),
    customerName: text().notNull(),
    subscriptionNumber: text().notNull(),
    planId: uuid().notNull(),
    periodStart: date().notNull(),
    periodEnd: date().notNull(),
    startsAt: instantColumn().notNull(),
    endsAt: instantColumn().notNull(),
    extraBytes: bytes().notNull().default(0),
    usedBytes: bytes().notNull().default(0),
    /** Of the cap, in thousandths: what the list is ordered by. */
    usedPermille: integer().notNull().default(0),
    reachedPercent: integer().notNull().default(0),
    state: text().notNull().default('within').$type<QuotaState>(),
    stateSince: instantColumn(),
    /** Speed laid upon the login, to see whether the plan says another now. */
    appliedKbps: integer(),
    checkAt: instantColumn(),
    checkedAt: instantColumn().notNull(),
  },
  (t) => [
    primaryKey({ name: 'quota_line_pkey', columns: [t.tenantId, t.subscriptionId] }),
    index('quota_line_due').on(t.tenantId, t.checkAt).where(sql`check_at is not null`),
    index('quota_line_used').on(t.tenantId, t.usedPermille, t.subscriptionId).where(sql`check_at is not null`),
    index('quota_line_plan').on(t.tenantId, t.planId),
    index('quota_line_customer').on(t.tenantId, t.customerId),
    check('quota_line_bytes', sql`${t.extraBytes} >= 0 and ${t.usedBytes} >= 0`),
  ],
  { ownKey: true, customerOwned: 'customerId' },
);
