import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Receipt } from 'lucide-react';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Money, NumberText } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { invoiceSorts } from '../../contract.ts';
import { openMinor } from '../../rules.ts';
import { invoicesApi as api, InvoiceChip, type InvoiceView, LocalDate } from './invoice-values.tsx';

const path = '/dashboard/billing-revenue/invoices';

const NoInvoices = () => (
  <EmptyState icon={<Receipt />} title="No invoices yet">
    The first one is issued by itself when a subscription becomes active.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  state: z.enum(['open', 'overdue', 'paid', 'void']).optional(),
  customerId: z.uuid().optional(),
  sort: z.enum(invoiceSorts).optional(),
});
const input = ({ q, state, customerId, sort }: z.infer<typeof url>) => ({
  ...(q ? { q } : {}),
  ...(state === 'overdue' ? { overdue: 'true' } : { status: state }),
  customerId,
  // What has waited longest comes first where lateness is what one looks for.
  sort: sort ?? (state === 'overdue' ? ('dueDate' as const) : undefined),
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

const columns: Column<InvoiceView>[] = [
  {
    id: 'number',
    header: 'Number',
    cell: (row) => <Mono>{row.number}</Mono>,
    text: (row) => row.number,
    width: 145,
    fixed: true,
  },
  {
    id: 'customer',
    header: 'Customer',
    cell: (row) => (
      <Link to={`/dashboard/operations/customers/${row.customerId}`} className="hover:text-brand-text hover:underline">
        {row.customerName}
      </Link>
    ),
    text: (row) => row.customerName,
  },
  {
    id: 'customerNumber',
    header: 'Customer number',
    cell: (row) => <Mono>{row.customerNumber}</Mono>,
    text: (row) => row.customerNumber,
    width: 140,
    hidden: true,
  },
  {
    id: 'issuedAt',
    header: 'Issued',
    cell: (row) => <LocalDate date={row.issueDate} />,
    text: (row) => row.issueDate,
    sort: true,
    width: 125,
  },
  {
    id: 'dueDate',
    header: 'Due',
    cell: (row) => <LocalDate date={row.dueDate} />,
    text: (row) => row.dueDate,
    sort: true,
    width: 125,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => <InvoiceChip invoice={row} />,
    text: (row) => (row.overdue ? 'overdue' : row.status),
    width: 110,
  },
  {
    id: 'total',
    header: 'Total',
    align: 'end',
    cell: (row) => <Money amountMinor={row.totalMinor} currency={row.currency} />,
    text: (row) => row.totalMinor,
    width: 130,
  },
  {
    id: 'open',
    header: 'Left to pay',
    align: 'end',
    cell: (row) =>
      openMinor(row) === 0 ? (
        <span className="text-ink-3">—</span>
      ) : (
        <Money amountMinor={openMinor(row)} currency={row.currency} />
      ),
    text: (row) => openMinor(row),
    width: 130,
  },
];
const getId = (row: InvoiceView) => row.id;
const rowHref = (row: InvoiceView) => `${path}/${row.id}`;
const filterKeys = ['q', 'state', 'customerId'] as const;

function Metrics() {
  const metrics = useQuery(api.metrics.queryOptions({ input: {} }));
  const problem = metrics.isError ? toProblem(metrics.error).message : undefined;
  const { data } = metrics;
  const money = (amountMinor: number | undefined) =>
    data && amountMinor !== undefined ? <Money amountMinor={amountMinor} currency={data.currency} /> : undefined;
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-4">
      <StatCard
        label="Open"
        value={data && <NumberText value={data.open} />}
        problem={problem}
        to={`${path}?state=open`}
        source={data && <>{money(data.outstandingMinor)} left to pay</>}
      />
      <StatCard
        label="Overdue"
        value={data && <NumberText value={data.overdue} />}
        problem={problem}
        to={`${path}?state=overdue`}
        source="Open after the due date"
      />
      <StatCard
        label="Overdue amount"
        value={money(data?.overdueMinor)}
        problem={problem}
        to={`${path}?state=overdue`}
      />
      <StatCard
        label="Issued this month"
        value={money(data?.issuedThisMonthMinor)}
        problem={problem}
        source="Without voided ones"
      />
    </div>
  );
}

export default function InvoicesPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  useLiveQueries('invoices', [api.list.key(), api.metrics.key()]);
  return (
    <PageBody wide>
      <PageHeader title="Invoices" />
      <Metrics />
      <DataTable
        name="invoices"
        label="Invoices"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        sort={input(filters).sort ?? '-issuedAt'}
        onSort={(sort) => setFilters({ sort: invoiceSorts.find((known) => known === sort) })}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            views="invoices"
            search={{ id: 'q', placeholder: 'Search number, customer' }}
            filters={[
              {
                kind: 'choice',
                id: 'state',
                label: 'Status',
                options: [
                  { value: 'open', label: 'Open', tone: 'info' },
                  { value: 'overdue', label: 'Overdue', tone: 'bad' },
                  { value: 'paid', label: 'Paid', tone: 'ok' },
                  { value: 'void', label: 'Void', tone: 'neutral' },
                ],
              },
            ]}
          >
            {filters.customerId && (
              <Button size="sm" onClick={() => setFilters({ customerId: undefined })}>
                Only one customer · show all
              </Button>
            )}
          </FilterBar>
        }
        filtered={isFiltered(filters, filterKeys)}
        onClearFilters={() => setFilters(cleared(filterKeys))}
        empty={<NoInvoices />}
        csv={{ page: (cursor) => api.list.call({ ...input(filters), cursor, limit: 200 }) }}
      />
    </PageBody>
  );
}
