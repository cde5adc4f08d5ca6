import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/radius/freeradius',
    title: 'FreeRADIUS',
    can: 'network.freeradius:read',
    nav: { group: 'Network', icon: 'server', order: 25 },
    keywords: ['eap', '802.1x', 'proxy', 'radcheck', 'radacct', 'peap', 'ttls', 'wi-fi', 'roaming'],
    load: () => import('./isp/freeradius-page.tsx'),
  },
]);
