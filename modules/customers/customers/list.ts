import { and, asc, desc, getTableColumns, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type { Row } from '#kernel/contract/fields.ts';
import type { Db } from '#kernel/db/pools.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import type { Customer, customerSorts } from './contract.ts';
import { type FilterCtx, type Filters, matching } from './filters.ts';
import { customer } from './tables.ts';

/** Every column but the text that is only searched in. */
const { search: _, ...columns } = getTableColumns(customer);
export const customerColumns = columns;
export type CustomerRow = Omit<typeof customer.$inferSelect, 'search'>;

export const toCustomer = (row: CustomerRow): Row<typeof Customer> => ({
  id: row.id,
  number: row.number,
  kind: row.kind,
  name: row.name,
  email: row.email,
  phone: row.phone,
  status: row.status,
  tier: row.tier,
  serviceAddress: {
    line1: row.addressLine1,
    line2: row.addressLine2,
    city: row.city,
    postcode: row.postcode,
    country: row.country,
  },
  taxNumber: row.taxNumber,
  locale: row.locale,
  tags: row.tags,
  customFields: row.customFields,
  healthScore: row.healthScore < 0 ? null : row.healthScore,
  healthBand: row.healthBand,
  balanceMinor: row.balanceMinor,
  overdueMinor: row.overdueMinor,
  planId: row.planId,
  planName: row.planName,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

type Place = readonly (string | number)[];
interface Order {
  /** Columns of the sort's index, after the tenant. */
  keys: readonly PgColumn[];
  descending: boolean;
  /** Where a row stands, as a cursor holds it. */
  place: (row: CustomerRow) => Place;
  cursor: z.ZodType<Place>;
}
const byNumber = { keys: [customer.serial], place: (row: CustomerRow) => [row.serial], cursor: z.tuple([z.int()]) };
const byName = {
  keys: [customer.nameKey, customer.id],
  place: (row: CustomerRow) => [row.nameKey, row.id],
  cursor: z.tuple([z.string(), z.uuid()]),
};
const byCreation = {
  keys: [customer.createdAt, customer.id],
  place: (row: CustomerRow) => [row.createdAt, row.id],
  cursor: z.tuple([z.iso.datetime(), z.uuid()]),
};
const byHealth = {
  keys: [customer.healthScore, customer.id],
  place: (row: CustomerRow) => [row.healthScore, row.id],
  cursor: z.tuple([z.int(), z.uuid()]),
};
const byBalance = {
  keys: [customer.balanceMinor, customer.id],
  place: (row: CustomerRow) => [row.balanceMinor, row.id],
  cursor: z.tuple([z.int(), z.uuid()]),
};
const orders: Record<(typeof customerSorts)[number], Order> = {
  number: { ...byNumber, descending: false },
  '-number': { ...byNumber, descending: true },
  name: { ...byName, descending: false },
  '-name': { ...byName, descending: true },
  createdAt: { ...byCreation, descending: false },
  '-createdAt': { ...byCreation, descending: true },
  health: { ...byHealth, descending: false },
  '-health': { ...byHealth, descending: true },
  balance: { ...byBalance, descending: false },
  '-balance': { ...byBalance, descending: true },
};

type PageInput = Filters & {
  sort: (typeof customerSorts)[number];
  cursor?: string | undefined;
  limit: number;
};

/** The one statement of the list: it begins in the sort's index where the last page ended. */
export function customerPage(db: Db, input: Pick<PageInput, 'sort' | 'cursor' | 'limit'>, where: SQL | undefined) {
  const { keys, descending, cursor } = orders[input.sort];
  const from = readCursor(input.cursor, cursor);
  const listed = (values: readonly SQLWrapper[]) => sql`(${sql.join([...values], sql`, `)})`;
  const after = from && sql`${listed(keys)} ${sql.raw(descending ? '<' : '>')} ${listed(from.map((v) => sql`${v}`))}`;
  return db
    .select(customerColumns)
    .from(customer)
    .where(and(where, after ?? undefined))
    .orderBy(...keys.map((key) => (descending ? desc(key) : asc(key))))
    .limit(input.limit + 1);
}

export async function listCustomers(ctx: FilterCtx, input: PageInput) {
  const rows = await customerPage(ctx.db, input, await matching(ctx, input));
  return pageOf(rows, input.limit, toCustomer, orders[input.sort].place);
}
