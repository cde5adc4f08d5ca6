import { definePages } from '#ui/page/pages.ts';

export const tenantPages = definePages('tenant', [
  {
    path: '/tenant-portal/billing/usage',
    title: 'Usage',
    can: 'licensing.account:read',
    nav: { group: 'Billing', icon: 'gauge', order: 30 },
    keywords: ['quota', 'limits', 'overage', 'forecast'],
    load: () => import('./tenant/usage-page.tsx'),
  },
]);
