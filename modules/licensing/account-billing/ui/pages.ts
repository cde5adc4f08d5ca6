import { definePages } from '#ui/page/pages.ts';

export const tenantPages = definePages('tenant', [
  {
    path: '/tenant-portal/billing/payment-methods',
    title: 'Payment methods',
    can: 'licensing.billing:read',
    nav: { group: 'Billing', icon: 'credit-card', order: 40 },
    keywords: ['card'],
    load: () => import('./tenant/payment-methods-page.tsx'),
  },
  {
    path: '/tenant-portal/billing/receipts',
    title: 'Invoices and receipts',
    can: 'licensing.billing:read',
    nav: { group: 'Billing', icon: 'receipt', order: 50 },
    keywords: ['pay', 'pdf'],
    load: () => import('./tenant/receipts-page.tsx'),
  },
]);
export const platformPages = definePages('platform', [
  {
    path: '/dashboard/platform-admin/billing',
    title: 'Revenue and invoices',
    can: 'platform.billing:read',
    nav: { group: 'Money', icon: 'banknote', order: 20 },
    keywords: ['mrr', 'arr', 'churn', 'payments', 'overdue'],
    load: () => import('./platform/billing-page.tsx'),
  },
]);
