import Fastify from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { mail } from '#modules/communications/mail/contract.ts';
import { modules } from '#modules/list.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { sandboxPsp, signatureOf } from '../../../apps/sandbox-psp/server.ts';
import { paymentCallbacks } from '../../../apps/server/callbacks.ts';
import { invoices } from '../invoices/contract.ts';
import { failure, maker } from '../testing.ts';
import { payments } from './contract.ts';
import { offerSandbox } from './drivers/gateways.ts';

const cards = { good: '4242424242424242', asks: '4000000000003220', bad: '4000000000000002', once: '4000000000000341' };
const start = '2026-11-25T09:00:00.000Z';
let t: TestKernel;
let make: ReturnType<typeof maker>;
let planId: string;
let url: string;
const gateway = Fastify();
/** Callbacks as they came, so that a test can send one again. */
const heard: { body: string; signature: string }[] = [];

beforeAll(async () => {
  t = await testKernel(modules, start);
  await t.startEngine();
  make = maker(t);
  planId = (await make.plan()).id;
  const shop = Fastify();
  shop.addHook('preHandler', async (request) => {
    heard.push({ body: String(request.body), signature: String(request.headers['sandbox-signature']) });
  });
  await shop.register(paymentCallbacks, { kernel: t.kernel, tenants: t.tenants });
  // The address of the console that callbacks go to is the one tests have.
  const { port } = new URL(await shop.listen({ port: 0, host: '127.0.0.1' }));
  const origin = 'http://localhost:3000';
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', (to: string | URL | Request, init?: RequestInit) =>
    real(String(to).replace(origin, `http://127.0.0.1:${port}`), init),
  );
  await gateway.register(sandboxPsp, {
    file: ':memory:',
    publicUrl: 'http://localhost:3000',
    callbackOrigins: [origin],
    nowMs: t.clock.nowMs,
    repeatSeconds: [],
  });
  url = await gateway.listen({ port: 0, host: '127.0.0.1' });
  offerSandbox(url);
  await t.run(payments, 'updateSettings', { gateway: 'sandbox', instructions: 'At the counter.' });
  afterAll(async () => {
    offerSandbox(null);
    vi.unstubAllGlobals();
    await Promise.all([gateway.close(), shop.close()]);
  });
}, 60_000);
beforeEach(() => {
  t.clock.set(start);
  heard.length = 0;
});

const asCustomer = (customerId: string) =>
  t.as({ door: 'customer', kind: 'customer', permissions: [], customerId, id: customerId });
async function debtor(priceMinor = 3900) {
  const { id: customerId } = await make.customer();
  const { id: subscriptionId } = await make.pending(planId, customerId);
  const invoice = await t.asSystem(invoices, 'issueFirst', {
    customerId,
    subscriptionId,
    planName: 'Fiber',
    priceMinor,
    setupFeeMinor: 0,
    currency: 'EUR',
    periodStart: '2026-11-01',
    periodEnd: '2026-12-01',
  });
  await t.settle();
  return { customerId, invoice, me: asCustomer(customerId) };
}
const standing = async (id: string) => (await t.run(invoices, 'get', { id })).status;
const eventually = <T>(check: () => Promise<T>) =>
  vi.waitFor(
    async () => {
      await t.settle();
      return check();
    },
    { timeout: 15_000, interval: 50 },
  );
const stateOf = (id: string, state: string) =>
  eventually(async () => {
    const payment = await t.run(payments, 'get', { id });
    expect(payment.status).toBe(state);
    return payment;
  });
const pageOf = (id: string) =>
  eventually(async () => {
    const { checkoutUrl } = await t.run(payments, 'get', { id });
    expect(checkoutUrl).not.toBeNull();
    return new URL(checkoutUrl!).pathname;
  });
/** What a person types on the gateway's page. */
const onPage = (page: string, form: Record<string, string>) =>
  gateway.inject({
    method: 'POST',
    url: page,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  });
const type = (page: string, number: string, manner = 'normal') =>
  onPage(page, { do: 'pay', number, expiry: '12/30', code: '123', manner });
const paymentsOf = async (customerId: string) => (await t.run(payments, 'list', { customerId })).items;

