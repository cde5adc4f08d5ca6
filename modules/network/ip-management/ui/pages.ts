import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/ipam',
    title: 'IP addresses',
    can: 'network.ip:read',
    nav: { group: 'Network', icon: 'chart', order: 29 },
    keywords: ['ipam', 'address space', 'ipv4', 'ipv6', 'dual stack', 'utilisation'],
    load: () => import('./isp/ip-overview-page.tsx'),
  },
  {
    path: '/dashboard/network/ip-pools',
    title: 'IP pools',
    can: 'network.ip:read',
    nav: { group: 'Network', icon: 'globe', order: 30 },
    keywords: ['address', 'subnet', 'cidr', 'ipam', 'ipv4', 'ipv6', 'prefix', 'vrf'],
    load: () => import('./isp/ip-pools-page.tsx'),
  },
  {
    path: '/dashboard/network/ip-pools/$poolId',
    title: 'IP pool',
    can: 'network.ip:read',
    load: () => import('./isp/ip-pool-page.tsx'),
  },
  {
    path: '/dashboard/network/ip-reservations',
    title: 'IP reservations',
    can: 'network.ip:read',
    nav: { group: 'Network', icon: 'clipboard', order: 30.5 },
    keywords: ['static', 'reserve', 'assign', 'address', 'csv', 'history'],
    load: () => import('./isp/ip-reservations-page.tsx'),
  },
]);
