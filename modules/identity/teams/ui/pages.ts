import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/security-access/users/teams',
    title: 'Teams',
    can: 'identity.team:read',
    nav: { group: 'Admin', icon: 'users', order: 15 },
    keywords: ['groups', 'lead', 'colleagues'],
    load: () => import('./isp/teams-page.tsx'),
  },
]);
