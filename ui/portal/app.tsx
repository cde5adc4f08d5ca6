import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { loadBrand, useBrand } from '#ui/brand/brand.ts';
import { useInstallation } from '#ui/notice/notice.ts';
import type { Page } from '#ui/page/pages.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { PortalClosed, PortalMark } from './brand.tsx';
import { PortalLogin } from './login.tsx';
import { Panel, Title, Trouble } from './parts.tsx';
import { goTo, matchPage, PortalLink, PortalParams, usePortalPath } from './router.tsx';
import { portalSessionKey, rememberedProvider, usePortalSession } from './session.ts';
import { PortalVisit } from './visit.tsx';
import { hasChosenLanguage, preferredLanguage, speak, useWords, type WordKey } from './words.ts';

export interface PortalTab {
  path: string;
  word: WordKey;
  /** Path data of a 24 × 24 outline. */
  icon: string;
}
interface PortalApp {
  pages: readonly Page[];
  tabs: readonly PortalTab[];
  home: string;
  /** Stands above every page. */
  banner?: ComponentType;
}

function Host({ pages, path }: { pages: readonly Page[]; path: string }) {
  const say = useWords();
  const found = matchPage(pages, path);
  const [shown, setShown] = useState<{ page: Page; component: ComponentType } | { error: unknown }>();
  const page = found?.page;
  useEffect(() => {
    if (!page) return;
    let left = false;
    page.load().then(
      ({ default: component }) => left || setShown({ page, component }),
      (error) => left || setShown({ error }),
    );
    return () => {
      left = true;
    };
  }, [page]);
  if (!found)
    return (
      <Panel>
        <Title>{say('error.missing')}</Title>
      </Panel>
    );
  if (shown && 'error' in shown) return <Trouble error={shown.error} onRetry={() => window.location.reload()} />;
  if (!shown || shown.page !== found.page) return null;
  const Component = shown.component;
  return (
    <PortalParams value={found.params}>
      <Component key={path} />
    </PortalParams>
  );
}

function Portal({ pages, tabs, home, banner: Banner }: PortalApp) {
  const say = useWords();
  const path = usePortalPath();
  const session = usePortalSession();
  // An account's mailed links: opened by whoever has them, signed in or not.
  const bare = pages.filter((page) => page.frame === 'bare');
  const { data } = session;
  const brand = useBrand();
  const notice = useInstallation('/api/v1/customer')?.maintenanceNotice;
  const slug = data?.tenant?.slug;
  useEffect(() => {
    if (slug) void loadBrand('customer', slug);
  }, [slug]);
  const locale = data?.tenant?.locale;
  useEffect(() => {
    if (locale && !hasChosenLanguage()) void speak(locale);
  }, [locale]);
  useEffect(() => {
    document.title = brand?.productName ?? data?.tenant?.name ?? 'Portal';
    if (data && !path.startsWith(home)) goTo(home, { replace: true });
  }, [data, path, home, brand]);
  if (brand && brand.status !== 'active') return <PortalClosed brand={brand} />;
  if (bare.length > 0 && matchPage(bare, path))
    return (
      <main className="p-main p-login">
        <Host pages={bare} path={path} />
      </main>
    );
  if (session.isPending) return null;
  if (session.isError) return <Trouble error={session.error} onRetry={() => void session.refetch()} />;
  if (!data) return <PortalLogin />;
  const current = tabs.toReversed().find((tab) => path === tab.path || path.startsWith(`${tab.path}/`));
  return (
    <>
      <PortalVisit />
      {notice && (
        <p role="status" className="p-ribbon">
          {notice}
        </p>
      )}
      {data.demo && <p className="p-ribbon">Demo</p>}
      <div className="p-brand">
        <PortalMark name={data.tenant?.name ?? ''} />
      </div>
      <main className="p-main">
        {Banner && <Banner />}
        <Host pages={pages} path={path} />
      </main>
      <nav className="p-nav" aria-label={say('nav.label')}>
        {tabs.map((tab) => (
          <PortalLink key={tab.path} to={tab.path} {...(tab === current ? { 'aria-current': 'page' as const } : {})}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d={tab.icon} />
            </svg>
            {say(tab.word)}
          </PortalLink>
        ))}
      </nav>
    </>
  );
}

/** Starts the subscribers' portal. */
export async function startPortal(app: PortalApp): Promise<void> {
  void loadBrand('customer', rememberedProvider());
  await speak(preferredLanguage());
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < 2 && /^(unavailable|offline)$/.test(toProblem(error).code),
      },
    },
  });
  // A session that ended shows the sign-in, wherever it is noticed first.
  const notice = (error: unknown) => {
    if (toProblem(error).code === 'unauthenticated') void client.invalidateQueries({ queryKey: portalSessionKey });
  };
  client.getQueryCache().config.onError = notice;
  client.getMutationCache().config.onError = notice;
  createRoot(document.getElementById('root')!).render(
    <QueryClientProvider client={client}>
      <Portal {...app} />
    </QueryClientProvider>,
  );
}
