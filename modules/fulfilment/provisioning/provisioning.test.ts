import { describe, expect, test, vi } from 'vitest';
import { setMailServer } from '#kernel/mail.ts';
import { orchestration } from '#modules/fulfilment/orchestration/contract.ts';
import { modules } from '#modules/list.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { speedText, usernameOf } from './rules.ts';
import { shop } from './testing.ts';

setMailServer(null);
const t = await testKernel(modules);
await t.startEngine();
const { plan, customer, sell, traces, settled } = await shop(t);
const pool = (cidr: string, rest: object = {}) =>
  t.run(ipManagement, 'createPool', { name: cidr, type: 'ipv4_private', cidr, ...rest });
const runOf = async (customerId: string) => {
  const { items } = await t.run(orchestration, 'list', { customerId, workflow: 'provision-subscription' });
  return t.run(orchestration, 'get', { id: items[0]!.id });
};
const states = (run: Awaited<ReturnType<typeof runOf>>) =>
  Object.fromEntries(run.steps.map((step) => [step.name, step.status]));

describe('a sale', () => {
  test('without any pool becomes a line whose address the BNG gives', async () => {
    const { id } = await customer();
    const sale = await sell(id);
    expect((await settled(sale.id)).status).toBe('active');
    const left = await traces(sale.id, id);
    expect(left.addresses).toEqual([]);
    expect(left.accounts[0]).toMatchObject({ framedIpAddress: null, delegatedIpv6Prefix: null });
  });

  test('becomes an active line with one address, one login, one invoice and one mail', async () => {
    await pool('10.1.0.0/24', { isDefault: true, gateway: '10.1.0.1' });
    await pool('2001:db8::/40', { type: 'ipv6_pd', delegatedLength: 56, isDefault: true });
    const { id, number } = await customer();
    const sale = await sell(id);
    expect((await settled(sale.id)).status).toBe('active');
    const left = await traces(sale.id, id);
    expect(left.addresses.map((a) => a.address)).toEqual(['10.1.0.2', '2001:db8::/56']);
    expect(left.accounts).toHaveLength(1);
    expect(left.accounts[0]).toMatchObject({
      username: number.toLowerCase().replace('-', ''),
      state: 'active',
      downloadKbps: plan.downloadKbps,
      uploadKbps: plan.uploadKbps,
      framedIpAddress: '10.1.0.2',
      delegatedIpv6Prefix: '2001:db8::/56',
    });
    expect(left.openInvoices).toHaveLength(1);
    expect(left.openInvoices[0]?.totalMinor).toBe(8990);
    expect(left.mails.map((m) => m.template)).toEqual(['welcome']);
    const run = await runOf(id);
    expect(run).toMatchObject({ status: 'completed', error: null, subscriptionId: sale.id });
    expect(states(run)).toEqual({
      validate: 'completed',
      address: 'completed',
      radius: 'completed',
      activate: 'completed',
      invoice: 'completed',
      welcome: 'completed',
    });
  });

  test('to a customer with a line already gets a login of its own', async () => {
    const { id } = await customer();
    const both = [await sell(id), await sell(id)];
    for (const sale of both) expect((await settled(sale.id)).status).toBe('active');
    const names = await Promise.all(both.map(async (sale) => (await traces(sale.id, id)).accounts[0]?.username));
    expect(new Set(names).size).toBe(2);
  });

  test('from a pool that has run dry fails with the reason, and can be tried again when there is room', async () => {
    const small = await pool('10.2.0.0/32', { quarantineSeconds: 0 });
    const held = await t.run(ipManagement, 'autoAssign', { poolId: small.id });
    const { id } = await customer();
    const sale = await sell(id, small.id);
    const failed = await settled(sale.id);
    expect(failed).toMatchObject({ status: 'failed', statusReason: 'The pool 10.2.0.0/32 has no free address.' });
    const run = await runOf(id);
    expect(run).toMatchObject({ status: 'rolled_back', failedStep: 'validate', error: failed.statusReason });
    expect(states(run)).toEqual({
      validate: 'failed',
      address: 'skipped',
      radius: 'skipped',
      activate: 'skipped',
      invoice: 'skipped',
      welcome: 'skipped',
    });

    await t.run(ipManagement, 'release', { id: held.id });
    await t.run(orchestration, 'retry', { id: run.id, reason: 'Room again' });
    expect((await settled(sale.id)).status).toBe('active');
    expect((await traces(sale.id, id)).addresses.map((a) => a.address)).toContain('10.2.0.0');
    await expect(
      t.run(orchestration, 'retry', { id: (await runOf(id)).id, reason: 'Once more' }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  test('that fails at a late step leaves nothing behind', async () => {
    const { id } = await customer();
    await t.db.owner.query(
      `alter table mail_message add constraint test_fault check (template <> 'welcome') not valid`,
    );
    const sale = await sell(id);
    expect((await settled(sale.id)).status).toBe('failed');
    await t.db.owner.query('alter table mail_message drop constraint test_fault');
    const left = await traces(sale.id, id);
    expect(left.addresses).toEqual([]);
    expect(left.accounts).toEqual([]);
    expect(left.openInvoices).toEqual([]);
    expect(left.invoices.map((i) => i.status)).toEqual(['void']);
    expect(left.mails).toEqual([]);
    const run = await runOf(id);
    expect(run).toMatchObject({ status: 'rolled_back', failedStep: 'welcome' });
    expect(states(run)).toEqual({
      validate: 'completed',
      address: 'undone',
      radius: 'undone',
      activate: 'undone',
      invoice: 'undone',
      welcome: 'failed',
    });
  });

  test('whose address was given back by a rollback is given out again at once', async () => {
    const single = await pool('10.3.0.0/32');
    const { id } = await customer();
    await t.db.owner.query(
      `alter table mail_message add constraint test_fault check (template <> 'welcome') not valid`,
    );
    await settled((await sell(id, single.id)).id);
    await t.db.owner.query('alter table mail_message drop constraint test_fault');
    expect((await settled((await sell(id, single.id)).id)).status).toBe('active');
  });
});

test('what cannot be taken back at first is tried again until nothing is left', async () => {
  const { id } = await customer();
  await t.db.owner.query(`alter table mail_message add constraint test_fault check (template <> 'welcome') not valid`);
  await t.db.owner.query(`alter table invoice_void add constraint test_fault check (false) not valid`);
  const sale = await sell(id);
  let going = await vi.waitFor(async () => {
    await t.settle();
    const run = await runOf(id);
    expect(run.failedStep).toBe('welcome');
    return run;
  }, 10_000);
  expect(going.status).toBe('running');
  expect(states(going)).toMatchObject({
    radius: 'completed',
    activate: 'completed',
    invoice: 'undoing',
    welcome: 'failed',
  });
  expect((await traces(sale.id, id)).openInvoices).toHaveLength(1);
  await t.db.owner.query('alter table mail_message drop constraint test_fault');
  await t.db.owner.query('alter table invoice_void drop constraint test_fault');
  expect((await settled(sale.id)).status).toBe('failed');
  const left = await traces(sale.id, id);
  expect([left.addresses, left.accounts, left.openInvoices]).toEqual([[], [], []]);
  going = await runOf(id);
  expect(going.status).toBe('rolled_back');
});

test('a provider sees its own runs only', async () => {
  const { items } = await t.run(orchestration, 'list', {});
  expect(items.length).toBeGreaterThan(0);
  const stranger = t.as({ tenant: t.beta });
  expect((await t.run(orchestration, 'list', {}, stranger)).items).toEqual([]);
  expect(await t.run(orchestration, 'metrics', {}, stranger)).toMatchObject({ open: 0, completedLastDay: 0 });
  await expect(t.run(orchestration, 'get', { id: items[0]!.id }, stranger)).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(t.run(orchestration, 'retry', { id: items[0]!.id, reason: 'Mine?' }, stranger)).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('the list of runs pages and filters by what became of them', async () => {
  const workflow = 'provision-subscription';
  const all: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await t.run(orchestration, 'list', { workflow, limit: 3, ...(cursor ? { cursor } : {}) });
    all.push(...page.items.map((run) => run.id));
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(new Set(all).size).toBe(all.length);
  const by = async (status: 'completed' | 'rolled_back') =>
    (await t.run(orchestration, 'list', { workflow, status, limit: 200 })).items;
  expect((await by('rolled_back')).every((run) => run.status === 'rolled_back' && run.error)).toBe(true);
  expect((await by('completed')).every((run) => run.status === 'completed')).toBe(true);
  expect((await by('rolled_back')).length + (await by('completed')).length).toBe(all.length);
});

test('a login name consists of what every BNG takes', () => {
  expect(usernameOf('C-000123', 'S-000456', [])).toBe('c000123');
  expect(usernameOf('C-000123', 'S-000456', ['c000123'])).toBe('c000123-s000456');
});

test('speeds are said in the unit that people use', () => {
  expect(speedText(100_000, 40_000)).toBe('100 Mbit/s down, 40 Mbit/s up');
  expect(speedText(2_500_000, 512)).toBe('2.5 Gbit/s down, 512 kbit/s up');
});
