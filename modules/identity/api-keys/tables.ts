import { sql } from 'drizzle-orm';
import { index, jsonb, text } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';

export const apiKey = tenantTable(
  'api_key',
  {
    name: text('name').notNull(),
    prefix: text('prefix').notNull(),
    hash: text('hash').notNull(),
    permissions: jsonb('permissions').notNull().$type<string[]>(),
    createdBy: text('created_by').notNull(),
    createdAt: instantColumn('created_at').notNull().default(sql`now()`),
    expiresAt: instantColumn('expires_at'),
    lastUsedAt: instantColumn('last_used_at'),
    revokedAt: instantColumn('revoked_at'),
    /** When it was given a successor. */
    rotatedAt: instantColumn('rotated_at'),
  },
  // A key says which tenant it belongs to; until it is found, the tenant is not known.
  (t) => [index('api_key_hash').on(t.hash), index('api_key_created').on(t.tenantId, t.createdAt)],
  { systemAccess: 'read' },
);
