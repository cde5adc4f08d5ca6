import { statfs } from 'node:fs/promises';
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { boolean, integer, pgSchema, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { loadConfig } from '#kernel/config.ts';
import { implement } from '#kernel/context.ts';
import { instantColumn } from '#kernel/db/tables.ts';
import { knownWorkflows } from '#kernel/durable.ts';
import { notFound } from '#kernel/errors.ts';
import { heartbeatSeconds, type ProcessRole } from '#kernel/heartbeat.ts';
import { mailServer } from '#kernel/mail.ts';
import { tenantTableOfPlatform as provider } from '#kernel/tenancy/tables-tenant.ts';
import { productVersion } from '#kernel/version.ts';
import { system } from './contract.ts';
import { processHeartbeat } from './tables.ts';

const views = pgSchema('platform_view');
const eventState = views.table('event_state', {
  relayedAt: instantColumn('relayed_at'),
  newestAt: instantColumn('newest_at'),
  waiting: integer('waiting').notNull(),
});
const waiting = views.table('reaction_waiting', {
  providerId: uuid('provider_id').notNull(),
  eventId: uuid('event_id').notNull(),
  reaction: text('reaction').notNull(),
  event: text('event').notNull(),
  attempts: integer('attempts').notNull(),
  nextAt: instantColumn('next_at').notNull(),
  since: instantColumn('since').notNull(),
  behind: integer('behind').notNull(),
});
const engineState = pgTable('engine_state', {
  workflow: text('name').notNull(),
  status: text('status').notNull(),
  queue: text('queue_name'),
  runs: integer('runs').notNull(),
  oldestAt: instantColumn('oldest_at').notNull(),
  latestAt: instantColumn('latest_at').notNull(),
});
const schemaState = pgTable('schema_state', {
  name: text('name').notNull(),
  appliedAt: instantColumn('applied_at').notNull(),
  numbered: boolean('numbered').notNull(),
});

/** Three beats may be missed: a pause of the machine is not a death. */
const lostSeconds = heartbeatSeconds * 3;
const roles: readonly string[] = ['api', 'worker', 'aaa'] satisfies ProcessRole[];
const isRole = (role: string): role is ProcessRole => roles.includes(role);

export const service = implement(system, {
  async processes(ctx) {
    const rows = await ctx.db
      .select({
        role: processHeartbeat.role,
        instance: processHeartbeat.instance,
        version: processHeartbeat.version,
        nodeVersion: processHeartbeat.nodeVersion,
        startedAt: processHeartbeat.startedAt,
        seenAt: processHeartbeat.seenAt,
        memoryBytes: processHeartbeat.memoryBytes,
        lost: sql<boolean>`${processHeartbeat.seenAt} < now() - make_interval(secs => ${lostSeconds})`,
      })
      .from(processHeartbeat)
      .orderBy(asc(processHeartbeat.role), asc(processHeartbeat.instance));
    return {
      items: rows.flatMap(({ role, lost, ...row }) =>
        isRole(role) ? [{ ...row, role, state: lost ? ('lost' as const) : ('alive' as const) }] : [],
      ),
    };
  },

  async events(ctx) {
    const [row] = await ctx.db.select().from(eventState);
    return row ?? { relayedAt: null, newestAt: null, waiting: 0 };
  },

  async waiting(ctx) {
    const rows = await ctx.db
      .select({ row: waiting, providerName: provider.name })
      .from(waiting)
      .leftJoin(provider, eq(provider.id, waiting.providerId))
      .orderBy(asc(waiting.since))
      .limit(200);
    return { items: rows.map(({ row, providerName }) => ({ ...row, providerName: providerName ?? 'Platform' })) };
  },

  async engine(ctx) {
    const rows = await ctx.db.select().from(engineState).orderBy(desc(engineState.latestAt)).limit(200);
    return {
      items: rows.map((row) => ({ ...row, title: knownWorkflows.get(row.workflow)?.title ?? row.workflow })),
    };
  },

  async schema(ctx) {
    const rows = await ctx.db.select().from(schemaState).orderBy(desc(schemaState.numbered), desc(schemaState.name));
    return {
      items: rows.map(({ numbered, ...row }) => ({
        ...row,
        kind: numbered ? ('migration' as const) : ('views and functions' as const),
      })),
    };
  },

  async machine(ctx) {
    const { rows } = await ctx.db.execute<{
      version: string;
      bytes: number;
      connections: number;
      most: number;
      started: string;
    }>(sql`
      select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
        (select count(*) from pg_stat_activity where datname = current_database())::int as connections,
        current_setting('max_connections')::int as most, pg_postmaster_start_time()::text as started`);
    const row = rows[0]!;
    const disk = await statfs(loadConfig().dataDir).catch(() => null);
    return {
      version: productVersion,
      nodeVersion: process.version,
      databaseVersion: row.version,
      databaseBytes: Number(row.bytes),
      databaseConnections: row.connections,
      databaseConnectionsMost: row.most,
      databaseStartedAt: new Date(row.started).toISOString(),
      diskBytes: disk ? disk.blocks * disk.bsize : 0,
      diskFreeBytes: disk ? disk.bavail * disk.bsize : 0,
      mailConfigured: mailServer() !== null,
    };
  },

  async retryReaction(ctx, { eventId, reaction }) {
    const [row] = await ctx.db
      .select()
      .from(waiting)
      .where(and(eq(waiting.eventId, eventId), eq(waiting.reaction, reaction)));
    if (!row) throw notFound('waiting reaction');
    ctx.changed({ type: 'reaction', id: eventId, after: { reaction, retry: 'now' } });
    await ctx.emit('reaction.retry-asked', { providerId: row.providerId, eventId, reaction });
  },
});
