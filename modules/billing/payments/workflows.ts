import { eq } from 'drizzle-orm';
import { type Run, workflow } from '#kernel/durable.ts';
import { payments } from './contract.ts';
import type { Outcome, PaymentGateway } from './drivers/driver.ts';
import { gatewayOf } from './drivers/gateways.ts';
import { callbackUrl } from './online.ts';
import { payment, paymentMethod, paymentRefund, paymentSettings } from './tables.ts';

/** The gateway of the run's tenant. Read when it is needed and never kept with the run, for the key is a secret. */
const gateway = (run: Run): Promise<PaymentGateway> =>
  run.inTenant(async (ctx) => {
    const [row] = await ctx.db.select().from(paymentSettings);
    const key = row?.gatewayKey ? ctx.secrets.open(ctx.tenant.id, row.gatewayKey) : '';
    return gatewayOf('sandbox', key);
  });

const paymentOf = (run: Run, id: string) =>
  run.inTenant(async (ctx) => (await ctx.db.select().from(payment).where(eq(payment.id, id)))[0]);
const methodOf = (run: Run, id: string) =>
  run.inTenant(async (ctx) => (await ctx.db.select().from(paymentMethod).where(eq(paymentMethod.id, id)))[0]);

const keep = (run: Run, id: string, outcome: Outcome) =>
  run.inTenant((ctx) => ctx.call(payments, 'settle', { id, outcome }));

/** What has not been heard of for so long was never paid. */
const lost = (amountMinor: number, currency: string): Outcome => ({
  state: 'cancelled',
  amountMinor,
  currency,
  reference: '',
  reason: 'The gateway has never heard of it.',
  card: null,
});

/** Asks once and keeps the answer; an answer known already changes nothing. */
async function askOnce(run: Run, id: string): Promise<Outcome['state']> {
  const row = (await paymentOf(run, id)) ?? (await methodOf(run, id));
  if (row?.status !== 'pending') return row?.status === 'failed' ? 'failed' : 'succeeded';
  const [amountMinor, currency] = 'amountMinor' in row ? [row.amountMinor, row.currency] : [0, ''];
  const outcome = (await (await gateway(run)).inquire(id)) ?? lost(amountMinor, currency);
  if (outcome.state !== 'pending') await keep(run, id, outcome);
  return outcome.state;
}

/** Seconds between questions; the gateway calls back long before, as a rule. */
const pauses = [20, 40, 120, 300, 600, 900, 1800, 3600] as const;

async function follow(run: Run, id: string): Promise<{ state: string }> {
  for (let n = 0; ; n += 1) {
    await run.sleepSeconds(pauses[Math.min(n, pauses.length - 1)]!);
    const state = await run.effect(`ask-${n + 1}`, () => askOnce(run, id), { attempts: 3, intervalSeconds: 5 });
    if (state !== 'pending') return { state };
  }
}

/** Takes a payment through its gateway to an end: opens the page or charges the card, then asks until it is settled. */
export const collectPayment = workflow<{ paymentId: string }>('collect-payment', {
  title: 'Collect a payment',
  queue: 'network',
  async run(run, { paymentId: id }) {
    const row = await paymentOf(run, id);
    if (!row) return { state: 'gone' };
    if (row.methodId !== null) return { state: await run.effect('charge', () => charge(run, id), { attempts: 3 }) };
    await run.effect('open', () => openPage(run, id), { attempts: 3 });
    return follow(run, id);
  },
});

async function charge(run: Run, id: string): Promise<Outcome['state']> {
  const row = await paymentOf(run, id);
  if (row?.status !== 'pending' || !row.methodId) return 'succeeded';
  const card = await methodOf(run, row.methodId);
  const token = await run.inTenant(async (ctx) => (card?.token ? ctx.secrets.open(ctx.tenant.id, card.token) : null));
  const { amountMinor, currency } = row;
  const outcome: Outcome =
    token && card?.status === 'active'
      ? await (await gateway(run)).charge({ id, token, amountMinor, currency })
      : { ...lost(amountMinor, currency), state: 'failed', reason: 'The card was removed.' };
  await keep(run, id, outcome);
  return outcome.state;
}

