import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/billing-revenue/invoices',
    title: 'Invoices',
    can: 'billing.invoice:read',
    nav: { group: 'Money', icon: 'receipt', order: 20 },
    keywords: ['bill', 'overdue', 'payment', 'outstanding'],
    load: () => import('./isp/invoices-page.tsx'),
  },
  {
    path: '/dashboard/billing-revenue/invoices/$id',
    title: 'Invoice',
    can: 'billing.invoice:read',
    load: () => import('./isp/invoice-page.tsx'),
  },
]);
