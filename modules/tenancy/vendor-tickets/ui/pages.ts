import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('tenant', [
  {
    path: '/tenant-portal/support',
    title: 'Support',
    can: 'account.ticket:read',
    nav: { group: 'Help and settings', icon: 'headset', order: 20 },
    keywords: ['tickets', 'help', 'dotmac', 'question'],
    load: () => import('./tenant/support-page.tsx'),
  },
  {
    path: '/tenant-portal/support/$id',
    title: 'Ticket',
    can: 'account.ticket:read',
    load: () => import('./tenant/ticket-page.tsx'),
  },
]);

export const platformPages = definePages('platform', [
  {
    path: '/dashboard/platform-admin/tickets',
    title: 'Tickets',
    can: 'platform.ticket:read',
    nav: { group: 'Tenants', icon: 'ticket', order: 40 },
    keywords: ['support', 'help', 'queue'],
    load: () => import('./platform/tickets-page.tsx'),
  },
  {
    path: '/dashboard/platform-admin/tickets/$id',
    title: 'Ticket',
    can: 'platform.ticket:read',
    load: () => import('./platform/ticket-page.tsx'),
  },
]);
