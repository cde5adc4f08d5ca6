import { startApp } from '#ui/shell/app.tsx';
import { pages } from './pages.ts';
import { searchProviders } from './search.ts';

/** The console of the vendor's own staff. */
export async function start(): Promise<void> {
  const devPages = import.meta.env.DEV ? (await import('#ui/gallery/pages.ts')).galleryPages('platform') : [];
  await startApp({
    realm: 'platform',
    name: 'DotMac platform',
    pages: [...pages, ...devPages],
    home: '/dashboard/platform-admin',
    groupOrder: ['Tenants', 'Money', 'Operations', 'Admin'],
    searchHint: 'shell.searchPlatform',
    searchProviders,
  });
}
