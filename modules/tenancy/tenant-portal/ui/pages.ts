import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('tenant', [
  {
    path: '/tenant-portal',
    title: 'Overview',
    nav: { icon: 'gauge', order: 0 },
    keywords: ['home', 'start', 'plan', 'seats'],
    load: () => import('./tenant/overview-page.tsx'),
  },
  {
    path: '/tenant-portal/users',
    title: 'Users',
    can: 'account.manager:read',
    nav: { group: 'Account', icon: 'users', order: 10 },
    keywords: ['staff', 'colleagues', 'account managers', 'invite', 'customers'],
    load: () => import('./tenant/users-page.tsx'),
  },
]);
