import { primaryKey, text } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';

/** What the vendor needs to know of its customer, the ISP. */
export const accountProfile = tenantTable(
  'account_profile',
  {
    legalName: text().notNull(),
    registrationNumber: text().notNull(),
    taxNumber: text().notNull(),
    address: text().notNull(),
    website: text().notNull(),
    billingName: text().notNull(),
    billingEmail: text().notNull(),
    billingPhone: text().notNull(),
    updatedAt: instantColumn().notNull(),
  },
  (t) => [primaryKey({ name: 'account_profile_pkey', columns: [t.tenantId] })],
  { ownKey: true, platformAccess: 'shared' },
);
