import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { Received } from '#kernel/contract/contract.ts';
import { portal } from '../../contract.ts';

export const portalApi = clientFor(portal, 'customer');
export type Home = Received<(typeof portal)['operations']['home']['out'], 'customer'>;

/** What the first screen shows; asked again every half minute, for a line goes up and down. */
export const useHome = () => useQuery({ ...portalApi.home.queryOptions({ input: {} }), refetchInterval: 30_000 });
