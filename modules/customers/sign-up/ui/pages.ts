import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/operations/customers/new',
    title: 'New customer',
    can: 'customers.customer:write',
    load: () => import('./isp/new-customer-page.tsx'),
  },
]);
