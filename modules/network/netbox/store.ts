import { and, asc, desc, eq, gt, ne, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Connection } from './drivers/netbox.ts';
import { netboxComparison, netboxConnection, netboxDifference } from './tables.ts';

type Place = Pick<Ctx, 'db'>;
export type ConnectionRow = typeof netboxConnection.$inferSelect;
export type ComparisonRow = typeof netboxComparison.$inferSelect;
export type DifferenceRow = typeof netboxDifference.$inferSelect;

export const missing = 'Give the address of NetBox and an API token.';

export async function findConnection({ db }: Place): Promise<ConnectionRow | undefined> {
  const [row] = await db.select().from(netboxConnection);
  return row;
}

/** @throws AppError `not_configured` saying what to set */
export async function connectionOf(ctx: Place): Promise<ConnectionRow> {
  const row = await findConnection(ctx);
  if (!row)
    throw new AppError(
      'not_configured',
      `NetBox is not configured. ${missing} They are set under IP addresses, NetBox.`,
    );
  return row;
}

/** The connection with its token in the clear: for calls, never for an answer. */
export const opened = (ctx: Pick<Ctx, 'secrets' | 'tenant'>, row: ConnectionRow): Connection => ({
  url: row.url,
  verifyTls: row.verifyTls,
  token: ctx.secrets.open(ctx.tenant.id, row.token),
});

const counts = {
  differences: sql<number>`count(${netboxDifference.id})::int`,
  conflicts: sql<number>`(count(*) filter (where ${netboxDifference.action} = 'conflict'))::int`,
  chosen: sql<number>`(count(*) filter (where ${netboxDifference.choice} <> 'skip'))::int`,
  done: sql<number>`(count(*) filter (where ${netboxDifference.result} = 'done'))::int`,
  failed: sql<number>`(count(*) filter (where ${netboxDifference.result} = 'failed'))::int`,
};
export const comparisons = ({ db }: Place) =>
  db
    .select({
      id: netboxComparison.id,
      status: netboxComparison.status,
      problem: netboxComparison.problem,
      createdAt: netboxComparison.createdAt,
      finishedAt: netboxComparison.finishedAt,
      ...counts,
    })
    .from(netboxComparison)
    .leftJoin(netboxDifference, eq(netboxDifference.comparisonId, netboxComparison.id))
    .groupBy(netboxComparison.tenantId, netboxComparison.id)
    .orderBy(desc(netboxComparison.id));

export async function comparisonOf(ctx: Place, id: string) {
  const [row] = await comparisons(ctx).where(eq(netboxComparison.id, id));
  if (!row) throw notFound('comparison with NetBox');
  return row;
}

/** Changes the state of a comparison; false when it is no longer in the state it is expected in. */
export async function moveTo(
  { db }: Place,
  id: string,
  from: ComparisonRow['status'],
  change: Partial<typeof netboxComparison.$inferInsert>,
): Promise<boolean> {
  const moved = await db
    .update(netboxComparison)
    .set(change)
    .where(and(eq(netboxComparison.id, id), eq(netboxComparison.status, from)))
    .returning({ id: netboxComparison.id });
  return moved.length > 0;
}

/** What was chosen and is not done yet, in order. */
export const pending = ({ db }: Place, comparisonId: string, limit: number) =>
  db
    .select()
    .from(netboxDifference)
    .where(
      and(
        eq(netboxDifference.comparisonId, comparisonId),
        eq(netboxDifference.result, 'pending'),
        ne(netboxDifference.choice, 'skip'),
      ),
    )
    .orderBy(asc(netboxDifference.position))
    .limit(limit);

export const differencesAfter = (comparisonId: string, after: number | undefined) =>
  and(
    eq(netboxDifference.comparisonId, comparisonId),
    after === undefined ? undefined : gt(netboxDifference.position, after),
  );
