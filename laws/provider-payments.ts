import type { Caller } from '#kernel/context.ts';
import { payments } from '#modules/billing/payments/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

interface At {
  customerId: string;
  invoiceId: string;
  canaries: { subscriber: string };
}

/** Money received at the counter, of which a part was given back. */
export async function paidAtCounter(t: TestKernel, caller: Caller, { customerId, invoiceId, canaries }: At) {
  const payment = await t.run(
    payments,
    'record',
    { customerId, invoiceIds: [invoiceId], amountMinor: 200, method: 'cheque', reference: canaries.subscriber },
    caller,
  );
  await t.run(payments, 'refund', { id: payment.id, amountMinor: 50, reason: 'Paid too much' }, caller);
  return { payment: payment.id };
}
