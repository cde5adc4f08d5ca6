import { workflow } from '#kernel/durable.ts';
import { cardFor } from './charging.ts';
import { accountBilling } from './contract.ts';
import { type Charge, sandboxGateway } from './gateway.ts';

interface Collecting {
  invoiceId: string;
  tryNumber: number;
  methodId: string | null;
  /** Whether the invoice is new, so that its payer is told of it. */
  isNew: boolean;
}

/**
 * Charges an invoice once. The try is claimed before the gateway is asked, under a key that is the same however often the step
 * is repeated, and what came of it is put on record in one transaction.
 */
export const collectInvoice = workflow<Collecting>('collect-account-invoice', {
  title: 'Charge an invoice to a provider',
  async run(run, { invoiceId: id, tryNumber, methodId, isNew }) {
    const order = await run.step('claim', (ctx) =>
      ctx.call(accountBilling, 'beginCharge', { id, tryNumber, methodId }),
    );
    if (!order.go) {
      if (isNew) await run.step('tell', (ctx) => ctx.call(accountBilling, 'tell', { id, about: 'issued' }));
      return { charged: false };
    }
    const outcome = await run.effect<Charge>(
      'charge',
      async () => {
        const card = await run.inTenant(async (ctx) => {
          const row = await cardFor(ctx, order.methodId);
          return row && ctx.secrets.open(ctx.tenant.id, row.token);
        });
        const key = `${id}:${tryNumber}`;
        if (!card) return { ok: false, reason: 'The card was removed.', reference: `none:${key}` };
        return sandboxGateway.charge(card, order.amountMinor, order.currency, key);
      },
      { attempts: 5, intervalSeconds: 2 },
    );
    await run.step('record', (ctx) =>
      ctx.call(accountBilling, 'recordCharge', {
        id,
        tryNumber,
        methodId: order.methodId,
        ok: outcome.ok,
        reference: outcome.reference,
        refusal: outcome.ok ? null : outcome.reason,
      }),
    );
    if (!outcome.ok) await run.step('tell', (ctx) => ctx.call(accountBilling, 'tell', { id, about: 'refused' }));
    return { charged: outcome.ok };
  },
});

export const closeAccountPeriod = workflow('close-account-period', {
  title: 'Begin a provider’s next period with the platform and bill it',
  queue: 'bulk',
  schedule: '13 * * * *',
  run: (run) => run.step('close', (ctx) => ctx.call(accountBilling, 'closePeriod', {})),
});

export const chaseAccount = workflow('chase-account-invoices', {
  title: 'Charge again and remind of what a provider owes the platform',
  queue: 'bulk',
  schedule: '23 6 * * *',
  run: (run) => run.step('chase', (ctx) => ctx.call(accountBilling, 'chase', {})),
});

export const workflows = [collectInvoice, closeAccountPeriod, chaseAccount];
