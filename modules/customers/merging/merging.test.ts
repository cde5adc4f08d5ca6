import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { registeredTables } from '#kernel/db/registry.ts';
import { folderFiles, startFiles } from '#kernel/files.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { payments } from '#modules/billing/payments/contract.ts';
import { maker } from '#modules/billing/testing.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { customerDocuments } from '#modules/customers/documents/contract.ts';
import { portalAccounts } from '#modules/identity/portal-accounts/contract.ts';
import { modules } from '#modules/list.ts';
import { records } from '#modules/platform/records/contract.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { merging } from './contract.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'merging-'));
afterAll(() => rm(folder, { recursive: true }));
startFiles(folderFiles(folder));
const t = await testKernel(modules.filter(({ contract }) => contract.name !== 'provisioning'));
const { customer, active } = maker(t);

/** All that is owed, paid, credited and left on credit, by customer and in sum. */
async function money(ids: readonly string[]) {
  const { rows } = await t.db.owner.query<{
    total: string;
    paid: string;
    payments: string;
    credit: string;
    facts: string;
  }>(
    `select (select coalesce(sum(total_minor), 0) from invoice where customer_id = any($1)) as total,
      (select coalesce(sum(paid_minor), 0) from invoice_balance where customer_id = any($1)) as paid,
      (select coalesce(sum(amount_minor - refunded_minor), 0) from payment where customer_id = any($1)) as payments,
      (select coalesce(sum(credit_minor), 0) from payment where customer_id = any($1)) as credit,
      (select coalesce(sum(amount_minor), 0) from invoice_payment where customer_id = any($1)) as facts`,
    [ids],
  );
  return rows[0];
}
async function withMoney(amounts: readonly number[]) {
  const { id, number, name } = await customer();
  const line = await active(undefined, id);
  const { id: invoiceId } = await t.asSystem(invoices, 'issueFirst', {
    customerId: id,
    subscriptionId: line.id,
    planName: line.planName,
    priceMinor: 3900,
    setupFeeMinor: 4900,
    currency: 'EUR',
    periodStart: '2026-03-10',
    periodEnd: '2026-04-10',
  });
  const invoice = await t.run(invoices, 'get', { id: invoiceId });
  for (const amountMinor of amounts)
    await t.run(payments, 'record', {
      customerId: id,
      amountMinor,
      method: 'cash',
      reference: `${number}-${amountMinor}`,
    });
  return { id, number, name, line, invoice };
}

it('keeps every cent, moves all there is, and leaves invoices as they were issued', async () => {
  for (const [own, others] of [
    [[100], [200, 8_000]],
    [[9_000], []],
  ] as const) {
    const [a, b] = [await withMoney(own), await withMoney(others)];
    await t.run(records, 'addNote', { subjectType: 'customer', subjectId: b.id, text: 'Rings on Mondays' });
    await t.run(tickets, 'open', { customerId: b.id, subject: 'Slow', category: 'connectivity', text: 'It is slow.' });
    const contentBase64 = Buffer.from('%PDF-1.7 agreed').toString('base64');
    await t.run(customerDocuments, 'add', { id: b.id, type: 'contract', name: 'Agreement', contentBase64 });
    const ids = [a.id, b.id];
    // One row each, where only one can be.
    for (const id of ids)
      await t.run(
        mail,
        'chooseMine',
        { muted: ['data'] },
        t.as({ door: 'customer', kind: 'customer', permissions: [], customerId: id, id }),
      );
    const before = await money(ids);
    expect(Number(before?.total)).toBeGreaterThan(0);
    const preview = await t.run(merging, 'preview', { id: a.id, otherId: b.id });
    expect(preview).toMatchObject({ refusals: [], portal: 'none' });
    expect(preview.moves).toContainEqual({ what: 'invoice', rows: 1 });
    await t.run(merging, 'merge', { id: a.id, otherId: b.id, take: ['email'], reason: 'Same person, she says' });
    await t.settle();
    expect(await money([a.id])).toEqual(before);
    expect(await money([b.id])).toMatchObject({ total: '0', payments: '0' });
    // As issued: the party on it is who it was.
    expect(await t.run(invoices, 'get', { id: b.invoice.id })).toMatchObject({
      customerId: a.id,
      customerNumber: b.number,
      customerName: b.name,
    });
    const { items: notes } = await t.run(records, 'listNotes', { subjectType: 'customer', subjectId: a.id });
    expect(notes.map(({ text }) => text)).toContain('Rings on Mondays');
    expect((await t.run(tickets, 'list', { customerId: a.id })).items).toHaveLength(1);
    expect((await t.run(customerDocuments, 'list', { id: a.id })).items).toMatchObject([{ name: 'Agreement.pdf' }]);
    // Old number and old id lead to who it is now.
    expect((await t.run(customers, 'list', { q: b.number })).items.map(({ id }) => id)).toEqual([a.id]);
    expect(await t.run(customers, 'get', { id: b.id })).toMatchObject({ id: a.id });
    expect(await t.run(merging, 'former', { id: b.id })).toMatchObject({ customerId: a.id, number: b.number });
    // Nobody's rows are left behind in any table that says whose its rows are.
    for (const meta of registeredTables.values())
      if (meta.kind === 'tenant' && meta.customerOwned) {
        const { rows } = await t.db.owner.query(`select 1 from ${meta.name} where ${meta.customerOwned} = $1`, [b.id]);
        expect(rows, meta.name).toEqual([]);
      }
  }
});

