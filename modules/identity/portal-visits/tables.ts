import { boolean, index, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';

/** Each time a colleague looked at the portal as a subscriber sees it. */
export const portalVisit = tenantTable(
  'portal_visit',
  {
    customerId: uuid('customer_id').notNull(),
    customerName: text('customer_name').notNull(),
    memberId: uuid('member_id').notNull(),
    memberName: text('member_name').notNull(),
    reason: text('reason').notNull(),
    /** Whether the provider let visitors act when this one began. */
    mayAct: boolean('may_act').notNull(),
    startedAt: instantColumn('started_at').notNull(),
    enteredAt: instantColumn('entered_at'),
    expiresAt: instantColumn('expires_at').notNull(),
    endedAt: instantColumn('ended_at'),
    endedBy: text('ended_by'),
    /** SHA-256 of the link's token, until it is followed. */
    tokenHash: text('token_hash'),
    /** SHA-256 of the secret in the visitor's cookie. */
    cookieHash: text('cookie_hash'),
    /** The colleague's session, with which the visit ends. */
    sessionId: text('session_id'),
  },
  (t) => [
    index('portal_visit_recent').on(t.tenantId, t.startedAt, t.id),
    index('portal_visit_customer').on(t.tenantId, t.customerId, t.startedAt, t.id),
    // Which provider a link or a cookie is of is not known before it is found.
    index('portal_visit_token').on(t.tokenHash),
    index('portal_visit_cookie').on(t.cookieHash),
    tenantReference(t, t.customerId, 'customer', 'cascade'),
  ],
  { systemAccess: 'read', customerOwned: 'customerId' },
);

/** Whether visitors may act in a subscriber's name. No row: they look on. */
export const portalVisitSetting = tenantTable(
  'portal_visit_setting',
  {
    mayAct: boolean('may_act').notNull(),
    changedBy: text('changed_by').notNull(),
    changedAt: instantColumn('changed_at').notNull(),
  },
  (t) => [primaryKey({ name: 'portal_visit_setting_pkey', columns: [t.tenantId] })],
  { ownKey: true, systemAccess: 'read' },
);
