import { sql } from 'drizzle-orm';
import { boolean, text, uuid } from 'drizzle-orm/pg-core';
import type { Tenant } from '../context.ts';
import { instantColumn, platformTable } from '../db/tables.ts';

/** The ISPs of this installation. No tenant's own role can read it: one ISP does not learn of another. */
export const tenantTableOfPlatform = platformTable(
  'tenant',
  {
    id: uuid('id').primaryKey(),
    slug: text('slug').notNull().unique('tenant_slug'),
    name: text('name').notNull(),
    country: text('country').notNull(),
    currency: text('currency').notNull(),
    timeZone: text('time_zone').notNull(),
    locale: text('locale').notNull().default('en'),
    status: text('status').notNull().default('active').$type<Tenant['status']>(),
    suspendReason: text('suspend_reason'),
    /** Whether its subscribers may log in to the network. */
    networkOn: boolean('network_on').notNull().default(true),
    adminEmail: text('admin_email').notNull(),
    createdAt: instantColumn('created_at').notNull().default(sql`now()`),
  },
  undefined,
  { dotmac_system: ['select'], dotmac_platform: ['select', 'insert', 'update'] },
);
