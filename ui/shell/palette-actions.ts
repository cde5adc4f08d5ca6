import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface PaletteAction {
  label: string;
  run: () => void;
  /** Why it cannot be done now; it is listed, greyed, with this reason. */
  reason?: string | undefined;
  keywords?: string[];
}

const sets = new Map<symbol, readonly PaletteAction[]>();
const listeners = new Set<() => void>();
let all: readonly PaletteAction[] = [];

function publish() {
  all = [...sets.values()].flat();
  for (const tell of listeners) tell();
}

/** Offers the page's own actions ("Suspend Ngozi Bello") in the palette while the page is shown. */
export function usePaletteActions(actions: readonly PaletteAction[]) {
  const latest = useRef(actions);
  latest.current = actions;
  const signature = actions.map(({ label, reason }) => `${label}|${reason ?? ''}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature says when the list really changed
  useEffect(() => {
    const key = Symbol('page');
    const offered = latest.current.map((action, at) => ({ ...action, run: () => latest.current[at]?.run() }));
    sets.set(key, offered);
    publish();
    return () => {
      sets.delete(key);
      publish();
    };
  }, [signature]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useOfferedActions = () => useSyncExternalStore(subscribe, () => all);
