import { sql } from 'drizzle-orm';
import { index, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';

/** A person who works for the tenant; the password and second factor are the realm's, found by `userId`. */
export const member = tenantTable(
  'member',
  {
    userId: text('user_id'),
    name: text('name').notNull(),
    email: text('email').notNull(),
    status: text('status').notNull().$type<'invited' | 'active' | 'disabled'>(),
    /** SHA-256 of the invitation's token; the token is only in the mail. */
    invitationHash: text('invitation_hash'),
    invitationExpiresAt: instantColumn('invitation_expires_at'),
    lastSignInAt: instantColumn('last_sign_in_at'),
    createdAt: instantColumn('created_at').notNull().default(sql`now()`),
  },
  (t) => [
    uniqueIndex('member_email').on(t.tenantId, t.email),
    uniqueIndex('member_user').on(t.tenantId, t.userId),
    uniqueIndex('member_invitation').on(t.tenantId, t.invitationHash),
    // At sign-in the tenant is not known yet.
    index('member_by_user').on(t.userId),
    index('member_name').on(t.tenantId, sql`lower(${t.name})`, t.id),
  ],
  { systemAccess: 'read', platformAccess: true },
);

export const role = tenantTable(
  'role',
  {
    /** Which built-in role this is; its permissions are then in the code. */
    key: text('key'),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    permissions: jsonb('permissions').notNull().$type<string[]>(),
    createdAt: instantColumn('created_at').notNull().default(sql`now()`),
  },
  (t) => [
    uniqueIndex('role_name').on(t.tenantId, sql`lower(${t.name})`),
    uniqueIndex('role_key').on(t.tenantId, t.key),
  ],
  { systemAccess: 'read', platformAccess: true },
);

export const memberRole = tenantTable(
  'member_role',
  {
    memberId: uuid('member_id').notNull(),
    roleId: uuid('role_id').notNull(),
    /** Stops to bind then; null: until it is taken away. */
    expiresAt: instantColumn('expires_at'),
  },
  (t) => [
    primaryKey({ name: 'member_role_pkey', columns: [t.tenantId, t.memberId, t.roleId] }),
    index('member_role_role').on(t.tenantId, t.roleId),
    tenantReference(t, t.memberId, member, 'cascade'),
    tenantReference(t, t.roleId, role),
  ],
  { ownKey: true, systemAccess: 'read', platformAccess: true },
);

/** What one member may do beside their roles, or may not in spite of them. */
export const memberOverride = tenantTable(
  'member_override',
  {
    memberId: uuid('member_id').notNull(),
    effect: text('effect').notNull().$type<'allow' | 'deny'>(),
    permission: text('permission').notNull(),
    reason: text('reason').notNull(),
    expiresAt: instantColumn('expires_at'),
    givenBy: text('given_by').notNull(),
    createdAt: instantColumn('created_at').notNull().default(sql`now()`),
  },
  (t) => [
    uniqueIndex('member_override_one').on(t.tenantId, t.memberId, t.effect, t.permission),
    tenantReference(t, t.memberId, member, 'cascade'),
  ],
  { systemAccess: 'read', platformAccess: true },
);
