import { and, asc, desc, eq, gte, lt, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AnyCtx } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import { operatorTenant } from '#kernel/kernel.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import type { AccountInvoiceStatus } from './rules.ts';
import {
  accountInvoiceBalance as balance,
  accountInvoice as invoice,
  accountInvoiceLine as line,
  accountPayment as payment,
} from './tables.ts';

type Base = Pick<AnyCtx, 'db' | 'today'>;
const Position = z.tuple([z.uuid()]);

// An id is a tenant's own, but at the platform door rows of all tenants are there: both columns join.
const standing = (db: Base['db']) =>
  db
    .select({ invoice, balance })
    .from(invoice)
    .innerJoin(balance, and(eq(balance.invoiceId, invoice.id), eq(balance.tenantId, invoice.tenantId)));
type Standing = Awaited<ReturnType<typeof standing>>[number];

export const toRow =
  (today: Temporal.PlainDate) =>
  ({ invoice: document, balance: b }: Standing) => ({
    ...document,
    paidMinor: b.paidMinor,
    status: b.status,
    overdue: b.status === 'open' && b.dueOn < today.toString(),
    charging: b.chargingTry !== null,
    tries: b.tries,
    voidReason: b.voidReason,
  });

interface Filters {
  status?: AccountInvoiceStatus | undefined;
  overdue?: boolean | undefined;
  tenantId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

export async function listInvoices(ctx: Base, { status, overdue, tenantId, cursor, limit }: Filters) {
  const place = readCursor(cursor, Position);
  const today = ctx.today.toString();
  const late = and(eq(balance.status, 'open'), lt(balance.dueOn, today));
  const rows = await standing(ctx.db)
    .where(
      and(
        status ? eq(balance.status, status) : undefined,
        overdue ? late : undefined,
        tenantId ? eq(invoice.tenantId, tenantId) : undefined,
        place ? lt(invoice.id, place[0]) : undefined,
      ),
    )
    .orderBy(desc(invoice.id))
    .limit(limit + 1);
  return pageOf(rows, limit, toRow(ctx.today), (row) => [row.invoice.id]);
}

const payments = (db: Base['db']) =>
  db
    .select({ payment, number: invoice.number, currency: invoice.currency })
    .from(payment)
    .innerJoin(invoice, and(eq(invoice.id, payment.invoiceId), eq(invoice.tenantId, payment.tenantId)));
const paymentRow = ({ payment: p, number, currency }: Awaited<ReturnType<typeof payments>>[number]) => ({
  ...p,
  invoiceNumber: number,
  currency,
});

export async function listPayments(
  ctx: Base,
  filters: { cursor?: string | undefined; limit: number; outcome?: 'succeeded' | 'refused' | undefined },
) {
  const { cursor, limit, outcome } = filters;
  const place = readCursor(cursor, Position);
  const rows = await payments(ctx.db)
    .where(and(place ? lt(payment.id, place[0]) : undefined, outcome ? eq(payment.outcome, outcome) : undefined))
    .orderBy(desc(payment.id))
    .limit(limit + 1);
  return pageOf(rows, limit, paymentRow, (row) => [row.payment.id]);
}

/** @param tenantId at the platform door, where ids of all tenants are there */
export async function invoiceDetail(ctx: Base, id: string, tenantId?: string) {
  const own = tenantId ? eq(invoice.tenantId, tenantId) : undefined;
  const [row] = await standing(ctx.db).where(and(eq(invoice.id, id), own));
  if (!row) throw notFound('invoice');
  const [lines, paid] = await Promise.all([
    ctx.db.select().from(line).where(eq(line.invoiceId, id)).orderBy(asc(line.position)),
    payments(ctx.db).where(eq(payment.invoiceId, id)).orderBy(asc(payment.id)),
  ]);
  return { ...toRow(ctx.today)(row), lines, payments: paid.map(paymentRow) };
}

export async function receiptOf(ctx: Base, id: string) {
  const [row] = await payments(ctx.db).where(and(eq(payment.id, id), eq(payment.outcome, 'succeeded')));
  if (!row) throw notFound('receipt');
  return paymentRow(row);
}

/** What all providers owe, and paid this month. */
export async function totals(ctx: Base) {
  const left = sql`${balance.totalMinor} - ${balance.paidMinor}`;
  const late = sql`${balance.dueOn} < ${ctx.today.toString()}`;
  const [owed] = await ctx.db
    .select({
      open: sql<number>`count(*)::int`,
      openMinor: sql<number>`coalesce(sum(${left}), 0)`.mapWith(Number),
      overdue: sql<number>`(count(*) filter (where ${late}))::int`,
      overdueMinor: sql<number>`coalesce(sum(${left}) filter (where ${late}), 0)`.mapWith(Number),
    })
    .from(balance)
    .where(eq(balance.status, 'open'));
  const month = ctx.today.with({ day: 1 });
  const instant = (d: Temporal.PlainDate) => d.toZonedDateTime('UTC').toInstant().toString();
  const [paid] = await ctx.db
    .select({
      paidThisMonthMinor:
        sql<number>`coalesce(sum(${payment.amountMinor}) filter (where ${payment.outcome} = 'succeeded'), 0)`.mapWith(
          Number,
        ),
      refusedThisMonth: sql<number>`(count(*) filter (where ${payment.outcome} = 'refused'))::int`,
    })
    .from(payment)
    .where(and(gte(payment.at, instant(month)), lte(payment.at, instant(month.add({ months: 1 })))));
  return { ...owed!, ...paid!, currency: operatorTenant.currency };
}
