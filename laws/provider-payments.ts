import type { Caller, Tenant } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { payments } from '#modules/billing/payments/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

interface At {
  tenant: Tenant;
  customerId: string;
  invoiceId: string;
  canaries: { subscriber: string; secrets: string[] };
}

/** Money received at the counter, of which a part was given back; a card that a gateway keeps; a bill that autopay charges. */
export async function paidAtCounter(t: TestKernel, caller: Caller, { tenant, customerId, invoiceId, canaries }: At) {
  const about = { customerId, amountMinor: 200, method: 'cheque', reference: canaries.subscriber } as const;
  const payment = await t.run(payments, 'record', { ...about, invoiceIds: [invoiceId] }, caller);
  await t.run(payments, 'refund', { id: payment.id, amountMinor: 50, reason: 'Paid too much' }, caller);
  await t.run(payments, 'updateSettings', { gateway: null, instructions: 'Pay at the counter.' }, caller);
  // No gateway is there to keep a card.
  const method = uuidv7(t.clock.nowMs());
  const token = `secret-card-${tenant.slug}`;
  canaries.secrets.push(token);
  await t.db.owner.query(
    `insert into payment_method (tenant_id, id, customer_id, provider, status, token, brand, last_four, expiry_month, expiry_year, is_default, created_at)
     values ($1, $2, $3, 'sandbox', 'active', $4, $5, '4242', 12, 2030, true, now())`,
    [tenant.id, method, customerId, token, canaries.subscriber],
  );
  await t.db.owner.query(
    `insert into autopay (tenant_id, customer_id, enabled, timing, changed_at) values ($1, $2, true, 'due', now())`,
    [tenant.id, customerId],
  );
  await t.db.owner.query(
    `insert into autopay_invoice (tenant_id, invoice_id, customer_id, next_try_at) values ($1, $2, $3, now())`,
    [tenant.id, invoiceId, customerId],
  );
  return { payment: payment.id, method };
}
