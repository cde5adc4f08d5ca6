import { definePages } from '#ui/page/pages.ts';

/** The subscriber's own pages; those of support are the tickets module's. */
export const pages = definePages('customer', [
  { path: '/customer-portal', title: 'Home', load: () => import('./customer/home-page.tsx') },
  { path: '/customer-portal/service', title: 'Service', load: () => import('./customer/service-page.tsx') },
  { path: '/customer-portal/usage', title: 'Usage', load: () => import('./customer/usage-page.tsx') },
  { path: '/customer-portal/billing', title: 'Bills', load: () => import('./customer/billing-page.tsx') },
  { path: '/customer-portal/billing/$id', title: 'Bill', load: () => import('./customer/invoice-page.tsx') },
  { path: '/customer-portal/settings', title: 'Me', load: () => import('./customer/settings-page.tsx') },
]);
