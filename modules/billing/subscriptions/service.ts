import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflict } from '#kernel/errors.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { subscriptions } from './contract.ts';
import { followPlan } from './follow-plan.ts';
import { currentPeriod, pausedDays, periodAt } from './periods.ts';
import { applyScheduled, changePlan, dropPlanChange, dueChanges, endScheduled, endWaiting } from './plan-change.ts';
import { planChangesOf, planForSale, previewPlanChange } from './plan-change-quote.ts';
import { rejectMessage, type SuspendReason, suspendReasonText } from './rules.ts';
import { find, hold, list, nextNumber, ofCustomers, type Row, type StoreCtx, save, sums, tally } from './store.ts';
import { summariesOf } from './summaries.ts';
import { subscription, subscriptionPause } from './tables.ts';

/** Tells the customer by mail, when they have an address. */
async function tell(
  ctx: StoreCtx,
  row: Row,
  template: 'service-suspended' | 'service-resumed',
  values: Record<string, string>,
) {
  const customer = await ctx.call(customers, 'get', { id: row.customerId });
  if (!customer.email) return;
  await ctx.call(mail, 'queue', {
    template,
    to: customer.email,
    customerId: row.customerId,
    values: {
      customerName: customer.name,
      planName: row.planName,
      subscriptionNumber: row.number,
      ...values,
    },
  });
}

async function openPause(ctx: StoreCtx, row: Row, reason: SuspendReason) {
  // A clock that was set back must not let two suspensions overlap.
  const [before] = await ctx.db
    .select({ toDate: sql<string | null>`max(${subscriptionPause.toDate})::text` })
    .from(subscriptionPause)
    .where(eq(subscriptionPause.subscriptionId, row.id));
  const today = ctx.today.toString();
  await ctx.db.insert(subscriptionPause).values({
    subscriptionId: row.id,
    customerId: row.customerId,
    reason,
    fromDate: before?.toDate && before.toDate > today ? before.toDate : today,
    suspendedAt: ctx.nowIso,
  });
}

const closePause = (ctx: StoreCtx, row: Row) =>
  ctx.db
    .update(subscriptionPause)
    .set({ toDate: sql`greatest(${subscriptionPause.fromDate}, ${ctx.today.toString()}::date)`, resumedAt: ctx.nowIso })
    .where(and(eq(subscriptionPause.subscriptionId, row.id), isNull(subscriptionPause.toDate)));

function periodOf(ctx: Pick<Ctx, 'today' | 'tenant'>, row: Row) {
  if (row.billingAnchor === null) throw new Error('A running subscription has no first day.');
  const { start, end } = currentPeriod(Temporal.PlainDate.from(row.billingAnchor), row.cycle, ctx.today);
  const instantOf = (day: Temporal.PlainDate) => day.toZonedDateTime(ctx.tenant.timeZone).toInstant().toString();
  const { id: subscriptionId, customerId, customerName, number, planId, planName, status } = row;
  return {
    subscriptionId,
    customerId,
    customerName,
    number,
    planId,
    planName,
    status,
    start: start.toString(),
    end: end.toString(),
    startsAt: instantOf(start),
    endsAt: instantOf(end),
  };
}

