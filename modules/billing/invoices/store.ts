import { and, asc, desc, eq, gt, gte, inArray, like, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { searchPatterns } from '../search.ts';
import type { invoiceSorts } from './contract.ts';
import { type InvoiceCommand, type InvoiceStatus, isOverdue, refusal, transitions } from './rules.ts';
import { invoiceBalance as balance, invoice, invoiceDay, invoiceLine, invoicePayment, invoiceVoid } from './tables.ts';

type StoreCtx = Pick<Ctx, 'db' | 'today'>;

const standing = (db: Ctx['db']) =>
  db
    .select({ invoice, balance, voided: invoiceVoid })
    .from(invoice)
    .innerJoin(balance, eq(balance.invoiceId, invoice.id))
    .leftJoin(invoiceVoid, eq(invoiceVoid.invoiceId, invoice.id));
type Standing = Awaited<ReturnType<typeof standing>>[number];

const toRow =
  (today: Temporal.PlainDate) =>
  ({ invoice: document, balance: { status, paidMinor }, voided }: Standing) => ({
    ...document,
    status,
    paidMinor,
    overdue: isOverdue({ status, dueDate: document.dueDate }, today.toString()),
    voidReason: voided?.reason ?? null,
    voidedAt: voided?.voidedAt ?? null,
  });

export async function detail(ctx: StoreCtx, id: string) {
  const [found] = await standing(ctx.db).where(eq(invoice.id, id));
  if (!found) throw notFound('invoice');
  const [lines, payments] = await Promise.all([
    ctx.db.select().from(invoiceLine).where(eq(invoiceLine.invoiceId, id)).orderBy(asc(invoiceLine.position)),
    ctx.db.select().from(invoicePayment).where(eq(invoicePayment.invoiceId, id)).orderBy(asc(invoicePayment.id)),
  ]);
  return { ...toRow(ctx.today)(found), lines, payments };
}

const sorts = {
  issuedAt: { by: 'id', down: false },
  '-issuedAt': { by: 'id', down: true },
  dueDate: { by: 'due', down: false },
  '-dueDate': { by: 'due', down: true },
} as const satisfies Record<(typeof invoiceSorts)[number], object>;
const ById = z.tuple([z.uuid()]);
const ByDue = z.tuple([z.iso.date(), z.uuid()]);

/** Ids sort by the time of issue, so they are the order of issue. */
function ordering(sort: (typeof invoiceSorts)[number], cursor: string | undefined) {
  const { by, down } = sorts[sort];
  const [direction, beyond] = down ? [desc, lt] : [asc, gt];
  if (by === 'id') {
    const place = readCursor(cursor, ById);
    const after: SQL | undefined = place ? beyond(balance.invoiceId, place[0]) : undefined;
    return { orderBy: [direction(balance.invoiceId)], after, place: (row: Standing) => [row.invoice.id] };
  }
  const place = readCursor(cursor, ByDue);
  const after: SQL | undefined = place
    ? or(beyond(balance.dueDate, place[0]), and(eq(balance.dueDate, place[0]), beyond(balance.invoiceId, place[1])))
    : undefined;
  return {
    orderBy: [direction(balance.dueDate), direction(balance.invoiceId)],
    after,
    place: (row: Standing) => [row.balance.dueDate, row.invoice.id],
  };
}

export interface Filters {
  q?: string | undefined;
  status?: InvoiceStatus | undefined;
  overdue?: boolean | undefined;
  customerId?: string | undefined;
  sort: (typeof invoiceSorts)[number];
  cursor?: string | undefined;
  limit: number;
}

/** So few of a search are looked up at once; more of them turn up soon enough along the order of the list. */
const fewFound = 500;

/**
 * What was typed, as a condition. The planner takes the words of a name for independent and walks the whole list for a pair
 * that nobody bears; so what the index finds is asked first, apart from the order.
 */
async function searched(ctx: StoreCtx, q: string): Promise<SQL | undefined> {
  const words = and(...searchPatterns(q).map((pattern) => like(invoice.search, pattern)));
  if (!words) return undefined;
  const { rows } = await ctx.db.execute<{ id: string }>(
    sql`with found as materialized (select id from ${invoice} where ${words}) select id from found limit ${fewFound + 1}`,
  );
  if (rows.length > fewFound) return words;
  return inArray(
    balance.invoiceId,
    rows.map(({ id }) => id),
  );
}

export async function list(ctx: StoreCtx, { q, status, overdue, customerId, sort, cursor, limit }: Filters) {
  const order = ordering(sort, cursor);
  const today = ctx.today.toString();
  const rows = await standing(ctx.db)
    .where(
      and(
        status ? eq(balance.status, status) : undefined,
        overdue === true ? and(eq(balance.status, 'open'), lt(balance.dueDate, today)) : undefined,
        overdue === false ? or(sql`${balance.status} <> 'open'`, gte(balance.dueDate, today)) : undefined,
        customerId ? eq(balance.customerId, customerId) : undefined,
        q ? await searched(ctx, q) : undefined,
        order.after,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(limit + 1);
  return pageOf(rows, limit, toRow(ctx.today), order.place);
}

/** The newest invoices of each of several customers. */
export async function ofCustomers(ctx: StoreCtx, customerIds: string[], each: number) {
  const place = sql<number>`row_number() over (partition by ${balance.customerId} order by ${balance.invoiceId} desc)`;
  const ranked = ctx.db
    .select({ id: balance.invoiceId, place: place.as('place') })
    .from(balance)
    .where(inArray(balance.customerId, customerIds))
    .as('ranked');
  const newest = ctx.db.select({ id: ranked.id }).from(ranked).where(lte(ranked.place, each));
  const rows = await standing(ctx.db).where(inArray(invoice.id, newest)).orderBy(desc(invoice.id));
  return rows.map(toRow(ctx.today));
}

/** Of open invoices, through their own index; of the month, from the sums of its days. */
export async function sums(ctx: StoreCtx) {
  const today = ctx.today.toString();
  const late = sql`${balance.dueDate} < ${today}`;
  const left = sql`${balance.totalMinor} - ${balance.paidMinor}`;
  const [now] = await ctx.db
    .select({
      open: sql<number>`count(*)`,
      overdue: sql<number>`count(*) filter (where ${late})`,
      outstandingMinor: sql<number>`coalesce(sum(${left}), 0)::bigint`,
      overdueMinor: sql<number>`coalesce(sum(${left}) filter (where ${late}), 0)::bigint`,
    })
    .from(balance)
    .where(sql`${balance.status} = 'open'`);
  const [month] = await ctx.db
    .select({ totalMinor: sql<number>`coalesce(sum(${invoiceDay.totalMinor}), 0)::bigint` })
    .from(invoiceDay)
    .where(
      and(gte(invoiceDay.issueDate, ctx.today.with({ day: 1 }).toString()), sql`${invoiceDay.issueDate} <= ${today}`),
    );
  return {
    open: now?.open ?? 0,
    overdue: now?.overdue ?? 0,
    outstandingMinor: now?.outstandingMinor ?? 0,
    overdueMinor: now?.overdueMinor ?? 0,
    issuedThisMonthMinor: month?.totalMinor ?? 0,
  };
}

// ---- changing -----------------------------------------------------------------------------------------------------------

/** The balance, held until the end of the transaction, and in a state that can take the command. */
export async function hold(ctx: StoreCtx, id: string, command: InvoiceCommand) {
  const [held] = await ctx.db.select().from(balance).where(eq(balance.invoiceId, id)).for('update');
  const [document] = held ? await ctx.db.select().from(invoice).where(eq(invoice.id, id)) : [];
  if (!held || !document) throw notFound('invoice');
  const reason = refusal(command, held);
  if (reason) throw conflict(reason);
  return { held, document };
}

export async function settle(
  ctx: StoreCtx,
  id: string,
  command: InvoiceCommand,
  change: Partial<typeof balance.$inferInsert>,
): Promise<void> {
  const settled = await ctx.db
    .update(balance)
    .set(change)
    .where(and(eq(balance.invoiceId, id), inArray(balance.status, [...transitions[command].from])))
    .returning({ id: balance.invoiceId });
  if (settled.length === 0) throw conflict('Somebody else has just changed this invoice; look again.');
}
