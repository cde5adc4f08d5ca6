import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('platform', [
  {
    path: '/dashboard/platform-admin/system',
    title: 'System',
    can: 'platform.system:read',
    nav: { group: 'Operations', icon: 'server', order: 10 },
    keywords: ['health', 'processes', 'queues', 'reactions', 'migrations', 'disk'],
    load: () => import('./platform/system-page.tsx'),
  },
]);
