import { useInfiniteQuery } from '@tanstack/react-query';
import { Package } from 'lucide-react';
import { PlanChanges } from '#modules/billing/subscriptions/ui/isp/plan-changes.tsx';
import { SubscriptionActions } from '#modules/billing/subscriptions/ui/isp/subscription-actions.tsx';
import {
  actionsColumn,
  numberColumn,
  periodColumn,
  planColumn,
  priceColumn,
  soldColumn,
  speedColumn,
  statusColumn,
} from '#modules/billing/subscriptions/ui/isp/subscription-columns.tsx';
import { Card, Grid } from '#ui/base/card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { mainSubscription, subscriptionsApi } from './customer-queries.ts';
import { RunsCard } from './runs-card.tsx';

const columns = [
  numberColumn,
  planColumn,
  statusColumn,
  speedColumn,
  priceColumn,
  periodColumn,
  soldColumn,
  actionsColumn,
];
const idOf = (row: { id: string }) => row.id;

export function SubscriptionsTab({ customerId }: { customerId: string }) {
  const query = useInfiniteQuery(
    subscriptionsApi.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ customerId, cursor, limit: 50 }),
      ...keyset,
    }),
  );
  const main = mainSubscription(query.data?.pages.flatMap((page) => page.items) ?? []);
  return (
    <Grid>
      <SubscriptionActions>
        <Card title="Subscriptions" flush className="lg:col-span-12">
          <DataTable
            name="customer-subscriptions"
            label="Subscriptions"
            height="auto"
            query={query}
            columns={columns}
            getId={idOf}
            empty={
              <EmptyState icon={<Package />} title="Nothing sold yet" className="py-8">
                Sell a plan with the button above.
              </EmptyState>
            }
          />
        </Card>
      </SubscriptionActions>
      {main && (
        <Card title={`Changes of ${main.number}`} className="lg:col-span-12">
          <PlanChanges subscriptionId={main.id} empty="This subscription has always been on its plan." />
        </Card>
      )}
      <RunsCard customerId={customerId} className="lg:col-span-12" />
    </Grid>
  );
}
