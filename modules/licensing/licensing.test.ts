import { describe, expect, test } from 'vitest';
import { staff } from '#modules/identity/staff/contract.ts';
import { netbox } from '#modules/network/netbox/contract.ts';
import { accountBilling } from './account-billing/contract.ts';
import { licensingAccounts } from './accounts/contract.ts';
import { licenceGate } from './accounts/gate.ts';
import { licensingCatalogue } from './catalogue/contract.ts';
import { licensingSeats } from './seats/contract.ts';
import { licensing } from './testing.ts';

const { t, operator, system, refused, plans, planId, addonId, provider, on } = await licensing();

describe('a provider', () => {
  test('that nobody sold anything to has everything', async () => {
    const { status, entitlements } = await t.run(licensingAccounts, 'account', {}, t.as());
    expect(status).toBe('none');
    expect(entitlements.every((e) => e.on)).toBe(true);
    await t.run(netbox, 'settings', {}, t.as()).catch((error) => expect(error.code).not.toBe('forbidden'));
  });

  test('begins with a trial of Professional, which costs nothing until it ends', async () => {
    const p = await provider();
    expect(await p.account()).toMatchObject({
      status: 'trial',
      plan: { name: 'Professional' },
      periodEnd: '2026-03-24',
      mrrMinor: 0,
    });
    await t.run(licensingAccounts, 'grantTrial', { tenantId: p.id, days: 7 }, operator);
    await t.settle();
    expect(await p.account()).toMatchObject({ status: 'trial', periodEnd: '2026-03-31' });
    await p.close();
    expect(await p.invoices()).toEqual([]);
    await on('2026-03-31', async () => {
      await p.close();
      await p.close();
    });
    expect(await p.account()).toMatchObject({ status: 'active', periodEnd: '2026-04-30', mrrMinor: 9900 });
    expect(await p.invoices()).toMatchObject(
      [{ totalMinor: 9900, periodStart: '2026-03-31', number: /-2026-0001$/ }].map((i) => ({
        ...i,
        number: expect.stringMatching(i.number),
      })),
    );
  });
});

describe('an operation of a module that is off', () => {
  test('is refused with the plan that has it, at once after a change, and never to the system', async () => {
    const p = await provider('starter');
    await refused(
      t.run(netbox, 'settings', {}, p.isp()),
      'forbidden',
      /NetBox is not part of Starter\. Professional has it/,
    );
    await t.kernel.run(system(p.tenant), netbox, 'settings', {}).catch((e) => expect(e.code).not.toBe('forbidden'));
    const { items } = await t.run(licensingAccounts, 'locked', {}, p.isp(['nothing.at:all']));
    expect(items).toContainEqual({ permission: 'network.netbox:read', feature: 'NetBox', plan: 'Professional' });
    await p.change('professional');
    await t.run(netbox, 'settings', {}, p.isp()).catch((error) => expect(error.code).not.toBe('forbidden'));
    // What no plan takes away.
    await t.run(staff, 'listUsers', {}, p.isp());
  });

  test('costs a look into memory, not a statement', async () => {
    const p = await provider('professional');
    const target = t.kernel.registry.operations.get('netbox.settings')!;
    let asked = 0;
    const asSystem: typeof t.kernel.asSystem = (...call) => {
      asked += 1;
      return t.kernel.asSystem(...call);
    };
    const gate = licenceGate({ clock: t.clock, asSystem });
    await gate.pass!(p.isp(), target);
    for (let n = 0; n < 1000; n += 1) expect(gate.pass!(p.isp(), target)).toBeUndefined();
    expect(asked).toBe(1);
    gate.forget!({ name: 'licence.changed', tenantId: p.id });
    await gate.pass!(p.isp(), target);
    expect(asked).toBe(2);
  });
});

