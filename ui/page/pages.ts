import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';

/** The door a page belongs to; each app shows the pages of its own doors only. */
export type PageDoor = 'isp' | 'platform' | 'tenant' | 'customer' | 'partner';

/** Icons the navigation knows, by name, so that a page list stays plain data (see ui/shell/nav-icons.ts). */
export type NavIcon =
  | 'activity'
  | 'banknote'
  | 'bell'
  | 'boxes'
  | 'building'
  | 'calendar'
  | 'chart'
  | 'clipboard'
  | 'cpu'
  | 'credit-card'
  | 'database'
  | 'file-text'
  | 'gauge'
  | 'git-branch'
  | 'globe'
  | 'grid'
  | 'headset'
  | 'key'
  | 'layers'
  | 'lock'
  | 'mail'
  | 'map'
  | 'megaphone'
  | 'monitor'
  | 'network'
  | 'package'
  | 'phone'
  | 'plug'
  | 'radio'
  | 'receipt'
  | 'router'
  | 'scroll'
  | 'server'
  | 'settings'
  | 'shield'
  | 'shield-check'
  | 'tag'
  | 'target'
  | 'ticket'
  | 'truck'
  | 'users'
  | 'user-cog'
  | 'wallet'
  | 'wifi'
  | 'workflow'
  | 'wrench';

export interface NavEntry {
  /** Heading in the navigation; entries without one stand at the top. */
  group?: string;
  icon: NavIcon;
  /** Position within the group; groups follow the order of their first entry. */
  order: number;
  /** Shorter than the page's title, where the group already says the rest. */
  label?: string;
}

export interface LoaderContext {
  queryClient: QueryClient;
  params: Record<string, string>;
  search: Record<string, string | string[]>;
}

/** What a page file exports: the component, and optionally a loader that starts its queries before it renders. */
export interface PageModule {
  default: ComponentType;
  /** Started on hover and on navigation; the page shows skeletons until its data is there. */
  loader?: (context: LoaderContext) => unknown;
}

export interface PageEntry {
  /** In TanStack form: `/dashboard/operations/customers/$id`. */
  path: string;
  /** Title of the document, the crumb and the palette entry; a detail page replaces it by its record's name. */
  title: string;
  nav?: NavEntry | undefined;
  /** The permission without which the page says who can grant it; such pages are not in the navigation. */
  can?: string | undefined;
  /** `bare` pages stand outside the shell and need no session: an invitation, a payment link. */
  frame?: 'shell' | 'bare';
  /** More words the palette finds this page by. */
  keywords?: string[];
  load: () => Promise<PageModule>;
}

export interface Page extends PageEntry {
  door: PageDoor;
}

/** Declares a module's pages for one door. Data only: routes, navigation, crumbs and the palette are built from it. */
export const definePages = (door: PageDoor, pages: PageEntry[]): Page[] => pages.map((page) => ({ ...page, door }));
