import { useInfiniteQuery } from '@tanstack/react-query';
import { Package, Plus } from 'lucide-react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { StatusChip } from '#ui/base/badge.tsx';
import { ButtonLink } from '#ui/base/button.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Bps, Money, NumberText } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { internetPlans, planSorts, planStatuses } from '../../contract.ts';
import { Cap, cycleShort, type Plan, planTones } from './plan-values.tsx';

const NoPlans = () => (
  <EmptyState
    icon={<Package />}
    title="No internet plans yet"
    action={
      <ButtonLink to="/dashboard/services/internet-plans/new" variant="primary">
        New plan
      </ButtonLink>
    }
  >
    A plan says how fast a line is and what it costs. Create one, then offer it for sale.
  </EmptyState>
);

const api = clientFor(internetPlans, 'isp');
const url = z.object({
  q: z.string().default(''),
  status: z.enum(planStatuses).optional(),
  sort: z.enum(planSorts).optional(),
});
const input = ({ q, status, sort }: z.infer<typeof url>) => ({ ...(q ? { q } : {}), status, sort });
const listOptions = (filters: z.infer<typeof url>) =>
  api.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...input(filters), cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

const columns: Column<Plan>[] = [
  { id: 'name', header: 'Plan', cell: (row) => row.name, text: (row) => row.name, sort: true, fixed: true },
  { id: 'code', header: 'Code', cell: (row) => <Mono>{row.code}</Mono>, text: (row) => row.code, width: 150 },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => <StatusChip status={row.status} tones={planTones} />,
    text: (row) => row.status,
    width: 100,
  },
  {
    id: 'downloadKbps',
    header: 'Download',
    align: 'end',
    cell: (row) => <Bps bps={row.downloadKbps * 1000} />,
    text: (row) => row.downloadKbps,
    sort: true,
    width: 120,
  },
  {
    id: 'uploadKbps',
    header: 'Upload',
    align: 'end',
    cell: (row) => <Bps bps={row.uploadKbps * 1000} />,
    text: (row) => row.uploadKbps,
    width: 110,
  },
  {
    id: 'cap',
    header: 'Data cap',
    cell: (row) => <Cap plan={row} />,
    text: (row) => row.dataCapBytes,
    width: 180,
  },
  {
    id: 'priceMinor',
    header: 'Price',
    align: 'end',
    cell: (row) => (
      <>
        <Money amountMinor={row.priceMinor} currency={row.currency} />
        <span className="text-ink-3"> / {cycleShort[row.cycle]}</span>
      </>
    ),
    text: (row) => row.priceMinor,
    sort: true,
    width: 160,
  },
  {
    id: 'setupFeeMinor',
    header: 'Setup fee',
    align: 'end',
    cell: (row) => <Money amountMinor={row.setupFeeMinor} currency={row.currency} />,
    text: (row) => row.setupFeeMinor,
    width: 110,
    hidden: true,
  },
  {
    id: 'subscriptionCount',
    header: 'Subscriptions',
    align: 'end',
    cell: (row) => <NumberText value={row.subscriptionCount} />,
    text: (row) => row.subscriptionCount,
    width: 120,
  },
];
const getId = (row: Plan) => row.id;
const rowHref = (row: Plan) => `/dashboard/services/internet-plans/${row.id}`;

export default function PlansPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  const write = useCan('catalog.plan:write');
  useLiveQueries('plans', [api.list.key()]);
  return (
    <PageBody wide>
      <PageHeader
        title="Internet plans"
        actions={
          <ButtonLink
            to="/dashboard/services/internet-plans/new"
            variant="primary"
            icon={<Plus />}
            reason={write.reason}
          >
            New plan
          </ButtonLink>
        }
      />
      <DataTable
        name="internet-plans"
        label="Internet plans"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        sort={filters.sort ?? 'priceMinor'}
        onSort={(sort) => setFilters({ sort: planSorts.find((known) => known === sort) })}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            search={{ id: 'q', placeholder: 'Search name or code' }}
            filters={[
              {
                kind: 'choice',
                id: 'status',
                label: 'Status',
                options: [
                  { value: 'draft', label: 'Draft', tone: 'info' },
                  { value: 'active', label: 'For sale', tone: 'ok' },
                  { value: 'archived', label: 'Archived', tone: 'neutral' },
                ],
              },
            ]}
          />
        }
        filtered={isFiltered(filters, ['q', 'status'])}
        onClearFilters={() => setFilters(cleared(['q', 'status']))}
        empty={<NoPlans />}
        csv={{ page: (cursor) => api.list.call({ ...input(filters), cursor, limit: 200 }) }}
      />
    </PageBody>
  );
}
