import { desc, eq } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflict, forbidden, notFound } from '#kernel/errors.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import { lineChecks } from './contract.ts';
import { factsOf, overOwnLine, sessionOf } from './facts.ts';
import { adviceOf, findingsOf, isSlow } from './rules.ts';
import { lineCheck } from './tables.ts';

type Row = typeof lineCheck.$inferSelect;

function me({ actor }: Pick<Ctx, 'actor'>): string {
  if (!actor.customerId) throw forbidden('This is for subscribers.');
  return actor.customerId;
}

function view(row: Row) {
  const { measuredAt, downloadBps, uploadBps, latencyMs, jitterMs } = row;
  const isMeasured = measuredAt !== null && downloadBps !== null && uploadBps !== null;
  return {
    ...row,
    measurement: isMeasured
      ? {
          at: measuredAt,
          downloadBps,
          uploadBps,
          latencyMs: latencyMs ?? 0,
          jitterMs: jitterMs ?? 0,
          dnsMs: row.dnsMs,
          planDownloadKbps: row.planDownloadKbps,
          slow: row.slow ?? false,
          overOwnLine: row.overOwnLine,
        }
      : null,
  };
}

/** One of the caller's own: of others' there is none at this door. */
async function hold(ctx: Pick<Ctx, 'db'>, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(lineCheck).where(eq(lineCheck.id, id)).for('update');
  if (!row) throw notFound('line check');
  return row;
}
async function change(ctx: Pick<Ctx, 'db' | 'changed'>, row: Row, to: Partial<Row>): Promise<Row> {
  const [after] = await ctx.db.update(lineCheck).set(to).where(eq(lineCheck.id, row.id)).returning();
  ctx.changed({ type: 'line-check', id: row.id, after: to });
  return after!;
}
const aboutOf = ({ id, customerId }: Row) => ({ lineCheckId: id, customerId });

export const service = implement(lineChecks, {
  async run(ctx, { network }) {
    const customerId = me(ctx);
    const findings = findingsOf(await factsOf(ctx, customerId));
    const advice = adviceOf(findings);
    const [row] = await ctx.db
      .insert(lineCheck)
      .values({ id: ctx.newId(), customerId, at: ctx.nowIso, findings, advice, network: network ?? null })
      .returning();
    ctx.changed({ type: 'line-check', id: row!.id, after: { advice, found: findings.map(({ code }) => code) } });
    await ctx.emit('line-check.run', { ...aboutOf(row!), advice });
    return view(row!);
  },

  async measure(ctx, { id, address, ...measured }) {
    const row = await hold(ctx, id);
    const session = await sessionOf(ctx, row.customerId);
    const { items } = await ctx.call(subscriptions, 'list', {
      customerId: row.customerId,
      status: 'active',
      limit: 50,
    });
    const planDownloadKbps = items.length > 0 ? Math.max(...items.map(({ downloadKbps }) => downloadKbps)) : null;
    const after = await change(ctx, row, {
      ...measured,
      measuredAt: ctx.nowIso,
      planDownloadKbps,
      slow: isSlow(measured.downloadBps, planDownloadKbps),
      overOwnLine: overOwnLine(address, session?.stoppedAt === null ? session.framedIpAddress : null),
    });
    await ctx.emit('line-check.measured', aboutOf(row));
    return view(after);
  },

  async solve(ctx, { id }) {
    const row = await hold(ctx, id);
    if (row.solvedAt !== null) return view(row);
    const after = await change(ctx, row, { solvedAt: ctx.nowIso });
    await ctx.emit('line-check.solved', aboutOf(row));
    return view(after);
  },

  async report(ctx, { id, ...said }) {
    const row = await hold(ctx, id);
    if (row.ticketId !== null) throw conflict('This check was sent already; write in that request.');
    const { id: ticketId } = await ctx.call(tickets, 'ask', said);
    const after = await change(ctx, row, { ticketId });
    await ctx.emit('line-check.reported', { ...aboutOf(row), ticketId });
    return view(after);
  },

  async ofCustomer(ctx, { customerId, limit }) {
    const rows = await ctx.db
      .select()
      .from(lineCheck)
      .where(eq(lineCheck.customerId, customerId))
      .orderBy(desc(lineCheck.id))
      .limit(limit);
    return { items: rows.map(view) };
  },
});
