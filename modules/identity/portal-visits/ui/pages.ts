import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/settings/portal-visits',
    title: 'Portal visits',
    can: 'customers.portal-visit:read',
    nav: { group: 'Admin', icon: 'users', order: 65 },
    keywords: ['impersonate', 'subscriber', 'portal', 'act on behalf'],
    load: () => import('./isp/portal-visits-page.tsx'),
  },
]);
