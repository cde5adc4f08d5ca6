import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/ipam/netbox',
    title: 'NetBox',
    can: 'network.netbox:read',
    nav: { group: 'Network', icon: 'layers', order: 38 },
    keywords: ['ipam', 'dcim', 'sync', 'prefix', 'address', 'vrf', 'integration'],
    load: () => import('./isp/netbox-page.tsx'),
  },
]);
