import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/billing-revenue/payments',
    title: 'Payments',
    can: 'billing.payment:read',
    nav: { group: 'Money', icon: 'wallet', order: 30 },
    keywords: ['receipt', 'refund', 'card', 'cash', 'cheque', 'transfer', 'credit'],
    load: () => import('./isp/payments-page.tsx'),
  },
  {
    path: '/dashboard/billing-revenue/payments/$id',
    title: 'Payment',
    can: 'billing.payment:read',
    load: () => import('./isp/payment-page.tsx'),
  },
]);
