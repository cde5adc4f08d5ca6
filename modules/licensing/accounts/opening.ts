import { notFound } from '#kernel/errors.ts';
import { licensingCatalogue } from '#modules/licensing/catalogue/contract.ts';
import type { Charge } from './changes.ts';
import { type Interval, periodAfter, priceOf } from './rules.ts';
import { type Base, mrrOf } from './store.ts';
import { licensingAccount as account, licensingChange as change } from './tables.ts';

interface Opening {
  planKey: string;
  offerId?: string | undefined;
  interval: Interval;
  trial: boolean;
  billingEmail: string;
}

/** Opens a contract where there is none: a trial, or paid from today. Says nothing when there is one. */
export async function open(ctx: Base, { planKey, offerId, interval, trial, billingEmail }: Opening) {
  const { items } = await ctx.call(licensingCatalogue, 'plans', { retired: 'true' });
  const plan = items.find((p) => (offerId ? p.planId === offerId : p.key === planKey));
  if (!plan) throw notFound('plan');
  const onTrial = trial && plan.trialDays > 0;
  const start = ctx.today;
  const end = onTrial ? start.add({ days: plan.trialDays }) : periodAfter(start, interval, start.day);
  const mrrMinor = onTrial ? 0 : mrrOf(plan, interval, []);
  const status = onTrial ? ('trial' as const) : ('active' as const);
  const [made] = await ctx.db
    .insert(account)
    .values({
      versionId: plan.id,
      planName: plan.name,
      status,
      interval,
      periodStart: start.toString(),
      periodEnd: end.toString(),
      anchorDay: end.day,
      mrrMinor,
      currency: plan.currency,
      billingEmail,
      openedAt: ctx.nowIso,
    })
    .onConflictDoNothing()
    .returning();
  if (!made) return null;
  await ctx.db.insert(change).values({
    id: ctx.newId(),
    kind: onTrial ? 'trial-started' : 'started',
    planName: plan.name,
    detail: onTrial ? `${plan.trialDays} days of ${plan.name}` : `${plan.name} from today`,
    mrrBeforeMinor: 0,
    mrrAfterMinor: mrrMinor,
    actorName: ctx.actor.name,
    at: ctx.nowIso,
  });
  ctx.changed({ type: 'licensing-account', id: ctx.tenant.id, after: { plan: plan.name, status, interval } });
  const due = onTrial ? 0 : priceOf(plan, interval);
  const charge: Charge | null =
    due === 0
      ? null
      : {
          reason: 'period',
          periodStart: start.toString(),
          periodEnd: end.toString(),
          lines: [{ description: `${plan.name}, a ${interval}`, quantity: 1, unitMinor: due }],
        };
  return { status, charge };
}
