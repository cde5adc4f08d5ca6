import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('customer', [
  { path: '/customer-portal/support/check', title: 'Line check', load: () => import('./customer/check-page.tsx') },
]);
