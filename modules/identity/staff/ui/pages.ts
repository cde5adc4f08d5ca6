import { definePages } from '#ui/page/pages.ts';

const acceptInvitation = {
  path: '/accept-invitation',
  title: 'Accept an invitation',
  frame: 'bare' as const,
};
const account = {
  path: '/dashboard/account',
  title: 'My account',
  keywords: ['password', 'two-factor', 'authenticator', 'sessions'],
  load: () => import('./account-page.tsx'),
};

export const pages = definePages('isp', [
  { ...acceptInvitation, load: () => import('./isp/accept-invitation-page.tsx') },
  account,
  {
    path: '/dashboard/security-access/users',
    title: 'Staff',
    can: 'identity.user:read',
    nav: { group: 'Admin', icon: 'user-cog', order: 10 },
    keywords: ['users', 'colleagues', 'invite', 'members'],
    load: () => import('./isp/users-page.tsx'),
  },
  {
    path: '/dashboard/security-access/roles',
    title: 'Roles',
    can: 'identity.user:read',
    nav: { group: 'Admin', icon: 'shield', order: 20 },
    keywords: ['permissions', 'access', 'rights'],
    load: () => import('./isp/roles-page.tsx'),
  },
  {
    path: '/dashboard/security-access/sessions',
    title: 'Staff sessions',
    can: 'identity.session:read',
    nav: { group: 'Admin', icon: 'monitor', order: 40 },
    keywords: ['signed in', 'devices', 'log out'],
    load: () => import('./isp/sessions-page.tsx'),
  },
]);

export const platformPages = definePages('platform', [
  { ...acceptInvitation, load: () => import('./platform/accept-invitation-page.tsx') },
  account,
]);
