import type { AnyCtx } from '#kernel/context.ts';
import { durable } from '#kernel/durable.ts';
import { AppError } from '#kernel/errors.ts';
import { on, type StoredEvent } from '#kernel/module.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { accountBilling } from './contract.ts';
import { collectInvoice } from './workflows.ts';

const inTenant = ({ tenantId }: { tenantId: string }) => tenantId;

/** Keyed by the event: handed out twice, it starts one run. Two that ask for the same try: one of them claims it. */
const collect = (
  ctx: AnyCtx,
  event: StoredEvent,
  input: { invoiceId: string; tryNumber: number; methodId: string | null; isNew: boolean },
) =>
  durable().start(collectInvoice, `${input.invoiceId}:${event.id}`, {
    tenantId: ctx.tenant.id,
    atMs: Date.parse(event.at),
    ...input,
  });

/** What was true when the platform's staff decided may not be any more; then the invoice stays as it is. */
async function unlessMoved(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'conflict')) throw error;
  }
}

export const reactions = [
  on(licensingAccounts, 'licence.charge-due', 'account-billing.issue', async (ctx, charge) => {
    await ctx.call(accountBilling, 'issue', charge);
  }),
  on(
    accountBilling,
    'account-invoice.issued',
    'account-billing.collect',
    async (ctx, { invoiceId, totalMinor }, event) => {
      if (totalMinor > 0) await collect(ctx, event, { invoiceId, tryNumber: 1, methodId: null, isNew: true });
    },
  ),
  on(
    accountBilling,
    'account-invoice.pay-asked',
    'account-billing.collect-again',
    async (ctx, { invoiceId, methodId, tryNumber }, event) => {
      await collect(ctx, event, { invoiceId, tryNumber, methodId, isNew: false });
    },
  ),
  on(
    accountBilling,
    'account-transfer.reported',
    'account-billing.record-transfer',
    (ctx, { invoiceId: id, amountMinor, reference }) =>
      unlessMoved(ctx.call(accountBilling, 'recordTransfer', { id, amountMinor, reference })),
    { inTenant },
  ),
  on(
    accountBilling,
    'account-invoice.void-asked',
    'account-billing.void',
    (ctx, { invoiceId: id, reason }) => unlessMoved(ctx.call(accountBilling, 'void', { id, reason })),
    { inTenant },
  ),
];
