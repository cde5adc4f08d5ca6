import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/ticketing',
    title: 'Tickets',
    can: 'support.ticket:read',
    nav: { group: 'Service desk', icon: 'ticket', order: 10 },
    keywords: ['support', 'help desk', 'complaint', 'request', 'queue'],
    load: () => import('./isp/tickets-page.tsx'),
  },
  {
    path: '/dashboard/ticketing/$id',
    title: 'Ticket',
    can: 'support.ticket:read',
    load: () => import('./isp/ticket-page.tsx'),
  },
]);
