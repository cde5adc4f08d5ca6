import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/radius/sessions',
    title: 'Sessions',
    can: 'network.radius:read',
    nav: { group: 'Network', icon: 'activity', order: 10 },
    keywords: ['online', 'radius', 'disconnect', 'coa', 'accounting', 'logins', 'pppoe'],
    load: () => import('./isp/sessions-page.tsx'),
  },
  {
    path: '/dashboard/radius/nas',
    title: 'NAS devices',
    can: 'network.radius:read',
    nav: { group: 'Network', icon: 'router', order: 20 },
    keywords: ['bng', 'bras', 'router', 'mikrotik', 'cisco', 'huawei', 'juniper', 'secret', 'radius client'],
    load: () => import('./isp/nas-page.tsx'),
  },
]);
