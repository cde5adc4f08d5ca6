import type { Page } from './pages.ts';

export interface NavGroup {
  name: string | undefined;
  pages: Page[];
}

const byOrder = (a: Page, b: Page) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0) || a.title.localeCompare(b.title, 'en');

/** The navigation a person sees: only what their permissions open, grouped; groups in the order given, unknown ones after. */
export function navGroups(pages: Page[], permissions: ReadonlySet<string>, groupOrder: string[] = []): NavGroup[] {
  const groups = new Map<string | undefined, Page[]>();
  for (const page of pages) {
    if (!page.nav || !allowed(page, permissions)) continue;
    const group = groups.get(page.nav.group);
    if (group) group.push(page);
    else groups.set(page.nav.group, [page]);
  }
  const rank = (name: string | undefined, first: number) => {
    if (name === undefined) return -1;
    const known = groupOrder.indexOf(name);
    return known < 0 ? groupOrder.length + first : known;
  };
  return [...groups]
    .map(([name, members], index) => ({ name, pages: members.toSorted(byOrder), rank: rank(name, index) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ name, pages: members }) => ({ name, pages: members }));
}

/** A permission set may hold `*` (everything) or `area.*` and `area.thing:*` (all of it). */
export function holds(permissions: ReadonlySet<string>, permission: string): boolean {
  if (permissions.has(permission) || permissions.has('*')) return true;
  const [thing = '', area = ''] = [permission.split(':')[0], permission.split('.')[0]];
  return permissions.has(`${thing}:*`) || permissions.has(`${area}.*`);
}

export const allowed = (page: Page, permissions: ReadonlySet<string>) => !page.can || holds(permissions, page.can);

const segments = (path: string) => path.split('/').filter(Boolean);

/** Whether a page's path matches an address, segment by segment; `$name` matches anything. */
export function matches(pattern: string, pathname: string): boolean {
  const wanted = segments(pattern);
  const given = segments(pathname);
  return wanted.length === given.length && wanted.every((part, at) => part.startsWith('$') || part === given[at]);
}

/** The page shown at an address; one with fewer parameters wins (`/customers/new` over `/customers/$id`). */
export function pageAt(pages: Page[], pathname: string): Page | undefined {
  const parameters = (page: Page) => segments(page.path).filter((part) => part.startsWith('$')).length;
  return pages.filter((page) => matches(page.path, pathname)).sort((a, b) => parameters(a) - parameters(b))[0];
}

export interface Crumb {
  title: string;
  to: string;
}

/** Stands at the top of the navigation, beside the groups: the app's home. */
const isHome = ({ nav }: Page) => nav !== undefined && nav.group === undefined;

/** The pages above an address, outermost first: every proper prefix of it that is itself a page, and not the home. */
export function crumbsAt(pages: Page[], pathname: string): Crumb[] {
  const parts = segments(pathname);
  const crumbs: Crumb[] = [];
  for (let length = 1; length < parts.length; length++) {
    const to = `/${parts.slice(0, length).join('/')}`;
    const page = pageAt(pages, to);
    if (page && !isHome(page)) crumbs.push({ title: page.nav?.label ?? page.title, to });
  }
  return crumbs;
}

/** The navigation entry to mark for an address: the longest entry that it lies at or below. */
export function activeNav(pages: Page[], pathname: string): Page | undefined {
  const under = (page: Page) => pathname === page.path || pathname.startsWith(`${page.path}/`);
  return pages.filter((page) => page.nav && under(page)).sort((a, b) => b.path.length - a.path.length)[0];
}
