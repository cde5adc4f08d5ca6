import { beforeEach, describe, expect, test } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { invoices } from '../invoices/contract.ts';
import { billingModules, failure, maker } from '../testing.ts';
import { payments } from './contract.ts';

const { modules } = billingModules();
const t = await testKernel(modules);
const { plan, customer, active } = maker(t);
const { id: planId } = await plan();
beforeEach(() => t.clock.set('2026-11-25T09:00:00.000Z'));

/** A customer who owes several invoices, one day after another. */
async function debtor(...amounts: number[]) {
  const { id: customerId } = await customer();
  const owed: { id: string; number: string }[] = [];
  for (const [at, priceMinor] of amounts.entries()) {
    t.clock.set(`2026-11-${String(10 + at).padStart(2, '0')}T09:00:00.000Z`);
    const { id: subscriptionId } = await active(planId, customerId);
    owed.push(await bill(customerId, subscriptionId, priceMinor));
  }
  t.clock.set('2026-11-25T09:00:00.000Z');
  return { customerId, owed };
}
const bill = (customerId: string, subscriptionId: string, priceMinor: number) =>
  t.asSystem(invoices, 'issueFirst', {
    customerId,
    subscriptionId,
    planName: 'Fiber',
    priceMinor,
    setupFeeMinor: 0,
    currency: 'EUR',
    periodStart: '2026-11-01',
    periodEnd: '2026-12-01',
  });
const record = (customerId: string, amountMinor: number, rest: { reference?: string; invoiceIds?: string[] } = {}) =>
  t.run(payments, 'record', { customerId, amountMinor, method: 'cheque', ...rest });
const standing = async (ids: { id: string }[]) =>
  Promise.all(
    ids.map(async ({ id }) => {
      const { status, paidMinor } = await t.run(invoices, 'get', { id });
      return [status, paidMinor];
    }),
  );
const credit = async (customerId: string) => (await t.run(payments, 'credit', { customerId })).creditMinor;
/** What was paid is what invoices took, what is credit and what was given back; for every payment there is. */
const booksAreTrue = async () => {
  const { rows } = await t.db.owner.query(`
    select p.id from payment p where p.amount_minor <> p.credit_minor + p.refunded_minor +
      coalesce((select sum(a.amount_minor) from invoice_payment a where a.tenant_id = p.tenant_id and a.payment_id = p.id), 0)
      and p.status in ('succeeded', 'partially_refunded', 'refunded')`);
  expect(rows).toEqual([]);
};

describe('money received', () => {
  test('pays what is due first, and the rest stays as credit that the next invoice uses', async () => {
    const { customerId, owed } = await debtor(3000, 2000);
    const paid = await record(customerId, 4000, { reference: 'CH-1' });
    expect(paid).toMatchObject({
      status: 'succeeded',
      receivedOn: '2026-11-25',
      creditMinor: 0,
      recordedBy: 'Test person',
    });
    expect(paid.receiptNumber).toMatch(/^AL-R-2026-\d{5}$/);
    expect(paid.allocations.map((a) => [a.invoiceNumber, a.amountMinor])).toEqual([
      [owed[0]!.number, 3000],
      [owed[1]!.number, 1000],
    ]);
    await record(customerId, 6000, { reference: 'CH-2' });
    expect(await standing(owed)).toEqual([
      ['paid', 3000],
      ['paid', 2000],
    ]);
    expect(await credit(customerId)).toBe(5000);
    const next = await bill(customerId, (await active(planId, customerId)).id, 3500);
    await t.settle();
    expect(await standing([next])).toEqual([['paid', 3500]]);
    expect(await credit(customerId)).toBe(1500);
    await booksAreTrue();
  });

  test('for invoices that were chosen pays those and no other', async () => {
    const { customerId, owed } = await debtor(3000, 2000);
    const paid = await record(customerId, 2500, { invoiceIds: [owed[1]!.id] });
    expect(paid.creditMinor).toBe(500);
    expect(await standing(owed)).toEqual([
      ['open', 0],
      ['paid', 2000],
    ]);
    const used = await t.run(payments, 'allocate', { id: paid.id });
    expect(used.creditMinor).toBe(0);
    expect(await standing(owed)).toEqual([
      ['open', 500],
      ['paid', 2000],
    ]);
    expect(await failure(t.run(payments, 'allocate', { id: paid.id }))).toMatchObject({ code: 'conflict' });
  });

  test('twice at once for the same debt becomes credit, never lost and never counted twice', async () => {
    const { customerId, owed } = await debtor(1000);
    await Promise.all(Array.from({ length: 6 }, (_, n) => record(customerId, 400, { reference: `AT-ONCE-${n}` })));
    expect(await standing(owed)).toEqual([['paid', 1000]]);
    expect(await credit(customerId)).toBe(1400);
    await booksAreTrue();
  });

  test('with a reference that is recorded already is refused, and leaves no gap among receipts', async () => {
    const { customerId } = await debtor(1000);
    const one = await record(customerId, 100, { reference: 'SAME' });
    expect(await failure(record(customerId, 100, { reference: 'SAME' }))).toMatchObject({
      code: 'conflict',
      field: 'reference',
    });
    const two = await record(customerId, 100, { reference: 'OTHER' });
    const serial = (receipt: string | null) => Number(receipt?.slice(-5));
    expect(serial(two.receiptNumber)).toBe(serial(one.receiptNumber) + 1);
  });

  test('of nothing, in the future, or for somebody else’s invoice is refused', async () => {
    const { customerId } = await debtor(1000);
    const other = await debtor(1000);
    expect(await failure(record(customerId, 0))).toMatchObject({ code: 'invalid' });
    const future = { customerId, amountMinor: 1, method: 'cash', receivedOn: '2026-11-26' } as const;
    expect(await failure(t.run(payments, 'record', future))).toMatchObject({ field: 'receivedOn' });
    const foreign = record(customerId, 700, { invoiceIds: [other.owed[0]!.id] });
    expect(await failure(foreign)).toMatchObject({ code: 'not_found' });
    expect(await standing(other.owed)).toEqual([['open', 0]]);
    const theirs = t.as({ tenant: t.beta });
    expect((await t.run(payments, 'list', { customerId }, theirs)).items).toEqual([]);
    const across = t.run(payments, 'record', { customerId, amountMinor: 1, method: 'cash' }, theirs);
    expect(await failure(across)).toMatchObject({ code: 'not_found' });
  });
});

