import { sql } from 'drizzle-orm';
import { boolean, index, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';

/** Which account of the customer realm is which subscriber; name and number follow the customer. */
export const portalAccount = tenantTable(
  'portal_account',
  {
    customerId: uuid('customer_id').notNull(),
    userId: text('user_id').notNull(),
    number: text('number').notNull(),
    /** Proven by a mailed link; signs in, and receives the link for a new password. */
    email: text('email'),
    name: text('name').notNull(),
    enabled: boolean('enabled').notNull().default(true),
    lastSignInAt: instantColumn('last_sign_in_at'),
    createdAt: instantColumn('created_at').notNull().default(sql`now()`),
  },
  (t) => [
    uniqueIndex('portal_account_customer').on(t.tenantId, t.customerId),
    uniqueIndex('portal_account_number').on(t.tenantId, t.number),
    // Several subscribers may share an address; then the number is what they sign in with.
    index('portal_account_email').on(t.tenantId, t.email),
    index('portal_account_user').on(t.userId),
    tenantReference(t, t.customerId, 'customer', 'cascade'),
  ],
  { systemAccess: 'read', customerOwned: 'customerId' },
);
