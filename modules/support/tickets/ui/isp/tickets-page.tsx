import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Plus, Ticket } from 'lucide-react';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useGo, useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { ticketPriorities, ticketStatuses } from '../../resources.ts';
import { OpenTicketDialog } from './open-ticket-dialog.tsx';
import {
  ticketsApi as api,
  assigneeColumn,
  categoryColumn,
  customerColumn,
  numberColumn,
  priorityColumn,
  priorityOptions,
  statusColumn,
  statusOptions,
  subjectColumn,
  type TicketView,
  teamColumn,
  updatedColumn,
} from './ticket-values.tsx';

const NoTickets = ({ onOpen, reason }: { onOpen: () => void; reason: string | undefined }) => (
  <EmptyState
    icon={<Ticket />}
    title="Nobody has asked for anything"
    action={
      <Button variant="primary" reason={reason} onClick={onOpen}>
        Open a ticket
      </Button>
    }
  >
    Subscribers ask in their portal; what they say on the telephone is written down here.
  </EmptyState>
);

const path = '/dashboard/ticketing';
const url = z.object({
  q: z.string().default(''),
  status: z.enum(ticketStatuses).optional(),
  priority: z.enum(ticketPriorities).optional(),
  assignee: z.enum(['me', 'nobody']).optional(),
  /** `mine`, or a team's id. */
  team: z.string().optional(),
  dialog: z.enum(['open']).optional(),
});
const input = ({ q, status, priority, assignee, team }: z.infer<typeof url>) => ({
  ...(q ? { q } : {}),
  status,
  priority,
  assignee,
  team,
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
  subjectColumn,
  numberColumn,
  customerColumn,
  statusColumn,
  priorityColumn,
  categoryColumn,
  assigneeColumn,
  teamColumn,
  updatedColumn,
];
const getId = (row: TicketView) => row.id;
const rowHref = (row: TicketView) => `${path}/${row.id}`;
const filterKeys = ['q', 'status', 'priority', 'assignee', 'team'] as const;

function Metrics() {
  const metrics = useQuery(api.metrics.queryOptions({ input: {} }));
  const problem = metrics.isError ? toProblem(metrics.error).message : undefined;
  const { data } = metrics;
  const number = (value: number | undefined) => (value === undefined ? undefined : <NumberText value={value} />);
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-5">
      <StatCard
        label="Open"
        value={number(data?.open)}
        problem={problem}
        to={`${path}?status=open`}
        source={
          data?.oldestUnansweredAt ? (
            <>
              Oldest without an answer: <RelativeTime at={data.oldestUnansweredAt} />
            </>
          ) : (
            'All are answered'
          )
        }
      />
      <StatCard
        label="Waiting for customer"
        value={number(data?.waiting)}
        problem={problem}
        to={`${path}?status=waiting`}
      />
      <StatCard
        label="Nobody’s"
        value={number(data?.unassigned)}
        problem={problem}
        to={`${path}?assignee=nobody`}
        source="Open or waiting, not assigned"
      />
      <StatCard label="Urgent" value={number(data?.urgent)} problem={problem} to={`${path}?priority=urgent`} />
      <StatCard label="Solved in 7 days" value={number(data?.solvedLast7Days)} problem={problem} />
    </div>
  );
}

export default function TicketsPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  const write = useCan('support.ticket:write');
  const teams = useQuery(api.teams.queryOptions({ input: {}, staleTime: 60_000 }));
  const go = useGo();
  useLiveQueries('tickets', [api.key()]);
  const open = () => setFilters({ dialog: 'open' }, { push: true });
  usePaletteActions([{ label: 'Open a ticket', run: open, reason: write.reason, keywords: ['support', 'new'] }]);
  return (
    <PageBody wide>
      <PageHeader
        title="Tickets"
        actions={
          <Button variant="primary" icon={<Plus />} reason={write.reason} onClick={open}>
            Open ticket
          </Button>
        }
      />
      <Metrics />
      <DataTable
        name="tickets"
        label="Tickets"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            views="tickets"
            search={{ id: 'q', placeholder: 'Search number, customer, subject' }}
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
              {
                kind: 'choice',
                id: 'team',
                label: 'Team',
                options: [
                  { value: 'mine', label: 'My team’s' },
                  ...(teams.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
                ],
              },
            ]}
          />
        }
        filtered={isFiltered(filters, filterKeys)}
        onClearFilters={() => setFilters(cleared(filterKeys))}
        empty={<NoTickets onOpen={open} reason={write.reason} />}
        csv={{ page: (cursor) => api.list.call({ ...input(filters), cursor, limit: 200 }) }}
      />
      <OpenTicketDialog
        open={filters.dialog === 'open'}
        onOpenChange={(shown) => !shown && setFilters({ dialog: undefined })}
        onOpened={({ id }) => go(`${path}/${id}`)}
      />
    </PageBody>
  );
}
