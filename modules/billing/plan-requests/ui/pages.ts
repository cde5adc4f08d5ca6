import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/billing-revenue/plan-requests',
    title: 'Plan requests',
    can: 'billing.subscription:read',
    nav: { group: 'Services', icon: 'workflow', order: 30 },
    keywords: ['upgrade', 'downgrade', 'self-service', 'change of plan', 'portal'],
    load: () => import('./isp/plan-requests-page.tsx'),
  },
]);
