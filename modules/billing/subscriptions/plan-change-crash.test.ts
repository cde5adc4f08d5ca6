import { fork } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '#kernel/db/schema-files.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { modules } from '#modules/list.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { maker } from '../testing.ts';
import { subscriptions } from './contract.ts';
import type { Order } from './testing-worker.ts';

const t = await testKernel(modules);
await t.relay.stop();
const { plan, active } = maker(t);
const run = t.asSystem;

async function line() {
  const { id, customerId } = await active((await plan({ priceMinor: 3100 })).id);
  const { planId } = await run(subscriptions, 'get', { id });
  await run(radius, 'createAccount', {
    username: `line-${id}`,
    subscriptionId: id,
    customerId,
    downloadKbps: 100_000,
    uploadKbps: 50_000,
    planId,
  });
  return { id, customerId };
}

/** One process; where it died, or null when it came to its end. */
async function work(wish: Order['wish'], survived: string[]): Promise<string | null> {
  const order: Order = {
    ownerUrl: t.db.ownerUrl,
    masterKey: t.db.masterKey.toString('hex'),
    tenantSlug: t.alpha.slug,
    survived,
    atMs: t.clock.nowMs(),
    wish,
  };
  const child = fork(path.join(import.meta.dirname, 'testing-worker.ts'), [JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(projectRoot, 'node_modules/.cache/dotmac-compile') },
  });
  let place = '';
  child.stdout?.on('data', (chunk) => {
    place += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (!place && code !== 0) throw new Error(`The process ended with ${code}.`);
  return place || null;
}
async function throughCrashes(wish: Order['wish'], look: (place: string) => Promise<void>): Promise<string[]> {
  const died: string[] = [];
  for (;;) {
    const place = await work(wish, died);
    if (place === null) return died;
    died.push(place);
    await look(place);
  }
}
async function state({ id, customerId }: { id: string; customerId: string }) {
  const { items: changes } = await run(subscriptions, 'planChanges', { id });
  const { items: owed } = await run(invoices, 'list', { customerId });
  const { items: logins } = await run(radius, 'listAccounts', { customerId });
  const { rows } = await t.db.owner.query<{ name: string }>(
    `select name from outbox where payload->>'customerId' = $1 and name in ('subscription.plan-changed', 'radius.speed-changed', 'invoice.issued') order by name`,
    [customerId],
  );
  return {
    planId: (await run(subscriptions, 'get', { id })).planId,
    changes: changes.map(({ status }) => status),
    owedMinor: owed.map(({ totalMinor }) => totalMinor),
    downloadKbps: logins[0]?.downloadKbps,
    told: rows.map(({ name }) => name),
  };
}

test('killed before or after its commit and asked again, a change of plan is made once with everything that belongs to it', async () => {
  const sold = await line();
  const before = await state(sold);
  const faster = await plan({ priceMinor: 6200, downloadKbps: 500_000 });
  const died = await throughCrashes({ key: 'one-change', id: sold.id, planId: faster.id }, async (place) => {
    if (place.startsWith('before')) expect(await state(sold)).toEqual(before);
  });
  expect(died).toEqual(['before the commit of changePlan', 'after the commit of changePlan']);
  expect(await state(sold)).toEqual({
    planId: faster.id,
    changes: ['applied'],
    owedMinor: [3100],
    downloadKbps: 500_000,
    told: ['invoice.issued', 'radius.speed-changed', 'subscription.plan-changed'],
  });
}, 120_000);

test('killed around its commit, a change that waited is made once when its day has come', async () => {
  const sold = await line();
  const faster = await plan({ priceMinor: 6200, downloadKbps: 500_000 });
  const { effectiveOn } = await run(subscriptions, 'changePlan', {
    id: sold.id,
    planId: faster.id,
    when: 'next_period',
  });
  const before = await state(sold);
  expect(before).toMatchObject({ changes: ['scheduled'], downloadKbps: 100_000, told: [] });
  t.clock.set(`${effectiveOn}T09:00:00.000Z`);
  const died = await throughCrashes({ run: 'when-due' }, async (place) => {
    if (place.startsWith('before')) expect(await state(sold)).toEqual(before);
  });
  expect(died).toEqual(['before the commit of applyPlanChange', 'after the run']);
  expect(await state(sold)).toEqual({
    planId: faster.id,
    changes: ['applied'],
    owedMinor: [],
    downloadKbps: 500_000,
    told: ['radius.speed-changed', 'subscription.plan-changed'],
  });
}, 120_000);
