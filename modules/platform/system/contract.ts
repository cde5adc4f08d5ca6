import { z } from 'zod';
import { command, contract, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { instant, internal, open, resource } from '#kernel/contract/fields.ts';

export const Process = resource('Process', {
  role: open(z.enum(['api', 'worker', 'aaa'])),
  instance: internal(z.string()),
  version: open(z.string()),
  nodeVersion: open(z.string()),
  startedAt: open(instant()),
  seenAt: open(instant()),
  memoryBytes: open(z.number()),
  /** `lost`: it has said nothing for half a minute. */
  state: open(z.enum(['alive', 'lost'])),
});
/** How far what follows an event is behind. */
export const EventState = resource('EventState', {
  relayedAt: open(instant().nullable()),
  newestAt: open(instant().nullable()),
  /** Events that no reaction has seen yet; counted up to ten thousand. */
  waiting: open(z.int()),
});
export const WaitingReaction = resource('WaitingReaction', {
  providerId: open(z.uuid()),
  providerName: open(z.string()),
  eventId: open(z.uuid()),
  reaction: open(z.string()),
  event: open(z.string()),
  attempts: open(z.int()),
  nextAt: open(instant()),
  since: open(instant()),
  /** Events that wait for this reaction at this provider, itself included. */
  behind: open(z.int()),
});
export const EngineState = resource('EngineState', {
  workflow: open(z.string()),
  title: open(z.string()),
  status: open(z.string()),
  queue: open(z.string().nullable()),
  runs: open(z.int()),
  oldestAt: open(instant()),
  latestAt: open(instant()),
});
export const SchemaPart = resource('SchemaPart', {
  name: open(z.string()),
  kind: open(z.enum(['migration', 'views and functions'])),
  appliedAt: open(instant()),
});
export const Machine = resource('Machine', {
  version: open(z.string()),
  nodeVersion: open(z.string()),
  databaseVersion: open(z.string()),
  databaseBytes: open(z.number()),
  databaseConnections: open(z.int()),
  databaseConnectionsMost: open(z.int()),
  databaseStartedAt: open(instant()),
  /** Of the data folder: files, spools, the embedded database. */
  diskBytes: open(z.number()),
  diskFreeBytes: open(z.number()),
  mailConfigured: open(z.boolean()),
});

const page = '/dashboard/platform-admin/system';
const base = { for: ['platform'], can: 'platform.system:read', in: z.object({}), ui: page } as const;

export const system = contract({
  name: 'system',
  title: 'System',
  events: {
    'reaction.retry-asked': { providerId: open(z.uuid()), eventId: open(z.uuid()), reaction: open(z.string()) },
  },
  operations: {
    processes: query('GET /system/processes', { ...base, summary: 'Which processes live', out: many(Process) }),
    events: query('GET /system/events', { ...base, summary: 'How far reactions are behind', out: one(EventState) }),
    waiting: query('GET /system/reactions', {
      ...base,
      summary: 'Reactions that failed and wait to be tried again',
      out: many(WaitingReaction),
    }),
    engine: query('GET /system/runs', {
      ...base,
      summary: 'Durable runs by workflow and state',
      out: many(EngineState),
    }),
    schema: query('GET /system/schema', { ...base, summary: 'Migrations that were applied', out: many(SchemaPart) }),
    machine: query('GET /system/machine', { ...base, summary: 'Versions, database and disk', out: one(Machine) }),
    retryReaction: command('POST /system/reactions/{eventId}/retry', {
      summary: 'Try a waiting reaction again now',
      for: ['platform'],
      can: 'platform.system:write',
      in: z.object({ eventId: z.uuid(), reaction: z.string().min(1).max(100) }),
      out: nothing(),
      emits: ['reaction.retry-asked'],
      ui: page,
    }),
  },
});
