import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/radius/bandwidth-profiles',
    title: 'Bandwidth profiles',
    can: 'network.bandwidth-profile:read',
    nav: { group: 'Network', icon: 'gauge', order: 25 },
    keywords: ['speed', 'rate limit', 'qos', 'burst', 'shaping', 'apply', 'coa'],
    load: () => import('./isp/profiles-page.tsx'),
  },
]);
