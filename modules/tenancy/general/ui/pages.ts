import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/settings',
    title: 'Settings',
    can: 'tenancy.general:read',
    nav: { group: 'Admin', icon: 'settings', order: 70 },
    keywords: ['configuration', 'preferences', 'company'],
    load: () => import('./isp/settings-page.tsx'),
  },
  {
    path: '/dashboard/settings/general',
    title: 'General',
    can: 'tenancy.general:read',
    keywords: ['name', 'currency', 'time zone', 'language'],
    load: () => import('./isp/general-page.tsx'),
  },
]);
