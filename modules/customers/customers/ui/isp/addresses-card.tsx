import { useQueries } from '@tanstack/react-query';
import { Network } from 'lucide-react';
import { useState } from 'react';
import { LineAddressRow } from '#modules/network/ip-management/ui/isp/line-address.tsx';
import { StaticIPAssignmentDialog } from '#modules/network/ip-management/ui/isp/static-ip-dialog.tsx';
import { Button } from '#ui/base/button.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { addressesApi, type SubscriptionView, useSubscriptions } from './customer-queries.ts';

const statuses: readonly SubscriptionView['status'][] = ['active', 'suspended'];

/** Addresses of the subscriptions that hold any, and the way to give them one. */
export function AddressesCard({ customerId, className }: { customerId: string; className: string }) {
  const subscriptions = useSubscriptions(customerId);
  const write = useCan('network.ip:write');
  const [asked, setAsked] = useState<SubscriptionView | null>(null);
  const holding = subscriptions.data?.items.filter(({ status }) => status !== 'cancelled' && status !== 'failed') ?? [];
  const able = holding.filter(({ status }) => statuses.includes(status));
  const held = useQueries({
    queries: holding.map(({ id }) => addressesApi.ofSubscriber.queryOptions({ input: { id } })),
    combine: (all) => ({
      isError: all.some((query) => query.isError),
      error: all.find((query) => query.isError)?.error,
      data: all.every((query) => query.data) ? all.flatMap((query) => query.data?.items ?? []) : undefined,
      refetch: () => Promise.all(all.map((query) => query.refetch())),
    }),
  });
  const assign = (line: SubscriptionView) => (
    <Button key={line.id} size="sm" className="mt-2 me-2" reason={write.reason} onClick={() => setAsked(line)}>
      {able.length === 1 ? 'Assign address' : `Assign address to ${line.number}`}
    </Button>
  );
  return (
    <>
      <QueryCard
        title="Addresses"
        query={subscriptions.data ? held : { ...subscriptions, data: undefined }}
        className={className}
      >
        {(items) => (
          <>
            {items.length === 0 && (
              <EmptyState icon={<Network />} title="No addresses" className="py-6">
                They come from a pool when a plan is sold.
              </EmptyState>
            )}
            {items.map((row) => (
              <LineAddressRow key={row.id} row={row} subscriptionId={row.subscriptionId ?? ''} />
            ))}
            {able.map(assign)}
          </>
        )}
      </QueryCard>
      {asked && (
        <StaticIPAssignmentDialog
          subscriptionId={asked.id}
          name={`${asked.customerName}, ${asked.number}`}
          open
          onOpenChange={(open) => !open && setAsked(null)}
        />
      )}
    </>
  );
}
