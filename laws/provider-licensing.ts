import type { Caller, Tenant } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { systemActor } from '#kernel/kernel.ts';
import { accountBilling } from '#modules/licensing/account-billing/contract.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { licensingCatalogue } from '#modules/licensing/catalogue/contract.ts';
import { licensingUsage } from '#modules/licensing/usage/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

/** Which of a provider's rows the `id` of a path of licensing is. */
export const rowsOfLicensing = {
  '/account/invoices/{id}': 'accountInvoice',
  '/account/payments/{id}': 'accountPayment',
  '/account/payment-methods/{id}': 'card',
  '/account-billing/tenants/{tenantId}/invoices/{id}': 'accountInvoice',
  '/licensing/plans/{id}': 'offer',
  '/licensing/addons/{id}': 'addon',
};

const onSale = async (t: TestKernel) => {
  const platform = t.as({ door: 'platform' });
  const plans = (await t.run(licensingCatalogue, 'plans', {}, platform)).items;
  const addons = (await t.run(licensingCatalogue, 'addons', {}, platform)).items;
  return { offer: plans.find((p) => p.key === 'enterprise')!.planId, addon: addons[0]!.id };
};

/** A provider that pays for Enterprise, with a card, an add-on, a receipt and quotas that are nearly used. */
export async function licensed(t: TestKernel, tenant: Tenant): Promise<Record<string, string>> {
  const system: Caller = { door: 'isp', tenant, actor: systemActor('laws'), requestId: uuidv7(t.clock.nowMs()) };
  const door = t.as({ door: 'tenant', kind: 'tenant', tenant });
  const { offer, addon } = await onSale(t);
  const about = { planKey: 'enterprise', trial: false, billingEmail: `billing@${tenant.slug}.test` };
  await t.run(licensingAccounts, 'open', about, system);
  const choice = { addonId: addon, quantity: 1 };
  const { dueMinor } = await t.run(licensingAccounts, 'previewAddon', choice, door);
  await t.run(licensingAccounts, 'setAddon', { ...choice, expectedDueMinor: dueMinor }, door);
  const card = await t.run(accountBilling, 'addMethod', { card: 'visa', holder: 'Billing person' }, door);
  const calls = { metric: 'api_calls', sourceId: uuidv7(t.clock.nowMs()), amount: 1_700_000 } as const;
  await t.run(licensingUsage, 'count', calls, system);
  await t.run(licensingUsage, 'sample', {}, system);
  await t.settle();
  const [, first] = (await t.run(accountBilling, 'invoices', {}, door)).items;
  for (const until = Date.now() + 30_000; Date.now() < until; await new Promise((next) => setTimeout(next, 50))) {
    const { chargingTry } = await standing(t, first!.id);
    if (!chargingTry) break;
  }
  if ((await t.run(accountBilling, 'invoice', { id: first!.id }, door)).status === 'open')
    await t.run(accountBilling, 'recordTransfer', { id: first!.id, amountMinor: 100, reference: 'T 1' }, system);
  const [payment] = (await t.run(accountBilling, 'payments', {}, door)).items;
  const ids = { offer, addon, card: card.id, accountInvoice: first!.id, accountPayment: payment!.id };
  return ids;
}

async function standing(t: TestKernel, id: string): Promise<{ chargingTry: number | null }> {
  const { rows } = await t.db.owner.query(
    'select charging_try as "chargingTry" from account_invoice_balance where invoice_id = $1',
    [id],
  );
  return rows[0];
}

/** What the vendor's staff see of a provider that has just been made: it pays for Enterprise, its invoice is open. */
export async function billed(t: TestKernel, tenantId: string): Promise<Record<string, string>> {
  const { offer, addon } = await onSale(t);
  const platform = t.as({ door: 'platform' });
  const choice = { tenantId, offerId: offer, interval: 'month', endTrial: true } as const;
  await t.run(licensingAccounts, 'setPlan', choice, platform);
  await t.settle();
  const [invoice] = (await t.run(accountBilling, 'providerInvoices', { tenantId }, platform)).items;
  return { offer, addon, accountInvoice: invoice!.id };
}
