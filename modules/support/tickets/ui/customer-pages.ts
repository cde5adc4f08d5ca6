import { definePages } from '#ui/page/pages.ts';

/** What a subscriber's portal shows of tickets; apart from the staff's pages, so that neither app carries the other's. */
export const pages = definePages('customer', [
  { path: '/customer-portal/support', title: 'Help', load: () => import('./customer/support-page.tsx') },
  { path: '/customer-portal/support/new', title: 'New request', load: () => import('./customer/ask-page.tsx') },
  { path: '/customer-portal/support/$id', title: 'Request', load: () => import('./customer/request-page.tsx') },
]);
