import { sql } from 'drizzle-orm';
import { bigint, date, index, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { Direction, RequestStatus, SelfServiceMode } from './rules.ts';

const money = () => bigint({ mode: 'number' }).notNull();

export const planRequest = tenantTable(
  'plan_request',
  {
    subscriptionId: uuid().notNull(),
    subscriptionNumber: text().notNull(),
    customerId: uuid().notNull(),
    customerName: text().notNull(),
    fromPlanName: text().notNull(),
    toPlanId: uuid().notNull(),
    toPlanName: text().notNull(),
    direction: text().notNull().$type<Direction>(),
    startsWith: text().notNull().$type<'now' | 'next_period'>(),
    fromPriceMinor: money(),
    toPriceMinor: money(),
    currency: text().notNull(),
    agreedNetMinor: money(),
    note: text().notNull(),
    status: text().notNull().$type<RequestStatus>(),
    statusReason: text(),
    effectiveOn: date(),
    requestedAt: instantColumn().notNull(),
    decidedAt: instantColumn(),
    decidedBy: text(),
    obstacle: text(),
    search: text()
      .notNull()
      .generatedAlwaysAs(
        sql`lower(subscription_number || ' ' || customer_name || ' ' || from_plan_name || ' ' || to_plan_name)`,
      ),
  },
  (t) => [
    uniqueIndex('plan_request_waiting').on(t.tenantId, t.subscriptionId).where(sql`status = 'waiting'`),
    index('plan_request_status').on(t.tenantId, t.status, t.id),
    index('plan_request_customer').on(t.tenantId, t.customerId, t.id),
    index('plan_request_subscription').on(t.tenantId, t.subscriptionId),
    index('plan_request_decided').on(t.tenantId, t.decidedAt),
    tenantReference(t, t.customerId, 'customer'),
    tenantReference(t, t.subscriptionId, 'subscription'),
  ],
  { customerOwned: 'customerId' },
);

export const planSelfService = tenantTable(
  'plan_self_service',
  {
    mode: text().notNull().$type<SelfServiceMode>(),
    hiddenPlanIds: uuid().array().notNull(),
  },
  (t) => [primaryKey({ name: 'plan_self_service_pkey', columns: [t.tenantId] })],
  { ownKey: true },
);
