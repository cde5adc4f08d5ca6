import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Workflow } from 'lucide-react';
import { z } from 'zod';
import { StatusChip } from '#ui/base/badge.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Tabs } from '#ui/base/tabs.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { runStatuses } from '../../contract.ts';
import { Definitions } from './definitions.tsx';
import { runsApi as api, isOpen, type RunView, runTones, took } from './run-values.tsx';

const NoRuns = () => (
  <EmptyState icon={<Workflow />} title="Nothing has run yet">
    Sell a plan to a customer: its provisioning appears here, step by step.
  </EmptyState>
);

const url = z.object({
  tab: z.enum(['runs', 'definitions']).default('runs'),
  workflow: z.string().optional(),
  status: z.enum(runStatuses).optional(),
});
const input = ({ workflow, status }: z.infer<typeof url>) => ({ workflow, status });
const listOptions = (filters: z.infer<typeof url>) =>
  api.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...input(filters), cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

const columns: Column<RunView>[] = [
  { id: 'title', header: 'Run', cell: (row) => row.title, text: (row) => row.title, width: 240, fixed: true },
  {
    id: 'subject',
    header: 'About',
    cell: (row) => <Mono>{row.subject ?? '—'}</Mono>,
    text: (row) => row.subject,
    width: 120,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => <StatusChip status={row.status} tones={runTones} />,
    text: (row) => row.status,
    width: 120,
  },
  {
    id: 'error',
    header: 'What went wrong',
    cell: (row) =>
      row.error ? (
        <span className="truncate text-bad-ink" title={row.error}>
          {row.error}
        </span>
      ) : (
        <span className="text-ink-3">—</span>
      ),
    text: (row) => row.error,
  },
  {
    id: 'startedAt',
    header: 'Started',
    cell: (row) => <RelativeTime at={row.startedAt} />,
    text: (row) => row.startedAt,
    width: 130,
  },
  {
    id: 'took',
    header: 'Took',
    align: 'end',
    cell: (row) => <span className="num">{took(row.startedAt, row.completedAt) ?? '—'}</span>,
    text: (row) => took(row.startedAt, row.completedAt),
    width: 110,
  },
  {
    id: 'recoveries',
    header: 'Recoveries',
    align: 'end',
    cell: (row) => <NumberText value={row.recoveries} />,
    text: (row) => row.recoveries,
    width: 110,
    hidden: true,
  },
];
const getId = (row: RunView) => row.id;
const rowHref = (row: RunView) => `/dashboard/orchestration/${encodeURIComponent(row.id)}`;

function Metrics() {
  const { data, isError } = useQuery({ ...api.metrics.queryOptions({ input: {} }), refetchInterval: 10_000 });
  const problem = isError && !data ? 'Not available' : undefined;
  const card = (label: string, value: number | undefined, source: string, status?: string) => (
    <StatCard
      label={label}
      value={value === undefined ? undefined : <NumberText value={value} />}
      problem={problem}
      source={source}
      {...(status ? { to: `/dashboard/orchestration?status=${status}` } : {})}
    />
  );
  return (
    <div className="mb-4 grid grid-cols-2 gap-4 lg:grid-cols-4">
      {card('Open now', data?.open, 'queued or running')}
      {card('Completed', data?.completedLastDay, 'in the last 24 hours', 'completed')}
      {card('Rolled back', data?.rolledBackLastDay, 'in the last 24 hours', 'rolled_back')}
      {card('Failed', data?.failedLastDay, 'in the last 24 hours', 'failed')}
    </div>
  );
}

function Runs() {
  const [filters, setFilters] = useUrlState(url);
  const definitions = useQuery(api.definitions.queryOptions({ input: {} }));
  const query = useInfiniteQuery({
    ...listOptions(filters),
    // Steps leave no event of their own: while something runs, look.
    refetchInterval: ({ state }) => (state.data?.pages[0]?.items.some((run) => isOpen(run.status)) ? 1000 : false),
  });
  return (
    <>
      <Metrics />
      <DataTable
        name="workflow-runs"
        label="Runs"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            filters={[
              {
                kind: 'choice',
                id: 'status',
                label: 'Status',
                options: [
                  { value: 'queued', label: 'Queued', tone: 'neutral' },
                  { value: 'running', label: 'Running', tone: 'info' },
                  { value: 'completed', label: 'Completed', tone: 'ok' },
                  { value: 'rolled_back', label: 'Rolled back', tone: 'warn' },
                  { value: 'failed', label: 'Failed', tone: 'bad' },
                ],
              },
              {
                kind: 'choice',
                id: 'workflow',
                label: 'Workflow',
                options: (definitions.data?.items ?? []).map(({ name, title }) => ({ value: name, label: title })),
              },
            ]}
          />
        }
        filtered={isFiltered(filters, ['workflow', 'status'])}
        onClearFilters={() => setFilters(cleared(['workflow', 'status']))}
        empty={<NoRuns />}
        csv={{ page: (cursor) => api.list.call({ ...input(filters), cursor, limit: 200 }) }}
      />
    </>
  );
}

export default function RunsPage() {
  const [{ tab }, setUrl] = useUrlState(url);
  useLiveQueries('workflows', [api.key()]);
  return (
    <PageBody wide>
      <PageHeader title="Orchestration" subtitle="What the system does by itself, and what became of it." />
      <Tabs
        label="Orchestration"
        value={tab}
        onChange={(next) => setUrl({ tab: next === 'definitions' ? 'definitions' : 'runs' }, { push: true })}
        tabs={[
          { id: 'runs', label: 'Runs', content: () => <Runs /> },
          { id: 'definitions', label: 'Definitions', content: () => <Definitions /> },
        ]}
      />
    </PageBody>
  );
}
