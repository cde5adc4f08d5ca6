import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('tenant', [
  {
    path: '/tenant-portal/accept-invitation',
    title: 'Accept an invitation',
    frame: 'bare',
    load: () => import('./tenant/accept-invitation-page.tsx'),
  },
  {
    path: '/tenant-portal/account',
    title: 'My account',
    keywords: ['password', 'two-factor', 'authenticator', 'sessions'],
    load: () => import('./tenant/account-page.tsx'),
  },
]);

export const ispPages = definePages('isp', [
  {
    path: '/dashboard/security-access/account-managers',
    title: 'Account managers',
    can: 'account.manager:read',
    nav: { group: 'Admin', icon: 'building', order: 15 },
    keywords: ['dotmac', 'tenant portal', 'owner', 'licences', 'billing contact'],
    load: () => import('./isp/account-managers-page.tsx'),
  },
]);
