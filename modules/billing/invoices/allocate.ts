import { and, asc, eq, inArray } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import type { invoices } from './contract.ts';
import { openMinor, transitions } from './rules.ts';
import { hold, settle } from './store.ts';
import { invoiceBalance as balance, invoice, invoicePayment } from './tables.ts';

type Emitting<E extends keyof EventsOf<typeof invoices>> = Ctx<EventsOf<typeof invoices>, E>;
type Allocation = z.output<(typeof invoices)['operations']['allocate']['in']>;
type Fact = typeof invoicePayment.$inferSelect;

/** Open invoices of a customer, held until commit, so that two payments at once never pay the same debt. */
async function debts(ctx: Pick<Ctx, 'db'>, { customerId, currency, invoiceIds }: Allocation) {
  const held = await ctx.db
    .select()
    .from(balance)
    .where(
      and(
        eq(balance.customerId, customerId),
        eq(balance.status, 'open'),
        invoiceIds ? inArray(balance.invoiceId, invoiceIds) : undefined,
      ),
    )
    .orderBy(asc(balance.dueDate), asc(balance.invoiceId))
    .for('update');
  if (held.length === 0) return [];
  const documents = await ctx.db
    .select({ id: invoice.id, number: invoice.number, currency: invoice.currency })
    .from(invoice)
    .where(
      inArray(
        invoice.id,
        held.map(({ invoiceId }) => invoiceId),
      ),
    );
  const of = new Map(documents.map((document) => [document.id, document]));
  return held.flatMap((debt) => {
    const document = of.get(debt.invoiceId);
    return document?.currency === currency ? [{ ...debt, number: document.number }] : [];
  });
}

/** What was chosen must be there, and the payer's own. */
async function assertOwn(ctx: Pick<Ctx, 'db'>, { customerId, invoiceIds }: Allocation): Promise<void> {
  if (!invoiceIds) return;
  const own = await ctx.db
    .select({ id: invoice.id })
    .from(invoice)
    .where(and(eq(invoice.customerId, customerId), inArray(invoice.id, invoiceIds)));
  if (own.length < new Set(invoiceIds).size) throw notFound('invoice');
}

/** Pays what is due first. What no invoice takes is not in the answer; it stays the payer's. */
export async function allocate(ctx: Emitting<'payment.recorded' | 'invoice.paid'>, input: Allocation): Promise<Fact[]> {
  await assertOwn(ctx, input);
  const facts: Fact[] = [];
  let rest = input.amountMinor;
  for (const debt of await debts(ctx, input)) {
    if (rest === 0) break;
    const left = openMinor(debt);
    const amountMinor = Math.min(left, rest);
    rest -= amountMinor;
    const fact = await write(ctx, debt, input, amountMinor);
    const isPaid = amountMinor === left;
    await settle(ctx, debt.invoiceId, 'recordPayment', {
      paidMinor: debt.paidMinor + amountMinor,
      status: isPaid ? transitions.recordPayment.to : debt.status,
    });
    const { invoiceId, customerId, number } = debt;
    const about = { invoiceId, customerId, number, currency: input.currency };
    await ctx.emit('payment.recorded', { ...about, paymentId: input.paymentId, amountMinor });
    if (isPaid) await ctx.emit('invoice.paid', { ...about, amountMinor: debt.totalMinor });
    ctx.changed({
      type: 'invoice',
      id: invoiceId,
      before: { paidMinor: debt.paidMinor, status: debt.status },
      after: { paidMinor: debt.paidMinor + amountMinor, status: isPaid ? 'paid' : debt.status },
    });
    facts.push(fact);
  }
  return facts;
}

type Written = Pick<Allocation, 'paymentId' | 'method' | 'reference'>;
async function write(
  ctx: Pick<Ctx, 'db' | 'newId' | 'nowIso' | 'actor'>,
  { invoiceId, customerId, number }: { invoiceId: string; customerId: string; number: string },
  { paymentId, method, reference }: Written,
  amountMinor: number,
): Promise<Fact> {
  const [fact] = await ctx.db
    .insert(invoicePayment)
    .values({
      id: ctx.newId(),
      invoiceId,
      invoiceNumber: number,
      customerId,
      paymentId,
      amountMinor,
      method,
      reference,
      receivedAt: ctx.nowIso,
      recordedById: ctx.actor.id,
      recordedBy: ctx.actor.name,
    })
    .returning();
  if (!fact) throw new Error('What was paid was not written.');
  return fact;
}

export const allocationsOf = (ctx: Pick<Ctx, 'db'>, paymentIds: string[]): Promise<Fact[]> =>
  ctx.db
    .select()
    .from(invoicePayment)
    .where(inArray(invoicePayment.paymentId, paymentIds))
    // What one payment paid at once was paid in the order of the debts.
    .orderBy(asc(invoicePayment.receivedAt), asc(invoicePayment.invoiceNumber), asc(invoicePayment.id));

/** Takes back what a payment paid, from the invoice paid last to the one paid first. */
export async function release(
  ctx: Emitting<'payment.released'>,
  { paymentId, amountMinor }: { paymentId: string; amountMinor: number },
): Promise<Fact[]> {
  const facts = await allocationsOf(ctx, [paymentId]);
  const paid = new Map<string, { fact: Fact; amountMinor: number }>();
  for (const fact of facts.toReversed()) {
    const known = paid.get(fact.invoiceId);
    paid.set(fact.invoiceId, { fact: known?.fact ?? fact, amountMinor: (known?.amountMinor ?? 0) + fact.amountMinor });
  }
  const written: Fact[] = [];
  let rest = amountMinor;
  for (const { fact, amountMinor: share } of paid.values()) {
    const back = Math.min(share, rest);
    if (back <= 0) continue;
    rest -= back;
    const { held, document } = await hold(ctx, fact.invoiceId, 'release');
    written.push(await write(ctx, { ...held, number: document.number }, fact, -back));
    await settle(ctx, held.invoiceId, 'release', {
      paidMinor: held.paidMinor - back,
      status: transitions.release.to,
    });
    const { invoiceId, customerId } = held;
    const { number, currency } = document;
    await ctx.emit('payment.released', { invoiceId, customerId, number, currency, paymentId, amountMinor: back });
    ctx.changed({
      type: 'invoice',
      id: invoiceId,
      before: { paidMinor: held.paidMinor, status: held.status },
      after: { paidMinor: held.paidMinor - back, status: 'open' },
    });
  }
  if (rest > 0) throw conflict('This payment has not paid that much.', 'amountMinor');
  return written;
}
