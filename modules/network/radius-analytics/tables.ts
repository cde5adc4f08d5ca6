import { bigint, date, index, integer, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';

// The AAA engine writes the tallies in the transaction of what they count (`radius/aaa/rollups.ts`), each at the time that
// the NAS says it happened; so they are as whole as the sessions themselves, also after a day without a database.

const octets = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0);

/** Traffic of a NAS per hour. */
export const radiusNasHour = tenantTable(
  'radius_nas_hour',
  {
    nasId: uuid('nas_id').notNull(),
    hour: instantColumn('hour').notNull(),
    downloadBytes: octets('download_bytes'),
    uploadBytes: octets('upload_bytes'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.nasId, t.hour] })],
  { ownKey: true, systemAccess: 'write' },
);

/**
 * Traffic of an account at a NAS per day of the tenant's zone. Who was online has a row, also without traffic. The hour under
 * way of a live session is still in its `radius_session` row.
 */
export const radiusUsageDay = tenantTable(
  'radius_usage_day',
  {
    day: date('day', { mode: 'string' }).notNull(),
    accountId: uuid('account_id').notNull(),
    nasId: uuid('nas_id').notNull(),
    customerId: uuid('customer_id'),
    downloadBytes: octets('download_bytes'),
    uploadBytes: octets('upload_bytes'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.day, t.accountId, t.nasId] }),
    index('radius_usage_day_customer').on(t.tenantId, t.customerId, t.day),
  ],
  { ownKey: true, systemAccess: 'write', customerOwned: 'customerId' },
);

/** The same by whole past weeks, which begin on Monday: a long period is added up from far fewer rows. */
export const radiusUsageWeek = tenantTable(
  'radius_usage_week',
  {
    week: date('week', { mode: 'string' }).notNull(),
    accountId: uuid('account_id').notNull(),
    nasId: uuid('nas_id').notNull(),
    downloadBytes: octets('download_bytes'),
    uploadBytes: octets('upload_bytes'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.week, t.accountId, t.nasId] })],
  { ownKey: true },
);

/**
 * Sessions that began and ended in five minutes, at a NAS; under the nil id, at all of them. How many were online at a time
 * is how many are now, less all that began since, plus all that ended.
 */
export const radiusSessionFlow = tenantTable(
  'radius_session_flow',
  {
    nasId: uuid('nas_id').notNull(),
    at: instantColumn('at').notNull(),
    started: integer('started').notNull().default(0),
    stopped: integer('stopped').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.nasId, t.at] })],
  { ownKey: true, systemAccess: 'write' },
);

/** Sessions that ended on a day, by why and by how long they were (`lengthBuckets`). */
export const radiusSessionEnd = tenantTable(
  'radius_session_end',
  {
    day: date('day', { mode: 'string' }).notNull(),
    nasId: uuid('nas_id').notNull(),
    cause: text('cause').notNull(),
    lengthBucket: smallint('length_bucket').notNull(),
    sessions: integer('sessions').notNull().default(0),
    seconds: octets('seconds'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.day, t.nasId, t.cause, t.lengthBucket] })],
  { ownKey: true, systemAccess: 'write' },
);

/** Most sessions at a time and at the end of each past hour: what stays when the five minutes are forgotten. */
export const radiusOnlineHour = tenantTable(
  'radius_online_hour',
  {
    nasId: uuid('nas_id').notNull(),
    hour: instantColumn('hour').notNull(),
    peakSessions: integer('peak_sessions').notNull(),
    endSessions: integer('end_sessions').notNull(),
    started: integer('started').notNull(),
    stopped: integer('stopped').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.nasId, t.hour] })],
  { ownKey: true },
);

/** Different subscribers that were online on a past day, at a NAS; under the nil id, at all of them. */
export const radiusSubscriberDay = tenantTable(
  'radius_subscriber_day',
  {
    day: date('day', { mode: 'string' }).notNull(),
    nasId: uuid('nas_id').notNull(),
    subscribers: integer('subscribers').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.day, t.nasId] })],
  { ownKey: true },
);
