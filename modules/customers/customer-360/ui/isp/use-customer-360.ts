import { useQuery } from '@tanstack/react-query';
import { askGraph, faultAt, type GraphAnswer } from '#kernel/graph-client.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { customer360Document } from '../../document.ts';

/** As the document asks for it; a part that failed is null. */
export interface Parts {
  customer: { name: string; email: string | null; status: string; tier: string } | null;
  subscriptions: {
    current: {
      id: string;
      plan: string;
      status: string;
      bandwidth: string;
      price: number;
      currency: string;
      cycle: 'monthly' | 'quarterly' | 'annual';
    } | null;
    total: number;
    active: number;
  } | null;
  network: {
    sessionStatus: 'online' | 'offline' | 'never' | 'none';
    since: string | null;
    ipv4Address: string | null;
    ipv6Prefix: string | null;
    bandwidth: string | null;
    downloadBps: number;
    uploadBps: number;
    nasName: string | null;
  } | null;
  devices: { total: number; online: number; offline: number } | null;
  tickets: { open: number; closed: number; critical: number } | null;
  billing: {
    summary: {
      balance: number;
      currency: string;
      overdue: number;
      dueDate: string | null;
      lastPayment: { amountMinor: number; currency: string; at: string } | null;
    };
    totalInvoices: number;
    unpaidInvoices: number;
  } | null;
  creditNotes: { currency: string; leftMinor: number }[] | null;
}
type Answer = GraphAnswer<{ customer360: (Parts & { measuredAt: string }) | null }>;

export const customer360Options = (id: string) => ({
  queryKey: ['graph', 'isp', 'customer360', id] as const,
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<Answer> =>
    askGraph('isp', customer360Document, { id }, signal),
});

/** The customer from all sides in one request, kept fresh by what happens to them. */
export function useCustomer360(id: string) {
  const options = customer360Options(id);
  const query = useQuery(options);
  const keys = [options.queryKey];
  const only = ({ ids }: { ids: Record<string, string> }) => ids['customerId'] === id;
  const mine = { only, everyMs: 500 };
  useLiveQueries('customers', keys, mine);
  useLiveQueries('subscribers', keys, mine);
  useLiveQueries('radius-sessions', keys, mine);
  useLiveQueries('tickets', keys, mine);
  useLiveQueries('payments', keys, mine);
  return {
    /** One part, as a card takes it: its data, or its own error. */
    part<K extends keyof Parts>(name: K) {
      const data = query.data?.data.customer360?.[name] ?? undefined;
      const error = data === undefined ? (faultAt(query.data, `customer360.${name}`) ?? query.error) : null;
      return {
        data: data as NonNullable<Parts[K]> | undefined,
        error,
        isError: Boolean(error),
        refetch: query.refetch,
      };
    },
  };
}
