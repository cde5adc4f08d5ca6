import '#ui/portal/portal.css';
import { PortalAnnouncements } from '#modules/tenancy/announcements/ui/customer/banner.tsx';
import { startPortal } from '#ui/portal/app.tsx';
import { pages } from './pages.ts';

await startPortal({
  pages,
  home: '/customer-portal',
  banner: PortalAnnouncements,
  tabs: [
    { path: '/customer-portal', word: 'nav.home', icon: 'M4 11 12 4l8 7v9h-5v-6H9v6H4z' },
    { path: '/customer-portal/usage', word: 'nav.usage', icon: 'M5 20V10M12 20V4M19 20v-7' },
    { path: '/customer-portal/billing', word: 'nav.bills', icon: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6' },
    { path: '/customer-portal/support', word: 'nav.help', icon: 'M4 5h16v11H9l-5 4zM9 10h6' },
    {
      path: '/customer-portal/settings',
      word: 'nav.me',
      icon: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-6 8-6s8 2 8 6',
    },
  ],
});
