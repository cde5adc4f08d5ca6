import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';

export const bandwidthProfile = tenantTable(
  'bandwidth_profile',
  {
    name: text().notNull(),
    description: text().notNull().default(''),
    downloadKbps: integer().notNull(),
    uploadKbps: integer().notNull(),
    burstDownloadKbps: integer(),
    burstUploadKbps: integer(),
    burstDownloadThresholdKbps: integer(),
    burstUploadThresholdKbps: integer(),
    burstSeconds: integer(),
    qosProfileName: text(),
    createdAt: instantColumn().notNull(),
    updatedAt: instantColumn().notNull(),
  },
  (t) => [
    uniqueIndex('bandwidth_profile_name').on(t.tenantId, t.name),
    check('bandwidth_profile_speed', sql`${t.downloadKbps} > 0 and ${t.uploadKbps} > 0`),
    check('bandwidth_profile_burst', sql`(${t.burstDownloadKbps} is null) = (${t.burstUploadKbps} is null)`),
  ],
);

/** Which plans sell a profile, as told by the events of plans. */
export const bandwidthProfilePlan = tenantTable(
  'bandwidth_profile_plan',
  { planId: uuid().notNull(), planName: text().notNull(), bandwidthProfileId: uuid().notNull() },
  (t) => [
    primaryKey({ name: 'bandwidth_profile_plan_pkey', columns: [t.tenantId, t.planId] }),
    index('bandwidth_profile_plan_profile').on(t.tenantId, t.bandwidthProfileId),
  ],
  { ownKey: true },
);
