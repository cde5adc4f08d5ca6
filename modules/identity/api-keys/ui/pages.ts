import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/security-access/api-keys',
    title: 'API keys',
    can: 'identity.api-key:read',
    nav: { group: 'Admin', icon: 'key', order: 30 },
    keywords: ['token', 'integration', 'automation'],
    load: () => import('./isp/api-keys-page.tsx'),
  },
]);