export const service = implement(subscriptions, {
  list: (ctx, input) => list(ctx, input),

  get: (ctx, { id }) => find(ctx, id),

  async byIds(ctx, { ids }) {
    return { items: await ctx.db.select().from(subscription).where(inArray(subscription.id, ids)) };
  },

  ofCustomers: async (ctx, { customerIds, each }) => ({ items: await ofCustomers(ctx, customerIds, each) }),

  summaries: async (ctx, { customerIds }) => ({ items: await summariesOf(ctx, customerIds) }),

  async metrics(ctx) {
    const { count, mrrMinor } = await sums(ctx);
    return {
      active: count('active'),
      suspended: count('suspended'),
      pending: count('pending'),
      failed: count('failed'),
      mrrMinor,
      currency: ctx.tenant.currency,
    };
  },

  async pauses(ctx, { id }) {
    const { billingAnchor } = await find(ctx, id);
    const rows = await ctx.db
      .select()
      .from(subscriptionPause)
      .where(eq(subscriptionPause.subscriptionId, id))
      .orderBy(asc(subscriptionPause.fromDate), asc(subscriptionPause.id));
    const whole = { start: Temporal.PlainDate.from(billingAnchor ?? ctx.today), end: ctx.today };
    return {
      items: rows.map((row) => {
        const from = Temporal.PlainDate.from(row.fromDate);
        const to = row.toDate ? Temporal.PlainDate.from(row.toDate) : null;
        return { ...row, days: pausedDays(whole, [{ from, to }]) };
      }),
    };
  },

  async order(ctx, { customerId, planId, poolId }) {
    const customer = await ctx.call(customers, 'get', { id: customerId });
    if (customer.status === 'closed')
      throw conflict('This customer’s account is closed; open it again first.', 'customerId');
    const plan = await planForSale(ctx, planId);
    if (poolId) await ctx.call(ipManagement, 'getPool', { id: poolId });
    const [row] = await ctx.db
      .insert(subscription)
      .values({
        id: ctx.newId(),
        number: await nextNumber(ctx),
        customerId,
        customerNumber: customer.number,
        customerName: customer.name,
        planId,
        planName: plan.name,
        downloadKbps: plan.downloadKbps,
        uploadKbps: plan.uploadKbps,
        poolId: poolId ?? null,
        status: 'pending',
        priceMinor: plan.priceMinor,
        setupFeeMinor: plan.setupFeeMinor,
        currency: plan.currency,
        cycle: plan.cycle,
        orderedAt: ctx.nowIso,
      })
      .returning();
    if (!row) throw new Error('The subscription was not written.');
    await tally(ctx, null, row);
    await ctx.emit('subscription.ordered', {
      subscriptionId: row.id,
      customerId,
      planId,
      poolId: row.poolId,
      nasVendor: null,
    });
    ctx.changed({
      type: 'subscription',
      id: row.id,
      after: { number: row.number, customerId, planId, priceMinor: row.priceMinor, status: row.status },
    });
    return row;
  },

  async retry(ctx, { id }) {
    const before = await hold(ctx, id, 'retry');
    const after = await save(ctx, 'retry', before, { statusReason: null });
    await ctx.emit('subscription.ordered', {
      subscriptionId: id,
      customerId: after.customerId,
      planId: after.planId,
      poolId: after.poolId,
      nasVendor: null,
    });
    return after;
  },

  async activate(ctx, { id }) {
    const before = await hold(ctx, id, 'activate');
    const { start, end } = periodAt(ctx.today, before.cycle, 0);
    const after = await save(ctx, 'activate', before, {
      activatedAt: ctx.nowIso,
      billingAnchor: start.toString(),
      periodStart: start.toString(),
      periodEnd: end.toString(),
    });
    await ctx.emit('subscription.activated', { subscriptionId: id, customerId: after.customerId });
    return after;
  },

  async revert(ctx, { id }) {
    const before = await hold(ctx, id, 'revert');
    await closePause(ctx, before);
    return save(ctx, 'revert', before, {
      activatedAt: null,
      suspendedAt: null,
      statusReason: null,
      billingAnchor: null,
      periodStart: null,
      periodEnd: null,
    });
  },

  async fail(ctx, { id, reason }) {
    const before = await hold(ctx, id, 'fail');
    const after = await save(ctx, 'fail', before, { statusReason: reason });
    await ctx.emit('subscription.failed', { subscriptionId: id, customerId: after.customerId, reason });
    return after;
  },

  async suspend(ctx, { id, reason }) {
    const before = await hold(ctx, id, 'suspend');
    await ctx.call(radius, 'setAccountState', {
      subscriptionId: id,
      state: 'suspended',
      rejectMessage: rejectMessage[reason],
    });
    await openPause(ctx, before, reason);
    await tell(ctx, before, 'service-suspended', { reason: suspendReasonText[reason] });
    const after = await save(ctx, 'suspend', before, {
      suspendedAt: ctx.nowIso,
      statusReason: suspendReasonText[reason],
    });
    await ctx.emit('subscription.suspended', { subscriptionId: id, customerId: after.customerId, reason });
    return after;
  },

  async resume(ctx, { id }) {
    const before = await hold(ctx, id, 'resume');
    await ctx.call(radius, 'setAccountState', { subscriptionId: id, state: 'active', rejectMessage: null });
    await closePause(ctx, before);
    await tell(ctx, before, 'service-resumed', {});
    const after = await save(ctx, 'resume', before, { suspendedAt: null, statusReason: null });
    await ctx.emit('subscription.resumed', { subscriptionId: id, customerId: after.customerId });
    return after;
  },

  previewPlanChange: (ctx, input) => previewPlanChange(ctx, input),
  previewMyPlanChange: (ctx, input) => previewPlanChange(ctx, input),
  planChanges: async (ctx, { id }) => ({ items: await planChangesOf(ctx, id) }),
  changePlan: (ctx, input) => changePlan(ctx, input),
  dropPlanChange: (ctx, { id }) => dropPlanChange(ctx, id),
  duePlanChanges: async (ctx, { limit }) => ({ items: await dueChanges(ctx, limit) }),
  applyPlanChange: (ctx, { id }) => applyScheduled(ctx, id),
  failPlanChange: (ctx, { id, reason }) => endScheduled(ctx, id, 'failed', reason),

  async cancel(ctx, { id, reason }) {
    const before = await hold(ctx, id, 'cancel');
    await ctx.call(radius, 'removeAccount', { subscriptionId: id });
    await ctx.call(ipManagement, 'releaseOf', { subscriptionId: id });
    await closePause(ctx, before);
    await endWaiting(ctx, before, 'The subscription was cancelled.');
    const after = await save(ctx, 'cancel', before, {
      cancelledAt: ctx.nowIso,
      suspendedAt: null,
      statusReason: reason,
      nextPriceMinor: null,
      nextCycle: null,
    });
    await ctx.emit('subscription.cancelled', { subscriptionId: id, customerId: after.customerId, reason });
    return after;
  },

  followPlan,

  async periods(ctx, { subscriptionIds, customerId }) {
    if (subscriptionIds.length === 0 && customerId === null) return { items: [] };
    const rows = await ctx.db
      .select()
      .from(subscription)
      .where(
        and(
          inArray(subscription.status, ['active', 'suspended']),
          customerId === null ? inArray(subscription.id, subscriptionIds) : eq(subscription.customerId, customerId),
        ),
      )
      .orderBy(asc(subscription.id));
    return { items: rows.map((row) => periodOf(ctx, row)) };
  },
});
