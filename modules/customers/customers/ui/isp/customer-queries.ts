import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { type Subscription, subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { orchestration } from '#modules/fulfilment/orchestration/contract.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { type RadiusSession, radius } from '#modules/network/radius/contract.ts';
import { records } from '#modules/platform/records/contract.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { customersApi } from './customer-values.tsx';

export const subscriptionsApi = clientFor(subscriptions, 'isp');
export const invoicesApi = clientFor(invoices, 'isp');
export const radiusApi = clientFor(radius, 'isp');
export const orchestrationApi = clientFor(orchestration, 'isp');
const recordsApi = clientFor(records, 'isp');
export const addressesApi = clientFor(ipManagement, 'isp');

export type SubscriptionView = View<typeof Subscription, 'isp'>;
export type SessionView = View<typeof RadiusSession, 'isp'>;

export const useSubscriptions = (customerId: string) =>
  useQuery(subscriptionsApi.list.queryOptions({ input: { customerId, limit: 100 } }));
export const useLiveSessions = (customerId: string) =>
  useQuery(radiusApi.listSessions.queryOptions({ input: { customerId, live: 'true', limit: 20 } }));
export const useLastSession = (customerId: string) =>
  useQuery(radiusApi.listSessions.queryOptions({ input: { customerId, live: 'false', limit: 1 } }));
export const useLogins = (customerId: string) =>
  useQuery(radiusApi.listAccounts.queryOptions({ input: { customerId, limit: 20 } }));
/** A refused login writes no event, for a storm of them must not flood the stream; so it is asked for. */
export const refusalsEveryMs = 10_000;
export const useLastRefusal = (customerId: string) =>
  useQuery({
    ...radiusApi.authLog.queryOptions({ input: { customerId, accepted: 'false', limit: 1 } }),
    refetchInterval: refusalsEveryMs,
  });
/** What is owed, the longest overdue first. */
export const useOpenInvoices = (customerId: string) =>
  useQuery(invoicesApi.list.queryOptions({ input: { customerId, status: 'open', sort: 'dueDate', limit: 100 } }));
export const useRecentInvoices = (customerId: string) =>
  useQuery(invoicesApi.list.queryOptions({ input: { customerId, limit: 5 } }));

const standing: Record<SubscriptionView['status'], number> = {
  active: 0,
  suspended: 1,
  pending: 2,
  failed: 3,
  cancelled: 4,
};
/** The subscription a page about the customer speaks of: the one that runs, else the latest. */
export function mainSubscription<S extends Pick<SubscriptionView, 'status' | 'orderedAt'>>(
  all: readonly S[],
): S | undefined {
  return all.toSorted((a, b) => standing[a.status] - standing[b.status] || b.orderedAt.localeCompare(a.orderedAt))[0];
}

/** Everything on the page follows what happens to this customer; sums of traffic follow every batch of accounting. */
export function useCustomerLive(customerId: string): void {
  const mine = ({ ids }: { ids: Record<string, string> }) => ids['customerId'] === customerId;
  useLiveQueries('customers', [customersApi.get.key({ input: { id: customerId } })], { only: mine });
  useLiveQueries(
    'subscribers',
    [
      subscriptionsApi.list.key(),
      invoicesApi.list.key(),
      radiusApi.listAccounts.key(),
      orchestrationApi.key(),
      addressesApi.key(),
    ],
    { only: mine, everyMs: 500 },
  );
  useLiveQueries('ip-pools', [addressesApi.key(), radiusApi.listAccounts.key()], { only: mine, everyMs: 500 });
  useLiveQueries(
    'radius-sessions',
    [radiusApi.listSessions.key(), radiusApi.listCoa.key(), radiusApi.authLog.key(), recordsApi.timeline.key()],
    {
      only: mine,
      everyMs: 500,
    },
  );
  // Batches come every few seconds and name nobody.
  useLiveQueries('radius-sessions', [radiusApi.listSessions.key(), radiusApi.usage.key()], {
    only: ({ event }) => event === 'radius.usage-updated',
    everyMs: 5000,
  });
}
