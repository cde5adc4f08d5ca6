import { callsFor } from '#kernel/client.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';
import { invoices } from '../contract.ts';

export const invoiceSearch: SearchProvider = {
  id: 'invoices',
  title: 'Invoices',
  icon: 'receipt',
  can: 'billing.invoice:read',
  async search(q, signal) {
    const { items } = await callsFor(invoices, 'isp').list({ q, limit: 6 }, { signal });
    return items.map(({ id, number, customerName, status }) => ({
      id,
      title: number,
      hint: `${customerName} · ${status}`,
      to: `/dashboard/billing-revenue/invoices/${id}`,
    }));
  },
};
