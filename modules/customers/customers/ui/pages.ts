import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/operations/customers',
    title: 'Customers',
    can: 'customers.customer:read',
    nav: { group: 'Customers', icon: 'users', order: 10 },
    keywords: ['subscriber', 'account', 'client', 'import', 'export', 'tag', 'segment', 'health', 'overdue', 'churn'],
    load: () => import('./isp/customers-page.tsx'),
  },
  {
    path: '/dashboard/operations/customers/$id',
    title: 'Customer',
    can: 'customers.customer:read',
    load: () => import('./isp/customer-page.tsx'),
  },
  {
    path: '/dashboard/operations/customers/$id/$tab',
    title: 'Customer',
    can: 'customers.customer:read',
    load: () => import('./isp/customer-page.tsx'),
  },
]);
