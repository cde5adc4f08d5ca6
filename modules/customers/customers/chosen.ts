import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { AnyCtx } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import type { customers, segmentCriteria } from './contract.ts';
import { type FilterCtx, type Filters, matching } from './filters.ts';
import { customerColumns, toCustomer } from './list.ts';
import { fold } from './search.ts';
import { customer, customerPin } from './tables.ts';

type Db = AnyCtx['db'];
type InputOf<K extends keyof (typeof customers)['operations']> = z.output<(typeof customers)['operations'][K]['in']>;
/** How near a word must be; below this pg_trgm finds what no person would call similar. */
const nearness = 0.45;
const mostChosen = 20_000;

/** Customers whose text holds words like those typed: `Zimmermnan` finds Zimmermann. */
export async function similarCustomers(db: Db, q: string) {
  const words = fold(q)
    .split(/\s+/)
    .filter((word) => [...word].length >= 3)
    .slice(0, 4);
  if (words.length === 0) return { items: [] };
  await db.execute(sql`select set_config('pg_trgm.word_similarity_threshold', ${String(nearness)}, true)`);
  const near = words.map((word) => sql`${word} <% ${customer.search}`);
  const distance = sql.join(
    words.map((word) => sql`word_similarity(${word}, ${customer.search})`),
    sql` + `,
  );
  const rows = await db
    .select(customerColumns)
    .from(customer)
    .where(and(...near))
    .orderBy(desc(sql`(${distance})`), asc(customer.serial))
    .limit(8);
  return { items: rows.map(toCustomer) };
}

/** One statement for all sets; each count uses the index of what it asks for. */
export async function countMatching(
  ctx: FilterCtx,
  sets: readonly { id: string; criteria: z.output<typeof segmentCriteria> | null; pinnedIn: string | null }[],
) {
  const counts = await Promise.all(
    sets.map(async ({ id, criteria, pinnedIn }): Promise<SQL> => {
      if (pinnedIn)
        return sql`(${id}, (select count(*)::int from ${customerPin} where ${customerPin.listId} = ${pinnedIn}))`;
      const where = (await matching(ctx, criteria ?? {})) ?? sql`true`;
      return sql`(${id}, (select count(*)::int from ${customer} where ${where}))`;
    }),
  );
  if (counts.length === 0) return { items: [] };
  const { rows } = await ctx.db.execute<{ id: string; customers: number }>(
    sql`select id, customers from (values ${sql.join(counts, sql`, `)}) as counted(id, customers)`,
  );
  return { items: rows };
}

export async function chooseCustomers(ctx: FilterCtx, { filters, ids }: InputOf<'choose'>) {
  const where = and(
    filters ? await matching(ctx, filters satisfies Filters) : undefined,
    ids ? inArray(customer.id, ids) : undefined,
  );
  const items = await ctx.db
    .select({ id: customer.id, number: customer.number })
    .from(customer)
    .where(where)
    .orderBy(asc(customer.serial))
    .limit(mostChosen + 1);
  return { items };
}

export async function pin(db: Db, { listId, add, remove }: InputOf<'pin'>) {
  const wanted = [...new Set(add)].sort();
  const known = wanted.length
    ? await db.select({ id: customer.id }).from(customer).where(inArray(customer.id, wanted)).orderBy(asc(customer.id))
    : [];
  if (known.length < wanted.length) throw notFound('customer');
  const added = known.length
    ? await db
        .insert(customerPin)
        .values(known.map(({ id }) => ({ listId, customerId: id })))
        .onConflictDoNothing()
        .returning({ id: customerPin.customerId })
    : [];
  const removed = remove.length
    ? await db
        .delete(customerPin)
        .where(and(eq(customerPin.listId, listId), inArray(customerPin.customerId, remove)))
        .returning({ id: customerPin.customerId })
    : [];
  return { added: added.length, removed: removed.length };
}

export async function unpinAll(db: Db, listId: string): Promise<void> {
  await db.delete(customerPin).where(eq(customerPin.listId, listId));
}

/** Only rows that differ are written, for every write of a customer is counted anew by the tallies. */
export async function setStanding(db: Db, standings: InputOf<'setStanding'>['standings']): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    update customer c
    set health_score = coalesce(s."healthScore", -1), health_band = s."healthBand", balance_minor = s."balanceMinor",
      overdue_minor = s."overdueMinor", plan_id = s."planId", plan_name = s."planName"
    from jsonb_to_recordset(${JSON.stringify(standings)}::jsonb) as s("customerId" uuid, "healthScore" smallint,
      "healthBand" text, "balanceMinor" bigint, "overdueMinor" bigint, "planId" uuid, "planName" text)
    where c.id = s."customerId" and
      (c.health_score, c.health_band, c.balance_minor, c.overdue_minor, c.plan_id, c.plan_name)
      is distinct from (coalesce(s."healthScore", -1), s."healthBand", s."balanceMinor", s."overdueMinor", s."planId", s."planName")
    returning c.id`);
  return rows.map((row) => row.id);
}