describe('money given back', () => {
  test('is taken from credit first, then from the invoice paid last, which is open again', async () => {
    const { customerId, owed } = await debtor(3000, 2000);
    const { id } = await record(customerId, 6000);
    const back = (amountMinor: number) => t.run(payments, 'refund', { id, amountMinor, reason: 'Complaint' });
    expect(await back(400)).toMatchObject({ status: 'partially_refunded', creditMinor: 600, refundedMinor: 400 });
    expect(await standing(owed)).toEqual([
      ['paid', 3000],
      ['paid', 2000],
    ]);
    const more = await back(1100);
    expect(more).toMatchObject({ creditMinor: 0, refundedMinor: 1500 });
    expect(await standing(owed)).toEqual([
      ['paid', 3000],
      ['open', 1500],
    ]);
    expect(await failure(back(4501))).toMatchObject({
      field: 'amountMinor',
      message: expect.stringContaining('EUR 45.00'),
    });
    expect(await back(4500)).toMatchObject({ status: 'refunded', refundedMinor: 6000 });
    expect(await standing(owed)).toEqual([
      ['open', 0],
      ['open', 0],
    ]);
    expect(await failure(back(1))).toMatchObject({ code: 'conflict', message: expect.stringContaining('All of this') });
    await booksAreTrue();
  });

  test('many times at once never exceeds what was paid', async () => {
    const { customerId } = await debtor(1000);
    const { id } = await record(customerId, 1000);
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => t.run(payments, 'refund', { id, amountMinor: 300, reason: 'At once' })),
    );
    expect(tries.filter((r) => r.status === 'fulfilled')).toHaveLength(3);
    await booksAreTrue();
  });
});

test('the list finds by receipt, reference and name as it is now, and the month’s sums follow', async () => {
  const before = await t.run(payments, 'metrics', {});
  const { customerId } = await debtor(1000);
  const paid = await record(customerId, 1500, { reference: 'FIND-ME' });
  await t.run(payments, 'refund', { id: paid.id, amountMinor: 200, reason: 'Some back' });
  await t.run(customers, 'update', { id: customerId, name: 'Zoé Renamed' });
  await t.settle();
  for (const q of ['find-me', 'zoe ren', paid.receiptNumber!])
    expect((await t.run(payments, 'list', { q })).items.map((p) => p.id)).toEqual([paid.id]);
  const after = await t.run(payments, 'metrics', {});
  expect(after.receivedThisMonthMinor - before.receivedThisMonthMinor).toBe(1500);
  expect(after.refundedThisMonthMinor - before.refundedThisMonthMinor).toBe(200);
  expect(after.creditMinor - before.creditMinor).toBe(300);
});
