import { Outlet } from '@tanstack/react-router';
import { MenuIcon, PanelLeft, Search, WifiOff } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { IconButton } from '#ui/base/button.tsx';
import { Kbd } from '#ui/base/input.tsx';
import { loadBrand } from '#ui/brand/brand.ts';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';
import { MaintenanceNotice } from '#ui/notice/maintenance.tsx';
import { usePath } from '#ui/page/url.tsx';
import { OverallLiveBadge } from '#ui/realtime/live-badge.tsx';
import { SecondFactorNotice } from '#ui/session/second-factor-notice.tsx';
import { useRealm, useSession } from '#ui/session/session-provider.tsx';
import { VisitBanner } from '#ui/session/visit-banner.tsx';
import { Brand, Nav } from './nav.tsx';
import { useApp } from './shell-context.tsx';
import { ThemeMenu, UserMenu } from './user-menu.tsx';

const loadPalette = () => import('./palette.tsx');
const Palette = lazy(loadPalette);
const narrowKey = 'dotmac.nav.narrow';

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

const subscribeOnline = (listener: () => void) => {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
};

export function Shell() {
  const t = useT();
  const { demo, tenant, visit } = useSession();
  const realm = useRealm();
  // Another provider looks otherwise.
  useEffect(() => {
    if (realm === 'isp' && tenant) void loadBrand('isp', tenant.slug);
  }, [realm, tenant]);
  const { pages, banner: Banner, searchHint, searchProviders = [] } = useApp();
  const online = useSyncExternalStore(subscribeOnline, () => navigator.onLine);
  const [narrow, setNarrow] = useState(() => localStorage.getItem(narrowKey) === '1');
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState<'never' | 'open' | 'closed'>('never');
  const path = usePath();

  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the drawer
  useEffect(() => setDrawer(false), [path]);
  useEffect(() => localStorage.setItem(narrowKey, narrow ? '1' : '0'), [narrow]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setPalette((state) => (state === 'open' ? 'closed' : 'open'));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <div
      className={cn(
        'min-h-dvh lg:grid',
        narrow ? 'lg:grid-cols-[56px_minmax(0,1fr)]' : 'lg:grid-cols-[220px_minmax(0,1fr)]',
      )}
    >
      <a
        href="#content"
        className="fixed start-2 top-2 z-70 -translate-y-16 rounded-md bg-brand px-3 py-2 font-medium text-brand-ink focus:translate-y-0"
      >
        {t('shell.skip')}
      </a>

      <aside className="sticky top-0 hidden h-dvh flex-col border-e border-line bg-panel lg:flex">
        <div className={cn('flex h-12 shrink-0 items-center gap-1 ps-4 pe-2', narrow && 'justify-center px-0')}>
          <div className="min-w-0 flex-1">
            <Brand narrow={narrow} />
          </div>
          {!narrow && (
            <IconButton size="sm" label={t('shell.collapse')} onClick={() => setNarrow(true)}>
              <PanelLeft className="rtl:-scale-x-100" />
            </IconButton>
          )}
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto px-2 pt-1">
          {narrow && (
            <div className="mb-1 flex justify-center">
              <IconButton size="sm" label={t('shell.expand')} onClick={() => setNarrow(false)}>
                <PanelLeft className="rtl:-scale-x-100" />
              </IconButton>
            </div>
          )}
          <Nav narrow={narrow} />
        </div>
      </aside>

      <div className="flex min-w-0 flex-col">
        <VisitBanner />
        {demo && (
          <aside aria-label={t('demo.title')}>
            <p className="truncate border-b border-line bg-brand-soft px-4 py-[3px] text-center text-xs text-brand-text">
              {t('demo.ribbon')}
            </p>
          </aside>
        )}
        <SecondFactorNotice />
        <MaintenanceNotice realm={realm} />
        {!online && (
          <p
            role="status"
            className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-1 text-sm text-warn-ink"
          >
            <WifiOff aria-hidden className="size-3.5" /> {t('error.offline')}
          </p>
        )}
        <header
          className={cn(
            'sticky z-30 flex h-12 items-center gap-2 border-b border-line bg-panel px-3 sm:gap-3 sm:px-5',
            visit ? 'top-10' : 'top-0',
          )}
        >
          <IconButton className="lg:hidden" label={t('shell.menu')} onClick={() => setDrawer(true)}>
            <MenuIcon />
          </IconButton>
          <div className="min-w-0 shrink sm:hidden">
            <Brand />
          </div>
          <button
            type="button"
            onClick={() => setPalette('open')}
            onMouseEnter={() => void loadPalette()}
            aria-keyshortcuts="Meta+K Control+K"
            className="hidden h-8 max-w-[420px] min-w-0 flex-1 items-center gap-2 rounded-md border border-line bg-bg px-2.5 text-ink-3 transition-colors hover:border-line-strong sm:flex"
          >
            <Search aria-hidden className="size-[15px] shrink-0" />
            <span className="truncate">{t(searchHint)}</span>
            <Kbd aria-hidden className="ms-auto pointer-coarse:hidden">
              {isMac ? '⌘K' : 'Ctrl K'}
            </Kbd>
          </button>
          <div className="ms-auto flex items-center gap-1 sm:gap-2">
            <IconButton className="sm:hidden" label={t('palette.open')} onClick={() => setPalette('open')}>
              <Search />
            </IconButton>
            <OverallLiveBadge />
            <ThemeMenu />
            <UserMenu />
          </div>
        </header>
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          {Banner && <Banner />}
          <Outlet />
        </main>
      </div>

      <Radix.Root open={drawer} onOpenChange={setDrawer}>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-50 animate-fade bg-scrim lg:hidden" />
          <Radix.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 start-0 z-50 flex w-[280px] max-w-[85vw] animate-slide-start flex-col overflow-y-auto bg-panel px-2 shadow-pop focus:outline-none lg:hidden"
          >
            <Radix.Title className="sr-only">{t('shell.nav')}</Radix.Title>
            <div className="flex h-14 shrink-0 items-center px-2">
              <Brand />
            </div>
            <Nav onFollow={() => setDrawer(false)} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>

      {palette !== 'never' && (
        <Suspense>
          <Palette
            open={palette === 'open'}
            onOpenChange={(open) => setPalette(open ? 'open' : 'closed')}
            pages={pages}
            providers={searchProviders}
          />
        </Suspense>
      )}
    </div>
  );
}
