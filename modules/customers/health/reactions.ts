import type { AnyCtx } from '#kernel/context.ts';
import { durable } from '#kernel/durable.ts';
import { on, type StoredEvent } from '#kernel/module.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import { health } from './contract.ts';
import { followHealth } from './workflows.ts';

/** Many events of many customers become one run: only the first of those that wait starts it. */
async function follow(ctx: AnyCtx, { customerId }: { customerId: string }, event: StoredEvent): Promise<void> {
  const { first } = await ctx.call(health, 'markDue', { customerId });
  if (first) await durable().start(followHealth, event.id, { tenantId: ctx.tenant.id });
}

const name = 'health.follow';
export const reactions = [
  on(invoices, 'invoice.issued', name, follow),
  on(invoices, 'payment.recorded', name, follow),
  on(invoices, 'payment.released', name, follow),
  on(invoices, 'invoice.voided', name, follow),
  on(tickets, 'ticket.opened', name, follow),
  on(tickets, 'ticket.changed', name, follow),
  on(tickets, 'ticket.status-changed', name, follow),
  on(subscriptions, 'subscription.ordered', name, follow),
  on(subscriptions, 'subscription.activated', name, follow),
  on(subscriptions, 'subscription.suspended', name, follow),
  on(subscriptions, 'subscription.resumed', name, follow),
  on(subscriptions, 'subscription.plan-changed', name, follow),
  on(subscriptions, 'subscription.cancelled', name, follow),
  on(subscriptions, 'subscription.failed', name, follow),
];
