import { useInfiniteQuery } from '@tanstack/react-query';
import { Layers } from 'lucide-react';
import { Card } from '#ui/base/card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { SubscriptionActions } from './subscription-actions.tsx';
import {
  actionsColumn,
  customerColumn,
  numberColumn,
  priceColumn,
  soldColumn,
  speedColumn,
  statusColumn,
} from './subscription-columns.tsx';
import { subscriptionsApi as api, type SubscriptionView } from './subscription-values.tsx';

const columns = [numberColumn, customerColumn, statusColumn, speedColumn, priceColumn, soldColumn, actionsColumn];
const getId = (row: SubscriptionView) => row.id;

/** The subscriptions on a plan, whatever their state. */
export function PlanSubscriptions({ planId }: { planId: string }) {
  const query = useInfiniteQuery(
    api.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ planId, cursor, limit: 50 }),
      ...keyset,
    }),
  );
  return (
    <SubscriptionActions>
      <Card flush>
        <DataTable
          name="plan-subscriptions"
          label="Subscriptions on this plan"
          height="auto"
          query={query}
          columns={columns}
          getId={getId}
          empty={
            <EmptyState icon={<Layers />} title="Nobody is on this plan">
              Sell it from a customer’s page or from Subscriptions.
            </EmptyState>
          }
        />
      </Card>
    </SubscriptionActions>
  );
}
