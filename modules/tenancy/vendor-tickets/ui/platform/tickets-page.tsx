import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Ticket } from 'lucide-react';
import { z } from 'zod';
import { StatCard } from '#ui/base/stat-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { NumberText } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { vendorTicketPriorities, vendorTicketStatuses } from '../../resources.ts';
import { columnsFor, priorityOptions, statusOptions, type TicketRow } from '../ticket-values.tsx';
import { deskApi as api } from './desk-api.ts';

const NoTickets = () => (
  <EmptyState icon={<Ticket />} title="No provider has asked anything">
    What account managers write in the tenant portal under Support comes here.
  </EmptyState>
);

const path = '/dashboard/platform-admin/tickets';
const url = z.object({
  q: z.string().default(''),
  status: z.enum(vendorTicketStatuses).optional(),
  priority: z.enum(vendorTicketPriorities).optional(),
  assignee: z.enum(['me', 'nobody']).optional(),
});
const listOptions = ({ q, ...filters }: z.infer<typeof url>) =>
  api.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...(q ? { q } : {}), ...filters, cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  Promise.all([
    queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search))),
    queryClient.prefetchQuery(api.queue.queryOptions({ input: {} })),
  ]);

const columns = columnsFor(false);
const getId = (row: TicketRow) => row.id;
const rowHref = (row: TicketRow) => `${path}/${row.id}`;
const filterKeys = ['q', 'status', 'priority', 'assignee'] as const;

function Queue() {
  const queue = useQuery(api.queue.queryOptions({ input: {} }));
  const problem = queue.isError ? toProblem(queue.error).message : undefined;
  const { data } = queue;
  const number = (value: number | undefined) => (value === undefined ? undefined : <NumberText value={value} />);
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-4">
      <StatCard label="New and open" value={number(data?.open)} problem={problem} />
      <StatCard
        label="Waiting for provider"
        value={number(data?.waiting)}
        problem={problem}
        to={`${path}?status=waiting`}
      />
      <StatCard
        label="Nobody’s"
        value={number(data?.unassigned)}
        problem={problem}
        to={`${path}?assignee=nobody`}
        source="Not settled, not assigned"
      />
      <StatCard label="Urgent" value={number(data?.urgent)} problem={problem} to={`${path}?priority=urgent`} />
    </div>
  );
}

export default function TicketsPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  useLiveQueries('vendor-tickets', [api.key()]);
  return (
    <PageBody wide>
      <PageHeader title="Tickets" subtitle="What internet providers ask us." />
      <Queue />
      <DataTable
        name="vendor-tickets"
        label="Tickets of providers"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            views="vendor-tickets"
            search={{ id: 'q', placeholder: 'Search number, provider, subject' }}
            filters={[
              { kind: 'choice', id: 'status', label: 'Status', options: statusOptions },
              { kind: 'choice', id: 'priority', label: 'Priority', options: priorityOptions },
              {
                kind: 'choice',
                id: 'assignee',
                label: 'Assigned',
                options: [
                  { value: 'me', label: 'To me' },
                  { value: 'nobody', label: 'To nobody' },
                ],
              },
            ]}
          />
        }
        filtered={isFiltered(filters, filterKeys)}
        onClearFilters={() => setFilters(cleared(filterKeys))}
        empty={<NoTickets />}
      />
    </PageBody>
  );
}
