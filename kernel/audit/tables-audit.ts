import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable, xid8 } from '../db/tables.ts';

/** Who did what, at which door, with what result. Rows are never changed; `audit_seal` chains them. */
export const auditEntry = tenantTable(
  'audit_entry',
  {
    id: uuid('id').notNull(),
    at: instantColumn('at').notNull(),
    door: text('door').notNull(),
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id'),
    actorName: text('actor_name').notNull(),
    operation: text('operation').notNull(),
    outcome: text('outcome').notNull(),
    subjectType: text('subject_type'),
    subjectId: uuid('subject_id'),
    requestId: text('request_id').notNull(),
    ipAddress: text('ip_address'),
    /** The support access or portal visit it was done in. */
    visitId: uuid('visit_id'),
    /** Whose place the actor took. */
    onBehalfOf: text('on_behalf_of'),
    input: jsonb('input'),
    before: jsonb('before').$type<Record<string, unknown>>(),
    after: jsonb('after').$type<Record<string, unknown>>(),
    xid: xid8('xid').notNull().default(sql`pg_current_xact_id()`),
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
  },
  (t) => [
    index('audit_entry_stream').on(t.tenantId, t.xid, t.seq),
    index('audit_entry_recent').on(t.tenantId, t.at),
    index('audit_entry_subject').on(t.tenantId, t.subjectId, t.at),
  ],
  { systemAccess: 'read', platformAccess: true, appendOnly: true },
);

/** The hash chain over `audit_entry`, one link per row in the order of the stream. */
export const auditSeal = tenantTable(
  'audit_seal',
  {
    number: bigint('number', { mode: 'number' }).notNull(),
    entryId: uuid('entry_id').notNull(),
    xid: xid8('xid').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.number] })],
  { ownKey: true, systemAccess: 'write', platformAccess: true, appendOnly: true },
);
