import { callsFor } from '#kernel/client.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';
import { internetPlans } from '../contract.ts';

export const planSearch: SearchProvider = {
  id: 'internet-plans',
  title: 'Internet plans',
  icon: 'package',
  can: 'catalog.plan:read',
  async search(q, signal) {
    const { items } = await callsFor(internetPlans, 'isp').list({ q, limit: 6 }, { signal });
    return items.map(({ id, name, code }) => ({
      id,
      title: name,
      hint: code,
      to: `/dashboard/services/internet-plans/${id}`,
    }));
  },
};
