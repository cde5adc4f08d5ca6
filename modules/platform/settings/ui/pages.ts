import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('platform', [
  {
    path: '/dashboard/platform-admin/settings',
    title: 'Settings',
    can: 'platform.setting:read',
    nav: { group: 'Admin', icon: 'settings', order: 90 },
    keywords: ['password', 'session', 'trial', 'maintenance', 'support'],
    load: () => import('./platform/settings-page.tsx'),
  },
]);
