import { sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { creditNotes } from '#modules/billing/credit-notes/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { numberPrefix } from '../numbers.ts';
import { invoiceNumber, paymentTermDays } from './rules.ts';
import { invoice, invoiceBalance, invoiceCounter, invoiceDay, invoiceLine } from './tables.ts';

type IssueCtx = Pick<Ctx, 'db' | 'today' | 'nowIso' | 'tenant' | 'newId' | 'call' | 'changed'>;

interface Line {
  description: string;
  kind: 'recurring' | 'setup' | 'adjustment';
  quantity: number;
  unitMinor: number;
  period?: { start: string; end: string };
}

/** The next number of the year without a gap: the counter's row is held until commit, and a rollback takes it back. */
async function nextNumber(ctx: IssueCtx): Promise<string> {
  const year = ctx.today.year;
  const [counter] = await ctx.db
    .insert(invoiceCounter)
    .values({ year, prefix: numberPrefix(ctx.tenant.name, ctx.tenant.slug), last: 1 })
    .onConflictDoUpdate({
      target: [invoiceCounter.tenantId, invoiceCounter.year],
      set: { last: sql`${invoiceCounter.last} + 1` },
    })
    .returning();
  if (!counter) throw new Error('The counter of invoices gave no number.');
  return invoiceNumber(counter.prefix, year, counter.last);
}

/** Keeps the sum of a day of issue in step. */
export async function countDay(
  ctx: Pick<Ctx, 'db'>,
  issueDate: string,
  invoicesMore: 1 | -1,
  moreMinor: number,
): Promise<void> {
  await ctx.db
    .insert(invoiceDay)
    .values({ issueDate, invoices: invoicesMore, totalMinor: moreMinor })
    .onConflictDoUpdate({
      target: [invoiceDay.tenantId, invoiceDay.issueDate],
      set: {
        invoices: sql`${invoiceDay.invoices} + excluded.invoices`,
        totalMinor: sql`${invoiceDay.totalMinor} + excluded.total_minor`,
      },
    });
}

export interface Draft {
  customerId: string;
  subscriptionId: string | null;
  firstOf: string | null;
  currency: string;
  lines: readonly Line[];
}

const sumMinor = (lines: readonly Line[]) => lines.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0);
const creditLine = (usedMinor: number): Line => ({
  description: 'Credit',
  kind: 'adjustment',
  quantity: 1,
  unitMinor: -usedMinor,
});

/** Writes an invoice with its number, lines and balance. */
export async function issue(ctx: IssueCtx, draft: Draft) {
  // A durable run waits for what is unavailable, so a sale under way goes on when the provider is restored.
  if (ctx.tenant.status !== 'active')
    throw new AppError('unavailable', 'This provider is suspended, so its invoices wait until it is restored.');
  const customer = await ctx.call(customers, 'get', { id: draft.customerId });
  const id = ctx.newId();
  const { customerId, currency } = draft;
  const dueMinor = sumMinor(draft.lines);
  const { usedMinor } = await ctx.call(creditNotes, 'use', {
    customerId,
    currency,
    invoiceId: id,
    upToMinor: dueMinor,
  });
  const lines = usedMinor === 0 ? draft.lines : [...draft.lines, creditLine(usedMinor)];
  const totalMinor = dueMinor - usedMinor;
  const issueDate = ctx.today.toString();
  const dueDate = ctx.today.add({ days: paymentTermDays }).toString();
  const document = {
    id,
    number: await nextNumber(ctx),
    customerId: customer.id,
    customerNumber: customer.number,
    customerName: customer.name,
    billingAddress: customer.serviceAddress,
    taxNumber: customer.taxNumber,
    sellerName: ctx.tenant.name,
    subscriptionId: draft.subscriptionId,
    issueDate,
    dueDate,
    currency: draft.currency,
    totalMinor,
    issuedAt: ctx.nowIso,
  };
  await ctx.db.insert(invoice).values(document);
  await ctx.db.insert(invoiceLine).values(
    lines.map(({ period, ...line }, at) => ({
      ...line,
      id: ctx.newId(),
      invoiceId: id,
      customerId: customer.id,
      position: at + 1,
      amountMinor: line.quantity * line.unitMinor,
      periodStart: period?.start ?? null,
      periodEnd: period?.end ?? null,
    })),
  );
  await ctx.db.insert(invoiceBalance).values({
    invoiceId: id,
    customerId: customer.id,
    // Nothing to pay is paid.
    status: totalMinor === 0 ? 'paid' : 'open',
    dueDate,
    totalMinor,
    firstOf: draft.firstOf,
  });
  await countDay(ctx, issueDate, 1, totalMinor);
  ctx.changed({ type: 'invoice', id, after: { number: document.number, customerId: customer.id, totalMinor } });
  return document;
}