describe('paying on the gateway’s page', () => {
  test('pays the bill when the signed callback comes, once however often it comes, and never keeps the number', async () => {
    const { invoice, me, customerId } = await debtor();
    const begun = await t.run(payments, 'pay', { saveMethod: true }, me);
    expect(begun).toMatchObject({ status: 'pending', amountMinor: 3900, provider: 'sandbox', receiptNumber: null });
    expect(await standing(invoice.id)).toBe('open');
    const page = await pageOf(begun.id);
    expect((await type(page, cards.good, 'twice')).statusCode).toBe(303);
    const paid = await stateOf(begun.id, 'succeeded');
    expect(paid).toMatchObject({ card: 'Visa 4242', creditMinor: 0, checkoutUrl: null });
    expect(await standing(invoice.id)).toBe('paid');
    await eventually(async () => expect(heard.length).toBe(2));
    // A recording of it, played again, changes nothing; played later it is refused.
    const again = { gateway: 'sandbox', secretBody: heard[0]!.body, signature: heard[0]!.signature } as const;
    await t.asSystem(payments, 'callback', again);
    t.clock.advance(600_000);
    expect(await failure(t.asSystem(payments, 'callback', again))).toMatchObject({ code: 'forbidden' });
    expect(await paymentsOf(customerId)).toHaveLength(1);
    expect((await t.run(invoices, 'get', { id: invoice.id })).payments).toHaveLength(1);
    const [card] = (await t.run(payments, 'myMethods', {}, me)).items;
    expect(card).toMatchObject({ brand: 'Visa', lastFour: '4242', expiryYear: 2030, isDefault: true });
    const { rows } = await t.db.owner.query(
      `
      select 1 from payment_method where token ~ 'card_sandbox' union all select 1 from outbox where payload::text ~ $1
      union all select 1 from audit_entry a where a::text ~ $1 or a::text ~ 'card_sandbox'
      union all select 1 from dbos.operation_outputs where output ~ $1 or output ~ 'card_sandbox'`,
      [cards.good],
    );
    expect(rows).toEqual([]);
    const letter = (await t.run(mail, 'list', { customerId, template: 'payment-received' })).items;
    expect(letter.map((m) => m.subject)).toEqual([`Receipt ${paid.receiptNumber} over EUR 39.00`]);
  });

  test('tells a decline, takes another card on the same page, and an older word that comes late undoes nothing', async () => {
    const { invoice, me } = await debtor();
    const { id } = await t.run(payments, 'pay', {}, me);
    const page = await pageOf(id);
    expect((await type(page, cards.bad)).body).toContain('insufficient funds');
    expect(await stateOf(id, 'failed')).toMatchObject({ failureReason: expect.stringContaining('insufficient') });
    expect((await type(page, cards.asks, 'out-of-order')).headers['location']).toContain('/challenge');
    await onPage(`${page}/challenge`, { answer: 'yes' });
    await stateOf(id, 'succeeded');
    t.clock.advance(2000);
    await eventually(async () => expect(heard.some(({ body }) => body.includes('"declined"'))).toBe(true));
    await stateOf(id, 'succeeded');
    expect(await standing(invoice.id)).toBe('paid');
  });

  test('asks the gateway when no callback comes; given up and paid after all counts as paid', async () => {
    const { invoice, me } = await debtor();
    const { id } = await t.run(payments, 'pay', {}, me);
    await type(await pageOf(id), cards.good, 'never');
    expect((await t.run(payments, 'getMine', { id }, me)).status).toBe('pending');
    await t.run(payments, 'askMine', { id }, me);
    await stateOf(id, 'succeeded');
    expect(await standing(invoice.id)).toBe('paid');
    const other = await debtor();
    const begun = await t.run(payments, 'pay', {}, other.me);
    await onPage(await pageOf(begun.id), { do: 'cancel' });
    await stateOf(begun.id, 'cancelled');
    const outcome = {
      state: 'succeeded',
      amountMinor: 3900,
      currency: 'EUR',
      reference: 'late-1',
      reason: null,
      card: null,
    } as const;
    await t.asSystem(payments, 'settle', { id: begun.id, outcome });
    expect(await standing(other.invoice.id)).toBe('paid');
  });

  test('in two tabs is one page; a second payment of a paid bill is credit', async () => {
    const { invoice, me, customerId } = await debtor();
    const [one, two] = await Promise.all([t.run(payments, 'pay', {}, me), t.run(payments, 'pay', {}, me)]);
    expect(two.id).toBe(one.id);
    await t.run(payments, 'record', { customerId, amountMinor: 3900, method: 'cash' });
    await type(await pageOf(one.id), cards.good);
    expect(await stateOf(one.id, 'succeeded')).toMatchObject({ creditMinor: 3900 });
    expect(await standing(invoice.id)).toBe('paid');
    expect(await failure(t.run(payments, 'pay', {}, me))).toMatchObject({ code: 'conflict' });
  });

  test('takes no callback that is forged, of another provider, or about another amount', async () => {
    const { me } = await debtor();
    const { id } = await t.run(payments, 'pay', {}, me);
    const session = {
      id: 'cs',
      url: 'http://localhost:3000/x',
      reference: id,
      status: 'succeeded',
      declined: null,
      amountMinor: 3900,
      currency: 'EUR',
      card: null,
      expiresAt: start,
    };
    const body = JSON.stringify({ id: 'evt', session });
    const seconds = Math.floor(t.clock.nowMs() / 1000);
    for (const signature of ['', 't=1,v1=00', signatureOf('sk_sandbox_somebody-elses-key', body, seconds)])
      expect(
        await failure(t.asSystem(payments, 'callback', { gateway: 'sandbox', secretBody: body, signature })),
      ).toMatchObject({
        code: 'forbidden',
      });
    const outcome = {
      state: 'succeeded',
      amountMinor: 1,
      currency: 'EUR',
      reference: 'x',
      reason: null,
      card: null,
    } as const;
    expect(await failure(t.asSystem(payments, 'settle', { id, outcome }))).toMatchObject({ code: 'conflict' });
    expect((await t.run(payments, 'get', { id })).status).toBe('pending');
    const stranger = (await debtor()).me;
    expect(await failure(t.run(payments, 'getMine', { id }, stranger))).toMatchObject({ code: 'not_found' });
  });

  test('gives money back through the gateway; what it refuses stays paid', async () => {
    const { invoice, me } = await debtor();
    const { id } = await t.run(payments, 'pay', {}, me);
    await type(await pageOf(id), cards.good);
    await stateOf(id, 'succeeded');
    await t.run(payments, 'refund', { id, amountMinor: 900, reason: 'Outage' });
    await eventually(async () => {
      expect((await t.run(payments, 'get', { id })).refunds).toMatchObject([{ status: 'succeeded' }]);
    });
    expect(await standing(invoice.id)).toBe('open');
    // Written by hand, so that the gateway has another opinion of what is left.
    await t.db.owner.query(`update payment set amount_minor = 9000, credit_minor = 5100 where id = $1`, [id]);
    await t.run(payments, 'refund', { id, amountMinor: 5000, reason: 'Too much' });
    await eventually(async () => {
      const { refunds, refundedMinor } = await t.run(payments, 'get', { id });
      expect(refunds.map((r) => r.status)).toContain('failed');
      expect(refundedMinor).toBe(900);
    });
    // The credit that came back paid what was open.
    expect(await standing(invoice.id)).toBe('paid');
  });
});

