import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, index, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { Metric, SeatType } from '#modules/licensing/catalogue/contract.ts';
import type { AccountStatus, ChangeKind, Interval } from './rules.ts';

const minor = () => bigint({ mode: 'number' });

/** What an ISP has with the platform; one per tenant, and none for a tenant that nobody sells to: it has everything. */
export const licensingAccount = tenantTable(
  'licensing_account',
  {
    versionId: uuid().notNull(),
    planName: text().notNull(),
    status: text().notNull().$type<AccountStatus>(),
    interval: text().notNull().$type<Interval>(),
    /** Half-open, in the tenant's zone. A trial is a period. */
    periodStart: date().notNull(),
    periodEnd: date().notNull(),
    /** The day of the month on which periods begin. */
    anchorDay: integer().notNull(),
    nextVersionId: uuid(),
    nextInterval: text().$type<Interval>(),
    cancelAtEnd: boolean().notNull().default(false),
    /** Of a month, plan and add-ons; nothing during a trial. */
    mrrMinor: minor().notNull(),
    currency: text().notNull(),
    billingEmail: text().notNull(),
    openedAt: instantColumn().notNull(),
    pastDueSince: date(),
    cancelledAt: instantColumn(),
  },
  (t) => [
    primaryKey({ name: 'licensing_account_pkey', columns: [t.tenantId] }),
    check('licensing_account_period', sql`${t.periodStart} < ${t.periodEnd}`),
  ],
  { ownKey: true, platformAccess: 'reads' },
);

/** What an ISP buys besides its plan, at the price of the day it was bought. */
export const licensingAddonItem = tenantTable(
  'licensing_addon_item',
  {
    addonId: uuid().notNull(),
    name: text().notNull(),
    kind: text().notNull().$type<'feature' | 'quota' | 'seat'>(),
    feature: text(),
    metric: text().$type<Metric>(),
    seatType: text().$type<SeatType>(),
    amount: bigint({ mode: 'number' }).notNull(),
    monthMinor: minor().notNull(),
    quantity: integer().notNull(),
    /** From the next period on; null: as now. */
    nextQuantity: integer(),
    startedAt: instantColumn().notNull(),
  },
  (t) => [
    uniqueIndex('licensing_addon_item_addon').on(t.tenantId, t.addonId),
    check('licensing_addon_item_quantity', sql`${t.quantity} > 0`),
  ],
  { platformAccess: 'reads' },
);

/** How a contract changed, and what that did to what it brings in a month. */
export const licensingChange = tenantTable(
  'licensing_change',
  {
    kind: text().notNull().$type<ChangeKind>(),
    planName: text().notNull(),
    detail: text().notNull(),
    mrrBeforeMinor: minor().notNull(),
    mrrAfterMinor: minor().notNull(),
    actorName: text().notNull(),
    at: instantColumn().notNull(),
  },
  (t) => [index('licensing_change_at').on(t.tenantId, t.at)],
  { appendOnly: true, platformAccess: 'reads' },
);
