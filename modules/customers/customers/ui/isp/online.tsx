import { useQueries } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { radiusApi } from './customer-queries.ts';

const Online = createContext<ReadonlySet<string> | null>(null);
const portion = 100;

/** Undefined while it is not known. */
export const useIsOnline = (id: string): boolean | undefined => useContext(Online)?.has(id);

/** Who of the rows shown has a live session; asked beside the list, so that a session never makes the list wait. */
export function OnlineProvider({ ids, children }: { ids: readonly string[]; children: ReactNode }) {
  const can = useCan('network.radius:read');
  const allowed = can.reason === undefined;
  const chunks = Array.from({ length: Math.ceil(ids.length / portion) }, (_, at) =>
    ids.slice(at * portion, (at + 1) * portion),
  );
  const live = useQueries({
    queries: chunks.map((customerIds) => ({
      ...radiusApi.sessionsOf.queryOptions({ input: { customerIds, each: 1 } }),
      enabled: allowed,
    })),
  });
  useLiveQueries('subscribers', [radiusApi.sessionsOf.key()], { enabled: allowed, everyMs: 5000 });
  const known = allowed && live.some(({ data }) => data !== undefined);
  const online = new Set(live.flatMap(({ data }) => data?.items.flatMap((session) => session.customerId ?? []) ?? []));
  return <Online.Provider value={known ? online : null}>{children}</Online.Provider>;
}
