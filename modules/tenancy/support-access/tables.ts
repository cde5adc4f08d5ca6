import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { AccessRole, ConsentMode, KeptStatus } from './rules.ts';

/** Whether a provider lets the platform's staff in. No row: they ask each time. */
export const supportConsent = tenantTable(
  'support_consent',
  {
    mode: text('mode').notNull().$type<ConsentMode>(),
    changedBy: text('changed_by').notNull(),
    changedAt: instantColumn('changed_at').notNull(),
  },
  (t) => [primaryKey({ name: 'support_consent_pkey', columns: [t.tenantId] })],
  { ownKey: true, systemAccess: 'read' },
);

/** What the platform's staff asked of providers; how it stands is told by the provider's own row of the same id. */
export const supportRequest = tenantTable(
  'support_request',
  {
    providerId: uuid('provider_id').notNull(),
    operatorId: uuid('operator_id').notNull(),
    operatorName: text('operator_name').notNull(),
    reason: text('reason').notNull(),
    role: text('role').notNull().$type<AccessRole>(),
    minutes: integer('minutes').notNull(),
    askedAt: instantColumn('asked_at').notNull(),
  },
  (t) => [index('support_request_recent').on(t.tenantId, t.askedAt, t.id)],
  { platformAccess: true },
);

/** Each time somebody of the platform asked to enter this provider, and what came of it. */
export const supportAccess = tenantTable(
  'support_access',
  {
    operatorId: uuid('operator_id').notNull(),
    operatorName: text('operator_name').notNull(),
    reason: text('reason').notNull(),
    role: text('role').notNull().$type<AccessRole>(),
    minutes: integer('minutes').notNull(),
    status: text('status').notNull().$type<KeptStatus>(),
    askedAt: instantColumn('asked_at').notNull(),
    decidedAt: instantColumn('decided_at'),
    decidedBy: text('decided_by'),
    enteredAt: instantColumn('entered_at'),
    expiresAt: instantColumn('expires_at'),
    endedAt: instantColumn('ended_at'),
    endedBy: text('ended_by'),
    /** When the link was made that was followed last: none made before it works any more. */
    linkAt: instantColumn('link_at'),
    /** SHA-256 of the secret in the visitor's cookie. */
    cookieHash: text('cookie_hash'),
    /** The operator's session, with which the visit ends. */
    sessionId: text('session_id'),
  },
  (t) => [
    index('support_access_recent').on(t.tenantId, t.askedAt, t.id),
    // Which provider a cookie is of is not known before it is found.
    index('support_access_cookie').on(t.cookieHash),
    check('support_access_minutes', sql`${t.minutes} between 15 and 480`),
    check('support_access_limit', sql`${t.status} <> 'active' or ${t.expiresAt} is not null`),
  ],
  { systemAccess: 'read' },
);
