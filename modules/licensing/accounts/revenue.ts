import { count, lt, sql, sum } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { operatorTenant } from '#kernel/kernel.ts';
import { licensingAccount as account, licensingChange as change } from './tables.ts';

type Base = Pick<AnyCtx, 'db' | 'today'>;

/** Of all contracts as they are. */
export async function revenue(ctx: Base) {
  const rows = await ctx.db
    .select({
      planName: account.planName,
      status: account.status,
      accounts: count(),
      mrrMinor: sum(account.mrrMinor).mapWith(Number),
    })
    .from(account)
    .groupBy(account.planName, account.status);
  const of = (...statuses: string[]) =>
    rows.filter((r) => statuses.includes(r.status)).reduce((n, r) => n + r.accounts, 0);
  const mrrMinor = rows.reduce((total, r) => total + r.mrrMinor, 0);
  const paying = rows.filter((r) => r.status === 'active' || r.status === 'past_due');
  const plans = [...Map.groupBy(paying, (r) => r.planName)].map(([planName, own]) => ({
    planName,
    accounts: own.reduce((n, r) => n + r.accounts, 0),
    mrrMinor: own.reduce((n, r) => n + r.mrrMinor, 0),
  }));
  return {
    currency: operatorTenant.currency,
    mrrMinor,
    arrMinor: mrrMinor * 12,
    paying: of('active', 'past_due'),
    trials: of('trial'),
    pastDue: of('past_due'),
    cancelled: of('cancelled'),
    plans: plans.sort((a, b) => b.mrrMinor - a.mrrMinor),
  };
}

/** From the changes on record, month by month in UTC; each month opens with what the one before closed with. */
export async function movement(ctx: Base, months: number) {
  const first = ctx.today.with({ day: 1 }).subtract({ months: months - 1 });
  const start = first.toZonedDateTime('UTC').toInstant().toString();
  const delta = sql`${change.mrrAfterMinor} - ${change.mrrBeforeMinor}`;
  const [before] = await ctx.db
    .select({ minor: sql<number>`coalesce(sum(${delta}), 0)`.mapWith(Number) })
    .from(change)
    .where(lt(change.at, start));
  const month = sql<string>`to_char(date_trunc('month', ${change.at} at time zone 'UTC'), 'YYYY-MM-DD')`;
  const part = (condition: ReturnType<typeof sql>) =>
    sql<number>`coalesce(sum(${delta}) filter (where ${condition}), 0)`.mapWith(Number);
  const rows = await ctx.db
    .select({
      month,
      newMinor: part(sql`${change.mrrBeforeMinor} = 0`),
      expansionMinor: part(sql`${change.mrrBeforeMinor} > 0 and ${delta} > 0`),
      contractionMinor: part(sql`${change.mrrAfterMinor} > 0 and ${delta} < 0`),
      churnMinor: part(sql`${change.mrrAfterMinor} = 0 and ${change.mrrBeforeMinor} > 0`),
    })
    .from(change)
    .where(sql`${change.at} >= ${start}`)
    .groupBy(sql`1`);
  let closing = before?.minor ?? 0;
  const items = Array.from({ length: months }, (_, at) => {
    const name = first.add({ months: at }).toString();
    const own = rows.find((r) => r.month === name);
    const parts = {
      newMinor: own?.newMinor ?? 0,
      expansionMinor: own?.expansionMinor ?? 0,
      contractionMinor: own?.contractionMinor ?? 0,
      churnMinor: own?.churnMinor ?? 0,
    };
    const openingMinor = closing;
    closing += parts.newMinor + parts.expansionMinor + parts.contractionMinor + parts.churnMinor;
    return { month: name, openingMinor, ...parts, closingMinor: closing };
  });
  return { items };
}
