import { AnnouncementBanner } from '#modules/tenancy/announcements/ui/banner.tsx';
import { startApp } from '#ui/shell/app.tsx';
import { portalPath } from './paths.ts';
import { pages } from './tenant-pages.ts';

/** The portal of an ISP as the vendor's customer. */
export async function start(): Promise<void> {
  await startApp({
    realm: 'tenant',
    name: 'DotMac tenant portal',
    pages,
    base: portalPath,
    home: portalPath,
    groupOrder: ['Account', 'Billing', 'Help and settings'],
    searchHint: 'shell.searchTenant',
    banner: AnnouncementBanner,
  });
}