describe('another plan', () => {
  test('that brings more begins now, is charged exactly as previewed, and once', async () => {
    const p = await provider('starter');
    await t.run(accountBilling, 'addMethod', { card: 'visa', holder: 'Ada Berger' }, p.tenantDoor);
    await on('2026-03-25', async () => {
      const choice = { offerId: planId('professional'), interval: 'month' as const };
      const preview = await t.run(licensingAccounts, 'previewPlan', choice, p.tenantDoor);
      // 16 of 31 days: 9900 and 2900 in proportion, each rounded half up.
      expect(preview).toMatchObject({
        when: 'now',
        daysLeft: 16,
        daysTotal: 31,
        chargeMinor: 5110,
        creditMinor: 1497,
        dueMinor: 3613,
      });
      expect(preview.gains).toContain('NetBox');
      const wrong = t.run(licensingAccounts, 'changePlan', { ...choice, expectedDueMinor: 1 }, p.tenantDoor);
      await refused(wrong, 'conflict', /another by now/);
      const twice = { ...p.tenantDoor, idempotencyKey: `upgrade-${p.id}` };
      const buy = () => t.run(licensingAccounts, 'changePlan', { ...choice, expectedDueMinor: 3613 }, twice);
      await Promise.all([buy(), buy()]);
      await p.paid();
    });
    const invoices = await p.invoices();
    expect(invoices.map((i) => i.totalMinor)).toEqual([3613, 2900]);
    const { payments, lines } = await t.run(accountBilling, 'invoice', { id: invoices[0]!.id }, p.tenantDoor);
    expect(lines.map((l) => l.amountMinor)).toEqual([5110, -1497]);
    expect(payments).toMatchObject([{ outcome: 'succeeded', amountMinor: 3613, method: 'Visa •••• 4242' }]);
    const receipt = await t.run(accountBilling, 'receiptPdf', { id: payments[0]!.id }, p.tenantDoor);
    expect(Buffer.from(receipt.body).subarray(0, 5).toString()).toBe('%PDF-');
    const { rows } = await t.db.owner.query('select token from account_payment_method');
    expect(rows.every((r) => r.token.startsWith('v1.'))).toBe(true);
  });

  test('that brings less waits for the end of the period, can be withdrawn, and is not begun when use has outgrown it', async () => {
    const p = await provider('professional');
    expect(await p.change('starter')).toMatchObject({
      plan: { name: 'Professional' },
      nextPlan: { name: 'Starter' },
      nextMinor: 2900,
    });
    expect(await t.run(licensingAccounts, 'keepPlan', {}, p.tenantDoor)).toMatchObject({
      nextPlan: null,
      nextMinor: 9900,
    });
    await p.change('starter');
    await t.db.owner.query(
      `insert into account_seat (tenant_id, member_id, type, status, given_by, changed_at)
       select $1, uuidv7(), 'operator', 'held', 'test', now() from generate_series(1, 3)`,
      [p.id],
    );
    await on('2026-04-10', p.close);
    expect(await p.account()).toMatchObject({
      plan: { name: 'Professional' },
      nextPlan: null,
      periodEnd: '2026-05-10',
    });
    const { items } = await t.run(licensingAccounts, 'history', {}, p.tenantDoor);
    expect(items[0]).toMatchObject({
      kind: 'downgrade-refused',
      detail: expect.stringMatching(/^Operator seats: 3 in use/),
    });
    await refused(p.change('starter'), 'conflict', /Operator seats: 3 in use, Starter has 2/);
    await t.db.owner.query(`delete from account_seat where tenant_id = $1 and type = 'operator'`, [p.id]);
    await p.change('starter');
    await on('2026-05-10', p.close);
    expect(await p.account()).toMatchObject({ plan: { name: 'Starter' }, mrrMinor: 2900, periodEnd: '2026-06-10' });
  });

  test('changed by the platform is a new version, and who is on the old one stays on it', async () => {
    const p = await provider('enterprise');
    const before = plans.find((plan) => plan.key === 'enterprise')!;
    const { monthMinor, yearMinor, features, allowances, seats } = before;
    const revised = { monthMinor: monthMinor + 1000, yearMinor, features, allowances, seats };
    await t.run(licensingCatalogue, 'revisePlan', { id: before.planId, ...revised }, operator);
    expect((await p.account()).plan).toMatchObject({ version: 1, monthMinor, current: false });
    await on('2026-04-10', p.close);
    expect((await p.invoices())[0]).toMatchObject({ totalMinor: monthMinor });
    const broken = { ...revised, features: ['netbox' as const] };
    await refused(
      t.run(licensingCatalogue, 'revisePlan', { id: before.planId, ...broken }, operator),
      'invalid',
      /NetBox needs Address/,
    );
  });

  test('is no more after a cancellation; then only what is always on is, until a plan is chosen', async () => {
    const p = await provider('professional');
    await t.run(licensingAccounts, 'cancel', { reason: 'Sold the network' }, p.tenantDoor);
    expect(await p.account()).toMatchObject({ cancelAtEnd: true, nextMinor: 0, status: 'active' });
    await on('2026-04-10', async () => {
      await p.close();
      await refused(t.run(netbox, 'settings', {}, p.isp()), 'forbidden', /contract has ended/);
      await t.run(staff, 'listUsers', {}, p.isp());
      expect(await p.change('starter')).toMatchObject({
        status: 'active',
        plan: { name: 'Starter' },
        periodEnd: '2026-05-10',
      });
    });
  });
});

