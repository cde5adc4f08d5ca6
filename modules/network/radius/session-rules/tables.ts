import { sql } from 'drizzle-orm';
import { boolean, index, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { CoaFallback } from '../coa-operations.ts';

/** An ISP's rules about live sessions; none means the usual ones. */
export const sessionPolicy = tenantTable(
  'session_policy',
  {
    coaFallback: text('coa_fallback').notNull().$type<CoaFallback>(),
    staleAfterReports: integer('stale_after_reports').notNull(),
    presumeAfterReports: integer('presume_after_reports').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId] })],
  { ownKey: true },
);

/** What a NAS last said of a session that had fallen silent. */
export const sessionProbe = tenantTable(
  'session_probe',
  {
    sessionId: uuid('session_id').notNull(),
    nasId: uuid('nas_id').notNull(),
    askedAt: instantColumn('asked_at').notNull(),
    /** In words: what it answered, and what that proves. */
    answer: text('answer').notNull(),
    proves: text('proves').notNull().$type<'alive' | 'gone' | 'nothing'>(),
    /** The AAA engine is to end it, unless it has reported since `silentSince`. */
    isGivenUp: boolean('is_given_up').notNull().default(false),
    silentSince: instantColumn('silent_since'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.sessionId] }),
    index('session_probe_given_up').on(t.tenantId).where(sql`is_given_up`),
  ],
  { ownKey: true, systemAccess: 'write' },
);
