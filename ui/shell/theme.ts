import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'light' | 'dark' | 'system';
// ui/public/theme.js reads the same key before the first paint.
const storageKey = 'dotmac.theme';
const systemDark = typeof window === 'undefined' ? null : window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

const readChoice = (): ThemeChoice => {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
};

const resolve = (): 'light' | 'dark' => {
  const choice = readChoice();
  return choice === 'system' ? (systemDark?.matches ? 'dark' : 'light') : choice;
};

function apply() {
  document.documentElement.dataset['theme'] = resolve();
  for (const tell of listeners) tell();
}

systemDark?.addEventListener('change', apply);
if (typeof window !== 'undefined') {
  window.addEventListener('storage', (event) => event.key === storageKey && apply());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function chooseTheme(choice: ThemeChoice) {
  if (choice === 'system') localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, choice);
  apply();
}

export const useThemeChoice = () => useSyncExternalStore(subscribe, readChoice);
/** The theme on screen, for canvases that cannot use CSS variables. */
export const useResolvedTheme = () => useSyncExternalStore(subscribe, resolve);
