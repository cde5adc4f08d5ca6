import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('platform', [
  {
    path: '/dashboard/platform-admin/search',
    title: 'Search',
    can: 'platform.search:read',
    nav: { group: 'Tenants', icon: 'target', order: 5 },
    keywords: ['find', 'id', 'e-mail', 'domain', 'nas'],
    load: () => import('./platform/search-page.tsx'),
  },
]);
