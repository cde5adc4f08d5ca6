import { boolean, index, integer, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { RolloutStatus, rolloutCauses } from './contract.ts';

const counter = () => integer().notNull().default(0);

export const speedRollout = tenantTable(
  'speed_rollout',
  {
    title: text().notNull(),
    cause: text().notNull().$type<(typeof rolloutCauses)[number]>(),
    causeId: uuid().notNull(),
    planIds: jsonb().notNull().$type<string[]>(),
    /** Sessions that have the speed are told it again. */
    force: boolean().notNull(),
    status: text().notNull().default('queued').$type<RolloutStatus>(),
    subscriptions: counter(),
    subscriptionsDone: counter(),
    sessionsAsked: counter(),
    acknowledged: counter(),
    refused: counter(),
    unanswered: counter(),
    ended: counter(),
    disconnected: counter(),
    createdAt: instantColumn().notNull(),
    startedAt: instantColumn(),
    finishedAt: instantColumn(),
    cancelledAt: instantColumn(),
  },
  (t) => [index('speed_rollout_cause').on(t.tenantId, t.causeId, t.id)],
);