describe('autopay', () => {
  const charge = async () => {
    const { items } = await t.asSystem(payments, 'beginAutopay', { limit: 50 });
    return items;
  };
  async function withCard(number: string) {
    const someone = await debtor();
    const method = await t.run(payments, 'addMethod', {}, someone.me);
    const page = await eventually(async () => {
      const own = (await t.run(payments, 'myMethods', {}, someone.me)).items.find(({ id }) => id === method.id);
      expect(own?.checkoutUrl).toBeTruthy();
      return new URL(own!.checkoutUrl!).pathname;
    });
    await type(page, number);
    await eventually(async () => {
      expect((await t.run(payments, 'myMethods', {}, someone.me)).items).toMatchObject([{ status: 'active' }]);
    });
    return { ...someone, methodId: method.id };
  }

  test('charges at once or on the day a bill is due, and never twice', async () => {
    const { invoice, me, customerId } = await withCard(cards.good);
    await t.run(payments, 'setAutopay', { enabled: true, timing: 'due' }, me);
    await t.settle();
    expect(await charge()).toEqual([]);
    await t.run(payments, 'setAutopay', { enabled: true, timing: 'issue' }, me);
    await eventually(async () => expect(await standing(invoice.id)).toBe('paid'));
    expect(await charge()).toEqual([]);
    expect((await paymentsOf(customerId)).map((p) => [p.origin, p.status, p.card])).toEqual([
      ['autopay', 'succeeded', 'Visa 4242'],
    ]);
  });

  test('tries a declined card again with a notice each time, gives up after four, and stops when switched off', async () => {
    const { invoice, me, customerId } = await withCard(cards.once);
    // The one charge this card bears.
    await t.run(payments, 'pay', { methodId: (await t.run(payments, 'myMethods', {}, me)).items[0]!.id }, me);
    await eventually(async () => expect(await standing(invoice.id)).toBe('paid'));
    const { id: subscriptionId } = await make.pending(planId, customerId);
    await t.run(payments, 'setAutopay', { enabled: true, timing: 'issue' }, me);
    const next = await t.asSystem(invoices, 'issueFirst', {
      customerId,
      subscriptionId,
      planName: 'Fiber',
      priceMinor: 2000,
      setupFeeMinor: 0,
      currency: 'EUR',
      periodStart: '2026-12-01',
      periodEnd: '2027-01-01',
    });
    const failed = (n: number) =>
      eventually(async () => {
        expect((await paymentsOf(customerId)).filter((p) => p.status === 'failed')).toHaveLength(n);
        expect((await t.run(mail, 'list', { customerId, template: 'autopay-failed' })).items).toHaveLength(n);
      });
    await failed(1);
    expect(await t.run(payments, 'autopay', {}, me)).toMatchObject({
      enabled: true,
      problem: expect.stringContaining('insufficient'),
      nextTryAt: '2026-11-26T09:00:00.000Z',
    });
    expect(await charge()).toEqual([]);
    for (const [at, day] of ['2026-11-26', '2026-11-29', '2026-12-04'].entries()) {
      t.clock.set(`${day}T09:00:01.000Z`);
      const [begun] = await charge();
      const outcome = {
        state: 'failed',
        amountMinor: 2000,
        currency: 'EUR',
        reference: '',
        reason: 'insufficient funds',
        card: null,
      } as const;
      await t.asSystem(payments, 'settle', { id: begun!.id, outcome });
      await failed(at + 2);
    }
    t.clock.set('2027-06-01T09:00:00.000Z');
    expect(await charge()).toEqual([]);
    expect(await standing(next.id)).toBe('open');
    await t.run(payments, 'setAutopay', { enabled: false }, me);
    await t.settle();
    expect(await t.run(payments, 'autopay', {}, me)).toMatchObject({ enabled: false, problem: null, nextTryAt: null });
    expect(await charge()).toEqual([]);
  });

  test('needs a card, and ends when the last one is taken away', async () => {
    const { me } = await debtor();
    expect(await failure(t.run(payments, 'setAutopay', { enabled: true }, me))).toMatchObject({ code: 'conflict' });
    const own = await withCard(cards.good);
    await t.run(payments, 'setAutopay', { enabled: true }, own.me);
    await t.run(payments, 'removeMethod', { id: own.methodId }, own.me);
    expect(await t.run(payments, 'autopay', {}, own.me)).toMatchObject({ enabled: false, card: null });
    expect((await t.run(payments, 'myMethods', {}, own.me)).items).toEqual([]);
    await eventually(async () => {
      const { rows } = await t.db.owner.query('select token from payment_method where id = $1', [own.methodId]);
      expect(rows).toEqual([{ token: null }]);
    });
    expect(await charge()).toEqual([]);
  });
});

test('without a gateway the portal says how to pay otherwise', async () => {
  const { me } = await debtor();
  await t.run(payments, 'updateSettings', { gateway: null, instructions: 'At the counter.' });
  expect(await t.run(payments, 'options', {}, me)).toMatchObject({ gateway: null, instructions: 'At the counter.' });
  expect(await failure(t.run(payments, 'pay', {}, me))).toEqual({
    code: 'conflict',
    field: undefined,
    message: 'At the counter.',
  });
});
