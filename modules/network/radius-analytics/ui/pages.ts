import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/radius',
    title: 'RADIUS',
    can: 'network.radius:read',
    nav: { group: 'Network', icon: 'gauge', order: 5, label: 'RADIUS overview' },
    keywords: ['noc', 'logins', 'rejects', 'storm', 'aaa', 'health', 'accounting lag'],
    load: () => import('./isp/overview-page.tsx'),
  },
  {
    path: '/dashboard/radius/analytics',
    title: 'RADIUS analytics',
    can: 'network.radius:read',
    nav: { group: 'Network', icon: 'chart', order: 30 },
    keywords: ['usage', 'top talkers', 'traffic', 'concurrent sessions', 'peak', 'terminate cause'],
    load: () => import('./isp/analytics-page.tsx'),
  },
]);
