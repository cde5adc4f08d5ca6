import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/settings/branding',
    title: 'Branding',
    can: 'tenancy.branding:read',
    keywords: ['logo', 'colours', 'favicon', 'look', 'theme'],
    load: () => import('./isp/branding-page.tsx'),
  },
]);
