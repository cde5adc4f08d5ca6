import { sql } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import type { Facts } from './rules.ts';

/** How a customer stands: what health is judged from, and what the list shows beside it. */
export interface Standing extends Facts {
  customerId: string;
  balanceMinor: number;
  overdueMinor: number;
  planId: string | null;
  planName: string | null;
}
type FactsCtx = Pick<AnyCtx, 'db' | 'now' | 'today'>;

/** What ends a session when nobody wanted it to. */
const dropCauses = ['Lost-Carrier', 'Lost-Service', 'Idle-Timeout', 'Port-Error', 'NAS-Error', 'Service-Unavailable'];

/** One statement for all of them; each owner shows its part in a view, by customer. */
export async function standingsOf(ctx: FactsCtx, customerIds: readonly string[]): Promise<Standing[]> {
  const today = ctx.today.toString();
  const ids = sql`(select customer_id from wanted)`;
  const ago = (days: number) => ctx.now.subtract({ hours: 24 * days }).toString();
  const day = (days: number) => ctx.today.subtract({ days }).toString();
  const { rows } = await ctx.db.execute<Record<keyof Standing, string | number | boolean | null>>(sql`
    with wanted as materialized (
      select customer_id, created_at from customer_tenure where customer_id = any(${sql.param([...customerIds])}::uuid[])
    ), money as (
      select customer_id, sum(open_minor) filter (where status = 'open') as balance,
        sum(open_minor) filter (where status = 'open' and due_date < ${today}) as overdue,
        count(*) filter (where status = 'open' and due_date < ${today}) as overdue_invoices,
        max(${today}::date - due_date) filter (where status = 'open') as overdue_days,
        count(*) filter (where status = 'paid' and due_date >= ${day(365)}::date and paid_at::date > due_date) as late,
        count(*) filter (where status = 'paid' and due_date >= ${day(365)}::date and paid_at::date <= due_date) as in_time
      from customer_invoice_standing where customer_id in ${ids} group by 1
    ), desk as (
      select customer_id, count(*) filter (where status in ('open', 'waiting')) as open,
        count(*) filter (where status in ('open', 'waiting') and priority = 'urgent') as urgent,
        count(*) filter (where opened_at >= ${ago(90)}) as recent
      from customer_by_ticket where customer_id in ${ids} group by 1
    ), line as (
      select customer_id, count(*) as drops from customer_session_end
      where customer_id in ${ids} and stopped_at >= ${ago(14)} and terminate_cause = any(${sql.param(dropCauses)}::text[])
        and started_at >= ${ago(60)} group by 1
    ), refused as (
      select customer_id, count(*) as refusals from customer_login_refusal
      where customer_id in ${ids} and at >= ${ago(14)} group by 1
    ), traffic as (
      select customer_id, coalesce(sum(bytes) filter (where day >= ${day(14)}::date), 0) as latest,
        coalesce(sum(bytes) filter (where day < ${day(14)}::date), 0) as before
      from customer_usage_day where customer_id in ${ids} and day >= ${day(28)}::date and day < ${today}::date group by 1
    ), service as (
      select customer_id, bool_or(activated_at is not null) as served,
        bool_or(status = 'suspended') and not bool_or(status = 'active') as suspended
      from customer_by_subscription where customer_id in ${ids} group by 1
    ), plan as (
      select distinct on (customer_id) customer_id, plan_id, plan_name from customer_by_subscription
      where customer_id in ${ids} and status in ('pending', 'active', 'suspended')
      order by customer_id, (status = 'active') desc, subscription_id desc
    )
    select w.customer_id as "customerId", floor(extract(epoch from ${ctx.now.toString()}::timestamptz - w.created_at) / 86400) as "tenureDays",
      coalesce(served, false) as served, coalesce(suspended, false) as suspended,
      coalesce(overdue_invoices, 0) as "overdueInvoices", greatest(overdue_days, 0) as "overdueDays",
      coalesce(late, 0) as "paidLate", coalesce(in_time, 0) as "paidOnTime",
      coalesce(desk.open, 0) as "openTickets", coalesce(urgent, 0) as "urgentTickets", coalesce(recent, 0) as "recentTickets",
      coalesce(drops, 0) as drops, coalesce(refusals, 0) as refusals,
      coalesce(latest, 0) as "usageBytes", coalesce(traffic.before, 0) as "usageBeforeBytes",
      coalesce(balance, 0) as "balanceMinor", coalesce(overdue, 0) as "overdueMinor", plan_id as "planId", plan_name as "planName"
    from wanted w left join money using (customer_id) left join desk using (customer_id) left join line using (customer_id)
      left join refused using (customer_id) left join traffic using (customer_id) left join service using (customer_id)
      left join plan using (customer_id)`);
  return rows.map((row) => ({
    customerId: String(row.customerId),
    served: row.served === true,
    suspended: row.suspended === true,
    planId: row.planId === null ? null : String(row.planId),
    planName: row.planName === null ? null : String(row.planName),
    tenureDays: Math.max(0, Number(row.tenureDays)),
    overdueInvoices: Number(row.overdueInvoices),
    overdueDays: Number(row.overdueDays ?? 0),
    paidLate: Number(row.paidLate),
    paidOnTime: Number(row.paidOnTime),
    openTickets: Number(row.openTickets),
    urgentTickets: Number(row.urgentTickets),
    recentTickets: Number(row.recentTickets),
    drops: Number(row.drops),
    refusals: Number(row.refusals),
    usageBytes: Number(row.usageBytes),
    usageBeforeBytes: Number(row.usageBeforeBytes),
    balanceMinor: Number(row.balanceMinor),
    overdueMinor: Number(row.overdueMinor),
  }));
}