describe('add-ons', () => {
  test('begin now for the rest of the period, end with it, and open what they are for', async () => {
    const p = await provider('starter');
    const set = async (key: string, quantity: number) => {
      const choice = { addonId: addonId(key), quantity };
      const { dueMinor } = await t.run(licensingAccounts, 'previewAddon', choice, p.tenantDoor);
      return t.run(licensingAccounts, 'setAddon', { ...choice, expectedDueMinor: dueMinor }, p.tenantDoor);
    };
    const bought = await set('feature-netbox', 1);
    expect(bought).toMatchObject({ mrrMinor: 2900 + 2900, nextMinor: 5800 });
    expect(bought.entitlements.find((e) => e.feature === 'netbox')).toMatchObject({ on: true, source: 'addon' });
    await t.run(netbox, 'settings', {}, p.isp()).catch((error) => expect(error.code).not.toBe('forbidden'));
    await set('seat-operator', 2);
    expect(await set('seat-operator', 1)).toMatchObject({ seats: { operator: 4 } });
    await on('2026-04-10', p.close);
    expect(await p.account()).toMatchObject({ seats: { operator: 3 }, mrrMinor: 2900 + 2900 + 800 });
    expect((await p.invoices())[0]).toMatchObject({ totalMinor: 6600 });
  });
});

describe('seats', () => {
  test('are taken by invitations, never more than there are, also by two at once, and given back by who leaves', async () => {
    const p = await provider('starter');
    const { items: roles } = await t.run(staff, 'listRoles', {}, p.isp());
    const roleId = (name: string) => roles.find((r) => r.name === name)!.id;
    const invite = (name: string, role: string) =>
      t.run(staff, 'invite', { email: `${name}@net-${p.n}.test`, name, roleIds: [roleId(role)] }, p.isp());
    await refused(invite('second', 'Administrator'), 'limit', /All 1 Admin seats are taken/);
    const first = await invite('care', 'Care');
    const both = await Promise.allSettled([invite('noc', 'NOC'), invite('money', 'Billing')]);
    expect(both.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    const stock = async () => (await t.run(licensingSeats, 'stock', {}, p.tenantDoor)).items;
    expect((await stock()).map((s) => [s.type, s.used, s.available])).toEqual([
      ['admin', 1, 0],
      ['operator', 2, 0],
      ['read-only', 0, 1],
    ]);
    await t.run(staff, 'disable', { id: first.id }, p.isp());
    expect((await stock())[1]).toMatchObject({ used: 1, available: 1 });
    await t.settle();
    expect((await stock())[1]).toMatchObject({ used: 1, available: 1 });
  });

  test('revoked keep their holder out until there is another', async () => {
    const p = await provider('starter');
    const person = await t.kernel.run(system(p.tenant), staff, 'addMember', {
      email: `kim@net-${p.n}.test`,
      name: 'Kim',
      role: 'care',
      password: 'correct horse battery',
    });
    const kim = p.isp(['*'], person.id);
    await t.run(staff, 'listUsers', {}, kim);
    await refused(
      t.run(licensingSeats, 'assign', { memberId: person.id, type: 'read-only' }, p.tenantDoor),
      'invalid',
      /need an Operator seat/,
    );
    await t.run(licensingSeats, 'revoke', { memberId: person.id }, p.tenantDoor);
    await refused(t.run(staff, 'listUsers', {}, kim), 'forbidden', /seat was revoked/);
    await t.run(licensingSeats, 'assign', { memberId: person.id, type: 'operator' }, p.tenantDoor);
    await t.run(staff, 'listUsers', {}, kim);
  });
});
