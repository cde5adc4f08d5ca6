import { beforeEach, describe, expect, test } from 'vitest';
import { uuidv7 } from '#kernel/ids.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { subscriptions } from '../subscriptions/contract.ts';
import { billingModules, failure, maker } from '../testing.ts';
import { invoices } from './contract.ts';

const { modules } = billingModules();
const t = await testKernel(modules);
const { plan, active } = maker(t);
const run = t.asSystem;
const start = '2026-11-01T09:00:00.000Z';
beforeEach(() => t.clock.set(start));

const { id: planId } = await plan();
const first = async (rest: { priceMinor?: number; setupFeeMinor?: number; currency?: string } = {}) => {
  const { id: subscriptionId, customerId } = await active(planId);
  return {
    customerId,
    subscriptionId,
    planName: 'Fiber 100',
    priceMinor: 3900,
    setupFeeMinor: 0,
    currency: 'EUR',
    periodStart: '2026-11-01',
    periodEnd: '2026-12-01',
    ...rest,
  };
};
const issue = async (rest: Parameters<typeof first>[0] = {}) => run(invoices, 'issueFirst', await first(rest));
/** A payment of the customer for this invoice alone: the invoice after it, and what it did not take. */
const pay = async (id: string, amountMinor: number, paymentId = uuidv7(t.clock.nowMs())) => {
  const { customerId, currency } = await run(invoices, 'get', { id });
  const about = { customerId, currency, paymentId, method: 'cash', reference: '' } as const;
  const { items } = await run(invoices, 'allocate', { ...about, amountMinor, invoiceIds: [id] });
  const taken = items.reduce((sum, item) => sum + item.amountMinor, 0);
  return { ...(await run(invoices, 'get', { id })), taken, paymentId };
};
const void_ = (id: string) => run(invoices, 'void', { id, reason: 'wrong plan' });
const events = async (invoiceId: string) => {
  const { rows } = await t.db.owner.query<{ name: string; payload: Record<string, unknown> }>(
    `select name, payload from outbox where payload->>'invoiceId' = $1 order by seq`,
    [invoiceId],
  );
  return rows;
};
const serials = async (year: number) => {
  const { rows } = await t.db.owner.query<{ number: string }>(
    `select number from invoice where tenant_id = $1 and number like $2 order by number`,
    [t.alpha.id, `AL-${year}-%`],
  );
  return rows.map((row) => Number(row.number.slice('AL-2026-'.length)));
};
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('the first invoice', () => {
  test('has a line for the setup fee and one for the period, and is due in 14 days', async () => {
    const input = await first({ setupFeeMinor: 4900 });
    const invoice = await run(invoices, 'issueFirst', input);
    const who = await run(customers, 'get', { id: input.customerId });
    expect(invoice).toMatchObject({
      number: expect.stringMatching(/^AL-2026-\d{5}$/),
      customerNumber: who.number,
      customerName: who.name,
      billingAddress: who.serviceAddress,
      sellerName: 'Alpha',
      status: 'open',
      issueDate: '2026-11-01',
      dueDate: '2026-11-15',
      totalMinor: 8800,
      paidMinor: 0,
      overdue: false,
      payments: [],
    });
    expect(invoice.lines).toMatchObject([
      { kind: 'setup', description: 'Fiber 100, setup fee', quantity: 1, unitMinor: 4900, amountMinor: 4900 },
      {
        kind: 'recurring',
        description: 'Fiber 100, 1 Nov – 30 Nov (30 days)',
        amountMinor: 3900,
        periodStart: '2026-11-01',
        periodEnd: '2026-12-01',
      },
    ]);
    expect(await events(invoice.id)).toMatchObject([{ name: 'invoice.issued', payload: { totalMinor: 8800 } }]);
  });

  test('asked for again, or by many at once, is the same invoice', async () => {
    const input = await first();
    const all = await Promise.all(upTo(8).map(() => run(invoices, 'issueFirst', input)));
    expect(new Set(all.map((i) => i.number)).size).toBe(1);
    expect((await run(invoices, 'list', { customerId: input.customerId })).items).toHaveLength(1);
    expect(await events(all[0]?.id ?? '')).toHaveLength(1);
  });

  test('voided by a rollback, is issued anew when provisioning is tried again', async () => {
    const input = await first();
    const before = await run(invoices, 'issueFirst', input);
    await void_(before.id);
    const again = await run(invoices, 'issueFirst', input);
    expect(again.number).not.toBe(before.number);
    expect(again.status).toBe('open');
  });

  test('keeps the name and address that it was issued with', async () => {
    const invoice = await issue();
    await run(customers, 'update', { id: invoice.customerId, name: 'Somebody Else' });
    await t.settle();
    expect(await run(invoices, 'get', { id: invoice.id })).toMatchObject({ customerName: invoice.customerName });
  });

  test('of a free plan is issued and has nothing to pay', async () => {
    const free = await issue({ priceMinor: 0 });
    expect(free).toMatchObject({ totalMinor: 0, status: 'paid' });
    expect(await pay(free.id, 1)).toMatchObject({ taken: 0 });
  });

  test('of a period that ends before it begins is refused', async () => {
    const input = await first();
    expect(await failure(run(invoices, 'issueFirst', { ...input, periodEnd: input.periodStart }))).toMatchObject({
      code: 'invalid',
      field: 'periodEnd',
    });
  });
});

