import { eq, sql } from 'drizzle-orm';
import { implement } from '#kernel/context.ts';
import { invalid } from '#kernel/errors.ts';
import { creditNotes } from '#modules/billing/credit-notes/contract.ts';
import { periodText } from '#modules/billing/period-text.ts';
import { allocate, allocationsOf, release } from './allocate.ts';
import { balancesOf } from './balances.ts';
import { invoices } from './contract.ts';
import { countDay, issue } from './issue.ts';
import { transitions } from './rules.ts';
import { detail, hold, list, ofCustomers, settle, sums } from './store.ts';
import { invoiceBalance as balance, invoiceVoid } from './tables.ts';

export const service = implement(invoices, {
  list: (ctx, input) => list(ctx, input),

  async metrics(ctx) {
    return { ...(await sums(ctx)), currency: ctx.tenant.currency };
  },

  get: (ctx, { id }) => detail(ctx, id),
  ofCustomers: async (ctx, { customerIds, each }) => ({ items: await ofCustomers(ctx, customerIds, each) }),

  balances: async (ctx, { customerIds }) => ({ items: await balancesOf(ctx, customerIds) }),

  async issueFirst(ctx, input) {
    const start = Temporal.PlainDate.from(input.periodStart);
    const end = Temporal.PlainDate.from(input.periodEnd);
    if (Temporal.PlainDate.compare(start, end) >= 0) throw invalid('A period ends after it begins.', 'periodEnd');
    // Asked twice at once, the second waits here and then finds what the first one issued.
    await ctx.db.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`first invoice of ${input.subscriptionId}`}, 0))`,
    );
    const [issued] = await ctx.db
      .select({ id: balance.invoiceId })
      .from(balance)
      .where(eq(balance.firstOf, input.subscriptionId));
    if (issued) return detail(ctx, issued.id);

    const document = await issue(ctx, {
      customerId: input.customerId,
      subscriptionId: input.subscriptionId,
      firstOf: input.subscriptionId,
      currency: input.currency,
      lines: [
        ...(input.setupFeeMinor > 0
          ? [
              {
                description: `${input.planName}, setup fee`,
                kind: 'setup' as const,
                quantity: 1,
                unitMinor: input.setupFeeMinor,
              },
            ]
          : []),
        {
          description: `${input.planName}, ${periodText(start, end)}`,
          kind: 'recurring' as const,
          quantity: 1,
          unitMinor: input.priceMinor,
          period: { start: input.periodStart, end: input.periodEnd },
        },
      ],
    });
    const { id: invoiceId, customerId, number, totalMinor, currency } = document;
    await ctx.emit('invoice.issued', { invoiceId, customerId, number, totalMinor, currency });
    return detail(ctx, invoiceId);
  },

  allocate: async (ctx, input) => ({ items: await allocate(ctx, input) }),
  release: async (ctx, input) => ({ items: await release(ctx, input) }),
  allocations: async (ctx, { paymentIds }) => ({ items: await allocationsOf(ctx, paymentIds) }),

  async issueChange(ctx, { lines, ...draft }) {
    const document = await issue(ctx, {
      ...draft,
      firstOf: null,
      lines: lines.map(({ description, amountMinor, periodStart, periodEnd }) => ({
        description,
        kind: amountMinor < 0 ? ('adjustment' as const) : ('recurring' as const),
        quantity: 1,
        unitMinor: amountMinor,
        period: { start: periodStart, end: periodEnd },
      })),
    });
    const { id: invoiceId, customerId, number, totalMinor, currency } = document;
    await ctx.emit('invoice.issued', { invoiceId, customerId, number, totalMinor, currency });
    return detail(ctx, invoiceId);
  },

  async void(ctx, { id, reason }) {
    const { held, document } = await hold(ctx, id, 'void');
    await ctx.db.insert(invoiceVoid).values({
      invoiceId: id,
      customerId: held.customerId,
      reason,
      voidedAt: ctx.nowIso,
      voidedById: ctx.actor.id,
      voidedBy: ctx.actor.name,
    });
    await settle(ctx, id, 'void', { status: transitions.void.to, firstOf: null });
    await ctx.call(creditNotes, 'giveBack', { invoiceId: id });
    await countDay(ctx, document.issueDate, -1, -document.totalMinor);
    const { number, customerId } = document;
    await ctx.emit('invoice.voided', { invoiceId: id, customerId, number, reason });
    ctx.changed({ type: 'invoice', id, before: { status: held.status }, after: { status: 'void', reason } });
    return detail(ctx, id);
  },
});
