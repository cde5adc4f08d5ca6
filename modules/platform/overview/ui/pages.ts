import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard',
    title: 'Dashboard',
    nav: { icon: 'gauge', order: 0 },
    keywords: ['home', 'overview', 'start', 'traffic', 'mrr'],
    load: () => import('./isp/dashboard-page.tsx'),
  },
]);
