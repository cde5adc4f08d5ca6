import { eq, sql } from 'drizzle-orm';
import { type Ctx, type EventsOf, implement } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { portalAccounts } from '#modules/identity/portal-accounts/contract.ts';
import { type mergeFields, merging } from './contract.ts';
import { countsOf, moveAll } from './moving.ts';
import { likelyPairs } from './pairs.ts';
import { movesWords } from './rules.ts';
import { formerCustomer } from './tables.ts';

type MergeCtx = Ctx<EventsOf<typeof merging>, 'customer.merged'>;
type Place = Pick<Ctx, 'db' | 'call'>;

async function formerOf({ db }: Pick<Ctx, 'db'>, id: string) {
  const [row] = await db.select().from(formerCustomer).where(eq(formerCustomer.id, id));
  return row;
}

/** What is under way for one of them and would lose its customer. */
async function refusalsOf({ db }: Place, id: string, otherId: string): Promise<string[]> {
  const both = sql`(${id}, ${otherId})`;
  const { rows } = await db.execute<{ why: string }>(sql`
    select distinct 'A payment of ' || customer_number || ' is under way at the gateway; wait for it, or cancel it.' as why
      from payment where customer_id in ${both} and status = 'pending'
    union select number || ' is being provisioned; wait until that is over.' from subscription
      where customer_id in ${both} and status = 'pending'
    union select 'A refund is under way; wait until the gateway has answered.' from payment_refund
      where customer_id in ${both} and status = 'pending'
    union select 'Both have a payment by ' || a.method || ' with the reference ' || a.reference || '; correct one of them first.'
      from payment a join payment b on a.method = b.method and a.reference = b.reference
      where a.customer_id = ${id} and b.customer_id = ${otherId} and a.provider = 'manual' and b.provider = 'manual' and a.reference <> ''
    order by 1`);
  return rows.map((row) => row.why);
}

async function portalOf({ db }: Place, id: string, otherId: string): Promise<'none' | 'survivor' | 'other' | 'both'> {
  const { rows } = await db.execute<{ customer_id: string }>(
    sql`select customer_id from portal_account where customer_id in (${id}, ${otherId})`,
  );
  if (rows.length === 2) return 'both';
  const [only] = rows;
  if (!only) return 'none';
  return only.customer_id === id ? 'survivor' : 'other';
}

/** Of two sign-ins one ends for good; the other becomes, or stays, the survivor's. */
async function settlePortal(ctx: MergeCtx, loserId: string) {
  await ctx.call(portalAccounts, 'close', { customerId: loserId });
  await ctx.db.execute(sql`delete from portal_account where customer_id = ${loserId}`);
}

/** Both rows are held, in one order, so that two who merge at once come one after the other. */
async function hold({ db }: Place, id: string, otherId: string): Promise<Set<string>> {
  const { rows } = await db.execute<{ id: string }>(
    sql`select id from customer where id in (${id}, ${otherId}) order by id for update`,
  );
  return new Set(rows.map((row) => row.id));
}

async function takeOver(ctx: Place, id: string, otherId: string, take: readonly (typeof mergeFields)[number][]) {
  const other = await ctx.call(customers, 'get', { id: otherId });
  const own = await ctx.call(customers, 'get', { id });
  const taken = Object.fromEntries(take.map((field) => [field, other[field]]));
  const tags = [...new Set([...own.tags, ...other.tags])].sort().slice(0, 20);
  const customFields = {
    ...other.customFields,
    ...own.customFields,
    ...(take.includes('customFields') ? other.customFields : {}),
  };
  const { name, number } = await ctx.call(customers, 'update', { id, ...taken, tags, customFields });
  return { other, survivor: { name, number } };
}

export const service = implement(merging, {
  pairs: async (ctx, { customerId }) => ({ items: await likelyPairs(ctx, customerId) }),

  async preview(ctx, { id, otherId }) {
    if (id === otherId) throw invalid('otherId: Choose another customer.', 'otherId');
    await ctx.call(customers, 'get', { id });
    await ctx.call(customers, 'get', { id: otherId });
    const counts = await countsOf(ctx, otherId);
    const moves = movesWords.flatMap(([table, one, many]) => {
      const rows = counts.get(table) ?? 0;
      return rows === 0 ? [] : [{ what: rows === 1 ? one : many, rows }];
    });
    const [refusals, portal] = [await refusalsOf(ctx, id, otherId), await portalOf(ctx, id, otherId)];
    return { survivorId: id, otherId, moves, refusals, portal };
  },

  async merge(ctx, { id, otherId, take, keepPortalOf, reason }) {
    if (id === otherId) throw invalid('otherId: Choose another customer.', 'otherId');
    const there = await hold(ctx, id, otherId);
    if (!there.has(otherId)) {
      const former = await formerOf(ctx, otherId);
      // Asked twice: it is done.
      if (former?.customerId === id) return former;
      if (former) throw conflict('This customer has been merged into another meanwhile.', 'otherId');
      throw notFound('customer');
    }
    if (!there.has(id)) throw notFound('customer');
    const [refusal] = await refusalsOf(ctx, id, otherId);
    if (refusal) throw conflict(refusal);
    if ((await portalOf(ctx, id, otherId)) === 'both')
      await settlePortal(ctx, keepPortalOf === 'survivor' ? otherId : id);
    const { other, survivor } = await takeOver(ctx, id, otherId, take);
    await moveAll(ctx, otherId, id, survivor).catch((error: unknown) => {
      const { constraint } = conflictOf(error) ?? {};
      if (constraint) throw conflict(`Both have something of which there can be only one (${constraint}).`);
      throw error;
    });
    await ctx.db.execute(sql`delete from customer where id = ${otherId}`);
    const [former] = await ctx.db
      .insert(formerCustomer)
      .values({
        id: otherId,
        number: other.number,
        customerId: id,
        mergedAt: ctx.nowIso,
        mergedBy: ctx.actor.name,
        reason,
      })
      .returning();
    ctx.changed({
      type: 'customer',
      id,
      before: { former: { id: otherId, number: other.number } },
      after: { take, keepPortalOf, reason },
    });
    await ctx.emit('customer.merged', { customerId: id, formerId: otherId, formerNumber: other.number });
    return former!;
  },

  async former(ctx, { id }) {
    const row = await formerOf(ctx, id);
    if (!row) throw notFound('former customer');
    return row;
  },
});
