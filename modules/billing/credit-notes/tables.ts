import { sql } from 'drizzle-orm';
import { bigint, check, index, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';

const minor = () => bigint({ mode: 'number' });

export const credit = tenantTable(
  'credit_note',
  {
    customerId: uuid().notNull(),
    subscriptionId: uuid(),
    amountMinor: minor().notNull(),
    /** `amountMinor` less its uses; kept in the transaction of each. */
    leftMinor: minor().notNull(),
    currency: text().notNull(),
    reason: text().notNull(),
    grantedAt: instantColumn().notNull(),
  },
  (t) => [
    index('credit_note_customer').on(t.tenantId, t.customerId, t.id),
    index('credit_note_left').on(t.tenantId, t.customerId, t.id).where(sql`left_minor > 0`),
    tenantReference(t, t.customerId, 'customer'),
    tenantReference(t, t.subscriptionId, 'subscription'),
    check('credit_note_left_range', sql`${t.leftMinor} between 0 and ${t.amountMinor}`),
  ],
  { customerOwned: 'customerId' },
);

/** What an invoice used of a credit; gone again when that invoice is voided. */
export const creditUse = tenantTable(
  'credit_note_use',
  {
    creditId: uuid().notNull(),
    invoiceId: uuid().notNull(),
    customerId: uuid().notNull(),
    amountMinor: minor().notNull(),
  },
  (t) => [
    primaryKey({ name: 'credit_note_use_pkey', columns: [t.tenantId, t.invoiceId, t.creditId] }),
    tenantReference(t, t.creditId, credit),
    check('credit_note_use_amount', sql`${t.amountMinor} > 0`),
  ],
  { ownKey: true, customerOwned: 'customerId' },
);
