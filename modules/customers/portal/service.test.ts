import { beforeAll, expect, it } from 'vitest';
import { uuidv7 } from '#kernel/ids.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { shop } from '#modules/fulfilment/provisioning/testing.ts';
import { modules } from '#modules/list.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { portal } from './contract.ts';

let t: TestKernel;
let world: Awaited<ReturnType<typeof shop>>;
beforeAll(async () => {
  t = await testKernel(modules);
  await t.startEngine();
  world = await shop(t);
}, 60_000);

const caller = (customerId: string) =>
  t.as({ door: 'customer', kind: 'customer', permissions: [], customerId, id: uuidv7(t.clock.nowMs()) });

it('shows a subscriber their service, what they owe and what they asked, and nobody else’s', async () => {
  const [mine, other] = [await world.customer(), await world.customer()];
  await world.settled((await world.sell(mine.id)).id);
  await world.settled((await world.sell(other.id)).id);
  await t.run(tickets, 'ask', { subject: 'Slow', text: 'Very.' }, caller(mine.id));
  const home = await t.run(portal, 'home', {}, caller(mine.id));
  expect(home).toMatchObject({
    providerName: t.alpha.name,
    customerNumber: mine.number,
    connection: null,
    openInvoices: 1,
    overdue: false,
    openTickets: 1,
  });
  expect(home.services.map((s) => s.status)).toEqual(['active']);
  const [theirs] = (await t.run(invoices, 'list', { customerId: other.id })).items;
  const page = await t.run(portal, 'invoices', {}, caller(mine.id));
  expect(page.items.map((i) => i.customerId)).toEqual([mine.id]);
  expect(home.owedMinor).toBe(page.items[0]!.totalMinor);
  await expect(t.run(portal, 'invoice', { id: theirs!.id }, caller(mine.id))).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('tells how much data is used in the period that runs now, also long after the sale', async () => {
  const { id } = await world.customer();
  await world.settled((await world.sell(id)).id);
  t.clock.advance(70 * 86_400_000);
  const [line] = (await t.run(portal, 'data', {}, caller(id))).items;
  const today = new Date(t.clock.nowMs()).toISOString().slice(0, 10);
  expect(line).toMatchObject({ planName: 'Fiber 100', capBytes: null, usedBytes: 0, reachedOn: null });
  expect(line!.periodStart <= today && today < line!.periodEnd).toBe(true);
  expect((await t.run(portal, 'sessions', {}, caller(id))).items).toEqual([]);
});

it('tells whether the line is up, and since when it is not', async () => {
  const { id } = await world.customer();
  await world.settled((await world.sell(id)).id);
  const at = (minutes: number) => new Date(t.clock.nowMs() + minutes * 60_000).toISOString();
  await t.db.owner.query(
    `insert into radius_session (tenant_id, acct_key, acct_session_id, username, customer_id, nas_id, nas_name, started_at, updated_at, usage_hour, framed_ip_address)
     values ($1, uuidv7(), 's', 'u', $2, uuidv7(), 'bng', $3, $3, $3, '100.64.0.9')`,
    [t.alpha.id, id, at(-90)],
  );
  const connection = async () => (await t.run(portal, 'home', {}, caller(id))).connection;
  expect(await connection()).toMatchObject({ online: true, since: at(-90), ipAddress: '100.64.0.9' });
  await t.db.owner.query('update radius_session set stopped_at = $2 where customer_id = $1', [id, at(-5)]);
  expect(await connection()).toMatchObject({ online: false, since: at(-5), ipAddress: null });
});
