import { boolean, index, integer, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { actions, choices, comparisonStatuses, kinds, results } from './contract.ts';
import type { Values } from './rules.ts';

type Kind = (typeof kinds)[number];

/** Where a provider's NetBox is; one row, or none. */
export const netboxConnection = tenantTable(
  'netbox_connection',
  {
    url: text().notNull(),
    /** Sealed. */
    token: text().notNull(),
    verifyTls: boolean().notNull(),
    tenantSlug: text(),
    vrfs: jsonb().$type<{ ours: string; netbox: string }[]>().notNull(),
    version: text(),
    comparedAt: instantColumn(),
    appliedAt: instantColumn(),
    problem: text(),
  },
  (t) => [primaryKey({ name: 'netbox_connection_pkey', columns: [t.tenantId] })],
  { ownKey: true },
);

/** Which row of ours is which of NetBox's, and what both said when they last agreed. */
export const netboxLink = tenantTable(
  'netbox_link',
  {
    kind: text().$type<Kind>().notNull(),
    ourId: uuid().notNull(),
    netboxId: integer().notNull(),
    base: jsonb().$type<Values>().notNull(),
  },
  (t) => [
    primaryKey({ name: 'netbox_link_pkey', columns: [t.tenantId, t.kind, t.ourId] }),
    uniqueIndex('netbox_link_theirs').on(t.tenantId, t.kind, t.netboxId),
  ],
  { ownKey: true },
);

export const netboxComparison = tenantTable('netbox_comparison', {
  status: text().$type<(typeof comparisonStatuses)[number]>().notNull(),
  problem: text(),
  createdAt: instantColumn().notNull(),
  finishedAt: instantColumn(),
});

export const netboxDifference = tenantTable(
  'netbox_difference',
  {
    comparisonId: uuid().notNull(),
    position: integer().notNull(),
    kind: text().$type<Kind>().notNull(),
    vrf: text().notNull(),
    address: text().notNull(),
    action: text().$type<(typeof actions)[number]>().notNull(),
    ours: jsonb().$type<Values>(),
    theirs: jsonb().$type<Values>(),
    note: text().notNull(),
    ourId: uuid(),
    netboxId: integer(),
    /** Of ours, the pool that it lies in. */
    poolId: uuid(),
    choice: text().$type<(typeof choices)[number]>().notNull(),
    result: text().$type<(typeof results)[number]>().notNull(),
    problem: text(),
  },
  (t) => [
    uniqueIndex('netbox_difference_place').on(t.tenantId, t.comparisonId, t.position),
    index('netbox_difference_result').on(t.tenantId, t.comparisonId, t.result),
    tenantReference(t, t.comparisonId, netboxComparison, 'cascade'),
  ],
);
