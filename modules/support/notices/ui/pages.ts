import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/service-notices',
    title: 'Service notices',
    can: 'support.notice:read',
    nav: { group: 'Service desk', icon: 'megaphone', order: 20 },
    keywords: ['outage', 'planned work', 'maintenance', 'status page', 'incident'],
    load: () => import('./isp/notices-page.tsx'),
  },
]);
