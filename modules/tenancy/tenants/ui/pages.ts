import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('platform', [
  {
    path: '/dashboard/platform-admin',
    title: 'Overview',
    can: 'platform.tenant:read',
    nav: { icon: 'gauge', order: 0 },
    keywords: ['home', 'metrics', 'start'],
    load: () => import('./platform/overview-page.tsx'),
  },
  {
    path: '/dashboard/platform-admin/tenants',
    title: 'Internet providers',
    can: 'platform.tenant:read',
    nav: { group: 'Tenants', icon: 'building', order: 10 },
    keywords: ['tenants', 'isp', 'customers'],
    load: () => import('./platform/tenants-page.tsx'),
  },
  {
    path: '/dashboard/platform-admin/tenants/$id',
    title: 'Internet provider',
    can: 'platform.tenant:read',
    load: () => import('./platform/tenant-page.tsx'),
  },
]);
