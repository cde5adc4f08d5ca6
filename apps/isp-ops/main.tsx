import '#ui/styles/base.css';
import { AnnouncementBanner } from '#modules/tenancy/announcements/ui/banner.tsx';
import { startApp } from '#ui/shell/app.tsx';
import { pages } from './pages.ts';
import { searchProviders } from './search.ts';

const devPages = import.meta.env.DEV ? (await import('#ui/gallery/pages.ts')).galleryPages('isp') : [];

await startApp({
  realm: 'isp',
  name: 'DotMac',
  pages: [...pages, ...devPages],
  home: '/dashboard',
  groupOrder: ['Customers', 'Services', 'Network', 'Money', 'Service desk', 'Automation', 'Admin'],
  searchHint: 'shell.search',
  searchProviders,
  banner: AnnouncementBanner,
});
