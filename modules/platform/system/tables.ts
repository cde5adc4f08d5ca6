import { bigint, primaryKey, text } from 'drizzle-orm/pg-core';
import { instantColumn, platformTable } from '#kernel/db/tables.ts';

/** A row for each role of each process, renewed while it lives. */
export const processHeartbeat = platformTable(
  'process_heartbeat',
  {
    role: text('role').notNull(),
    /** Machine and process id. */
    instance: text('instance').notNull(),
    version: text('version').notNull(),
    nodeVersion: text('node_version').notNull(),
    startedAt: instantColumn('started_at').notNull(),
    seenAt: instantColumn('seen_at').notNull(),
    memoryBytes: bigint('memory_bytes', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.role, t.instance] })],
  { dotmac_system: ['select', 'insert', 'update', 'delete'], dotmac_platform: ['select'] },
);
