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
import type { poolTypes, reservationStates } from './contract.ts';

/** Ranges. No two of a tenant overlap: an exclusion constraint in extra.sql. */
export const ipPool = tenantTable(
  'ip_pool',
  {
    name: text().notNull(),
    type: text().notNull().$type<(typeof poolTypes)[number]>(),
    cidr: cidr().notNull(),
    gateway: inet(),
    dnsServers: text().array().notNull().default(sql`'{}'`),
    vlanId: integer(),
    maintenance: boolean().notNull().default(false),
    isDefault: boolean().notNull().default(false),
    delegatedLength: integer(),
    quarantineSeconds: integer().notNull(),
    warnAtPercent: integer().notNull(),
    /** Places of the range, the gateway's included. */
    capacity: bigint({ mode: 'number' }).notNull(),
    gatewaySlot: bigint({ mode: 'number' }),
    /** Places before this one have been put into `ip_free` at some time; those from here on have not. */
    nextSlot: bigint({ mode: 'number' }).notNull().default(0),
    /** Places from `nextSlot` on that somebody reserved by name. */
    issuedAhead: bigint({ mode: 'number' }).notNull().default(0),
    /** Whether the alarm was raised, so that it is raised once. */
    warned: boolean().notNull().default(false),
    depleted: boolean().notNull().default(false),
    createdAt: instantColumn().notNull(),
  },
  (t) => [
    uniqueIndex('ip_pool_name').on(t.tenantId, sql`lower(${t.name})`),
    // One default for addresses and one for delegated prefixes.
    uniqueIndex('ip_pool_default').on(t.tenantId, sql`(${t.type} = 'ipv6_pd')`).where(sql`${t.isDefault}`),
    check('ip_pool_slots', sql`${t.nextSlot} >= 0 and ${t.nextSlot} <= ${t.capacity} and ${t.issuedAhead} >= 0`),
  ],
);

/** Addresses ready, or resting until `free_at`. Taking one deletes its row; SKIP LOCKED keeps takers out of each other's way. */
export const ipFree = tenantTable(
  'ip_free',
  { poolId: uuid().notNull(), address: inet().notNull(), freeAt: instantColumn().notNull() },
  (t) => [
    primaryKey({ name: 'ip_free_pkey', columns: [t.tenantId, t.poolId, t.address] }),
    index('ip_free_next').on(t.tenantId, t.poolId, t.freeAt, t.address),
    tenantReference(t, t.poolId, ipPool, 'cascade'),
  ],
  { ownKey: true },
);

/** Who has, or had, which address. Released rows stay: they answer "whose was it on the ninth of May?". */
export const ipReservation = tenantTable(
  'ip_reservation',
  {
    poolId: uuid().notNull(),
    address: inet().notNull(),
    state: text().notNull().$type<(typeof reservationStates)[number]>(),
    subscriptionId: uuid(),
    customerId: uuid(),
    customerName: text(),
    reason: text().notNull(),
    assignedAt: instantColumn().notNull(),
    releasedAt: instantColumn(),
    search: text().notNull().generatedAlwaysAs(sql`lower(host(address) || ' ' || coalesce(customer_name, ''))`),
  },
  (t) => [
    uniqueIndex('ip_reservation_live').on(t.tenantId, t.address).where(sql`${t.releasedAt} is null`),
    index('ip_reservation_pool').on(t.tenantId, t.poolId, t.address, t.id),
    index('ip_reservation_address').on(t.tenantId, t.address, t.id),
    index('ip_reservation_subscription').on(t.tenantId, t.subscriptionId),
    index('ip_reservation_customer').on(t.tenantId, t.customerId, t.address, t.id),
    check('ip_reservation_release', sql`(${t.state} = 'released') = (${t.releasedAt} is not null)`),
    tenantReference(t, t.poolId, ipPool),
  ],
  { customerOwned: 'customerId' },
);
