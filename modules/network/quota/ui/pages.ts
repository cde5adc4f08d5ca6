import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/radius/data-caps',
    title: 'Data caps',
    can: 'network.quota:read',
    nav: { group: 'Network', icon: 'chart', order: 27 },
    keywords: ['quota', 'fup', 'fair use', 'throttled', 'blocked', 'usage', 'cap'],
    load: () => import('./isp/data-caps-page.tsx'),
  },
]);
