import { and, asc, desc, eq, gt, gte, inArray } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import type { healthBands } from './contract.ts';
import type { CustomerStatus } from './rules.ts';
import { customerTally } from './tables.ts';

type Dimension = (typeof customerTally.$inferSelect)['dimension'];

/** What customers are counted by, the most first. */
export const tallied = (db: AnyCtx['db'], dimension: Dimension) =>
  db
    .select({ value: customerTally.value, customers: customerTally.customers })
    .from(customerTally)
    .where(and(eq(customerTally.dimension, dimension), gt(customerTally.customers, 0)))
    .orderBy(desc(customerTally.customers), asc(customerTally.value))
    .limit(500);

/** How customers stand, from tallies that are kept with each change: nobody is counted. */
export async function metrics(ctx: Pick<AnyCtx, 'db' | 'now'>) {
  const since = ctx.now
    .subtract({ hours: 30 * 24 })
    .toString()
    .slice(0, 10);
  const t = customerTally;
  const days = and(inArray(t.dimension, ['created', 'churned']), gte(t.value, since));
  const [standing, recent] = await Promise.all([
    ctx.db
      .select()
      .from(t)
      .where(inArray(t.dimension, ['status', 'health'])),
    ctx.db.select().from(t).where(days),
  ]);
  const sum = (rows: readonly { customers: number }[]) => rows.reduce((all, row) => all + row.customers, 0);
  const inDimension = (dimension: Dimension) => standing.filter((row) => row.dimension === dimension);
  const statuses = inDimension('status');
  const of = (status: CustomerStatus) => statuses.find((row) => row.value === status)?.customers ?? 0;
  const inBand = (band: (typeof healthBands)[number]) => sum(inDimension('health').filter((row) => row.value === band));
  return {
    total: sum(statuses),
    active: of('active'),
    suspended: of('suspended'),
    prospects: of('prospect'),
    inactive: of('inactive'),
    closed: of('closed'),
    createdLast30Days: sum(recent.filter((row) => row.dimension === 'created')),
    churnedLast30Days: sum(recent.filter((row) => row.dimension === 'churned')),
    healthy: inBand('healthy'),
    watch: inBand('watch'),
    atRisk: inBand('at-risk'),
    critical: inBand('critical'),
  };
}
