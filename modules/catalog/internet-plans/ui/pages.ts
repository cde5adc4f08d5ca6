import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/services/internet-plans',
    title: 'Internet plans',
    can: 'catalog.plan:read',
    nav: { group: 'Services', icon: 'package', order: 10 },
    keywords: ['tariff', 'product', 'speed', 'price'],
    load: () => import('./isp/plans-page.tsx'),
  },
  {
    path: '/dashboard/services/internet-plans/new',
    title: 'New internet plan',
    can: 'catalog.plan:write',
    load: () => import('./isp/plan-new-page.tsx'),
  },
  {
    path: '/dashboard/services/internet-plans/$id',
    title: 'Internet plan',
    can: 'catalog.plan:read',
    load: () => import('./isp/plan-page.tsx'),
  },
]);
