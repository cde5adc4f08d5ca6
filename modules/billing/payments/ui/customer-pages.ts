import { definePages } from '#ui/page/pages.ts';

/** Where subscribers pay; the list of bills and a bill are the portal's own. */
export const pages = definePages('customer', [
  {
    path: '/customer-portal/billing/methods',
    title: 'Cards and autopay',
    load: () => import('./customer/methods-page.tsx'),
  },
  {
    path: '/customer-portal/billing/payments/$id',
    title: 'Payment',
    load: () => import('./customer/payment-page.tsx'),
  },
]);
