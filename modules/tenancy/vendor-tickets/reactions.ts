import { platformTenantId } from '#kernel/ids.ts';
import { on } from '#kernel/module.ts';
import { vendorTickets } from './contract.ts';

/** Each side works in its own tenancy; what one does is said again in the other's, where its people listen. */
export const reactions = [
  on(
    vendorTickets,
    'vendor-ticket.asked',
    'vendor-tickets.hear',
    async (ctx, { ticketId, isNew }) => {
      await ctx.call(vendorTickets, 'hear', { ticketId, isNew });
    },
    { inTenant: () => platformTenantId },
  ),
  on(
    vendorTickets,
    'vendor-ticket.handled',
    'vendor-tickets.tell',
    async (ctx, { ticketId }) => {
      await ctx.call(vendorTickets, 'tell', { ticketId });
    },
    { inTenant: ({ tenantId }) => tenantId },
  ),
];
