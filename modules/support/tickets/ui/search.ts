import { callsFor } from '#kernel/client.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';
import { tickets } from '../contract.ts';

export const ticketSearch: SearchProvider = {
  id: 'tickets',
  title: 'Tickets',
  icon: 'ticket',
  can: 'support.ticket:read',
  async search(q, signal) {
    const { items } = await callsFor(tickets, 'isp').list({ q, limit: 6 }, { signal });
    return items.map(({ id, number, subject, customerName }) => ({
      id,
      title: `${number} ${subject}`,
      hint: customerName,
      to: `/dashboard/ticketing/${id}`,
    }));
  },
};
