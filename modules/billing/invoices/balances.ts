import { sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import type { invoices } from './contract.ts';

type Billing = Returned<(typeof invoices)['operations']['balances']['out']>['items'][number];
interface Row extends Record<string, unknown> {
  customer_id: string;
  total: number;
  unpaid: number;
  balance: string;
  overdue: string;
  due_date: string | null;
  paid_minor: string | null;
  paid_at: Date | string | null;
}

/** From the balances of a customer's invoices, and the payment that came last; one statement for all. */
export async function balancesOf(ctx: Pick<Ctx, 'db' | 'today' | 'tenant'>, customerIds: string[]): Promise<Billing[]> {
  const { rows } = await ctx.db.execute<Row>(sql`
    select c.id as customer_id, b.total, b.unpaid, b.balance, b.overdue, b.due_date::text, p.amount_minor as paid_minor,
      p.received_at as paid_at
    from unnest(${sql.param(customerIds)}::uuid[]) as c(id)
    cross join lateral (
      select count(*)::int as total, count(*) filter (where status = 'open')::int as unpaid,
        coalesce(sum(total_minor - paid_minor) filter (where status = 'open'), 0) as balance,
        coalesce(sum(total_minor - paid_minor) filter (where status = 'open' and due_date < ${ctx.today.toString()}::date), 0) as overdue,
        min(due_date) filter (where status = 'open') as due_date
      from invoice_balance where customer_id = c.id
    ) b
    left join lateral (
      select amount_minor, received_at from invoice_payment where customer_id = c.id and amount_minor > 0
      order by received_at desc, id desc limit 1
    ) p on true`);
  const { currency } = ctx.tenant;
  return rows.map((row) => ({
    customerId: row.customer_id,
    summary: {
      balance: Number(row.balance),
      currency,
      overdue: Number(row.overdue),
      dueDate: row.due_date,
      lastPayment:
        row.paid_at === null || row.paid_minor === null
          ? null
          : { amountMinor: Number(row.paid_minor), currency, at: new Date(row.paid_at).toISOString() },
    },
    totalInvoices: row.total,
    unpaidInvoices: row.unpaid,
  }));
}
