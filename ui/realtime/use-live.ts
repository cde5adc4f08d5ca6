import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useRealm } from '#ui/session/session-provider.tsx';
import { follow, type LiveStatus, liveStream, overallStatus, watchOverall } from './live-stream.ts';

export interface LiveEvent {
  /** The event's name, e.g. `session.started`. */
  event: string;
  /** The record it is about, where it is about one. */
  id: string | undefined;
  /** Every id it carries: `{ id, customerId, … }`. */
  ids: Record<string, string>;
}

const realmPath = {
  isp: '/api/v1/realtime',
  platform: '/api/v1/platform/realtime',
  tenant: '/api/v1/tenant/realtime',
};

const idsIn = (data: string): Record<string, string> => {
  try {
    const parsed: unknown = JSON.parse(data);
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(
      Object.entries(parsed).flatMap(([key, value]) =>
        (key === 'id' || key.endsWith('Id')) && value != null ? [[key, String(value)]] : [],
      ),
    );
  } catch {
    // Not JSON: the name of the event is all there is to know.
    return {};
  }
};

/**
 * Follows a topic while the component is mounted. Use events to invalidate queries, never to patch caches.
 * `onEvent` is also called with the name `reconnected` after a break, when anything may have changed.
 */
export function useLive(topic: string, onEvent: (event: LiveEvent) => void, { enabled = true } = {}): LiveStatus {
  const stream = liveStream(realmPath[useRealm()]);
  const handler = useRef(onEvent);
  handler.current = onEvent;
  useEffect(() => {
    if (!enabled) return;
    const leave = stream.add(topic, {
      onMessage: ({ event, data }) => {
        const ids = idsIn(data);
        handler.current({ event, ids, id: ids['id'] });
      },
      onReconnect: () => handler.current({ event: 'reconnected', id: undefined, ids: {} }),
    });
    const unfollow = follow(stream);
    return () => {
      leave();
      unfollow();
    };
  }, [stream, topic, enabled]);
  return useSyncExternalStore(stream.watch, () => stream.status);
}

export interface LiveQueriesOptions {
  enabled?: boolean;
  /** At most one refetch in this time, however many events arrive. */
  everyMs?: number;
  /** Only these events matter; all when left out. */
  only?: (event: LiveEvent) => boolean;
}

/** Keeps queries fresh from a topic: `useLiveQueries('radius-sessions', [api.list.key()])`. */
export function useLiveQueries(topic: string, keys: readonly QueryKey[], options: LiveQueriesOptions = {}): LiveStatus {
  const { enabled = true, everyMs = 1500, only } = options;
  const client = useQueryClient();
  const latest = useRef(keys);
  latest.current = keys;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastAt = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);

  const refresh = () => {
    timer.current = undefined;
    lastAt.current = Date.now();
    // A refetch already under way is let finish: under a busy stream it would otherwise be cancelled for ever.
    for (const queryKey of latest.current) void client.invalidateQueries({ queryKey }, { cancelRefetch: false });
  };
  return useLive(
    topic,
    (event) => {
      if (timer.current || (only && event.event !== 'reconnected' && !only(event))) return;
      timer.current = setTimeout(refresh, Math.max(100, everyMs - (Date.now() - lastAt.current)));
    },
    { enabled },
  );
}

/** The worst state of all topics the page follows; null when it follows none. */
export const useOverallLive = () => useSyncExternalStore(watchOverall, overallStatus);
