import { fork } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { orchestration } from '#modules/fulfilment/orchestration/contract.ts';
import { modules } from '#modules/list.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { shop } from './testing.ts';
import type { Order } from './testing-worker.ts';

const t = await testKernel(modules, new Date().toISOString());
// The workers hand out the events and run the sagas; this process only sells and looks.
await t.relay.stop();
const { customer, sell, traces } = await shop({ run: t.run, db: t.db, settle: async () => {} });
await t.run(ipManagement, 'createPool', {
  name: 'Addresses',
  type: 'ipv4_private',
  cidr: '10.0.0.0/24',
  isDefault: true,
});
await t.run(ipManagement, 'createPool', {
  name: 'Prefixes',
  type: 'ipv6_pd',
  cidr: '2001:db8::/48',
  delegatedLength: 56,
  isDefault: true,
});

async function isOver(subscriptionId: string): Promise<boolean> {
  const { rows } = await t.db.owner.query(
    `select status from dbos.workflow_status where attributes->>'subscriptionId' = $1`,
    [subscriptionId],
  );
  return rows.length > 0 && rows.every((row) => row.status !== 'ENQUEUED' && row.status !== 'PENDING');
}

/** Runs a worker until it dies, or until the sale's run is over. @returns where it died */
async function work(subscriptionId: string, survived: string[]): Promise<string | null> {
  const order: Order = { ownerUrl: t.db.ownerUrl, masterKey: t.db.masterKey.toString('hex'), survived };
  const worker = fork(path.join(import.meta.dirname, 'testing-worker.ts'), [JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let place = '';
  worker.stdout?.on('data', (chunk) => {
    place += chunk;
  });
  const dead = new Promise<void>((resolve) => worker.once('close', () => resolve()));
  let alive = true;
  void dead.then(() => {
    alive = false;
  });
  while (alive && !(await isOver(subscriptionId)))
    await Promise.race([dead, new Promise((next) => setTimeout(next, 50))]);
  if (alive) worker.kill('SIGKILL');
  await dead;
  return place || null;
}

/** Sells, and kills a worker at every place there is but the spared ones, before and after each commit, until the run is over. */
async function sellThroughCrashes(spared: string[] = []) {
  const { id: customerId } = await customer();
  const sale = await sell(customerId);
  const died: string[] = [];
  for (;;) {
    const place = await work(sale.id, [...spared, ...died]);
    if (place === null) break;
    died.push(place);
  }
  const { rows } = await t.db.owner.query<{ name: string; count: number }>(
    `select name, count(*)::int from outbox where payload->>'subscriptionId' = $1 or (payload->>'customerId' = $2 and name in ('invoice.issued', 'mail.queued', 'radius.account-changed')) group by name`,
    [sale.id, customerId],
  );
  const { rows: used } = await t.db.owner.query(
    `select address from ip_reservation where subscription_id = $1 and released_at is null`,
    [sale.id],
  );
  const happened = Object.fromEntries(rows.map((row) => [row.name, row.count]));
  const { items } = await t.run(orchestration, 'list', { customerId, workflow: 'provision-subscription' });
  const recoveries = items[0]?.recoveries;
  return { recoveries, died: died.sort(), happened, used, ...(await traces(sale.id, customerId)) };
}
const around = (...steps: string[]) =>
  steps.flatMap((step) => [`before the commit of ${step}`, `after the commit of ${step}`]).sort();
const forth = ['validate', 'address', 'radius', 'activate', 'invoice'];
const back = ['undo:invoice', 'undo:activate', 'undo:radius', 'undo:address', 'rolled-back'];

test('killed at every step, a sale still becomes one active line, with everything there exactly once', async () => {
  const sale = await sellThroughCrashes();
  expect(sale.died).toEqual(around('reaction', ...forth, 'welcome'));
  expect(sale.recoveries).toBeGreaterThan(0);
  expect(sale.subscription.status).toBe('active');
  expect(sale.used).toHaveLength(2);
  expect(sale.accounts).toHaveLength(1);
  expect(sale.accounts[0]).toMatchObject({ state: 'active', framedIpAddress: sale.addresses[0]?.address });
  expect(sale.invoices.map((invoice) => invoice.status)).toEqual(['open']);
  expect(sale.mails.map((mail) => mail.template)).toEqual(['welcome']);
  expect(sale.happened).toMatchObject({
    'ip-address.assigned': 2,
    'subscription.activated': 1,
    'invoice.issued': 1,
    'mail.queued': 1,
  });
}, 240_000);

test('killed at every step of the way back of a sale that fails, nothing is left behind', async () => {
  await t.db.owner.query(`alter table mail_message add constraint test_fault check (template <> 'welcome') not valid`);
  const sale = await sellThroughCrashes(around('reaction', ...forth));
  expect(sale.died).toEqual(around(...back));
  expect(sale.subscription.status).toBe('failed');
  expect(sale.used).toEqual([]);
  expect(sale.addresses).toEqual([]);
  expect(sale.accounts).toEqual([]);
  expect(sale.openInvoices).toEqual([]);
  expect(sale.mails).toEqual([]);
  expect(sale.happened).toMatchObject({ 'ip-address.released': 2, 'subscription.failed': 1 });
}, 240_000);
