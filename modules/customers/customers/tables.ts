import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  jsonb,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { contactRoles, customerKinds, customerTiers, healthBands } from './contract.ts';
import type { CustomerStatus, ServiceStatus } from './rules.ts';
import { plainLetters } from './search.ts';

/** Compared byte by byte, in databases of any locale; page borders and index order then agree. */
const bytewiseText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** As `fold` of `search.ts`. */
const fold = (expression: string) => {
  const small = `lower(regexp_replace(normalize(${expression}, NFD), '[\\u0300-\\u036f]', '', 'g') collate "pg_c_utf8")`;
  return `replace(translate(${small}, '${plainLetters.from}', '${plainLetters.to}'), 'ß', 'ss')`;
};
const searched = [
  'number',
  'name',
  'email',
  'phone',
  'address_line1',
  'address_line2',
  'postcode',
  'city',
  'tax_number',
]
  .map((column) => `' ' || coalesce(${column}, '')`)
  // The one immutable way from an array to text.
  .concat(`' ' || replace(array_to_tsvector(tags)::text, '''', ' ')`)
  .join(' || ');

export const customer = tenantTable(
  'customer',
  {
    serial: bigint({ mode: 'number' }).notNull(),
    number: text().notNull(),
    kind: text().notNull().$type<(typeof customerKinds)[number]>(),
    name: text().notNull(),
    email: text(),
    phone: text(),
    status: text().notNull().default('prospect').$type<CustomerStatus>(),
    tier: text().notNull().$type<(typeof customerTiers)[number]>(),
    addressLine1: text().notNull(),
    addressLine2: text().notNull().default(''),
    postcode: text().notNull().default(''),
    city: text().notNull(),
    country: text().notNull(),
    taxNumber: text(),
    locale: text().notNull(),
    tags: text().array().notNull().default([]),
    customFields: jsonb().notNull().default({}).$type<Record<string, string>>(),
    /** 0 to 100 as `health` computed it; -1 before it has, so that the list can be sorted by it. */
    healthScore: smallint().notNull().default(-1),
    healthBand: text().$type<(typeof healthBands)[number]>(),
    /** Owed on open invoices, and the part of it that is past its due date; in the provider's currency. */
    balanceMinor: bigint({ mode: 'number' }).notNull().default(0),
    overdueMinor: bigint({ mode: 'number' }).notNull().default(0),
    /** The plan of the subscription that was sold last, of those that run. */
    planId: uuid(),
    planName: text(),
    /** In whole milliseconds, as page borders carry it. */
    createdAt: instantColumn().notNull(),
    updatedAt: instantColumn().notNull(),
    nameKey: bytewiseText()
      .notNull()
      .generatedAlwaysAs(sql.raw(fold('name'))),
    search: text()
      .notNull()
      .generatedAlwaysAs(sql.raw(fold(searched))),
  },
  (t) => [
    uniqueIndex('customer_serial').on(t.tenantId, t.serial),
    index('customer_name').on(t.tenantId, t.nameKey, t.id),
    index('customer_created').on(t.tenantId, t.createdAt, t.id),
    index('customer_status').on(t.tenantId, t.status, t.serial),
    index('customer_status_name').on(t.tenantId, t.status, t.nameKey, t.id),
    index('customer_by_health').on(t.tenantId, t.healthScore, t.id),
    index('customer_balance').on(t.tenantId, t.balanceMinor, t.id),
    index('customer_overdue').on(t.tenantId, t.serial).where(sql`overdue_minor > 0`),
    index('customer_plan').on(t.tenantId, t.planId, t.serial).where(sql`plan_id is not null`),
    index('customer_city').on(t.tenantId, t.city, t.serial),
    index('customer_postcode').on(t.tenantId, t.country, t.postcode),
    index('customer_email').on(t.tenantId, t.email).where(sql`email is not null`),
    index('customer_phone').on(t.tenantId, t.phone).where(sql`phone is not null`),
  ],
  { customerOwned: 'id' },
);

export const customerContact = tenantTable(
  'customer_contact',
  {
    customerId: uuid().notNull(),
    role: text().notNull().$type<(typeof contactRoles)[number]>(),
    name: text().notNull(),
    email: text(),
    phone: text(),
    createdAt: instantColumn().notNull(),
    search: text()
      .notNull()
      .generatedAlwaysAs(sql.raw(fold(`' ' || name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')`))),
  },
  (t) => [
    index('customer_contact_customer').on(t.tenantId, t.customerId),
    tenantReference(t, t.customerId, customer, 'cascade'),
  ],
  { customerOwned: 'customerId' },
);

/** The last number given out. Its row is locked until the customer is there, so no number is given twice. */
export const customerSequence = tenantTable(
  'customer_sequence',
  { last: bigint({ mode: 'number' }).notNull() },
  (t) => [primaryKey({ columns: [t.tenantId] })],
  { ownKey: true },
);

/** What the events of subscriptions say about each of them; a customer's status is derived from it. */
export const customerSubscription = tenantTable(
  'customer_subscription',
  {
    subscriptionId: uuid().notNull(),
    customerId: uuid().notNull(),
    status: text().notNull().$type<ServiceStatus>(),
    activated: boolean().notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.subscriptionId] }),
    index('customer_subscription_customer').on(t.tenantId, t.customerId),
  ],
  { ownKey: true, customerOwned: 'customerId' },
);

/** Customers that a person pinned to a list. The lists themselves are segments. */
export const customerPin = tenantTable(
  'customer_pin',
  { listId: uuid().notNull(), customerId: uuid().notNull() },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.listId, t.customerId] }),
    index('customer_pin_customer').on(t.tenantId, t.customerId),
    tenantReference(t, t.customerId, customer, 'cascade'),
  ],
  { ownKey: true, customerOwned: 'customerId' },
);

/** How many customers have a status, a tag and the like, or came or left on a day; kept by triggers (extra.sql), so that nobody counts them all. */
export const customerTally = tenantTable(
  'customer_tally',
  {
    dimension: text().notNull().$type<'status' | 'tag' | 'health' | 'city' | 'created' | 'churned'>(),
    value: text().notNull(),
    customers: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.dimension, t.value] })],
  { ownKey: true },
);
