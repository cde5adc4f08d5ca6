import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';

/** What a directory (Okta, Entra ID, Keycloak) authenticates with when it tells us who works here. */
export const scimToken = tenantTable(
  'scim_token',
  {
    name: text('name').notNull(),
    hash: text('hash').notNull(),
    /** Of whoever made it: a directory gives nobody more than they could. */
    permissions: jsonb('permissions').notNull().$type<string[]>(),
    /** Of people whom the directory puts into no group. */
    roleId: uuid('role_id').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instantColumn('created_at').notNull().default(sql`now()`),
    lastUsedAt: instantColumn('last_used_at'),
    revokedAt: instantColumn('revoked_at'),
  },
  // The token says which tenant it belongs to.
  (t) => [uniqueIndex('scim_token_hash').on(t.tenantId, t.hash), index('scim_token_by_hash').on(t.hash)],
  { systemAccess: 'read' },
);

/** What a directory says of a colleague beyond what we keep ourselves. */
export const scimUser = tenantTable(
  'scim_user',
  {
    memberId: uuid('member_id').notNull(),
    externalId: text('external_id'),
    isDeleted: boolean('is_deleted').notNull(),
    changedAt: instantColumn('changed_at').notNull(),
  },
  (t) => [primaryKey({ name: 'scim_user_pkey', columns: [t.tenantId, t.memberId] })],
  { ownKey: true },
);
