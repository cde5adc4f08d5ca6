import { inArray, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import type { subscriptions } from './contract.ts';
import { subscription } from './tables.ts';

type Summary = Returned<(typeof subscriptions)['operations']['summaries']['out']>['items'][number];

/** Of each customer the subscription that runs, else the latest, with the counts of all; one statement. */
export async function summariesOf(ctx: Pick<Ctx, 'db'>, customerIds: string[]): Promise<Summary[]> {
  const s = subscription;
  const standing = sql`array_position(array['active', 'suspended', 'pending', 'failed', 'cancelled'], ${s.status})`;
  const rows = await ctx.db
    .selectDistinctOn([s.customerId], {
      row: s,
      total: sql<number>`count(*) over (partition by ${s.customerId})`.mapWith(Number),
      active: sql<number>`count(*) filter (where ${s.status} = 'active') over (partition by ${s.customerId})`.mapWith(
        Number,
      ),
    })
    .from(s)
    .where(inArray(s.customerId, customerIds))
    .orderBy(s.customerId, standing, sql`${s.id} desc`);
  const of = new Map(rows.map((found) => [found.row.customerId, found]));
  return customerIds.map((customerId) => {
    const found = of.get(customerId);
    if (!found) return { customerId, current: null, total: 0, active: 0 };
    const { id, number, planId, planName: plan, status, priceMinor: price, currency, cycle, periodEnd } = found.row;
    const bandwidth = `${found.row.downloadKbps / 1000}/${found.row.uploadKbps / 1000} Mbit/s`;
    const current = { id, number, plan, planId, status, bandwidth, price, currency, cycle, periodEnd };
    return { customerId, current, total: found.total, active: found.active };
  });
}
