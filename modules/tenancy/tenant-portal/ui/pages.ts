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
    can: 'account.staff:read',
    nav: { group: 'Account', icon: 'users', order: 10 },
    keywords: ['staff', 'colleagues', 'account managers', 'invite', 'seats'],
    load: () => import('./tenant/users-page.tsx'),
  },
  {
    path: '/tenant-portal/integrations',
    title: 'Integrations',
    can: 'account.integration:read',
    nav: { group: 'Help and settings', icon: 'plug', order: 10 },
    keywords: ['api keys', 'netbox', 'mail', 'sign-in', 'sso'],
    load: () => import('./tenant/integrations-page.tsx'),
  },
  {
    path: '/tenant-portal/settings',
    title: 'Settings',
    can: 'account.settings:read',
    nav: { group: 'Help and settings', icon: 'settings', order: 30 },
    keywords: ['company', 'billing contact', 'notifications', 'language', 'time zone'],
    load: () => import('./tenant/settings-page.tsx'),
  },
]);
