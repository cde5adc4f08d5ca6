import { callsFor } from '#kernel/client.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';
import { subscriptions } from '../contract.ts';

export const subscriptionSearch: SearchProvider = {
  id: 'subscriptions',
  title: 'Subscriptions',
  icon: 'layers',
  can: 'billing.subscription:read',
  async search(q, signal) {
    const { items } = await callsFor(subscriptions, 'isp').list({ q, limit: 6 }, { signal });
    return items.map(({ id, number, customerName, planName }) => ({
      id,
      title: number,
      hint: `${customerName} · ${planName}`,
      to: `/dashboard/billing-revenue/subscriptions?open=${id}`,
    }));
  },
};
