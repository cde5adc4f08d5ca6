import { asc, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { health } from './contract.ts';
import { standingsOf } from './facts.ts';
import { judge } from './rules.ts';
import { customerHealthDue as due, customerHealth as table } from './tables.ts';

type Db = Ctx['db'];
const toHealth = ({ customerId, score, band, reasons, computedAt }: typeof table.$inferSelect) => ({
  customerId,
  score,
  band,
  reasons,
  computedAt,
});

async function takeDue(db: Db, limit: number): Promise<string[]> {
  const taken = await db
    .delete(due)
    .where(
      inArray(
        due.customerId,
        db
          .select({ id: due.customerId })
          .from(due)
          .orderBy(asc(due.customerId))
          .limit(limit)
          .for('update', { skipLocked: true }),
      ),
    )
    .returning({ id: due.customerId });
  return taken.map(({ id }) => id);
}

async function everyone(db: Db, after: string | undefined, limit: number): Promise<string[]> {
  const from = after ? sql`where customer_id > ${after}` : sql``;
  const { rows } = await db.execute<{ customer_id: string }>(
    sql`select customer_id from customer_tenure ${from} order by customer_id limit ${limit}`,
  );
  return rows.map((row) => row.customer_id);
}

type Written = { customerId: string; from: (typeof table.$inferSelect)['band']; known: boolean };
/** Keeps the scores, and says of each in which band it was. */
async function keep(db: Db, rows: readonly (typeof table.$inferInsert)[]): Promise<Written[]> {
  const { rows: written } = await db.execute<{ customer_id: string; band: Written['from']; known: boolean }>(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as g("customerId" uuid, score smallint, band text, reasons jsonb, "computedAt" timestamptz)
    ), before as (
      select customer_id, band from customer_health where customer_id in (select "customerId" from given)
    ), kept as (
      insert into customer_health as h (customer_id, score, band, reasons, computed_at)
      select "customerId", score, band, reasons, "computedAt" from given order by 1
      on conflict on constraint customer_health_pkey do update
        set score = excluded.score, band = excluded.band, reasons = excluded.reasons, computed_at = excluded.computed_at
    )
    select g."customerId" as customer_id, b.band, b.customer_id is not null as known
    from given g left join before b on b.customer_id = g."customerId"`);
  return written.map((row) => ({ customerId: row.customer_id, from: row.band, known: row.known }));
}

export const service = implement(health, {
  async of(ctx, { customerId }) {
    const [row] = await ctx.db.select().from(table).where(eq(table.customerId, customerId));
    if (row) return toHealth(row);
    // Not there yet: somebody who came a moment ago.
    const [standing] = await standingsOf(ctx, [customerId]);
    if (!standing) throw notFound('customer');
    return { customerId, ...judge(standing), computedAt: ctx.nowIso };
  },

  async ofCustomers(ctx, { customerIds }) {
    const rows = await ctx.db.select().from(table).where(inArray(table.customerId, customerIds));
    return { items: rows.map(toHealth) };
  },

  async summary(ctx) {
    const [latest] = await ctx.db
      .select({ at: table.computedAt })
      .from(table)
      .where(gt(table.computedAt, '1970-01-01T00:00:00.000Z'))
      .orderBy(desc(table.computedAt))
      .limit(1);
    const { healthy, watch, atRisk, critical } = await ctx.call(customers, 'metrics', {});
    return { healthy, watch, atRisk, critical, computedAt: latest?.at ?? null };
  },

  async recompute(ctx, { customerIds, due: fromDue, after, limit }) {
    const ids = customerIds ?? (fromDue ? await takeDue(ctx.db, limit) : await everyone(ctx.db, after, limit));
    if (ids.length === 0) return { computed: 0, next: null };
    const judged = (await standingsOf(ctx, ids)).map((standing) => ({ standing, ...judge(standing) }));
    const computedAt = ctx.nowIso;
    const before = await keep(
      ctx.db,
      judged.map(({ standing, score, band, reasons }) => ({
        customerId: standing.customerId,
        score,
        band,
        reasons,
        computedAt,
      })),
    );
    await ctx.call(customers, 'setStanding', {
      standings: judged.map(({ standing, score, band }) => ({
        customerId: standing.customerId,
        healthScore: score,
        healthBand: band,
        balanceMinor: standing.balanceMinor,
        overdueMinor: standing.overdueMinor,
        planId: standing.planId,
        planName: standing.planName,
      })),
    });
    const was = new Map(before.map((row) => [row.customerId, row]));
    for (const { standing, score, band } of judged) {
      const earlier = was.get(standing.customerId);
      if (earlier?.known && earlier.from !== band)
        await ctx.emit('health.band-changed', { customerId: standing.customerId, from: earlier.from, to: band, score });
    }
    return { computed: judged.length, next: ids.length < limit ? null : ids.at(-1)! };
  },

  async markDue(ctx, { customerId }) {
    const [other] = await ctx.db.select({ id: due.customerId }).from(due).limit(1);
    // Who is gone has no health; the event came late.
    await ctx.db.execute(sql`
      insert into customer_health_due (customer_id)
      select customer_id from customer_tenure where customer_id = ${customerId} on conflict do nothing`);
    return { first: other === undefined };
  },
});
