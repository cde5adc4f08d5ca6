import { eq } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { type RequestStatus, type SelfServiceMode, whyNotDecide } from './rules.ts';
import { planRequest, planSelfService } from './tables.ts';

export type Row = typeof planRequest.$inferSelect;
type Place = Pick<Ctx, 'db'>;

/** What holds as long as a provider has chosen nothing: subscribers ask, staff decides. */
const initial = { mode: 'approval' as SelfServiceMode, hiddenPlanIds: [] as string[] };
export async function settingsOf({ db }: Place) {
  const [row] = await db.select().from(planSelfService);
  return row ?? initial;
}

/** The request, held until the end of the transaction. @throws AppError `conflict` when it is decided already */
export async function holdWaiting({ db }: Place, id: string): Promise<Row> {
  const [row] = await db.select().from(planRequest).where(eq(planRequest.id, id)).for('update');
  if (!row) throw notFound('plan request');
  const reason = whyNotDecide(row.status);
  if (reason) throw conflict(reason);
  return row;
}

export async function settle(
  ctx: Pick<Ctx, 'db' | 'changed' | 'nowIso'>,
  row: Row,
  status: RequestStatus,
  more: Partial<Row> = {},
): Promise<Row> {
  const [after] = await ctx.db
    .update(planRequest)
    .set({ status, decidedAt: ctx.nowIso, ...more })
    .where(eq(planRequest.id, row.id))
    .returning();
  ctx.changed({ type: 'plan-request', id: row.id, before: { status: row.status }, after: { status, ...more } });
  return after!;
}
export const aboutOf = ({ id, subscriptionId, customerId, toPlanName }: Row) => ({
  planRequestId: id,
  subscriptionId,
  customerId,
  toPlanName,
});
