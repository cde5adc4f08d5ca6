import { bigint, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, platformTable, tenantTable } from '#kernel/db/tables.ts';
import { namesContent } from '#kernel/files-named.ts';

/** The platform's side of a closing; one for each provider, the last. */
export const providerClosure = platformTable(
  'provider_closure',
  {
    providerId: uuid('provider_id').primaryKey(),
    state: text('state').notNull().$type<'exporting' | 'closed' | 'reopened' | 'erased'>(),
    reason: text('reason').notNull(),
    graceDays: integer('grace_days').notNull(),
    begunAt: instantColumn('begun_at').notNull(),
    begunBy: text('begun_by').notNull(),
    closedAt: instantColumn('closed_at'),
    eraseAfter: instantColumn('erase_after'),
    erasedAt: instantColumn('erased_at'),
    mailTo: text('mail_to').notNull(),
    exportRows: integer('export_rows').notNull().default(0),
    exportFiles: integer('export_files').notNull().default(0),
    exportBytes: bigint('export_bytes', { mode: 'number' }).notNull().default(0),
  },
  undefined,
  { dotmac_platform: ['select', 'insert', 'update'] },
);

/** The provider's side: what was written out, and who may fetch it. */
export const tenantExport = tenantTable(
  'tenant_export',
  {
    mailTo: text().notNull(),
    graceDays: integer().notNull(),
    begunAt: instantColumn().notNull(),
    name: text().notNull().default('export.zip'),
    sha256: text(),
    sizeBytes: bigint({ mode: 'number' }).notNull().default(0),
    rows: integer().notNull().default(0),
    files: integer().notNull().default(0),
    /** SHA-256 of the token in the link. */
    tokenHash: text(),
    madeAt: instantColumn(),
    expiresAt: instantColumn(),
    eraseAfter: instantColumn(),
  },
  (t) => [primaryKey({ columns: [t.tenantId] })],
  { ownKey: true },
);
namesContent(tenantExport, tenantExport.sha256, tenantExport.name);
