import { callsFor } from '#kernel/client.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';
import { payments } from '../contract.ts';

export const paymentSearch: SearchProvider = {
  id: 'payments',
  title: 'Payments',
  icon: 'wallet',
  can: 'billing.payment:read',
  async search(q, signal) {
    const { items } = await callsFor(payments, 'isp').list({ q, limit: 6 }, { signal });
    return items.map(({ id, receiptNumber, reference, customerName, status }) => ({
      id,
      title: receiptNumber ?? (reference || 'Payment'),
      hint: `${customerName} · ${status.replaceAll('_', ' ')}`,
      to: `/dashboard/billing-revenue/payments/${id}`,
    }));
  },
};
