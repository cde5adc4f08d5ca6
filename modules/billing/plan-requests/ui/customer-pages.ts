import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('customer', [
  { path: '/customer-portal/service/$id/plan', title: 'Change plan', load: () => import('./customer/plan-page.tsx') },
]);
