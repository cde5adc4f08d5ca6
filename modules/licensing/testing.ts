import { expect } from 'vitest';
import type { Caller, Tenant } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { systemActor } from '#kernel/kernel.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { accountBilling } from './account-billing/contract.ts';
import { licensingAccounts } from './accounts/contract.ts';
import { licensingCatalogue } from './catalogue/contract.ts';

/** The whole product with plans on sale, and what the tests of licensing do again and again. */
export async function licensing() {
  const t = await testIdentity(modules, { at: '2026-03-10T09:00:00.000Z' });
  const operator = t.as({ door: 'platform' });
  const system = (tenant: Tenant): Caller => ({
    door: 'isp',
    tenant,
    actor: systemActor('test'),
    requestId: uuidv7(t.clock.nowMs()),
  });
  const refused = (work: Promise<unknown>, code: string, words: RegExp) =>
    expect(work).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  const { items: plans } = await t.run(licensingCatalogue, 'plans', {}, operator);
  const planId = (key: string) => plans.find((p) => p.key === key)!.planId;
  const addons = (await t.run(licensingCatalogue, 'addons', {}, operator)).items;
  const addonId = (key: string) => addons.find((a) => a.key === key)!.id;

  let count = 0;
  /** A provider made as the platform makes one: on trial of Professional. */
  async function provider(plan?: string) {
    count += 1;
    const { id } = await t.run(
      tenants,
      'create',
      {
        name: `Net ${count}`,
        slug: `net-${count}`,
        country: 'DE',
        currency: 'EUR',
        timeZone: 'Europe/Berlin',
        adminName: 'Ada',
        adminEmail: `ada@net-${count}.test`,
      },
      operator,
    );
    await t.settle();
    const tenant = (await t.tenants.byId(id))!;
    const tenantDoor = t.as({ door: 'tenant', kind: 'tenant', tenant, id: 'manager' });
    const isp = (permissions = ['*'], staffId = 'somebody') => t.as({ tenant, permissions, id: staffId });
    const account = () => t.run(licensingAccounts, 'account', {}, tenantDoor);
    const change = async (key: string, interval: 'month' | 'year' = 'month') => {
      const choice = { offerId: planId(key), interval };
      const { dueMinor } = await t.run(licensingAccounts, 'previewPlan', choice, tenantDoor);
      return t.run(licensingAccounts, 'changePlan', { ...choice, expectedDueMinor: dueMinor }, tenantDoor);
    };
    const close = () => t.kernel.run(system(tenant), accountBilling, 'closePeriod', {});
    const invoices = async () => (await t.run(accountBilling, 'invoices', {}, tenantDoor)).items;
    const paid = async () => {
      await t.settle();
      await expect.poll(async () => (await invoices())[0]!.status, { timeout: 15_000 }).toBe('paid');
    };
    if (plan) {
      await t.run(
        licensingAccounts,
        'setPlan',
        { tenantId: id, offerId: planId(plan), interval: 'month', endTrial: true },
        operator,
      );
      await t.settle();
    }
    const email = `ada@net-${count}.test`;
    const n = count;
    return { n, email, id, tenant, tenantDoor, isp, account, change, close, invoices, paid };
  }
  /** Goes to a day and comes back at the end of the test. */
  async function on<T>(day: string, work: () => Promise<T>): Promise<T> {
    const back = t.clock.nowMs();
    t.clock.set(`${day}T09:00:00.000Z`);
    try {
      return await work();
    } finally {
      t.clock.set(new Date(back).toISOString());
    }
  }
  await t.startEngine();
  return { t, operator, system, refused, plans, planId, addonId, provider, on };
}
