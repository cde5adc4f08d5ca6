import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Layers, Plus } from 'lucide-react';
import { useCallback } from 'react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { Button } from '#ui/base/button.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Money, NumberText } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { subscriptionStatuses } from '../../contract.ts';
import { OrderDialog } from './order-dialog.tsx';
import { SubscriptionActions } from './subscription-actions.tsx';
import {
  actionsColumn,
  customerColumn,
  customerNumberColumn,
  numberColumn,
  periodColumn,
  planColumn,
  priceColumn,
  soldColumnHidden,
  speedColumn,
  statusColumn,
} from './subscription-columns.tsx';
import { SubscriptionSheet } from './subscription-sheet.tsx';
import { subscriptionsApi as api, type SubscriptionView } from './subscription-values.tsx';

const path = '/dashboard/billing-revenue/subscriptions';

const NoSubscriptions = ({ onSell, reason }: { onSell: () => void; reason: string | undefined }) => (
  <EmptyState
    icon={<Layers />}
    title="Nothing sold yet"
    action={
      <Button variant="primary" reason={reason} onClick={onSell}>
        Sell a plan
      </Button>
    }
  >
    Sell a plan to a customer; address, login, first invoice and welcome mail follow by themselves.
  </EmptyState>
);

const plansApi = clientFor(internetPlans, 'isp');
const url = z.object({
  q: z.string().default(''),
  status: z.enum(subscriptionStatuses).optional(),
  planId: z.uuid().optional(),
  customerId: z.uuid().optional(),
  /** The subscription shown beside the list. */
  open: z.uuid().optional(),
  dialog: z.enum(['order']).optional(),
});
const input = ({ q, status, planId, customerId }: z.infer<typeof url>) => ({
  ...(q ? { q } : {}),
  status,
  planId,
  customerId,
});
const listOptions = (filters: z.infer<typeof url>) =>
  api.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...input(filters), cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  Promise.all([
    queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search))),
    queryClient.prefetchQuery(api.metrics.queryOptions({ input: {} })),
  ]);

const columns = [
  numberColumn,
  customerColumn,
  customerNumberColumn,
  planColumn,
  speedColumn,
  statusColumn,
  priceColumn,
  periodColumn,
  soldColumnHidden,
  actionsColumn,
];
const getId = (row: SubscriptionView) => row.id;
const filterKeys = ['q', 'status', 'planId', 'customerId'] as const;

function Metrics() {
  const metrics = useQuery(api.metrics.queryOptions({ input: {} }));
  const problem = metrics.isError ? toProblem(metrics.error).message : undefined;
  const { data } = metrics;
  const number = (value: number | undefined) => (value === undefined ? undefined : <NumberText value={value} />);
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-5">
      <StatCard label="Active" value={number(data?.active)} problem={problem} to={`${path}?status=active`} />
      <StatCard label="Suspended" value={number(data?.suspended)} problem={problem} to={`${path}?status=suspended`} />
      <StatCard label="Provisioning" value={number(data?.pending)} problem={problem} to={`${path}?status=pending`} />
      <StatCard label="Failed" value={number(data?.failed)} problem={problem} to={`${path}?status=failed`} />
      <StatCard
        label="Monthly recurring revenue"
        value={data && <Money amountMinor={data.mrrMinor} currency={data.currency} />}
        problem={problem}
        source="At the prices of their sale"
      />
    </div>
  );
}

export default function SubscriptionsPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  const plans = useQuery(plansApi.list.queryOptions({ input: { limit: 200, sort: 'name' }, staleTime: 60_000 }));
  const write = useCan('billing.subscription:write');
  useLiveQueries('subscribers', [api.key()], { only: ({ event }) => event.startsWith('subscription.') });
  const sell = () => setFilters({ dialog: 'order' }, { push: true });
  usePaletteActions([{ label: 'Sell a plan', run: sell, reason: write.reason, keywords: ['order', 'subscription'] }]);

  const { q, status, planId, customerId } = filters;
  const rowHref = useCallback(
    (row: SubscriptionView) => {
      const kept = Object.entries({ q, status, planId, customerId, open: row.id }).filter(
        (entry): entry is [string, string] => Boolean(entry[1]),
      );
      return `${path}?${new URLSearchParams(kept)}`;
    },
    [q, status, planId, customerId],
  );
  return (
    <PageBody wide>
      <PageHeader
        title="Subscriptions"
        actions={
          <Button variant="primary" icon={<Plus />} reason={write.reason} onClick={sell}>
            Sell a plan
          </Button>
        }
      />
      <Metrics />
      <SubscriptionActions>
        <DataTable
          name="subscriptions"
          label="Subscriptions"
          query={query}
          columns={columns}
          getId={getId}
          rowHref={rowHref}
          filters={
            <FilterBar
              values={filters}
              onChange={setFilters}
              views="subscriptions"
              search={{ id: 'q', placeholder: 'Search number, customer, plan' }}
              filters={[
                {
                  kind: 'choice',
                  id: 'status',
                  label: 'Status',
                  options: [
                    { value: 'active', label: 'Active', tone: 'ok' },
                    { value: 'suspended', label: 'Suspended', tone: 'warn' },
                    { value: 'pending', label: 'Provisioning', tone: 'info' },
                    { value: 'failed', label: 'Failed', tone: 'bad' },
                    { value: 'cancelled', label: 'Cancelled', tone: 'neutral' },
                  ],
                },
                {
                  kind: 'choice',
                  id: 'planId',
                  label: 'Plan',
                  options: plans.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? [],
                },
              ]}
            >
              {customerId && (
                <Button size="sm" onClick={() => setFilters({ customerId: undefined })}>
                  Only one customer · show all
                </Button>
              )}
            </FilterBar>
          }
          filtered={isFiltered(filters, filterKeys)}
          onClearFilters={() => setFilters(cleared(filterKeys))}
          empty={<NoSubscriptions onSell={sell} reason={write.reason} />}
          csv={{ page: (cursor) => api.list.call({ ...input(filters), cursor, limit: 200 }) }}
        />
      </SubscriptionActions>
      <SubscriptionSheet id={filters.open} onClose={() => setFilters({ open: undefined })} />
      <OrderDialog
        open={filters.dialog === 'order'}
        onOpenChange={(open) => !open && setFilters({ dialog: undefined })}
        onOrdered={({ id }) => setFilters({ open: id, dialog: undefined })}
      />
    </PageBody>
  );
}
