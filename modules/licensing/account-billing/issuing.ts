import { sql } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { metricInfo, metrics, overageMinor } from '#modules/licensing/catalogue/contract.ts';
import { licensingUsage } from '#modules/licensing/usage/contract.ts';
import { documentNumber, sumOf, termDays } from './rules.ts';
import {
  accountInvoiceBalance as balance,
  accountCounter as counter,
  accountInvoice as invoice,
  accountInvoiceLine as line,
} from './tables.ts';

export type Base = Pick<AnyCtx, 'db' | 'call' | 'tenant' | 'today' | 'nowIso' | 'newId' | 'changed'>;

/** The next number of a series without a gap: the counter is held until commit, and a rollback takes it back. */
export async function nextNumber(ctx: Base, kind: 'invoice' | 'receipt'): Promise<string> {
  const { year } = ctx.today;
  const [row] = await ctx.db
    .insert(counter)
    .values({ kind, year, last: 1 })
    .onConflictDoUpdate({
      target: [counter.tenantId, counter.kind, counter.year],
      set: { last: sql`${counter.last} + 1` },
    })
    .returning();
  return documentNumber(ctx.tenant.slug, kind, year, row!.last);
}

interface Draft {
  reason: 'period' | 'change';
  periodStart: string;
  periodEnd: string;
  lines: readonly { description: string; quantity: number; unitMinor: number }[];
}

/** Writes an invoice with its number, lines and balance. @throws DbConflict when its period is billed already */
export async function issue(ctx: Base, draft: Draft): Promise<{ id: string; totalMinor: number }> {
  const { currency } = await ctx.call(licensingAccounts, 'account', {});
  const id = ctx.newId();
  const totalMinor = sumOf(draft.lines);
  const dueOn = ctx.today.add({ days: termDays }).toString();
  const [written] = await ctx.db
    .insert(invoice)
    .values({
      id,
      number: await nextNumber(ctx, 'invoice'),
      reason: draft.reason,
      sellerName: 'DotMac',
      payerName: ctx.tenant.name,
      payerCountry: ctx.tenant.country,
      issuedOn: ctx.today.toString(),
      dueOn,
      periodStart: draft.periodStart,
      periodEnd: draft.periodEnd,
      currency,
      totalMinor,
      issuedAt: ctx.nowIso,
    })
    .returning();
  await ctx.db.insert(line).values(
    draft.lines.map((l, at) => ({
      ...l,
      id: ctx.newId(),
      invoiceId: id,
      position: at + 1,
      amountMinor: l.quantity * l.unitMinor,
    })),
  );
  // Nothing to pay is paid.
  const status = totalMinor === 0 ? ('paid' as const) : ('open' as const);
  await ctx.db.insert(balance).values({ invoiceId: id, status, dueOn, totalMinor });
  ctx.changed({ type: 'account-invoice', id, after: { number: written!.number, totalMinor, reason: draft.reason } });
  return { id, totalMinor };
}

const number = (value: number) => value.toLocaleString('en-GB').replaceAll(',', ' ');

/** What an ended period used beyond its plan, as lines. */
async function overageLines(ctx: Base, ended: { endedStart: string; endedEnd: string; endedAllowances: Allowances }) {
  const { items } = await ctx.call(licensingUsage, 'ofPeriod', { start: ended.endedStart, end: ended.endedEnd });
  return metrics.flatMap((metric) => {
    const allowance = ended.endedAllowances[metric];
    const used = items.find((m) => m.metric === metric)?.value ?? 0;
    const unitMinor = overageMinor(used, allowance);
    if (unitMinor === 0) return [];
    const { name, unit } = metricInfo[metric];
    const description = `${name}: ${number(used)} ${unit}, ${number(allowance.included ?? 0)} in the plan (${ended.endedStart} to ${ended.endedEnd})`;
    return [{ description, quantity: 1, unitMinor }];
  });
}
type Allowances = NonNullable<Awaited<ReturnType<typeof turned>>['endedAllowances']>;
const turned = (ctx: Base) => ctx.call(licensingAccounts, 'turn', {});

/** Turns every period that is over, and bills each; what was turned before is not turned again. */
export async function closePeriods(ctx: Base): Promise<{ id: string; totalMinor: number }[]> {
  const issued: { id: string; totalMinor: number }[] = [];
  for (let round = 0; round < 60; round += 1) {
    const turn = await turned(ctx);
    if (!turn.turned) break;
    const { endedAllowances } = turn;
    const over = endedAllowances ? await overageLines(ctx, { ...turn, endedAllowances }) : [];
    const lines = [...turn.lines, ...over];
    if (lines.length === 0) continue;
    const made = await issue(ctx, {
      reason: 'period',
      periodStart: turn.lines.length > 0 ? turn.periodStart : turn.endedEnd,
      periodEnd: turn.lines.length > 0 ? turn.periodEnd : turn.endedEnd,
      lines,
    });
    issued.push(made);
  }
  return issued;
}
