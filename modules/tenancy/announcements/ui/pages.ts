import { definePages } from '#ui/page/pages.ts';

export const platformPages = definePages('platform', [
  {
    path: '/dashboard/platform-admin/announcements',
    title: 'Announcements',
    can: 'platform.announcement:read',
    nav: { group: 'Tenants', icon: 'megaphone', order: 50 },
    keywords: ['maintenance', 'news', 'banner', 'notice'],
    load: () => import('./platform/announcements-page.tsx'),
  },
]);
