import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/security-access/audit',
    title: 'Audit',
    can: 'platform.audit:read',
    nav: { group: 'Admin', icon: 'scroll', order: 60 },
    keywords: ['trail', 'log', 'who', 'history', 'chain'],
    load: () => import('./isp/audit-page.tsx'),
  },
]);

export const platformPages = definePages('platform', [
  {
    path: '/dashboard/platform-admin/audit',
    title: 'Audit',
    can: 'platform.audit:read',
    nav: { group: 'Admin', icon: 'scroll', order: 60 },
    keywords: ['trail', 'log', 'who', 'history', 'chain'],
    load: () => import('./platform/audit-page.tsx'),
  },
]);
