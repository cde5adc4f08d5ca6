import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  cidr,
  index,
  inet,
  integer,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { AlarmLevel, Lifecycle, PoolType, poolModes, poolPurposes, reservationStates } from './resources.ts';

/** Ranges. No two of a tenant overlap inside a VRF: an exclusion constraint in extra.sql. */
export const ipPool = tenantTable(
  'ip_pool',
  {
    name: text().notNull(),
    type: text().notNull().$type<PoolType>(),
    cidr: cidr().notNull(),
    /** Empty for the global routing table; null would overlap with nothing. */
    vrf: text().notNull().default(''),
    purpose: text().notNull().default('subscribers').$type<(typeof poolPurposes)[number]>(),
    gateway: inet(),
    dnsServers: text().array().notNull().default(sql`'{}'`),
    vlanId: integer(),
    mode: text().notNull().default('active').$type<(typeof poolModes)[number]>(),
    isDefault: boolean().notNull().default(false),
    autoAssign: boolean().notNull().default(true),
    allowManual: boolean().notNull().default(true),
    delegatedLength: integer(),
    quarantineSeconds: integer().notNull(),
    warnAtPercent: integer().notNull(),
    criticalAtPercent: integer().notNull(),
    notes: text().notNull().default(''),
    /** Places of the range, the gateway's included. */
    capacity: bigint({ mode: 'number' }).notNull(),
    gatewaySlot: bigint({ mode: 'number' }),
    /** Places before this one have been put into `ip_free` at some time; those from here on have not. */
    nextSlot: bigint({ mode: 'number' }).notNull().default(0),
    /** How many places `ip_ahead` holds of it. */
    issuedAhead: bigint({ mode: 'number' }).notNull().default(0),
    /** The alarm that was raised, so that it is raised once and cleared once. */
    alarm: text().notNull().default('none').$type<AlarmLevel>(),
    depleted: boolean().notNull().default(false),
    createdAt: instantColumn().notNull(),
  },
  (t) => [
    uniqueIndex('ip_pool_name').on(t.tenantId, sql`lower(${t.name})`),
    // One default for addresses and one for delegated prefixes.
    uniqueIndex('ip_pool_default').on(t.tenantId, sql`(${t.type} = 'ipv6_pd')`).where(sql`${t.isDefault}`),
    check('ip_pool_slots', sql`${t.nextSlot} >= 0 and ${t.nextSlot} <= ${t.capacity} and ${t.issuedAhead} >= 0`),
    check('ip_pool_thresholds', sql`${t.warnAtPercent} <= ${t.criticalAtPercent}`),
  ],
);

/** Addresses ready, or resting until `free_at`. Taking one deletes its row; SKIP LOCKED keeps takers out of each other's way. */
export const ipFree = tenantTable(
  'ip_free',
  {
    poolId: uuid().notNull(),
    address: inet().notNull(),
    slot: bigint({ mode: 'number' }).notNull(),
    freeAt: instantColumn().notNull(),
  },
  (t) => [
    primaryKey({ name: 'ip_free_pkey', columns: [t.tenantId, t.poolId, t.slot] }),
    index('ip_free_next').on(t.tenantId, t.poolId, t.freeAt, t.slot),
    tenantReference(t, t.poolId, ipPool, 'cascade'),
  ],
  { ownKey: true },
);

/** Places from a pool's `next_slot` on that were given out by name, so that they are never put on the free list as new. */
export const ipAhead = tenantTable(
  'ip_ahead',
  { poolId: uuid().notNull(), slot: bigint({ mode: 'number' }).notNull() },
  (t) => [
    primaryKey({ name: 'ip_ahead_pkey', columns: [t.tenantId, t.poolId, t.slot] }),
    tenantReference(t, t.poolId, ipPool, 'cascade'),
  ],
  { ownKey: true },
);

/**
 * Who has, or had, which address: the one truth of it, which the RADIUS login follows. Released rows stay: they answer
 * "whose was it on the ninth of May?".
 */
export const ipReservation = tenantTable(
  'ip_reservation',
  {
    poolId: uuid().notNull(),
    vrf: text().notNull().default(''),
    address: inet().notNull(),
    slot: bigint({ mode: 'number' }).notNull(),
    state: text().notNull().$type<(typeof reservationStates)[number]>(),
    lifecycle: text().notNull().$type<Lifecycle>(),
    withheld: boolean().notNull().default(false),
    lifecycleReason: text().notNull().default(''),
    subscriptionId: uuid(),
    customerId: uuid(),
    customerName: text(),
    rangeId: uuid(),
    reason: text().notNull(),
    expiresAt: instantColumn(),
    /** What the state becomes once the last session with it is gone. */
    endsAs: text().$type<'released' | 'expired'>(),
    assignedAt: instantColumn().notNull(),
    assignedBy: text().notNull().default(''),
    activatedAt: instantColumn(),
    suspendedAt: instantColumn(),
    revokedAt: instantColumn(),
    releasedAt: instantColumn(),
    releasedBy: text(),
    changedAt: instantColumn().notNull(),
    search: text().notNull().generatedAlwaysAs(sql`lower(host(address) || ' ' || coalesce(customer_name, ''))`),
  },
  (t) => [
    uniqueIndex('ip_reservation_live').on(t.tenantId, t.vrf, t.address).where(sql`${t.releasedAt} is null`),
    index('ip_reservation_map').on(t.tenantId, t.poolId, t.slot).where(sql`${t.releasedAt} is null`),
    index('ip_reservation_pool').on(t.tenantId, t.poolId, t.address, t.id),
    index('ip_reservation_address').on(t.tenantId, t.address, t.id),
    index('ip_reservation_changed').on(t.tenantId, t.changedAt, t.id),
    index('ip_reservation_subscription').on(t.tenantId, t.subscriptionId).where(sql`${t.subscriptionId} is not null`),
    index('ip_reservation_customer')
      .on(t.tenantId, t.customerId, t.address, t.id)
      .where(sql`${t.customerId} is not null`),
    index('ip_reservation_range').on(t.tenantId, t.rangeId).where(sql`${t.rangeId} is not null`),
    index('ip_reservation_expiry')
      .on(t.tenantId, t.expiresAt)
      .where(sql`${t.expiresAt} is not null and ${t.releasedAt} is null`),
    index('ip_reservation_unsettled')
      .on(t.tenantId, t.lifecycle, t.revokedAt)
      .where(sql`${t.lifecycle} in ('revoking', 'failed')`),
    check('ip_reservation_release', sql`(${t.state} in ('released', 'expired')) = (${t.releasedAt} is not null)`),
    check('ip_reservation_revoked', sql`(${t.lifecycle} = 'revoked') = (${t.releasedAt} is not null)`),
    tenantReference(t, t.poolId, ipPool),
  ],
  { customerOwned: 'customerId' },
);

/** Addresses that another source of truth knows to be in use, such as a NetBox; its driver keeps them here. */
export const ipExternalUse = tenantTable(
  'ip_external_use',
  {
    source: text().notNull(),
    vrf: text().notNull().default(''),
    address: inet().notNull(),
    detail: text().notNull(),
    seenAt: instantColumn().notNull(),
  },
  (t) => [primaryKey({ name: 'ip_external_use_pkey', columns: [t.tenantId, t.vrf, t.address, t.source] })],
  { ownKey: true },
);
