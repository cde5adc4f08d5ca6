import { describe, expect, test } from 'vitest';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { payments } from '#modules/billing/payments/contract.ts';
import { maker } from '#modules/billing/testing.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { segments } from '#modules/customers/segments/contract.ts';
import { modules } from '#modules/list.ts';
import { testKernel } from '#modules/testing.ts';
import { health } from './contract.ts';

const t = await testKernel(modules);
const make = maker(t);
const run: typeof t.asSystem = t.asSystem;
const listed = async (filters: object) => (await run(customers, 'list', filters)).items.map((c) => c.id);

async function owing() {
  const line = await make.active();
  const invoice = await run(invoices, 'issueFirst', {
    customerId: line.customerId,
    subscriptionId: line.id,
    planName: line.planName,
    priceMinor: 3900,
    setupFeeMinor: 0,
    currency: 'EUR',
    periodStart: '2026-03-10',
    periodEnd: '2026-04-10',
  });
  return { line, invoice, customerId: line.customerId };
}

describe('health', () => {
  test('judges payment from invoices, and the list follows balance, plan and band', async () => {
    const { customerId, line, invoice } = await owing();
    await run(health, 'recompute', { customerIds: [customerId] });
    const [row] = (await run(customers, 'list', { planId: line.planId })).items;
    expect(row).toMatchObject({ id: customerId, balanceMinor: 3900, overdueMinor: 0, planName: line.planName });
    expect(row!.healthBand).toBe('healthy');
    expect(await listed({ balance: 'overdue' })).not.toContain(customerId);

    t.clock.set('2026-05-29T09:00:00.000Z');
    await run(health, 'recompute', { customerIds: [customerId] });
    const judged = await run(health, 'of', { customerId });
    expect(judged.reasons.map(({ code, points }) => [code, points])).toEqual(
      expect.arrayContaining([['overdue', -20]]),
    );
    expect(judged.reasons.map((r) => r.code)).toContain('long-overdue');
    expect(await listed({ balance: 'overdue' })).toContain(customerId);
    expect(await listed({ segmentId: 'overdue' })).toContain(customerId);

    await run(payments, 'record', { customerId, amountMinor: invoice.totalMinor, method: 'cash' });
    await run(health, 'recompute', { customerIds: [customerId] });
    const paid = await run(health, 'of', { customerId });
    expect(paid.reasons).toContainEqual({ code: 'paid-late', points: -8, text: '1 invoice paid late in 12 months' });
    expect((await run(customers, 'get', { id: customerId })).balanceMinor).toBe(0);
    expect(paid.score).toBeGreaterThan(judged.score!);
    t.clock.set('2026-03-10T09:00:00.000Z');
  });

  test('is nobody’s who was only noted, and counts in the figures of its band', async () => {
    const { id } = await make.customer();
    const before = await run(health, 'summary', {});
    await run(health, 'recompute', { customerIds: [id] });
    expect(await run(health, 'of', { customerId: id })).toMatchObject({ score: null, band: null, reasons: [] });
    const line = await make.active(undefined, id);
    await run(health, 'recompute', { customerIds: [line.customerId] });
    expect((await run(health, 'summary', {})).healthy).toBe(before.healthy + 1);
  });

  test('events mark who is due, the first of them only starts a run; a run takes each once', async () => {
    const [a, b] = [await make.customer(), await make.customer()];
    await run(health, 'recompute', { due: true });
    const waiting = async () => {
      const { rows } = await t.db.owner.query(
        'select customer_id from customer_health_due where customer_id = any($1)',
        [[a.id, b.id]],
      );
      return rows.length;
    };
    expect(await run(health, 'markDue', { customerId: a.id })).toEqual({ first: true });
    expect(await run(health, 'markDue', { customerId: b.id })).toEqual({ first: false });
    expect(await run(health, 'markDue', { customerId: b.id })).toEqual({ first: false });
    expect(await waiting()).toBe(2);
    // Events of other tests may have marked their customers meanwhile.
    while ((await run(health, 'recompute', { due: true, limit: 1 })).next !== null);
    expect(await waiting()).toBe(0);
  });

  test('every night walks over everybody in portions', async () => {
    const total = (await run(customers, 'metrics', {})).total;
    let seen = 0;
    for (let after: string | undefined; ; ) {
      const { computed, next } = await run(health, 'recompute', { limit: 2, ...(after ? { after } : {}) });
      seen += computed;
      if (!next) break;
      after = next;
    }
    expect(seen).toBe(total);
  });
});

describe('segments', () => {
  const ann = t.as({ id: 'ann' });
  const bob = t.as({ id: 'bob' });

  test('a dynamic one holds who matches now; filters narrow it; counts agree with the list', async () => {
    const one = await run(customers, 'create', {
      name: 'Segment One',
      tags: ['tower 9'],
      serviceAddress: { line1: '1 Mast Road', city: 'Emden' },
    });
    const segment = await t.run(segments, 'create', { name: 'Tower 9', criteria: { tag: 'tower 9' } }, ann);
    expect(await listed({ segmentId: segment.id })).toEqual([one.id]);
    const two = await run(customers, 'create', {
      name: 'Segment Two',
      tags: ['tower 9'],
      serviceAddress: { line1: '2 Mast Road', city: 'Leer' },
    });
    expect(await listed({ segmentId: segment.id, sort: 'number' })).toEqual([one.id, two.id]);
    expect(await listed({ segmentId: segment.id, city: 'Leer' })).toEqual([two.id]);
    const { items } = await t.run(segments, 'counts', {}, ann);
    expect(items.find((c) => c.id === segment.id)?.customers).toBe(2);
    expect(items.find((c) => c.id === 'new-this-month')?.customers).toBeGreaterThan(0);
  });

  test('a static one holds who was pinned; deleting it leaves the customers', async () => {
    const [a, b] = [await make.customer(), await make.customer()];
    const segment = await t.run(segments, 'create', { name: 'Called in March' }, ann);
    expect(await t.run(segments, 'pin', { id: segment.id, add: [a.id, b.id, a.id] }, ann)).toEqual({
      added: 2,
      removed: 0,
    });
    expect(await t.run(segments, 'pin', { id: segment.id, add: [a.id], remove: [b.id] }, ann)).toEqual({
      added: 0,
      removed: 1,
    });
    expect(await listed({ segmentId: segment.id })).toEqual([a.id]);
    await t.run(segments, 'remove', { id: segment.id }, ann);
    await expect(run(customers, 'list', { segmentId: segment.id })).rejects.toMatchObject({ code: 'not_found' });
    expect((await run(customers, 'get', { id: a.id })).id).toBe(a.id);
  });

  test('one’s own is seen by others only when it is shared, and changed by its owner alone', async () => {
    const { id } = await t.run(segments, 'create', { name: 'Mine', criteria: { status: 'prospect' } }, ann);
    const seen = async () => (await t.run(segments, 'list', {}, bob)).items.some((s) => s.id === id);
    expect(await seen()).toBe(false);
    await expect(t.run(customers, 'list', { segmentId: id }, bob)).rejects.toMatchObject({ code: 'not_found' });
    await t.run(segments, 'update', { id, shared: true }, ann);
    expect(await seen()).toBe(true);
    await expect(t.run(segments, 'update', { id, name: 'His' }, bob)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.run(segments, 'create', { name: 'mine', criteria: { city: 'x' } }, ann)).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(t.run(segments, 'create', { name: 'All', criteria: {} }, ann)).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});
