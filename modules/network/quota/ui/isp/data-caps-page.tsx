import { useInfiniteQuery } from '@tanstack/react-query';
import { ChartNoAxesColumn } from 'lucide-react';
import { z } from 'zod';
import { ButtonLink } from '#ui/base/button.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { quotaStates } from '../../contract.ts';
import { quotaApi as api, Consequence, QuotaChip, type QuotaView, UsedOfCap } from './quota-values.tsx';

const NoCaps = () => (
  <EmptyState
    icon={<ChartNoAxesColumn />}
    title="No subscription has a data cap"
    action={<ButtonLink to="/dashboard/services/internet-plans">Internet plans</ButtonLink>}
  >
    Give an internet plan a cap, and what happens when it is reached; its subscriptions are listed here.
  </EmptyState>
);

const url = z.object({
  state: z.enum(quotaStates).optional(),
  minimumPercent: z.enum(['50', '80', '100']).optional(),
});
type Url = z.infer<typeof url>;
const keys = ['state', 'minimumPercent'] as const;
const listOptions = ({ state, minimumPercent }: Url) =>
  api.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ state, minimumPercent, cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

const getId = (row: QuotaView) => row.subscriptionId;
const rowHref = (row: QuotaView) => `/dashboard/operations/customers/${row.customerId}`;
const columns: Column<QuotaView>[] = [
  {
    id: 'customerName',
    header: 'Customer',
    cell: (row) => row.customerName,
    text: (row) => row.customerName,
    fixed: true,
    width: 200,
  },
  {
    id: 'subscriptionNumber',
    header: 'Subscription',
    cell: (row) => <span className="mono">{row.subscriptionNumber}</span>,
    text: (row) => row.subscriptionNumber,
    width: 130,
  },
  { id: 'planName', header: 'Plan', cell: (row) => row.planName, text: (row) => row.planName, width: 160 },
  {
    id: 'used',
    header: 'Used',
    cell: (row) => <UsedOfCap quota={row} />,
    text: (row) => row.usedBytes,
    width: 220,
  },
  {
    id: 'state',
    header: 'State',
    cell: (row) => <QuotaChip state={row.state} />,
    text: (row) => row.state,
    width: 120,
  },
  {
    id: 'consequence',
    header: 'Since',
    cell: (row) => <Consequence quota={row} />,
    text: (row) => row.stateSince,
    width: 270,
  },
  {
    id: 'periodEnd',
    header: 'New period',
    cell: (row) => <span className="num">{row.periodEnd}</span>,
    text: (row) => row.periodEnd,
    width: 120,
  },
  {
    id: 'checkedAt',
    header: 'Looked at',
    cell: (row) => <RelativeTime at={row.checkedAt} />,
    text: (row) => row.checkedAt,
  },
];

export default function DataCapsPage() {
  const [values, setUrl] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(values));
  useLiveQueries('quotas', [api.list.key()], { everyMs: 5000 });
  return (
    <PageBody wide>
      <PageHeader title="Data caps" />
      <DataTable
        name="data-caps"
        label="Data caps"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={values}
            onChange={setUrl}
            filters={[
              {
                kind: 'choice',
                id: 'state',
                label: 'State',
                options: [
                  { value: 'throttled', label: 'Throttled', tone: 'warn' },
                  { value: 'blocked', label: 'Blocked', tone: 'bad' },
                  { value: 'within', label: 'Within', tone: 'ok' },
                ],
              },
              {
                kind: 'choice',
                id: 'minimumPercent',
                label: 'Used at least',
                options: [
                  { value: '50', label: '50 %' },
                  { value: '80', label: '80 %' },
                  { value: '100', label: '100 %' },
                ],
              },
            ]}
          />
        }
        filtered={isFiltered(values, keys)}
        onClearFilters={() => setUrl(cleared(keys))}
        empty={<NoCaps />}
        csv={{ page: (cursor) => api.list.call({ ...values, cursor, limit: 200 }) }}
      />
    </PageBody>
  );
}
