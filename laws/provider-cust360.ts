import type { Caller } from '#kernel/context.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

/** Where a field names another row than its name says, by path and field. */
export const otherRow: Record<string, string> = {
  '/billing/subscriptions/{id}/plan-change planId': 'otherPlan',
  '/billing/subscriptions/{id}/change-plan planId': 'otherPlan',
};

/** Answers a plan that others may move to. A subscription that was moved down, which leaves a credit, up again, which uses it, and will move once more. */
export async function movedAbout(t: TestKernel, caller: Caller, subscriptionId: string): Promise<string> {
  const sold = async (priceMinor: number) => {
    const { id } = await t.run(
      internetPlans,
      'create',
      {
        code: `moved-${priceMinor}`,
        name: `Moved ${priceMinor}`,
        downloadKbps: 50_000,
        uploadKbps: 20_000,
        priceMinor,
      },
      caller,
    );
    return t.run(internetPlans, 'activate', { id }, caller);
  };
  const [cheap, dear] = [await sold(990), await sold(19_900)];
  await t.run(subscriptions, 'changePlan', { id: subscriptionId, planId: cheap.id }, caller);
  await t.run(subscriptions, 'changePlan', { id: subscriptionId, planId: dear.id }, caller);
  await t.run(subscriptions, 'changePlan', { id: subscriptionId, planId: cheap.id, when: 'next_period' }, caller);
  return dear.id;
}
