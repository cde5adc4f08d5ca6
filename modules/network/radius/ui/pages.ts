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
  {
    path: '/dashboard/radius/subscribers',
    title: 'Logins',
    can: 'network.radius:read',
    nav: { group: 'Network', icon: 'users', order: 15 },
    keywords: ['radius', 'subscriber', 'pppoe', 'username', 'password', 'circuit', 'option 82', 'mac'],
    load: () => import('./isp/logins-page.tsx'),
  },
  {
    path: '/dashboard/radius/subscribers/new',
    title: 'New login',
    can: 'network.radius:write',
    load: () => import('./isp/login-new-page.tsx'),
  },
  {
    path: '/dashboard/radius/subscribers/$id',
    title: 'Login',
    can: 'network.radius:read',
    load: () => import('./isp/login-page.tsx'),
  },
  {
    path: '/dashboard/radius/subscribers/$id/diagnostics',
    title: 'Diagnostics',
    can: 'network.radius:read',
    load: () => import('./isp/diagnostics-page.tsx'),
  },
  {
    path: '/dashboard/radius/policy',
    title: 'Login policy',
    can: 'network.radius:read',
    keywords: ['walled garden', 'simultaneous use', 'hash', 'chap', 'binding'],
    load: () => import('./isp/policy-page.tsx'),
  },
]);
