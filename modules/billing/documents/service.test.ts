import { expect, test } from 'vitest';
import { modules } from '#modules/list.ts';
import { testKernel } from '#modules/testing.ts';
import { invoices } from '../invoices/contract.ts';
import { payments } from '../payments/contract.ts';
import { failure, maker } from '../testing.ts';
import { documents } from './contract.ts';
import { textOfPdf } from './testing.ts';

const t = await testKernel(modules, '2026-11-25T09:00:00.000Z');
const { customer, pending, plan } = maker(t);
const { id: planId } = await plan();
const asCustomer = (customerId: string) =>
  t.as({ door: 'customer', kind: 'customer', permissions: [], customerId, id: customerId });
const textOf = (file: { body: string | Uint8Array }) => textOfPdf(new Uint8Array(Buffer.from(file.body)));
async function billed(currency: string, name = 'Ngozi Bello') {
  const { id: customerId } = await customer({ name });
  const { id: subscriptionId } = await pending(planId, customerId);
  return t.asSystem(invoices, 'issueFirst', {
    customerId,
    subscriptionId,
    planName: 'Fiber 100',
    priceMinor: 123456,
    setupFeeMinor: 5000,
    currency,
    periodStart: '2026-11-01',
    periodEnd: '2026-12-01',
  });
}

test('an invoice says who owes what for which, in signs that every reader shows', async () => {
  for (const [currency, total] of [
    ['EUR', '€1,284.56'],
    ['NGN', '₦1,284.56'],
    ['GHS', 'GH₵1,284.56'],
    ['JPY', '¥128,456'],
  ] as const) {
    const invoice = await billed(currency, 'Zoé Çelik');
    const text = textOf(await t.run(documents, 'invoice', { id: invoice.id }));
    for (const said of [
      invoice.number,
      'Zoé Çelik',
      invoice.customerNumber,
      'Fiber 100, setup fee',
      'December 9, 2026',
      total,
    ])
      expect(text, currency).toContain(said);
  }
});

test('a subscriber downloads their own bill and receipt, and nobody else’s', async () => {
  const invoice = await billed('EUR');
  const { customerId } = invoice;
  const paid = await t.run(payments, 'record', {
    customerId,
    amountMinor: 130_000,
    method: 'cash',
    reference: 'TILL-7',
  });
  const file = await t.run(documents, 'myInvoice', { id: invoice.id }, asCustomer(customerId));
  expect(file.filename).toBe(`${invoice.number}.pdf`);
  expect(textOf(file)).toContain('PAID');
  const receipt = textOf(await t.run(documents, 'myReceipt', { id: paid.id }, asCustomer(customerId)));
  for (const said of [paid.receiptNumber!, 'Cash', 'TILL-7', `Invoice ${invoice.number}`, '€1,284.56', '€15.44'])
    expect(receipt).toContain(said);
  const other = asCustomer((await billed('EUR')).customerId);
  expect(await failure(t.run(documents, 'myInvoice', { id: invoice.id }, other))).toMatchObject({ code: 'not_found' });
  expect(await failure(t.run(documents, 'myReceipt', { id: paid.id }, other))).toMatchObject({ code: 'not_found' });
});

test('is in the provider’s language and on the paper its printers hold', async () => {
  const invoice = await billed('EUR');
  const printed = async (locale: string, country: string) => {
    await t.db.owner.query('update tenant set locale = $1, country = $2 where id = $3', [locale, country, t.alpha.id]);
    t.tenants.forget();
    const tenant = (await t.tenants.bySlug('alpha'))!;
    const { body } = await t.run(documents, 'invoice', { id: invoice.id }, t.as({ tenant }));
    return Buffer.from(body);
  };
  const french = await printed('fr-FR', 'FR');
  expect(textOfPdf(french)).toMatch(/Facture[\s\S]*1\s284,56\s€[\s\S]*Échéance|Facture[\s\S]*Échéance/);
  expect(french.toString('latin1')).toContain('/MediaBox [0 0 595.28 841.89]');
  const american = await printed('en-US', 'US');
  expect(american.toString('latin1')).toContain('/MediaBox [0 0 612 792]');
});
