import { sql } from 'drizzle-orm';
import { index, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { TeamColour } from './rules.ts';

/** Colleagues who work together. What they may do is their roles' affair. */
export const team = tenantTable(
  'team',
  {
    name: text('name').notNull(),
    description: text('description').notNull(),
    colour: text('colour').notNull().$type<TeamColour>(),
    leadId: uuid('lead_id'),
    createdAt: instantColumn('created_at').notNull(),
  },
  (t) => [uniqueIndex('team_name').on(t.tenantId, sql`lower(${t.name})`), tenantReference(t, t.leadId, 'member')],
);

export const teamMember = tenantTable(
  'team_member',
  { teamId: uuid('team_id').notNull(), memberId: uuid('member_id').notNull() },
  (t) => [
    primaryKey({ name: 'team_member_pkey', columns: [t.tenantId, t.teamId, t.memberId] }),
    index('team_member_member').on(t.tenantId, t.memberId),
    tenantReference(t, t.teamId, team, 'cascade'),
    tenantReference(t, t.memberId, 'member', 'cascade'),
  ],
  { ownKey: true },
);
