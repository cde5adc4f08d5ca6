import type { Caller } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { bandwidthProfiles } from '#modules/network/bandwidth-profiles/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { radiusLogins } from '#modules/network/radius-logins/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

const speeds = { downloadKbps: 100_000, uploadKbps: 40_000 };

/** A bandwidth profile that a customer has through a plan, and one that nobody has. */
export async function soldProfile(t: TestKernel, caller: Caller, customerId: string) {
  const profile = await t.run(bandwidthProfiles, 'create', { name: 'Sold', ...speeds }, caller);
  const idleProfile = await t.run(bandwidthProfiles, 'create', { name: 'Idle', ...speeds }, caller);
  const sold = { code: 'of-profile', name: 'Of a profile', ...speeds, priceMinor: 1, bandwidthProfileId: profile.id };
  const { id: planId } = await t.run(internetPlans, 'create', sold, caller);
  await t.run(internetPlans, 'activate', { id: planId }, caller);
  await t.run(subscriptions, 'order', { customerId, planId }, caller);
  return { bandwidthProfile: profile.id, idleProfile: idleProfile.id };
}

/** A rollout on record only: its run would be over before anybody could look at it. And rules about live sessions. */
export async function rolledOut(t: TestKernel, caller: Caller, planId: string): Promise<string> {
  const id = uuidv7(t.clock.nowMs());
  const tenantId = caller.tenant?.id;
  await t.db.owner.query(
    `insert into speed_rollout (tenant_id, id, title, cause, cause_id, plan_ids, force, created_at) values ($1, $2, 'Law', 'plan', $3, $4, false, $5)`,
    [tenantId, id, planId, JSON.stringify([planId]), new Date(t.clock.nowMs()).toISOString()],
  );
  await t.run(
    radius,
    'updateSessionPolicy',
    { coaFallback: 'keep', staleAfterReports: 2, presumeAfterReports: 6 },
    caller,
  );
  return id;
}

/** A login of no subscription. */
export const looseLogin = (t: TestKernel, caller: Caller, username: string, note: string) =>
  t.run(radiusLogins, 'create', { username, downloadKbps: 1000, uploadKbps: 1000, note }, caller);
