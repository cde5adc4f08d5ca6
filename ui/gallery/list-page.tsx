import { useInfiniteQuery } from '@tanstack/react-query';
import { PauseCircle, Plus, Users } from 'lucide-react';
import { z } from 'zod';
import { Dot, StatusChip } from '#ui/base/badge.tsx';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Bytes, Money, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { listSamples, type Sample, type SampleFilters, sampleTones } from './sample.ts';

const NoSamples = () => (
  <EmptyState
    icon={<Users />}
    title="No customers yet"
    action={
      <ButtonLink to="/dev/gallery/form" variant="primary" icon={<Plus />}>
        New customer
      </ButtonLink>
    }
  >
    Add the first one by hand, or import the list you have as CSV.
  </EmptyState>
);

const modes = ['rows', 'empty', 'loading', 'error', 'late-error'] as const;
const url = z.object({
  q: z.string().default(''),
  status: z.array(z.string()).default([]),
  from: z.string().optional(),
  to: z.string().optional(),
  sort: z.string().optional(),
  mode: z.enum(modes).default('rows'),
});

const options = (filters: SampleFilters) => ({
  queryKey: ['gallery', 'samples', filters.q, filters.status, filters.sort, filters.mode],
  queryFn: ({ pageParam }: { pageParam: string | undefined }) => listSamples(filters, pageParam),
  retry: false,
  ...keyset,
});

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(options(readUrlValues(url, search)));

const columns: Column<Sample>[] = [
  { id: 'name', header: 'Name', cell: (row) => row.name, text: (row) => row.name, sort: true, fixed: true },
  { id: 'number', header: 'Number', cell: (row) => <Mono>{row.number}</Mono>, text: (row) => row.number, width: 104 },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => <StatusChip status={row.status} tones={sampleTones} />,
    text: (row) => row.status,
    width: 112,
  },
  { id: 'plan', header: 'Plan', cell: (row) => row.plan, text: (row) => row.plan, width: 120 },
  {
    id: 'address',
    header: 'Address',
    cell: (row) => (
      <span className="flex items-center gap-2">
        <Dot tone={row.online ? 'ok' : 'neutral'} label={row.online ? 'online' : 'offline'} />
        <Mono>{row.address}</Mono>
      </span>
    ),
    text: (row) => row.address,
    width: 150,
  },
  { id: 'phone', header: 'Phone', cell: (row) => row.phone, text: (row) => row.phone, width: 150, hidden: true },
  {
    id: 'usage',
    header: 'Usage',
    cell: (row) => <Bytes bytes={row.usageBytes} />,
    text: (row) => row.usageBytes,
    align: 'end',
    width: 100,
    sort: true,
  },
  {
    id: 'balance',
    header: 'Balance',
    cell: (row) => <Money amountMinor={row.balanceMinor} />,
    text: (row) => row.balanceMinor,
    align: 'end',
    width: 110,
    sort: true,
  },
  {
    id: 'since',
    header: 'Last change',
    cell: (row) => <RelativeTime at={row.since} className="text-ink-2" />,
    text: (row) => row.since,
    align: 'end',
    width: 124,
  },
];
const getId = (row: Sample) => row.id;
const rowHref = (row: Sample) => `/dev/gallery/list/${row.id}`;

export default function ListPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(options(filters));
  return (
    <PageBody wide>
      <PageHeader
        title="Customers"
        actions={
          <>
            <Segmented
              label="State of the list"
              value={filters.mode}
              onChange={(mode) => setFilters({ mode })}
              options={modes.map((mode) => ({ value: mode, label: mode }))}
            />
            <ButtonLink to="/dev/gallery/form" variant="primary" icon={<Plus />}>
              New customer
            </ButtonLink>
          </>
        }
      />
      <DataTable
        name="gallery"
        label="Customers"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        sort={filters.sort}
        onSort={(sort) => setFilters({ sort })}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            views="gallery"
            search={{ id: 'q', placeholder: 'Search name, number, phone' }}
            filters={[
              {
                kind: 'choice',
                id: 'status',
                label: 'Status',
                multiple: true,
                options: [
                  { value: 'active', label: 'Active', tone: 'ok' },
                  { value: 'suspended', label: 'Suspended', tone: 'warn' },
                  { value: 'new', label: 'New', tone: 'info' },
                  { value: 'closed', label: 'Closed' },
                ],
              },
              { kind: 'days', from: 'from', to: 'to', label: 'Created' },
            ]}
          />
        }
        filtered={isFiltered(filters, ['q', 'status'])}
        onClearFilters={() => setFilters(cleared(['q', 'status']))}
        empty={<NoSamples />}
        csv={{ page: (cursor) => listSamples(filters, cursor, 5000), maxRows: 10_000 }}
        bulkActions={(rows, clear) => (
          <>
            <Button size="sm" icon={<PauseCircle />} onClick={clear}>
              Suspend {rows.length}
            </Button>
            <Button size="sm" reason="Messages need the permission communications.message:send">
              Message
            </Button>
          </>
        )}
      />
    </PageBody>
  );
}
