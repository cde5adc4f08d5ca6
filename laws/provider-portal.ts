import type { Caller } from '#kernel/context.ts';
import { permissionSet } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { planRequests } from '#modules/billing/plan-requests/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { lineChecks } from '#modules/support/line-checks/contract.ts';
import { notices } from '#modules/support/notices/contract.ts';
import type { TestKernel } from '#modules/testing.ts';
import type { Canaries } from './provider.ts';

export const rowsOfPortal: Record<string, string> = {
  '/billing/plan-requests/{id}': 'planRequest',
  '/plan-requests/{id}': 'planRequest',
  '/support/notices/{id}': 'notice',
  '/line-checks/{id}': 'lineCheck',
};

interface Parts {
  customerId: string;
  subscriptionId: string;
  planId: string;
  /** One that the portal does not show. */
  hiddenPlanId: string;
  nasId: string;
  canaries: Canaries;
}

/** What a subscriber does in their portal. */
export async function inPortal(
  t: TestKernel,
  caller: Caller,
  { customerId, subscriptionId, planId, hiddenPlanId, nasId, canaries }: Parts,
): Promise<Record<string, string>> {
  const me: Caller = {
    ...caller,
    door: 'customer',
    actor: {
      kind: 'customer',
      id: uuidv7(t.clock.nowMs()),
      name: canaries.subscriber,
      permissions: permissionSet([]),
      customerId,
    },
  };
  const wish = { planId, when: 'next_period' as const };
  const { netMinor } = await t.run(subscriptions, 'previewMyPlanChange', { id: subscriptionId, ...wish }, me);
  const asked = await t.run(
    planRequests,
    'ask',
    { subscriptionId, ...wish, expectedNetMinor: netMinor, note: canaries.subscriber },
    me,
  );
  await t.run(planRequests, 'updateSettings', { mode: 'approval', hiddenPlanIds: [hiddenPlanId] }, caller);
  const outage = await t.run(
    notices,
    'publish',
    { kind: 'outage', title: 'Fibre cut', area: 'nas', areaKeys: [nasId] },
    caller,
  );
  await t.run(notices, 'addUpdate', { id: outage.id, text: 'The crew is on its way.' }, caller);
  await t.run(mail, 'chooseMine', { muted: ['receipts'] }, me);
  const check = await t.run(lineChecks, 'run', { network: 'wifi' }, me);
  return { lineCheck: check.id, planRequest: asked.id, hiddenPlan: hiddenPlanId, notice: outage.id };
}
