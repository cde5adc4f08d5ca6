import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/communications/outbox',
    title: 'Mail outbox',
    can: 'communications.mail:read',
    nav: { group: 'Customers', icon: 'mail', order: 40 },
    keywords: ['e-mail', 'sent', 'message', 'letter'],
    load: () => import('./isp/outbox-page.tsx'),
  },
]);

export const platformPages = definePages('platform', [
  {
    path: '/dashboard/platform-admin/outbox',
    title: 'Mail outbox',
    can: 'platform.mail:read',
    nav: { icon: 'mail', order: 40 },
    keywords: ['e-mail', 'invitation', 'sent'],
    load: () => import('./platform/outbox-page.tsx'),
  },
]);
