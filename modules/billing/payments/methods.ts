import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { AppError, conflict, notFound } from '#kernel/errors.ts';
import { isExpired } from './rules.ts';
import type { Emitting } from './settle.ts';
import { autopay, autopayInvoice, paymentMethod } from './tables.ts';

export type MethodRow = typeof paymentMethod.$inferSelect;

export const methodView = (today: Temporal.PlainDate, row: MethodRow) => ({
  ...row,
  token: undefined,
  expired: isExpired(row, today),
});

export async function findMethod({ db }: Pick<Ctx, 'db'>, id: string): Promise<MethodRow> {
  const [row] = await db.select().from(paymentMethod).where(eq(paymentMethod.id, id));
  if (!row || row.status === 'removed') throw notFound('card');
  return row;
}

/** A card that can be charged now. */
export async function usableMethod(ctx: Pick<Ctx, 'db' | 'today'>, id: string): Promise<MethodRow> {
  const row = await findMethod(ctx, id);
  if (row.status !== 'active') throw conflict('This card has not been given to the gateway yet.');
  if (isExpired(row, ctx.today)) throw conflict('This card has expired; add the new one.', 'methodId');
  return row;
}

/** Cards that are there, the newest first; one whose page is open or failed is shown for a while. */
export async function methodsOf(ctx: Pick<Ctx, 'db' | 'today' | 'now'>, customerId: string) {
  const rows = await ctx.db
    .select()
    .from(paymentMethod)
    .where(
      and(eq(paymentMethod.customerId, customerId), inArray(paymentMethod.status, ['active', 'pending', 'failed'])),
    )
    .orderBy(desc(paymentMethod.isDefault), desc(paymentMethod.id))
    .limit(50);
  const hourAgo = ctx.now.subtract({ hours: 1 }).toString();
  return rows
    .filter(({ status, createdAt }) => status === 'active' || createdAt > hourAgo)
    .map((row) => methodView(ctx.today, row));
}

export async function makeDefault(ctx: Pick<Ctx, 'db' | 'today' | 'changed'>, id: string): Promise<MethodRow> {
  const row = await usableMethod(ctx, id);
  await ctx.db
    .update(paymentMethod)
    .set({ isDefault: false })
    .where(and(eq(paymentMethod.customerId, row.customerId), eq(paymentMethod.isDefault, true)));
  await ctx.db.update(paymentMethod).set({ isDefault: true }).where(eq(paymentMethod.id, id));
  ctx.changed({ type: 'payment-method', id, after: { isDefault: true } });
  return { ...row, isDefault: true };
}

/** The card that autopay charges. */
export async function defaultMethod(ctx: Pick<Ctx, 'db'>, customerId: string): Promise<MethodRow | null> {
  const [row] = await ctx.db
    .select()
    .from(paymentMethod)
    .where(and(eq(paymentMethod.customerId, customerId), eq(paymentMethod.isDefault, true)));
  return row ?? null;
}

/** Takes a card away. Another takes its place as default; with the last one autopay ends. */
export async function removeMethod(ctx: Emitting<'payment-method.removed' | 'autopay.changed'>, id: string) {
  const row = await findMethod(ctx, id);
  await ctx.db
    .update(paymentMethod)
    .set({ status: 'removed', isDefault: false, checkoutUrl: null })
    .where(eq(paymentMethod.id, id));
  const { customerId } = row;
  const [next] = (await methodsOf(ctx, customerId)).filter(({ status, expired }) => status === 'active' && !expired);
  if (row.isDefault && next)
    await ctx.db.update(paymentMethod).set({ isDefault: true }).where(eq(paymentMethod.id, next.id));
  if (!next && (await switchAutopay(ctx, customerId, false)))
    await ctx.emit('autopay.changed', { customerId, enabled: false });
  await ctx.emit('payment-method.removed', { methodId: id, customerId });
  ctx.changed({ type: 'payment-method', id, before: { status: row.status }, after: { status: 'removed' } });
}

/** @returns whether anything changed */
export async function switchAutopay(
  ctx: Pick<Ctx, 'db' | 'nowIso'>,
  customerId: string,
  enabled: boolean,
  timing?: 'issue' | 'due',
): Promise<boolean> {
  const [before] = await ctx.db.select().from(autopay).where(eq(autopay.customerId, customerId)).for('update');
  const wanted = timing ?? before?.timing ?? 'due';
  if ((before?.enabled ?? false) === enabled && (!enabled || before?.timing === wanted)) return false;
  const values = { enabled, timing: wanted, changedAt: ctx.nowIso };
  await ctx.db
    .insert(autopay)
    .values({ customerId, ...values })
    .onConflictDoUpdate({ target: [autopay.tenantId, autopay.customerId], set: values });
  // What was planned under the old rule is planned anew, or not at all.
  await ctx.db.delete(autopayInvoice).where(eq(autopayInvoice.customerId, customerId));
  return true;
}

/** @throws AppError when there is no card that could be charged */
export async function assertChargeable(ctx: Pick<Ctx, 'db' | 'today'>, customerId: string): Promise<void> {
  const card = await defaultMethod(ctx, customerId);
  if (!card) throw new AppError('conflict', 'Add a card first; autopay charges your default card.');
  if (isExpired(card, ctx.today)) throw conflict('Your default card has expired; add the new one first.');
}
