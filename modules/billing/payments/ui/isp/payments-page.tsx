import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Wallet } from 'lucide-react';
import { z } from 'zod';
import { paymentMethods } from '#modules/billing/invoices/contract.ts';
import { LocalDate, methodText } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { Button } from '#ui/base/button.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Money, NumberText, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { paymentStatuses } from '../../resources.ts';
import { PaymentSettingsButton } from './payment-settings.tsx';
import { paymentsApi as api, HowPaid, PaymentChip, type PaymentView } from './payment-values.tsx';

const path = '/dashboard/billing-revenue/payments';

const NoPayments = () => (
  <EmptyState icon={<Wallet />} title="No payments yet">
    Take one on an invoice or on a customer’s page. What subscribers pay in the portal is written by itself.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  status: z.enum(paymentStatuses).optional(),
  method: z.enum(paymentMethods).optional(),
  credit: z.enum(['true', 'false']).optional(),
  customerId: z.uuid().optional(),
});
const input = ({ q, ...rest }: z.infer<typeof url>) => ({ ...rest, ...(q ? { q } : {}) });
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

const columns: Column<PaymentView>[] = [
  {
    id: 'receipt',
    header: 'Receipt',
    cell: (row) => (row.receiptNumber ? <Mono>{row.receiptNumber}</Mono> : <span className="text-ink-3">—</span>),
    text: (row) => row.receiptNumber ?? '',
    width: 160,
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
  { id: 'method', header: 'How', cell: (row) => <HowPaid payment={row} />, text: (row) => row.method, width: 180 },
  {
    id: 'reference',
    header: 'Reference',
    cell: (row) => <Mono>{row.reference || '—'}</Mono>,
    text: (row) => row.reference,
    width: 170,
  },
  {
    id: 'received',
    header: 'Received',
    cell: (row) => (row.receivedOn ? <LocalDate date={row.receivedOn} /> : <RelativeTime at={row.createdAt} />),
    text: (row) => row.receivedOn ?? row.createdAt,
    width: 125,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => <PaymentChip status={row.status} />,
    text: (row) => row.status,
    width: 150,
  },
  {
    id: 'amount',
    header: 'Amount',
    align: 'end',
    cell: (row) => <Money amountMinor={row.amountMinor} currency={row.currency} />,
    text: (row) => row.amountMinor,
    width: 120,
  },
  {
    id: 'credit',
    header: 'Credit left',
    align: 'end',
    cell: (row) =>
      row.creditMinor > 0 ? (
        <Money amountMinor={row.creditMinor} currency={row.currency} />
      ) : (
        <span className="text-ink-3">—</span>
      ),
    text: (row) => row.creditMinor,
    width: 120,
  },
];
const getId = (row: PaymentView) => row.id;
const rowHref = (row: PaymentView) => `${path}/${row.id}`;
const filterKeys = ['q', 'status', 'method', 'credit', 'customerId'] as const;

function Metrics() {
  const metrics = useQuery(api.metrics.queryOptions({ input: {} }));
  const problem = metrics.isError ? toProblem(metrics.error).message : undefined;
  const { data } = metrics;
  const money = (amountMinor: number | undefined) =>
    data && amountMinor !== undefined ? <Money amountMinor={amountMinor} currency={data.currency} /> : undefined;
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-4">
      <StatCard
        label="Received this month"
        value={money(data?.receivedThisMonthMinor)}
        problem={problem}
        source={data && <>{data.paymentsThisMonth} payments</>}
      />
      <StatCard label="Given back this month" value={money(data?.refundedThisMonthMinor)} problem={problem} />
      <StatCard
        label="Failed in 7 days"
        value={data && <NumberText value={data.failed} />}
        problem={problem}
        to={`${path}?status=failed`}
        source={data && <>{data.pending} pending now</>}
      />
      <StatCard
        label="Customers’ credit"
        value={money(data?.creditMinor)}
        problem={problem}
        to={`${path}?credit=true`}
        source="Pays their next invoices"
      />
    </div>
  );
}

export default function PaymentsPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  useLiveQueries('payments', [api.list.key(), api.metrics.key()]);
  return (
    <PageBody wide>
      <PageHeader title="Payments" actions={<PaymentSettingsButton />} />
      <Metrics />
      <DataTable
        name="payments"
        label="Payments"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            views="payments"
            search={{ id: 'q', placeholder: 'Search receipt, customer, reference' }}
            filters={[
              {
                kind: 'choice',
                id: 'status',
                label: 'Status',
                options: paymentStatuses.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
              },
              {
                kind: 'choice',
                id: 'method',
                label: 'How',
                options: paymentMethods.map((value) => ({ value, label: methodText[value] })),
              },
              {
                kind: 'choice',
                id: 'credit',
                label: 'Credit',
                options: [
                  { value: 'true', label: 'Something left' },
                  { value: 'false', label: 'Nothing left' },
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
        empty={<NoPayments />}
        csv={{ page: (cursor) => api.list.call({ ...input(filters), cursor, limit: 200 }) }}
      />
    </PageBody>
  );
}