it('is done once, also when two do it at once, and shortens chains', async () => {
  const [a, b, c] = [await customer(), await customer(), await customer()];
  const merge = (id: string, otherId: string) => t.run(merging, 'merge', { id, otherId, reason: 'The same' });
  const both = await Promise.allSettled([merge(a.id, b.id), merge(b.id, a.id)]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [left, gone] = both[0]!.status === 'fulfilled' ? [a, b] : [b, a];
  expect(await merge(left.id, gone.id)).toMatchObject({ id: gone.id });
  await merge(c.id, left.id);
  expect(await t.run(merging, 'former', { id: gone.id })).toMatchObject({ customerId: c.id });
  await expect(merge(a.id, a.id)).rejects.toMatchObject({ code: 'invalid' });
});

it('lets one portal sign-in stay, refuses what is under way, and finds who is likely one', async () => {
  const [a, b] = [await customer({ email: 'twin@example.test' }), await customer({ email: 'twin+isp@example.test' })];
  const { items } = await t.run(merging, 'pairs', { customerId: b.id });
  expect(items).toMatchObject([{ customerId: a.id, otherId: b.id, signs: ['e-mail'] }]);
  const signIn = (one: typeof a) =>
    t.db.owner.query(
      `insert into portal_account (tenant_id, customer_id, user_id, number, name) values ($1, $2, $3, $4, 'x')`,
      [t.alpha.id, one.id, `user-${one.number}`, one.number],
    );
  await signIn(b);
  expect(await t.run(merging, 'preview', { id: a.id, otherId: b.id })).toMatchObject({ portal: 'other' });
  await signIn(a);
  expect(await t.run(merging, 'preview', { id: a.id, otherId: b.id })).toMatchObject({ portal: 'both' });
  await t.db.owner.query('delete from portal_account where customer_id = $1', [a.id]);
  const pending = await active(undefined, b.id);
  await t.db.owner.query(`update subscription set status = 'pending' where id = $1`, [pending.id]);
  await expect(t.run(merging, 'merge', { id: a.id, otherId: b.id, reason: 'The same' })).rejects.toThrow(
    'being provisioned',
  );
  await t.db.owner.query(`update subscription set status = 'active' where id = $1`, [pending.id]);
  await t.run(merging, 'merge', { id: a.id, otherId: b.id, reason: 'The same' });
  expect(await t.run(portalAccounts, 'get', { customerId: a.id })).toMatchObject({ userId: `user-${b.number}` });
});

it('moves facts that are never changed by its own way only, for all the tables there are of them', async () => {
  const { rows } = await t.db.owner.query<{ text: string }>(
    `select pg_get_functiondef('move_customer_facts(uuid, uuid)'::regprocedure) as text`,
  );
  const facts = [...registeredTables.values()].filter((m) => m.kind === 'tenant' && m.appendOnly && m.customerOwned);
  expect(facts.length).toBeGreaterThan(3);
  for (const { name } of facts) expect(rows[0]?.text).toContain(`'${name}'`);
  const [a, b] = [await customer(), await customer()];
  const other = t.as({ tenant: t.beta });
  await expect(t.run(merging, 'merge', { id: a.id, otherId: b.id, reason: 'Not mine' }, other)).rejects.toMatchObject({
    code: 'not_found',
  });
});
