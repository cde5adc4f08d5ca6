import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/network/ip-pools',
    title: 'IP pools',
    can: 'network.ip:read',
    nav: { group: 'Network', icon: 'globe', order: 30 },
    keywords: ['address', 'subnet', 'cidr', 'ipam', 'ipv4', 'ipv6', 'prefix'],
    load: () => import('./isp/ip-pools-page.tsx'),
  },
  {
    path: '/dashboard/network/ip-pools/$poolId',
    title: 'IP pool',
    can: 'network.ip:read',
    load: () => import('./isp/ip-pool-page.tsx'),
  },
]);
