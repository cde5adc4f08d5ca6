import { definePages } from '#ui/page/pages.ts';

export const tenantPages = definePages('tenant', [
  {
    path: '/tenant-portal/licenses',
    title: 'Licences',
    can: 'licensing.seat:read',
    nav: { group: 'Account', icon: 'key', order: 20 },
    keywords: ['seats', 'licenses', 'staff', 'admin', 'operator', 'read-only'],
    load: () => import('./tenant/licenses-page.tsx'),
  },
]);
