import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ArrowUpDown } from 'lucide-react';
import { z } from 'zod';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Money, NumberText, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { requestStatuses, whyNotDecide } from '../../rules.ts';
import { ApproveDialog, DeclineDialog } from './decide-dialogs.tsx';
import { requestsApi as api, type RequestView, requestTones } from './request-values.tsx';
import { SelfServiceButton } from './self-service.tsx';

const NoRequests = () => (
  <EmptyState icon={<ArrowUpDown />} title="Nobody has asked for another plan">
    Subscribers see the plans they may change to in their portal, with the price and what is charged at once.
  </EmptyState>
);

const path = '/dashboard/billing-revenue/plan-requests';
const url = z.object({
  q: z.string().default(''),
  status: z.enum(requestStatuses).optional(),
  approve: z.uuid().optional(),
  decline: z.uuid().optional(),
});
const filterKeys = ['q', 'status'] as const;
const input = ({ q, status }: z.infer<typeof url>) => ({ ...(q ? { q } : {}), status });
const listOptions = (filters: z.infer<typeof url>) =>
  api.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...input(filters), cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

function Decide({ request }: { request: RequestView }) {
  const [, setUrl] = useUrlState(url);
  const write = useCan('billing.subscription:write');
  const reason = write.reason ?? whyNotDecide(request.status);
  return (
    <span className="flex justify-end gap-1">
      <Button size="sm" reason={reason} onClick={() => setUrl({ approve: request.id }, { push: true })}>
        Approve
      </Button>
      <Button
        size="sm"
        variant="danger"
        reason={reason}
        onClick={() => setUrl({ decline: request.id }, { push: true })}
      >
        Decline
      </Button>
    </span>
  );
}

const getId = (row: RequestView) => row.id;
const rowHref = (row: RequestView) => `/dashboard/operations/customers/${row.customerId}`;
const columns: Column<RequestView>[] = [
  {
    id: 'customerName',
    header: 'Customer',
    cell: (row) => row.customerName,
    text: (row) => row.customerName,
    fixed: true,
    width: 160,
  },
  {
    id: 'subscriptionNumber',
    header: 'Subscription',
    cell: (row) => <span className="mono">{row.subscriptionNumber}</span>,
    text: (row) => row.subscriptionNumber,
    width: 120,
  },
  {
    id: 'plans',
    header: 'From and to',
    cell: (row) => `${row.fromPlanName} → ${row.toPlanName}`,
    text: (row) => `${row.fromPlanName} → ${row.toPlanName}`,
  },
  {
    id: 'difference',
    header: 'Price by',
    cell: (row) => <Money amountMinor={row.toPriceMinor - row.fromPriceMinor} currency={row.currency} />,
    text: (row) => (row.toPriceMinor - row.fromPriceMinor) / 100,
    align: 'end',
    width: 110,
  },
  {
    id: 'startsWith',
    header: 'When',
    cell: (row) => (row.startsWith === 'now' ? 'Now' : 'Next period'),
    text: (row) => row.startsWith,
    width: 110,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => (
      <span title={row.statusReason ?? undefined}>
        <StatusChip status={row.status} tones={requestTones} />
      </span>
    ),
    text: (row) => row.status,
    width: 110,
  },
  {
    id: 'requestedAt',
    header: 'Asked',
    cell: (row) => <RelativeTime at={row.requestedAt} />,
    text: (row) => row.requestedAt,
    width: 120,
  },
  {
    id: 'decidedBy',
    header: 'Decided by',
    cell: (row) => row.decidedBy ?? (row.status === 'approved' ? 'At once' : ''),
    text: (row) => row.decidedBy,
    width: 130,
    hidden: true,
  },
  { id: 'decide', header: 'Actions', cell: (row) => <Decide request={row} />, text: () => '', width: 170 },
];

function Metrics() {
  const { data } = useQuery(api.metrics.queryOptions({ input: {} }));
  const number = (value: number | undefined) => (value === undefined ? undefined : <NumberText value={value} />);
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-3">
      <StatCard
        label="Waiting"
        value={number(data?.waiting)}
        to={`${path}?status=waiting`}
        source={
          data?.oldestWaitingAt ? (
            <>
              Oldest: <RelativeTime at={data.oldestWaitingAt} />
            </>
          ) : (
            'All are decided'
          )
        }
      />
      <StatCard label="Approved in 30 days" value={number(data?.approvedLast30Days)} to={`${path}?status=approved`} />
      <StatCard label="Declined in 30 days" value={number(data?.declinedLast30Days)} to={`${path}?status=declined`} />
    </div>
  );
}

export default function PlanRequestsPage() {
  const [values, setUrl] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(values));
  useLiveQueries('plan-requests', [api.key()]);
  const find = (id: string | undefined) =>
    query.data?.pages.flatMap((page) => page.items).find((request) => request.id === id);
  const [approving, declining] = [find(values.approve), find(values.decline)];
  return (
    <PageBody wide>
      <PageHeader title="Plan requests" actions={<SelfServiceButton />} />
      <Metrics />
      <DataTable
        name="plan-requests"
        label="Plan requests"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={values}
            onChange={setUrl}
            search={{ id: 'q', placeholder: 'Search customer, subscription, plan' }}
            filters={[
              {
                kind: 'choice',
                id: 'status',
                label: 'Status',
                options: [
                  { value: 'waiting', label: 'Waiting', tone: 'info' },
                  { value: 'approved', label: 'Approved', tone: 'ok' },
                  { value: 'declined', label: 'Declined', tone: 'bad' },
                  { value: 'withdrawn', label: 'Withdrawn', tone: 'neutral' },
                ],
              },
            ]}
          />
        }
        filtered={isFiltered(values, filterKeys)}
        onClearFilters={() => setUrl(cleared(filterKeys))}
        empty={<NoRequests />}
        csv={{ page: (cursor) => api.list.call({ ...input(values), cursor, limit: 200 }) }}
      />
      {approving && <ApproveDialog request={approving} onClose={() => setUrl({ approve: undefined })} />}
      {declining && <DeclineDialog request={declining} onClose={() => setUrl({ decline: undefined })} />}
    </PageBody>
  );
}
