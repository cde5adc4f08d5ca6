import { index, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { announcementDoors, audiences, severities } from './contract.ts';

const said = () => ({
  title: text().notNull(),
  body: text().notNull(),
  severity: text().notNull().$type<(typeof severities)[number]>(),
  doors: text().array().notNull().$type<(typeof announcementDoors)[number][]>(),
  from: instantColumn().notNull(),
  until: instantColumn(),
});

/** As the vendor wrote it, in the vendor's tenancy: to whom else it speaks is no provider's business. */
export const announcement = tenantTable(
  'announcement',
  {
    ...said(),
    audience: text().notNull().$type<(typeof audiences)[number]>(),
    tenantIds: uuid().array().notNull(),
    authorName: text().notNull(),
    withdrawnAt: instantColumn(),
    createdAt: instantColumn().notNull(),
  },
  (t) => [index('announcement_created').on(t.tenantId, t.createdAt, t.id)],
  { platformAccess: true },
);

/** What one provider is told: a copy in its tenancy, put there and taken away by the vendor. */
export const announcementCopy = tenantTable('announcement_copy', said(), () => [], { platformAccess: 'shared' });

/** Who has put which away. */
export const announcementDismissal = tenantTable(
  'announcement_dismissal',
  {
    announcementId: uuid().notNull(),
    door: text().notNull(),
    personId: text().notNull(),
    at: instantColumn().notNull(),
  },
  (t) => [
    primaryKey({
      name: 'announcement_dismissal_pkey',
      columns: [t.tenantId, t.announcementId, t.door, t.personId],
    }),
  ],
  { ownKey: true },
);