async function openPage(run: Run, id: string): Promise<void> {
  const [row, method] = [await paymentOf(run, id), await methodOf(run, id)];
  const status = row?.status ?? method?.status;
  if (status !== 'pending') return;
  const places = await run.inTenant(async (ctx) => ({
    merchantName: ctx.tenant.name,
    currency: row?.currency ?? ctx.tenant.currency,
    callbackUrl: callbackUrl(ctx, 'sandbox'),
    returnUrl: `${ctx.urls.isp}/customer-portal/billing/${row ? `payments/${id}` : 'methods'}`,
  }));
  const { url } = await (await gateway(run)).open({
    id,
    mode: row ? 'payment' : 'setup',
    amountMinor: row?.amountMinor ?? 0,
    description: row ? `Bills of ${row.customerNumber}` : 'Keep a card',
    saveCard: row?.saveMethod ?? true,
    ...places,
  });
  await run.inTenant((ctx) => ctx.call(payments, 'keepCheckout', { id, url }));
}

export const keepCard = workflow<{ methodId: string }>('keep-card', {
  title: 'Have the gateway keep a card',
  queue: 'network',
  async run(run, { methodId }) {
    await run.effect('open', () => openPage(run, methodId), { attempts: 3 });
    return follow(run, methodId);
  },
});

/** Somebody waits for the answer. */
export const askGateway = workflow<{ id: string }>('ask-gateway', {
  title: 'Ask the gateway how a payment stands',
  queue: 'network',
  run: async (run, { id }) => ({ state: await run.effect('ask', () => askOnce(run, id), { attempts: 3 }) }),
});

export const forgetCard = workflow<{ methodId: string }>('forget-card', {
  title: 'Have the gateway forget a card',
  queue: 'network',
  run: (run, { methodId }) =>
    run.effect(
      'forget',
      async () => {
        const card = await methodOf(run, methodId);
        if (!card?.token) return;
        const token = await run.inTenant(async (ctx) => ctx.secrets.open(ctx.tenant.id, card.token ?? ''));
        await (await gateway(run)).forget(token);
        await run.inTenant((ctx) =>
          ctx.db.update(paymentMethod).set({ token: null }).where(eq(paymentMethod.id, methodId)),
        );
      },
      { attempts: 5 },
    ),
});

export const refundPayment = workflow<{ refundId: string }>('refund-payment', {
  title: 'Give money back through the gateway',
  queue: 'network',
  run: (run, { refundId: id }) =>
    run.effect(
      'refund',
      async () => {
        const refund = await run.inTenant(
          async (ctx) => (await ctx.db.select().from(paymentRefund).where(eq(paymentRefund.id, id)))[0],
        );
        if (refund?.status !== 'pending') return;
        const { paymentId: of, amountMinor } = refund;
        const said = await (await gateway(run)).refund({ id, of, amountMinor });
        const [reference, refused] = 'refused' in said ? ['', said.refused] : [said.reference, null];
        await run.inTenant((ctx) => ctx.call(payments, 'settleRefund', { id, reference, refused }));
      },
      { attempts: 3 },
    ),
});

/** Charges the invoices whose time has come. A run that is killed goes on with what it had begun. */
export const collectAutopay = workflow('collect-autopay', {
  title: 'Charge invoices by autopay',
  queue: 'bulk',
  schedule: '*/10 * * * *',
  async run(run) {
    for (let portion = 1; ; portion += 1) {
      const begun = await run.step(`begin-${portion}`, async (ctx) =>
        (await ctx.call(payments, 'beginAutopay', { limit: 50 })).items.map(({ id }) => id),
      );
      for (const id of begun) await run.effect(`charge-${id}`, () => charge(run, id), { attempts: 3 });
      if (begun.length < 50) return { portions: portion };
    }
  },
});

export const workflows = [collectPayment, keepCard, askGateway, forgetCard, refundPayment, collectAutopay];
