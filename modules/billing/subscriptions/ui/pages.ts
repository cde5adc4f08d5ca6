import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/billing-revenue/subscriptions',
    title: 'Subscriptions',
    can: 'billing.subscription:read',
    nav: { group: 'Money', icon: 'layers', order: 10 },
    keywords: ['service', 'mrr', 'suspend', 'cancel'],
    load: () => import('./isp/subscriptions-page.tsx'),
  },
]);
