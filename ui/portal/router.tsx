import { type ComponentProps, createContext, type MouseEvent, useContext, useSyncExternalStore } from 'react';
import type { PageEntry } from '#ui/page/pages.ts';

const moved = new EventTarget();
const subscribe = (listener: () => void) => {
  window.addEventListener('popstate', listener);
  moved.addEventListener('moved', listener);
  return () => {
    window.removeEventListener('popstate', listener);
    moved.removeEventListener('moved', listener);
  };
};
export const usePortalPath = () => useSyncExternalStore(subscribe, () => window.location.pathname.replace(/\/+$/, ''));

export function goTo(path: string, { replace = false } = {}): void {
  if (replace) window.history.replaceState(null, '', path);
  else window.history.pushState(null, '', path);
  moved.dispatchEvent(new Event('moved'));
  window.scrollTo(0, 0);
}

/** A link inside the portal: modified clicks are the browser's. */
export function PortalLink({ to, ...rest }: { to: string } & Omit<ComponentProps<'a'>, 'href'>) {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    goTo(to);
  };
  return <a href={to} onClick={follow} {...rest} />;
}

/** The page a path names, with the values of its `$name` segments. */
export function matchPage<P extends PageEntry>(
  pages: readonly P[],
  path: string,
): { page: P; params: Record<string, string> } | undefined {
  const segments = path.split('/');
  for (const page of pages) {
    const wanted = page.path.split('/');
    if (wanted.length !== segments.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((segment, at) => {
      if (!segment.startsWith('$')) return segment === segments[at];
      params[segment.slice(1)] = decodeURIComponent(segments[at] ?? '');
      return segments[at] !== '';
    });
    if (fits) return { page, params };
  }
  return undefined;
}

export const PortalParams = createContext<Record<string, string>>({});
/** A value of the present path: `usePortalParam('id')` at `/…/$id`. */
export const usePortalParam = (name: string): string => useContext(PortalParams)[name] ?? '';
