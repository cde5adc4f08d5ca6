import type { Ctx } from '#kernel/context.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import type { Line, Plan } from './check.ts';

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`;
const megabits = (kbps: number): string => `${kbps / 1000} Mbit/s`;

function consequence(plan: Plan): string {
  if (plan.policy === 'throttle' && plan.throttledKbps !== null)
    return `Your line is slower now: ${megabits(plan.throttledKbps)}.`;
  if (plan.policy === 'block') return 'Your line is closed now.';
  return 'Your line goes on as before.';
}

/** Tells the customer how far they are, when they have an address. */
export async function tellCustomer(ctx: Pick<Ctx, 'call'>, line: Line, plan: Plan, capBytes: number): Promise<void> {
  const customer = await ctx.call(customers, 'get', { id: line.customerId });
  if (!customer.email) return;
  const common = {
    customerName: customer.name,
    planName: plan.planName,
    subscriptionNumber: line.subscriptionNumber,
    used: gigabytes(line.usedBytes),
    cap: gigabytes(capBytes),
    periodEnd: line.periodEnd,
  };
  const isCap = line.reachedPercent >= 100;
  await ctx.call(mail, 'queue', {
    template: isCap ? 'data-cap-reached' : 'data-notice',
    to: customer.email,
    customerId: line.customerId,
    values: isCap ? { ...common, consequence: consequence(plan) } : { ...common, percent: String(line.reachedPercent) },
  });
}
