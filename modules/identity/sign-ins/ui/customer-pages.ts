import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('customer', [
  {
    path: '/customer-portal/reset-password',
    title: 'Reset the password',
    frame: 'bare',
    load: () => import('#ui/portal/reset-page.tsx'),
  },
  {
    path: '/customer-portal/confirm-email',
    title: 'Confirm an e-mail address',
    frame: 'bare',
    load: () => import('./customer/confirm-email-page.tsx'),
  },
  {
    path: '/customer-portal/security',
    title: 'Sign-in and security',
    load: () => import('./customer/security-page.tsx'),
  },
]);
