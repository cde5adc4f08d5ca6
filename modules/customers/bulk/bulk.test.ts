import { beforeAll, expect, it } from 'vitest';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { maker } from '#modules/billing/testing.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { segments } from '#modules/customers/segments/contract.ts';
import { modules } from '#modules/list.ts';
import { eventually } from '#modules/network/radius/aaa/testing.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { customerBulk } from './contract.ts';

let t: TestKernel;
beforeAll(async () => {
  t = await testKernel(modules.filter(({ contract }) => contract.name !== 'provisioning'));
  await t.startEngine();
}, 60_000);

type Order = Parameters<typeof t.run<typeof customerBulk, 'prepare'>>[2];
const prepare = (order: Order) => t.run(customerBulk, 'prepare', order);
const itemsOf = async (id: string) => (await t.run(customerBulk, 'items', { id })).items;
async function finish(id: string) {
  await t.run(customerBulk, 'start', { id });
  return eventually('the action is over', async () => {
    await t.settle();
    const run = await t.run(customerBulk, 'get', { id });
    return run.finishedAt ? run : undefined;
  });
}

it('suspends those it can, says of each other why not, and resumes', async () => {
  const { active, customer } = maker(t);
  const sold = async () => {
    const line = await active();
    const speed = { downloadKbps: 100_000, uploadKbps: 50_000, planId: line.planId };
    const whose = { subscriptionId: line.id, customerId: line.customerId, username: line.number };
    await t.asSystem(radius, 'createAccount', { ...whose, ...speed });
    return line;
  };
  const [one, two] = [await sold(), await sold()];
  const prospect = await customer();
  await t.settle();
  const ids = [one.customerId, two.customerId, prospect.id];
  const draft = await prepare({ action: 'suspend', suspendReason: 'non_payment', ids });
  expect(draft).toMatchObject({ status: 'draft', customers: 3, able: 2, effects: 2 });
  expect((await t.run(subscriptions, 'get', { id: one.id })).status).toBe('active');
  // Meanwhile somebody ended the second; that is its own result and nobody else's.
  await t.run(subscriptions, 'cancel', { id: two.id, reason: 'moved away' });
  const run = await finish(draft.id);
  expect(run).toMatchObject({ status: 'done', done: 1, skipped: 1, failed: 1 });
  const outcomes = new Map((await itemsOf(run.id)).map((item) => [item.customerId, item]));
  expect(outcomes.get(one.customerId)).toMatchObject({ outcome: 'done', reason: null });
  expect(outcomes.get(two.customerId)).toMatchObject({ outcome: 'failed', reason: 'No active service any more.' });
  expect(outcomes.get(prospect.id)).toMatchObject({ outcome: 'skipped', reason: 'No active service.' });
  expect((await t.run(subscriptions, 'get', { id: one.id })).status).toBe('suspended');
  const csv = await t.run(customerBulk, 'results', { id: run.id });
  expect(String(csv.body)).toContain('No active service any more.');

  const again = await finish((await prepare({ action: 'resume', ids: [one.customerId] })).id);
  expect(again).toMatchObject({ done: 1 });
  expect((await t.run(subscriptions, 'get', { id: one.id })).status).toBe('active');
});

it('writes to all that match a filter, once each, whatever is repeated', async () => {
  const { customer } = maker(t);
  const reachable = await customer({ name: 'Ada Bulkmail' });
  await customer({ name: 'Bo Bulkmail', email: null });
  const draft = await prepare({
    action: 'message',
    subject: 'Work on the line of {number}',
    text: 'Dear {name},\n\nwe work tonight.',
    filters: { q: 'Bulkmail' },
  });
  expect(draft).toMatchObject({ customers: 2, able: 1 });
  expect((await t.run(customerBulk, 'items', { id: draft.id, unable: 'true' })).items).toMatchObject([
    { name: 'Bo Bulkmail', reason: 'No e-mail address.' },
  ]);
  const run = await finish(draft.id);
  await expect(t.run(customerBulk, 'start', { id: draft.id })).rejects.toThrow('started already');
  // As after a crash in the middle of a portion.
  await t.asSystem(customerBulk, 'apply', { id: run.id, customerId: reachable.id });
  const { items } = await t.run(mail, 'list', { customerId: reachable.id });
  expect(items).toMatchObject([{ subject: `Work on the line of ${reachable.number}`, template: 'customer-message' }]);
  const { text } = await t.run(mail, 'get', { id: items[0]!.id });
  expect(text).toContain('Dear Ada Bulkmail,');
});

it('tags, takes tags off, pins to one’s own list, exports what was chosen, and stops when told', async () => {
  const { customer } = maker(t);
  const [a, b] = [await customer(), await customer()];
  const ids = [a.id, b.id];
  await finish((await prepare({ action: 'tag', tag: 'bulk', ids })).id);
  expect(await prepare({ action: 'tag', tag: 'bulk', ids })).toMatchObject({ able: 0 });
  await finish((await prepare({ action: 'untag', tag: 'bulk', ids: [b.id] })).id);
  expect((await t.run(customers, 'list', { tag: 'bulk' })).items.map(({ id }) => id)).toEqual([a.id]);

  const list = await t.run(segments, 'create', { name: 'Bulk list' });
  await finish((await prepare({ action: 'pin', listId: list.id, filters: { tag: 'bulk' } })).id);
  expect((await t.run(customers, 'list', { segmentId: list.id })).items).toHaveLength(1);
  const other = t.as({ id: 'somebody-else' });
  await expect(t.run(customerBulk, 'prepare', { action: 'pin', listId: list.id, ids }, other)).rejects.toMatchObject({
    code: 'not_found',
  });

  const file = await t.run(customerBulk, 'exportChosen', { ids: [b.id] });
  expect(String(file.body)).toContain(b.name);
  expect(String(file.body)).not.toContain(a.name);

  const draft = await prepare({ action: 'tag', tag: 'late', ids });
  expect(await t.run(customerBulk, 'cancel', { id: draft.id })).toMatchObject({ status: 'cancelled' });
  await expect(t.run(customerBulk, 'start', { id: draft.id })).rejects.toThrow();
  const mayOnlyTag = t.as({ permissions: ['customers.customer:write'] });
  await expect(t.run(customerBulk, 'prepare', { action: 'resume', ids }, mayOnlyTag)).rejects.toThrow(
    'billing.subscription:write',
  );
});
