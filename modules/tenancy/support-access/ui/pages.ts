import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/settings/support-access',
    title: 'Support access',
    can: 'tenancy.support-access:read',
    nav: { group: 'Admin', icon: 'headset', order: 60 },
    keywords: ['dotmac', 'consent', 'vendor', 'visit', 'privacy'],
    load: () => import('./isp/support-access-page.tsx'),
  },
  { path: '/enter', title: 'Enter', frame: 'bare', load: () => import('./isp/enter-page.tsx') },
]);

export const platformPages = definePages('platform', [
  {
    path: '/dashboard/platform-admin/support-access',
    title: 'Support access',
    can: 'platform.support-access:read',
    nav: { group: 'Tenants', icon: 'headset', order: 30 },
    keywords: ['enter', 'visit', 'help', 'provider'],
    load: () => import('./platform/support-access-page.tsx'),
  },
]);
