import { and, asc, desc, eq, gt, inArray, like, lt, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { searchPatterns } from '../search.ts';
import type { payments } from './contract.ts';
import { payment, paymentRefund } from './tables.ts';

type Input<K extends keyof (typeof payments)['operations']> = z.output<(typeof payments)['operations'][K]['in']>;
const Position = z.tuple([z.uuid()]);

/** Newest first; ids sort by time. */
export async function list(
  { db }: Pick<Ctx, 'db'>,
  { q, status, method, customerId, credit, cursor, limit }: Input<'list'>,
) {
  const after = readCursor(cursor, Position);
  const rows = await db
    .select()
    .from(payment)
    .where(
      and(
        status ? eq(payment.status, status) : undefined,
        method ? eq(payment.method, method) : undefined,
        customerId ? eq(payment.customerId, customerId) : undefined,
        credit === true ? gt(payment.creditMinor, 0) : undefined,
        credit === false ? eq(payment.creditMinor, 0) : undefined,
        ...searchPatterns(q ?? '').map((pattern) => like(payment.search, pattern)),
        after ? lt(payment.id, after[0]) : undefined,
      ),
    )
    .orderBy(desc(payment.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => row,
    (row) => [row.id],
  );
}

export async function detail(ctx: Pick<Ctx, 'db' | 'call'>, id: string) {
  const [row] = await ctx.db.select().from(payment).where(eq(payment.id, id));
  if (!row) throw notFound('payment');
  const refunds = await ctx.db
    .select()
    .from(paymentRefund)
    .where(eq(paymentRefund.paymentId, id))
    .orderBy(asc(paymentRefund.id));
  const { items: allocations } = await ctx.call(invoices, 'allocations', { paymentIds: [id] });
  return { ...row, allocations, refunds };
}

/** The newest payments of each of several customers. */
export async function ofCustomers({ db }: Pick<Ctx, 'db'>, customerIds: string[], each: number) {
  const place = sql<number>`row_number() over (partition by ${payment.customerId} order by ${payment.id} desc)`;
  const ranked = db
    .select({ id: payment.id, place: place.as('place') })
    .from(payment)
    .where(inArray(payment.customerId, customerIds))
    .as('ranked');
  const newest = db.select({ id: ranked.id }).from(ranked).where(lte(ranked.place, each));
  return db.select().from(payment).where(inArray(payment.id, newest)).orderBy(desc(payment.id));
}

export async function metrics({ db, today, now, tenant }: Pick<Ctx, 'db' | 'today' | 'now' | 'tenant'>) {
  const monthStart = today.with({ day: 1 });
  const weekAgo = now.subtract({ hours: 7 * 24 }).toString();
  const sum = (column: typeof payment.amountMinor | typeof payment.creditMinor) =>
    sql<number>`coalesce(sum(${column}), 0)::bigint`;
  const [received] = await db
    .select({ paymentsThisMonth: sql<number>`count(*)::int`, receivedThisMonthMinor: sum(payment.amountMinor) })
    .from(payment)
    .where(and(sql`${payment.receivedOn} >= ${monthStart.toString()}`, eq(payment.currency, tenant.currency)));
  const [waiting] = await db
    .select({
      pending: sql<number>`count(*) filter (where ${payment.status} = 'pending')::int`,
      failed: sql<number>`count(*) filter (where ${payment.status} = 'failed' and ${payment.settledAt} >= ${weekAgo})::int`,
    })
    .from(payment)
    .where(inArray(payment.status, ['pending', 'failed']));
  const [credit] = await db
    .select({ creditMinor: sum(payment.creditMinor) })
    .from(payment)
    .where(and(gt(payment.creditMinor, 0), eq(payment.currency, tenant.currency)));
  const startsAt = monthStart.toZonedDateTime(tenant.timeZone).toInstant().toString();
  const [refunded] = await db
    .select({ refundedThisMonthMinor: sql<number>`coalesce(sum(${paymentRefund.amountMinor}), 0)::bigint` })
    .from(paymentRefund)
    .where(and(eq(paymentRefund.status, 'succeeded'), sql`${paymentRefund.requestedAt} >= ${startsAt}`));
  return {
    receivedThisMonthMinor: received?.receivedThisMonthMinor ?? 0,
    paymentsThisMonth: received?.paymentsThisMonth ?? 0,
    refundedThisMonthMinor: refunded?.refundedThisMonthMinor ?? 0,
    failed: waiting?.failed ?? 0,
    pending: waiting?.pending ?? 0,
    creditMinor: credit?.creditMinor ?? 0,
    currency: tenant.currency,
  };
}
