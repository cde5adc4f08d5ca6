import { invoices } from '#modules/billing/invoices/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

/** A shop to sell in: one plan for sale, and as many customers and pools as a test wants. */
export async function shop(t: Pick<TestKernel, 'run' | 'db' | 'settle'>) {
  const draft = await t.run(internetPlans, 'create', {
    code: 'fiber-100',
    name: 'Fiber 100',
    downloadKbps: 100_000,
    uploadKbps: 40_000,
    priceMinor: 3990,
    setupFeeMinor: 5000,
  });
  const plan = await t.run(internetPlans, 'activate', { id: draft.id });
  let people = 0;
  return {
    plan,
    customer: () => {
      people += 1;
      return t.run(customers, 'create', {
        name: `Person ${people}`,
        email: `person${people}@example.net`,
        serviceAddress: { line1: 'Main Street 1', city: 'Berlin', country: 'DE' },
      });
    },
    sell: (customerId: string, poolId?: string) =>
      t.run(subscriptions, 'order', { customerId, planId: plan.id, ...(poolId ? { poolId } : {}) }),
    /** Everything a sale has left behind. */
    async traces(subscriptionId: string, customerId: string) {
      const subscription = await t.run(subscriptions, 'get', { id: subscriptionId });
      const { items: addresses } = await t.run(ipManagement, 'ofSubscriber', { id: subscriptionId });
      const accounts = (await t.run(radius, 'listAccounts', { customerId })).items.filter(
        (a) => a.subscriptionId === subscriptionId,
      );
      const bills = (await t.run(invoices, 'list', { customerId })).items.filter(
        (i) => i.subscriptionId === subscriptionId,
      );
      const mails = (await t.run(mail, 'list', { customerId })).items;
      return {
        subscription,
        addresses,
        accounts,
        openInvoices: bills.filter((i) => i.status === 'open'),
        invoices: bills,
        mails,
      };
    },
    /** Waits until the sale is no longer pending. */
    async settled(subscriptionId: string, timeoutMs = 30_000) {
      const until = Date.now() + timeoutMs;
      for (;;) {
        await t.settle();
        const subscription = await t.run(subscriptions, 'get', { id: subscriptionId });
        if (subscription.status !== 'pending') {
          // The run itself ends a moment after its last step.
          const { rows } = await t.db.owner.query(
            `select 1 from dbos.workflow_status where attributes->>'subscriptionId' = $1 and status in ('ENQUEUED', 'PENDING')`,
            [subscriptionId],
          );
          if (rows.length === 0) return subscription;
        }
        if (Date.now() > until) throw new Error(`The sale is still ${subscription.status}.`);
        await new Promise((next) => setTimeout(next, 50));
      }
    },
  };
}
