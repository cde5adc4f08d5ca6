import { boolean, index, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { factors, RequiredOf, SignInOutcome } from './contract.ts';

/** What happened at the doors of a tenant; what the metrics count. */
export const signInEvent = tenantTable(
  'sign_in_event',
  {
    at: instantColumn().notNull(),
    person: text().notNull().$type<'staff' | 'subscriber'>(),
    /** The member or the portal account. */
    subjectId: uuid(),
    outcome: text().notNull().$type<SignInOutcome>(),
    factor: text().$type<(typeof factors)[number]>(),
    newDevice: boolean().notNull().default(false),
    ipAddress: text().notNull(),
  },
  (t) => [index('sign_in_event_at').on(t.tenantId, t.at)],
  { platformAccess: true },
);

/** What a provider asks of its staff at sign-in; without a row, nothing beyond a password. */
export const signInPolicy = tenantTable(
  'sign_in_policy',
  {
    requiredOf: text().notNull().$type<RequiredOf>(),
    fromAt: instantColumn().notNull(),
    changedAt: instantColumn().notNull(),
    changedBy: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId] })],
  { ownKey: true, platformAccess: true },
);
