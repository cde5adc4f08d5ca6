import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Navigate,
  Outlet,
  RouterProvider,
  redirect,
} from '@tanstack/react-router';
import { Direction } from 'radix-ui';
import { createRoot } from 'react-dom/client';
import { Toaster } from '#ui/base/toast.tsx';
import { TooltipProvider } from '#ui/base/tooltip.tsx';
import { loadBrand } from '#ui/brand/brand.ts';
import { languages, startI18n, useLabel, useLanguage } from '#ui/i18n/i18n.ts';
import { allowed } from '#ui/page/navigation.ts';
import type { Page } from '#ui/page/pages.ts';
import { parseSearch, type RawSearch, stringifySearch } from '#ui/page/url-values.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { LoginPage } from '#ui/session/login-page.tsx';
import { ResetPasswordPage } from '#ui/session/reset-password-page.tsx';
import type { Session } from '#ui/session/session.ts';
import {
  SessionProvider,
  sessionKey,
  sessionOptions,
  usePermissions,
  useSessionQuery,
} from '#ui/session/session-provider.tsx';
import { ForbiddenPage, NotFoundPage, PageSkeleton, RouteError } from './page-states.tsx';
import { Shell } from './shell.tsx';
import { type AppConfig, AppProvider } from './shell-context.tsx';
import { useDocumentTitle } from './title.ts';

interface RouterContext {
  queryClient: QueryClient;
}

/** Queries of a console: retried only where that helps; a lost session is noticed wherever it shows first. */
function makeQueryClient(app: AppConfig): QueryClient {
  const notice = (error: unknown) => {
    // Who is asked for a second factor meanwhile is refused everything; the session says so.
    if (/^(unauthenticated|forbidden)$/.test(toProblem(error).code))
      void client.invalidateQueries({ queryKey: sessionKey(app.realm) });
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A defect answers the same again and a limit asks for patience: only an absent server is asked again unasked.
        retry: (failures, error) => failures < 2 && /^(unavailable|offline)$/.test(toProblem(error).code),
      },
    },
  });
  return client;
}

function Root() {
  const language = useLanguage();
  const dir = languages.find(({ id }) => id === language)?.dir ?? 'ltr';
  return (
    <Direction.Provider dir={dir}>
      <TooltipProvider>
        <Outlet />
        <Toaster />
      </TooltipProvider>
    </Direction.Provider>
  );
}

function makeRouter(app: AppConfig, queryClient: QueryClient) {
  const { base = '' } = app;
  const root = createRootRouteWithContext<RouterContext>()({
    component: Root,
    errorComponent: RouteError,
    notFoundComponent: NotFoundPage,
  });

  const index = createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: app.home as '/' });
    },
  });

  const login = createRoute({
    getParentRoute: () => root,
    path: `${base}/login` as '/login',
    component: () => <LoginPage realm={app.realm} name={app.name} home={app.home} />,
  });

  const resetPassword = createRoute({
    getParentRoute: () => root,
    path: `${base}/reset-password` as '/reset-password',
    component: () => <ResetPasswordPage realm={app.realm} name={app.name} />,
  });

  const bareRoute = (page: Page) => {
    const route = createRoute({
      getParentRoute: () => root,
      path: page.path as '/page',
      loader: page.load,
      component: function BareHost() {
        const Component = route.useLoaderData().default;
        useDocumentTitle(useLabel()(page.title), app.name, 0);
        return <Component />;
      },
    });
    return route;
  };

  const shell = createRoute({
    getParentRoute: () => root,
    id: 'shell',
    beforeLoad: async ({ location }) => {
      const session = await queryClient.ensureQueryData(sessionOptions(app.realm));
      if (!session)
        throw redirect({ to: `${base}/login` as '/', search: loginSearch(location.href, app.home) as never });
      if (session.secondFactor?.due)
        throw redirect({ to: secondFactorPage as '/', search: loginSearch(location.href, app.home) as never });
    },
    component: function SignedIn() {
      const { data } = useSessionQuery(app.realm);
      if (!data)
        return <Navigate to={`${base}/login` as '/'} search={loginSearch(currentHref(), app.home, true) as never} />;
      if (data.secondFactor?.due)
        return <Navigate to={secondFactorPage as '/'} search={loginSearch(currentHref(), app.home) as never} />;
      return (
        <SessionProvider realm={app.realm} session={data}>
          <Shell />
        </SessionProvider>
      );
    },
    errorComponent: RouteError,
  });

  const pageRoute = (page: Page) => {
    const route = createRoute({
      getParentRoute: () => shell,
      path: page.path as '/page',
      staleTime: 10_000,
      loader: async ({ params, location }) => {
        const module = await page.load();
        const session = queryClient.getQueryData<Session | null>(sessionKey(app.realm));
        if (session && allowed(page, new Set(session.permissions))) {
          // Not awaited: the page shows its skeletons while the data is on its way, and its own query tells of failure.
          void module.loader?.({ queryClient, params, search: location.search as RawSearch });
        }
        return module;
      },
      component: function PageHost() {
        const Component = route.useLoaderData().default;
        const permissions = usePermissions();
        useDocumentTitle(useLabel()(page.title), app.name, 0);
        return allowed(page, permissions) ? <Component /> : <ForbiddenPage permission={page.can ?? ''} />;
      },
      errorComponent: RouteError,
      pendingComponent: PageSkeleton,
    });
    return route;
  };

  const missing = createRoute({ getParentRoute: () => shell, path: '$', component: NotFoundPage });

  const bare = app.pages.filter((page) => page.frame === 'bare');
  const inShell = app.pages.filter((page) => page.frame !== 'bare');

  return createRouter({
    routeTree: root.addChildren([
      index,
      login,
      resetPassword,
      ...bare.map(bareRoute),
      shell.addChildren([...inShell.map(pageRoute), missing]),
    ]),
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadDelay: 40,
    defaultPreloadStaleTime: 10_000,
    defaultPendingMs: 200,
    defaultPendingMinMs: 200,
    scrollRestoration: true,
    parseSearch,
    stringifySearch,
  });
}

/** Where whoever must have a second factor sets one up; the consoles' staff pages bring it. */
const secondFactorPage = '/second-factor';
const currentHref = () => window.location.pathname + window.location.search;
const loginSearch = (href: string, home: string, ended = false): RawSearch => ({
  ...(href === '/' || href === home ? {} : { next: href }),
  ...(ended ? { ended: '1' } : {}),
});

/** Starts a web app from its list of pages: routes, navigation, palette, titles, session and language. */
export async function startApp(app: AppConfig) {
  const element = document.getElementById('root');
  if (!element) throw new Error('index.html has no #root');
  if (app.realm === 'isp') void loadBrand('isp');
  await startI18n();
  const queryClient = makeQueryClient(app);
  const router = makeRouter(app, queryClient);
  createRoot(element).render(
    <QueryClientProvider client={queryClient}>
      <AppProvider value={app}>
        <RouterProvider router={router} />
      </AppProvider>
    </QueryClientProvider>,
  );
}
