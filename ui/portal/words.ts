import { useSyncExternalStore } from 'react';
import { words as english, type WordKey, type Words } from './words/en.ts';

export type { WordKey } from './words/en.ts';

export const portalLanguages = [
  { id: 'en', name: 'English', dir: 'ltr' },
  { id: 'fr', name: 'Français', dir: 'ltr' },
  { id: 'pt', name: 'Português', dir: 'ltr' },
  { id: 'ar', name: 'العربية', dir: 'rtl' },
] as const;
export type PortalLanguage = (typeof portalLanguages)[number]['id'];

const loaders: Record<Exclude<PortalLanguage, 'en'>, () => Promise<{ words: Words }>> = {
  fr: () => import('./words/fr.ts'),
  pt: () => import('./words/pt.ts'),
  ar: () => import('./words/ar.ts'),
};
const storageKey = 'dotmac.portal.language';
let language: PortalLanguage = 'en';
let words: Words = english;
const listeners = new Set<() => void>();

const known = (tag: string | null | undefined): PortalLanguage | undefined =>
  portalLanguages.find(({ id }) => id === tag?.slice(0, 2))?.id;

/** Shows the portal in a language; remembered when a person chose it. */
export async function speak(tag: string, chosen = false): Promise<void> {
  const next = known(tag) ?? 'en';
  words = next === 'en' ? english : (await loaders[next]()).words;
  language = next;
  if (chosen) localStorage.setItem(storageKey, next);
  document.documentElement.lang = next;
  document.documentElement.dir = portalLanguages.find(({ id }) => id === next)?.dir ?? 'ltr';
  for (const tell of listeners) tell();
}
/** What a person chose, else what their browser prefers. */
export const preferredLanguage = (): string =>
  localStorage.getItem(storageKey) ?? navigator.languages.map(known).find(Boolean) ?? 'en';
export const hasChosenLanguage = (): boolean => localStorage.getItem(storageKey) !== null;

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const usePortalLanguage = () => useSyncExternalStore(subscribe, () => language);

export type Say = (key: WordKey, values?: Record<string, string | number>) => string;
export function useWords(): Say {
  const current = useSyncExternalStore(subscribe, () => words);
  return (key, values = {}) => current[key].replace(/\{\{(\w+)\}\}/g, (_, name) => String(values[name] ?? ''));
}
