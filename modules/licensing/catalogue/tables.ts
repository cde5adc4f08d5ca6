import { sql } from 'drizzle-orm';
import { bigint, check, integer, jsonb, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, platformTable } from '#kernel/db/tables.ts';
import type { FeatureKey } from './features.ts';
import type { Allowances, Metric, SeatCounts, SeatType } from './rules.ts';

const minor = () => bigint({ mode: 'number' });
/** Every ISP reads the price list; only the platform's staff write it. */
const readByAll = { dotmac_app: ['select'], dotmac_system: ['select'] } as const;

export const licensingPlan = platformTable(
  'licensing_plan',
  {
    id: uuid().primaryKey(),
    key: text().notNull().unique('licensing_plan_key'),
    name: text().notNull(),
    tagline: text().notNull(),
    /** Cheaper plans stand before dearer ones. */
    position: integer().notNull(),
    status: text().notNull().$type<'offered' | 'retired'>(),
    trialDays: integer().notNull(),
    currentVersionId: uuid().notNull(),
  },
  undefined,
  { ...readByAll, dotmac_platform: ['select', 'insert', 'update'] },
);

/** What a plan was from some day on. A changed plan is a new version; whoever is on an old one stays there. */
export const licensingPlanVersion = platformTable(
  'licensing_plan_version',
  {
    id: uuid().primaryKey(),
    planId: uuid().notNull(),
    version: integer().notNull(),
    currency: text().notNull(),
    monthMinor: minor().notNull(),
    yearMinor: minor().notNull(),
    features: jsonb().notNull().$type<FeatureKey[]>(),
    allowances: jsonb().notNull().$type<Allowances>(),
    seats: jsonb().notNull().$type<SeatCounts>(),
    createdAt: instantColumn().notNull().default(sql`now()`),
  },
  (t) => [
    unique('licensing_plan_version_number').on(t.planId, t.version),
    check('licensing_plan_version_price', sql`${t.monthMinor} >= 0 and ${t.yearMinor} >= 0`),
  ],
  { ...readByAll, dotmac_platform: ['select', 'insert'] },
);

export const licensingAddon = platformTable(
  'licensing_addon',
  {
    id: uuid().primaryKey(),
    key: text().notNull().unique('licensing_addon_key'),
    name: text().notNull(),
    description: text().notNull(),
    kind: text().notNull().$type<'feature' | 'quota' | 'seat'>(),
    feature: text().$type<FeatureKey>(),
    metric: text().$type<Metric>(),
    seatType: text().$type<SeatType>(),
    /** How much of the metric, or how many seats, one of it adds. */
    amount: bigint({ mode: 'number' }).notNull(),
    currency: text().notNull(),
    monthMinor: minor().notNull(),
    status: text().notNull().$type<'offered' | 'retired'>(),
    position: integer().notNull(),
  },
  (t) => [check('licensing_addon_price', sql`${t.monthMinor} >= 0`)],
  { ...readByAll, dotmac_platform: ['select', 'insert', 'update'] },
);
