import type { Caller, Tenant } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { licensingCatalogue } from '#modules/licensing/catalogue/contract.ts';
import { accountBilling } from './contract.ts';

const dayMs = 86_400_000;

/**
 * The demo's history with the platform: a plan since the trial, each period closed in its time, and every invoice but those of
 * the last days paid by transfer. Goes on where it was.
 * @param sinceMs when the ISP was made
 */
export async function ensureDemoContract(kernel: Kernel, tenant: Tenant, plan: string, sinceMs: number): Promise<void> {
  const nowMs = kernel.clock.nowMs();
  const at = (atMs: number): Caller => ({
    door: 'tenant',
    actor: systemActor('demo'),
    tenant,
    requestId: uuidv7(nowMs),
    atMs,
  });
  const before = await kernel.run(at(nowMs), licensingAccounts, 'snapshot', {});
  if (before.status === 'trial') {
    const { items } = await kernel.run(at(nowMs), licensingCatalogue, 'plans', {});
    const offer = items.find(({ key }) => key === plan);
    const choice = { offerId: offer?.planId ?? '', interval: 'month' as const, when: 'now' as const, endTrial: true };
    await kernel.run(at(sinceMs + 7 * dayMs), licensingAccounts, 'putOn', choice);
  }
  for (let then = sinceMs + 8 * dayMs; then < nowMs; then += 10 * dayMs) {
    await kernel.run(at(then), accountBilling, 'closePeriod', {});
    if (nowMs - then < 20 * dayMs) continue;
    const { items } = await kernel.run(at(then), accountBilling, 'invoices', { status: 'open' });
    for (const { id, totalMinor, number } of items)
      await kernel.run(at(then), accountBilling, 'recordTransfer', { id, amountMinor: totalMinor, reference: number });
  }
}
