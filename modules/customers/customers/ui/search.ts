import { callsFor } from '#kernel/client.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';
import { customers } from '../contract.ts';

const calls = callsFor(customers, 'isp');

/** Customers in the palette, by number, name, phone, e-mail, address or tag. */
export const customerSearch: SearchProvider = {
  id: 'customers',
  title: 'Customers',
  icon: 'users',
  can: 'customers.customer:read',
  search: async (text, signal) =>
    (await calls.list({ q: text, limit: 6 }, { signal })).items.map(({ id, number, name, phone, serviceAddress }) => ({
      id,
      title: name,
      hint: [number, phone, serviceAddress.city].filter(Boolean).join(' · '),
      to: `/dashboard/operations/customers/${id}`,
    })),
};
