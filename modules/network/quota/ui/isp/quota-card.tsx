import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { whyNotAddData } from '../../rules.ts';
import { AddDataDialog } from './add-data-dialog.tsx';
import { Consequence, QuotaChip, type QuotaView, quotaApi, UsedOfCap } from './quota-values.tsx';

/** How far a customer’s subscription is with its data; nothing where its plan has no cap. */
export function SubscriptionQuota({ customerId, subscriptionId }: { customerId: string; subscriptionId: string }) {
  const can = useCan('network.quota:read');
  const query = useQuery({
    ...quotaApi.ofCustomer.queryOptions({ input: { customerId } }),
    enabled: can.allowed,
  });
  // The page follows this topic anyway; a browser keeps only six connections to one server.
  useLiveQueries('subscribers', [quotaApi.ofCustomer.key()], { everyMs: 10_000, enabled: can.allowed });
  if (!can.allowed) return null;
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton.Lines count={2} />;
  const found = query.data.items.find((one) => one.subscriptionId === subscriptionId);
  return found && found.capBytes !== null ? <Shown quota={found} /> : null;
}

function Shown({ quota }: { quota: QuotaView }) {
  const [adding, setAdding] = useState(false);
  const write = useCan('network.quota:write');
  return (
    <div className="mt-3 flex flex-col gap-1.5">
      <div className="flex items-center justify-between gap-2">
        <span className="text-ink-3">Data until {quota.periodEnd}</span>
        {quota.state !== 'within' && <QuotaChip state={quota.state} />}
      </div>
      <UsedOfCap quota={quota} />
      <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
        <span className="text-ink-2">
          <Consequence quota={quota} />
        </span>
        <Button
          size="sm"
          icon={<Plus />}
          reason={write.reason ?? whyNotAddData(quota) ?? undefined}
          onClick={() => setAdding(true)}
        >
          Add data
        </Button>
      </div>
      <AddDataDialog quota={quota} open={adding} onOpenChange={setAdding} />
    </div>
  );
}
