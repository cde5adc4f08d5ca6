import { type ComponentType, createContext, useContext } from 'react';
import type { MessageKey } from '#ui/i18n/en.ts';
import type { Page } from '#ui/page/pages.ts';
import type { Realm } from '#ui/session/session.ts';
import type { SearchProvider } from './palette-search.ts';

export interface AppConfig {
  realm: Realm;
  /** The console's name where no tenant gives one: "DotMac platform". */
  name: string;
  pages: Page[];
  /** Path under which the app stands when it shares its port with another: `/tenant-portal`. Default: the root. */
  base?: string;
  /** Where `/` and the sign-in lead. */
  home: string;
  /** Order of the navigation's groups; others follow in the order of their first page. */
  groupOrder?: string[];
  /** What the search box says it finds. */
  searchHint: MessageKey;
  /** Stands above every page: what somebody else has to say. */
  banner?: ComponentType;
  /** Kinds of records that the palette searches. */
  searchProviders?: readonly SearchProvider[];
}

const AppContext = createContext<AppConfig | null>(null);
export const AppProvider = AppContext.Provider;

export function useApp(): AppConfig {
  const app = useContext(AppContext);
  if (!app) throw new Error('useApp needs startApp');
  return app;
}
