import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, platformTable, tenantTable, xid8 } from '../db/tables.ts';

/** Every event of every tenant, written in the command's transaction; also the timeline of what happened. */
export const outbox = tenantTable(
  'outbox',
  {
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    at: instantColumn('at').notNull(),
    actorId: text('actor_id'),
    payload: jsonb('payload').notNull().$type<Record<string, unknown>>(),
    xid: xid8('xid').notNull().default(sql`pg_current_xact_id()`),
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    customerId: uuid('customer_id').generatedAlwaysAs(sql`(payload->>'customerId')::uuid`),
  },
  (t) => [index('outbox_stream').on(t.xid, t.seq), index('outbox_customer').on(t.tenantId, t.customerId, t.at)],
  { systemAccess: 'write', platformAccess: true, appendOnly: true },
);

export const reactionDone = tenantTable(
  'reaction_done',
  {
    eventId: uuid('event_id').notNull(),
    reaction: text('reaction').notNull(),
    at: instantColumn('at').notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.eventId, t.reaction] })],
  { ownKey: true, platformAccess: true },
);

export const reactionRetry = tenantTable(
  'reaction_retry',
  {
    reaction: text('reaction').notNull(),
    eventId: uuid('event_id').notNull(),
    position: text('position').notNull(),
    event: jsonb('event').notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAt: instantColumn('next_at').notNull(),
    lastError: text('last_error').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.reaction, t.eventId] })],
  { ownKey: true, systemAccess: 'write' },
);

export const relayCursor = platformTable(
  'relay_cursor',
  { name: text('name').primaryKey(), position: text('position').notNull(), at: instantColumn('at').notNull() },
  undefined,
  { dotmac_system: ['select', 'insert', 'update'] },
);

/** Steps of durable runs that have had their effect; written in the step's own transaction. */
export const stepDone = tenantTable(
  'step_done',
  {
    runId: text('run_id').notNull(),
    step: text('step').notNull(),
    output: jsonb('output'),
    at: instantColumn('at').notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.runId, t.step] })],
  { ownKey: true, platformAccess: true },
);

export const idempotencyKey = tenantTable(
  'idempotency_key',
  {
    actor: text('actor').notNull(),
    key: text('key').notNull(),
    operation: text('operation').notNull(),
    inputHash: text('input_hash').notNull(),
    response: jsonb('response'),
    at: instantColumn('at').notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.actor, t.key] }), index('idempotency_key_age').on(t.at)],
  { ownKey: true, platformAccess: true },
);
