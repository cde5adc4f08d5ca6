import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/settings/domains',
    title: 'Domains',
    can: 'tenancy.domain:read',
    keywords: ['host name', 'dns', 'txt', 'cname', 'verify', 'portal address'],
    load: () => import('./isp/domains-page.tsx'),
  },
]);