describe('numbers', () => {
  test('fifty at once leave no gap and no double', async () => {
    const inputs = await Promise.all(upTo(50).map(() => first()));
    const before = (await serials(2026)).length;
    const issued = await Promise.all(inputs.map((input) => run(invoices, 'issueFirst', input)));
    expect(new Set(issued.map((i) => i.number)).size).toBe(50);
    expect(await serials(2026)).toEqual(upTo(before + 50));
  });

  test('an invoice that is rolled back leaves no gap', async () => {
    const lost = await first();
    const before = (await serials(2026)).length;
    const rolledBack = t.kernel.asSystem('test', t.alpha, async (ctx) => {
      const { number } = await ctx.call(invoices, 'issueFirst', lost);
      throw new Error(`${number} is not to be`);
    });
    const [failed] = await Promise.allSettled([rolledBack, issue(), issue()]);
    expect(failed.status).toBe('rejected');
    expect(await serials(2026)).toEqual(upTo(before + 2));
  });

  test('begin again each year, on the tenant’s own New Year, and keep going for a voided one', async () => {
    t.clock.set('2027-12-31T22:59:59.000Z');
    expect((await issue()).number).toBe('AL-2027-00001');
    t.clock.set('2027-12-31T23:00:00.000Z');
    const { id, number } = await issue();
    expect(number).toBe('AL-2028-00001');
    await void_(id);
    expect((await issue()).number).toBe('AL-2028-00002');
  });

  test('of another provider are its own', async () => {
    const theirs = t.as({ tenant: t.beta, kind: 'system' });
    const who = await t.run(
      customers,
      'create',
      { name: 'Bola', serviceAddress: { line1: '1 Road', city: 'Lagos', country: 'NG' } },
      theirs,
    );
    const input = await first({ currency: 'NGN' });
    const wrong = t.run(invoices, 'issueFirst', { ...input, customerId: who.id }, theirs);
    expect(await failure(wrong)).toMatchObject({ code: 'conflict' }); // A subscription of another provider.
    expect(await failure(t.run(invoices, 'get', { id: (await issue()).id }, theirs))).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('payments', () => {
  test('in parts pay an invoice, and only the last one makes it paid', async () => {
    const { id } = await issue({ priceMinor: 3900 });
    expect(await pay(id, 1000)).toMatchObject({ status: 'open', paidMinor: 1000 });
    t.clock.advance(60_000);
    expect(await pay(id, 900)).toMatchObject({ status: 'open', paidMinor: 1900 });
    t.clock.advance(60_000);
    const paid = await pay(id, 2000);
    expect(paid).toMatchObject({ status: 'paid', paidMinor: 3900 });
    expect(paid.payments.map((p) => [p.amountMinor, p.recordedBy])).toEqual([
      [1000, 'test'],
      [900, 'test'],
      [2000, 'test'],
    ]);
    expect((await events(id)).map((e) => [e.name, e.payload['amountMinor']])).toEqual([
      ['invoice.issued', undefined],
      ['payment.recorded', 1000],
      ['payment.recorded', 900],
      ['payment.recorded', 2000],
      ['invoice.paid', 3900],
    ]);
  });

  test('of more than is left take no more than that', async () => {
    const { id } = await issue({ priceMinor: 3900 });
    expect(await pay(id, 5000)).toMatchObject({ taken: 3900, status: 'paid', paidMinor: 3900 });
    expect(await pay(id, 1)).toMatchObject({ taken: 0, paidMinor: 3900 });
  });

  test('many at once never exceed the total', async () => {
    const { id } = await issue({ priceMinor: 1000 });
    const tries = await Promise.all(upTo(12).map(() => pay(id, 300)));
    expect(tries.reduce((sum, { taken }) => sum + taken, 0)).toBe(1000);
    expect(await run(invoices, 'get', { id })).toMatchObject({ paidMinor: 1000, status: 'paid' });
  });

  test('without a choice pay what is due first, in their own currency alone', async () => {
    const input = await first();
    const dues = ['2026-11-01', '2026-11-05', '2026-11-09'];
    const ids: string[] = [];
    for (const [at, day] of dues.entries()) {
      t.clock.set(`${day}T09:00:00.000Z`);
      const { id: subscriptionId } = await active(planId, input.customerId);
      const currency = at === 0 ? 'USD' : 'EUR';
      ids.push((await run(invoices, 'issueFirst', { ...input, subscriptionId, currency })).id);
    }
    const about = { customerId: input.customerId, paymentId: uuidv7(t.clock.nowMs()) };
    const { items } = await run(invoices, 'allocate', {
      ...about,
      amountMinor: 5000,
      currency: 'EUR',
      method: 'cash',
      reference: '',
    });
    expect(items.map((i) => [i.invoiceId, i.amountMinor])).toEqual([
      [ids[1], 3900],
      [ids[2], 1100],
    ]);
  });

  test('given back open what they paid, the latest first', async () => {
    const { id } = await issue({ priceMinor: 3900 });
    const { paymentId } = await pay(id, 3900);
    t.clock.advance(60_000);
    await run(invoices, 'release', { paymentId, amountMinor: 1000 });
    const after = await run(invoices, 'get', { id });
    expect(after).toMatchObject({ status: 'open', paidMinor: 2900 });
    expect(after.payments.map((p) => p.amountMinor)).toEqual([3900, -1000]);
    expect((await events(id)).at(-1)).toMatchObject({ name: 'payment.released', payload: { amountMinor: 1000 } });
    expect(await failure(run(invoices, 'release', { paymentId, amountMinor: 2901 }))).toMatchObject({
      code: 'conflict',
    });
  });
});

describe('voiding', () => {
  test('keeps the document and its number, says why and when, and takes no payment', async () => {
    const { id, number } = await issue();
    expect(await void_(id)).toMatchObject({ status: 'void', number, voidReason: 'wrong plan', voidedAt: start });
    expect((await events(id)).at(-1)).toMatchObject({ name: 'invoice.voided', payload: { reason: 'wrong plan' } });
    expect(await pay(id, 1)).toMatchObject({ taken: 0, status: 'void' });
    expect(await failure(void_(id))).toMatchObject({ code: 'conflict' });
  });

  test('is refused once anything was paid', async () => {
    const { id } = await issue();
    await pay(id, 1);
    expect(await failure(void_(id))).toMatchObject({ message: expect.stringContaining('payment has been recorded') });
  });

  test('and a payment at once: one of them stands, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { id } = await issue();
      const both = await Promise.allSettled([pay(id, 100), void_(id)]);
      expect(both[0].status).toBe('fulfilled');
      const { status, paidMinor, payments } = await run(invoices, 'get', { id });
      expect(status === 'void' ? paidMinor === 0 && payments.length === 0 : paidMinor === 100).toBe(true);
    }
  });
});

describe('the books', () => {
  test('no role of the product can change or remove a document, a line, a payment or a void', async () => {
    const { id } = await issue();
    await pay(id, 1);
    for (const table of ['invoice', 'invoice_line', 'invoice_payment', 'invoice_void'])
      for (const statement of [`update ${table} set customer_id = customer_id`, `delete from ${table}`])
        for (const pool of [t.db.pools.app, t.db.pools.system, t.db.pools.platform])
          await expect(pool.query(statement), statement).rejects.toThrow('permission denied');
  });

  test('every balance is the sum of its facts', async () => {
    const { rows } = await t.db.owner.query(`
      select i.number from invoice i join invoice_balance b on (b.tenant_id, b.invoice_id) = (i.tenant_id, i.id)
      where i.total_minor <> (select sum(amount_minor) from invoice_line l where l.invoice_id = i.id)
         or b.total_minor <> i.total_minor
         or b.paid_minor <> coalesce((select sum(amount_minor) from invoice_payment p where p.invoice_id = i.id), 0)
         or (b.status = 'void') <> exists (select from invoice_void v where v.invoice_id = i.id)
         or (b.status = 'paid') <> (b.paid_minor = b.total_minor)`);
    expect(rows).toEqual([]);
    const { rows: count } = await t.db.owner.query(`select count(*) as n from invoice`);
    expect(count[0].n).toBeGreaterThan(70);
  });

  test('an invoice is overdue the day after it was due, by the tenant’s calendar; the sums follow', async () => {
    t.clock.set('2030-01-01T09:00:00.000Z');
    const before = await run(invoices, 'metrics', {});
    t.clock.set('2030-02-01T09:00:00.000Z');
    const late = await issue({ priceMinor: 5000 });
    const part = await issue({ priceMinor: 700 });
    await pay(part.id, 200);
    const gone = await issue({ priceMinor: 9999 });
    await void_(gone.id);
    const paid = await issue({ priceMinor: 300 });
    await pay(paid.id, 300);
    const now = await run(invoices, 'metrics', {});
    expect(now.open - before.open).toBe(2);
    expect(now.outstandingMinor - before.outstandingMinor).toBe(5500);
    expect(now.issuedThisMonthMinor).toBe(6000);
    const overdue = async () => (await run(invoices, 'list', { overdue: 'true', sort: '-dueDate', limit: 2 })).items;

    t.clock.set('2030-02-15T22:59:00.000Z');
    expect((await overdue()).map((i) => i.id)).not.toContain(late.id);
    t.clock.set('2030-02-15T23:00:00.000Z');
    const ids = (await overdue()).map((i) => i.id);
    expect(ids.sort()).toEqual([late.id, part.id].sort());
    const then = await run(invoices, 'metrics', {});
    expect(then.overdue - now.overdue).toBe(2);
    expect(then.overdueMinor - now.overdueMinor).toBe(5500);
    t.clock.set('2030-03-01T09:00:00.000Z');
    expect((await run(invoices, 'metrics', {})).issuedThisMonthMinor).toBe(0);
  });

  test('pages reach every invoice once, in each order and under each filter', async () => {
    const all = async (filter: Partial<Parameters<typeof run<typeof invoices, 'list'>>[2]>) => {
      const seen: { id: string; dueDate: string; status: string }[] = [];
      let cursor: string | undefined;
      do {
        const page = await run(invoices, 'list', { ...filter, limit: 7, ...(cursor ? { cursor } : {}) });
        seen.push(...page.items);
        cursor = page.next ?? undefined;
      } while (cursor);
      expect(new Set(seen.map((i) => i.id)).size).toBe(seen.length);
      return seen;
    };
    const newest = await all({});
    const count = newest.length;
    expect(count).toBeGreaterThan(70);
    expect((await all({ sort: 'issuedAt' })).map((i) => i.id)).toEqual(newest.map((i) => i.id).reverse());
    const due = await all({ sort: 'dueDate' });
    expect(due.map((i) => i.dueDate)).toEqual([...due.map((i) => i.dueDate)].sort());
    expect(due).toHaveLength(count);
    const byStatus = await Promise.all((['open', 'paid', 'void'] as const).map((status) => all({ status })));
    expect(byStatus.flat()).toHaveLength(count);
    expect((await all({ overdue: 'true' })).length + (await all({ overdue: 'false' })).length).toBe(count);
    expect(await all({ q: 'AL-2028-00001' })).toMatchObject([{ status: 'void' }]);
  });
});

test('a subscription’s own numbers go into its first invoice', async () => {
  const { id } = await active(planId);
  const sold = await run(subscriptions, 'get', { id });
  const invoice = await run(invoices, 'issueFirst', {
    customerId: sold.customerId,
    subscriptionId: id,
    planName: sold.planName,
    priceMinor: sold.priceMinor,
    setupFeeMinor: sold.setupFeeMinor,
    currency: sold.currency,
    periodStart: sold.periodStart ?? '',
    periodEnd: sold.periodEnd ?? '',
  });
  expect(invoice.totalMinor).toBe(sold.priceMinor + sold.setupFeeMinor);
});
