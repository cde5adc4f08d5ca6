import { useQueries } from '@tanstack/react-query';
import { Network } from 'lucide-react';
import { Chip } from '#ui/base/badge.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { addressesApi, useSubscriptions } from './customer-queries.ts';

/** Addresses of the subscriptions that hold any. */
export function AddressesCard({ customerId, className }: { customerId: string; className: string }) {
  const subscriptions = useSubscriptions(customerId);
  const holding = subscriptions.data?.items.filter(({ status }) => status !== 'cancelled' && status !== 'failed') ?? [];
  const held = useQueries({
    queries: holding.map(({ id }) => addressesApi.ofSubscriber.queryOptions({ input: { id } })),
    combine: (all) => ({
      isError: all.some((query) => query.isError),
      error: all.find((query) => query.isError)?.error,
      data: all.every((query) => query.data) ? all.flatMap((query) => query.data?.items ?? []) : undefined,
      refetch: () => Promise.all(all.map((query) => query.refetch())),
    }),
  });
  return (
    <QueryCard
      title="Addresses"
      query={subscriptions.data ? held : { ...subscriptions, data: undefined }}
      className={className}
    >
      {(items) =>
        items.length === 0 ? (
          <EmptyState icon={<Network />} title="No addresses" className="py-6">
            They come from a pool when a plan is sold.
          </EmptyState>
        ) : (
          <DescriptionList
            items={items.map((reservation) => ({
              term: (
                <>
                  {reservation.poolName} {reservation.state !== 'assigned' && <Chip>{reservation.state}</Chip>}
                </>
              ),
              value: <CopyText text={reservation.address} mono />,
            }))}
          />
        )
      }
    </QueryCard>
  );
}
