import { lazy, Suspense, useSyncExternalStore } from 'react';
import { toProblem } from '#ui/problem/problem.ts';

// The toaster loads with the first toast: most visits show none.
const LazyToaster = lazy(() => import('./toaster.tsx'));
export const toasterReady = Promise.withResolvers<void>();
const listeners = new Set<() => void>();
let wanted = false;

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const Toaster = () =>
  useSyncExternalStore(subscribe, () => wanted) && (
    <Suspense>
      <LazyToaster />
    </Suspense>
  );

export interface ToastOptions {
  description?: string;
  action?: { label: string; onClick: () => void };
}

async function show(
  kind: 'success' | 'info' | 'error',
  message: string,
  options: ToastOptions & { duration?: number },
) {
  wanted = true;
  for (const tell of listeners) tell();
  const { toast: sonner } = await import('sonner');
  await toasterReady.promise;
  sonner[kind](message, options);
}

/** For what happened elsewhere or has no place on the page. Field and dialog errors have their own place. */
export const toast = {
  ok: (message: string, options: ToastOptions = {}) => void show('success', message, options),
  info: (message: string, options: ToastOptions = {}) => void show('info', message, options),
  /** A failed background action: its sentence, and the request id to quote. */
  problem: (error: unknown) => {
    const { message, requestId } = toProblem(error);
    void show('error', message, requestId ? { description: requestId, duration: 10_000 } : { duration: 8_000 });
  },
};
