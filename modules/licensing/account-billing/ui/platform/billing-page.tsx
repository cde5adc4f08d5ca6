import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Tabs } from '#ui/base/tabs.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { DateTime, Money } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { SimpleTable } from '#ui/table/simple-table.tsx';
import { InvoiceChip } from '../invoice-values.tsx';
import { billingApi as api, type Invoice, InvoiceSheet } from './invoice-sheet.tsx';

const accounts = clientFor(licensingAccounts, 'platform');
const directory = clientFor(tenants, 'platform');
const url = z.object({
  tab: z.enum(['revenue', 'invoices', 'payments']).default('revenue'),
  invoice: z.string().optional(),
  of: z.string().optional(),
});
type Payment = Awaited<ReturnType<typeof api.providerPayments.call>>['items'][number];
const getId = (row: { id: string }) => row.id;

function Revenue() {
  const { locale } = useFormat();
  const revenue = useQuery(accounts.revenue.queryOptions({ input: {} }));
  const movement = useQuery(accounts.movement.queryOptions({ input: { months: 12 } }));
  const totals = useQuery(api.totals.queryOptions({ input: {} }));
  const currency = revenue.data?.currency ?? 'USD';
  const months = movement.data?.items ?? [];
  const money = (minor: number | undefined) =>
    minor === undefined ? undefined : <Money amountMinor={minor} currency={currency} />;
  const bar = (
    name: string,
    of: 'newMinor' | 'expansionMinor' | 'contractionMinor' | 'churnMinor',
    tone: 'ok' | 'brand' | 'warn' | 'bad',
  ) =>
    ({
      name,
      kind: 'bar',
      stack: 'movement',
      tone,
      points: months.map((m) => [m.month.slice(0, 7), m[of]] as const),
    }) as const;
  return (
    <>
      <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-4">
        <StatCard label="MRR" value={money(revenue.data?.mrrMinor)} source="A month, plans and add-ons" />
        <StatCard label="ARR" value={money(revenue.data?.arrMinor)} source="Twelve such months" />
        <StatCard
          label="Paying"
          value={revenue.data?.paying}
          source={revenue.data && `${revenue.data.trials} on trial, ${revenue.data.pastDue} past due`}
        />
        <StatCard
          label="Overdue"
          value={money(totals.data?.overdueMinor)}
          source={totals.data && `Of ${totals.data.open} open invoices`}
        />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-12">
        <Card title="How MRR moved" className="lg:col-span-8">
          <Chart
            label="New, expansion, contraction and churn by month"
            x="category"
            format={(minor) => formatMoney(minor, currency, { locale })}
            series={[
              bar('New', 'newMinor', 'ok'),
              bar('Expansion', 'expansionMinor', 'brand'),
              bar('Contraction', 'contractionMinor', 'warn'),
              bar('Churn', 'churnMinor', 'bad'),
            ]}
            pending={movement.isPending}
            error={movement.isError ? movement.error : undefined}
            onRetry={() => movement.refetch()}
            empty="No contract has changed yet."
          />
          <SimpleTable
            label="Movement"
            rows={months.toReversed().slice(0, 6)}
            getId={(m) => m.month}
            columns={[
              { id: 'month', header: 'Month', cell: (m) => m.month.slice(0, 7) },
              { id: 'new', header: 'New', align: 'end', cell: (m) => money(m.newMinor) },
              { id: 'expansion', header: 'Expansion', align: 'end', cell: (m) => money(m.expansionMinor) },
              { id: 'contraction', header: 'Contraction', align: 'end', cell: (m) => money(m.contractionMinor) },
              { id: 'churn', header: 'Churn', align: 'end', cell: (m) => money(m.churnMinor) },
              { id: 'closing', header: 'MRR', align: 'end', cell: (m) => money(m.closingMinor) },
            ]}
          />
        </Card>
        <Card title="By plan" className="lg:col-span-4">
          <SimpleTable
            label="By plan"
            rows={revenue.data?.plans ?? []}
            getId={(p) => p.planName}
            columns={[
              { id: 'plan', header: 'Plan', cell: (p) => p.planName },
              { id: 'n', header: 'Providers', align: 'end', cell: (p) => p.accounts },
              { id: 'mrr', header: 'MRR', align: 'end', cell: (p) => money(p.mrrMinor) },
            ]}
          />
        </Card>
      </div>
    </>
  );
}

const payments: Column<Payment>[] = [
  { id: 'at', header: 'At', cell: (p) => <DateTime at={p.at} />, text: (p) => p.at, width: 170, fixed: true },
  { id: 'invoice', header: 'Invoice', cell: (p) => p.invoiceNumber, text: (p) => p.invoiceNumber, width: 200 },
  {
    id: 'amount',
    header: 'Amount',
    align: 'end',
    cell: (p) => <Money amountMinor={p.amountMinor} currency={p.currency} />,
    text: (p) => p.amountMinor,
    width: 120,
  },
  { id: 'method', header: 'By', cell: (p) => p.method, text: (p) => p.method, width: 180 },
  { id: 'outcome', header: 'Outcome', cell: (p) => p.refusal ?? 'Paid', text: (p) => p.refusal ?? 'paid', width: 260 },
];

export default function BillingPage() {
  const [state, setUrl] = useUrlState(url);
  const invoices = useInfiniteQuery({
    ...api.providerInvoices.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor, limit: 100 }),
      ...keyset,
    }),
    refetchInterval: 10_000,
  });
  const paid = useInfiniteQuery(
    api.providerPayments.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor, limit: 100 }),
      ...keyset,
    }),
  );
  const names = useQuery(directory.list.queryOptions({ input: { limit: 200 } }));
  useLiveQueries('provider-billing', [api.key()]);
  const nameOf = new Map(names.data?.items.map((t) => [t.id, t.name]));
  const columns: Column<Invoice>[] = [
    {
      id: 'number',
      header: 'Number',
      fixed: true,
      width: 220,
      text: (i) => i.number,
      cell: (i) => (
        <Button size="sm" variant="ghost" onClick={() => setUrl({ invoice: i.id, of: i.tenantId }, { push: true })}>
          {i.number}
        </Button>
      ),
    },
    {
      id: 'payer',
      header: 'Provider',
      cell: (i) => nameOf.get(i.tenantId) ?? i.payerName,
      text: (i) => i.payerName,
      width: 180,
    },
    { id: 'issued', header: 'Issued', cell: (i) => i.issuedOn, text: (i) => i.issuedOn, width: 120 },
    { id: 'due', header: 'Due', cell: (i) => i.dueOn, text: (i) => i.dueOn, width: 120 },
    {
      id: 'total',
      header: 'Total',
      align: 'end',
      cell: (i) => <Money amountMinor={i.totalMinor} currency={i.currency} />,
      text: (i) => i.totalMinor,
      width: 120,
    },
    { id: 'status', header: 'Status', cell: (i) => <InvoiceChip invoice={i} />, text: (i) => i.status, width: 140 },
  ];
  return (
    <PageBody wide>
      <PageHeader title="Revenue and invoices" subtitle="What providers bring, owe and paid" />
      <Tabs
        label="Billing"
        value={state.tab}
        onChange={(tab) =>
          setUrl({ tab: tab === 'invoices' ? 'invoices' : tab === 'payments' ? 'payments' : 'revenue' }, { push: true })
        }
        tabs={[
          { id: 'revenue', label: 'Revenue', content: () => <Revenue /> },
          {
            id: 'invoices',
            label: 'Invoices',
            content: () => (
              <DataTable
                name="provider-invoices"
                label="Invoices"
                query={invoices}
                columns={columns}
                getId={getId}
                filtered={false}
                empty={<EmptyState title="No invoices yet" />}
                csv={{ page: (cursor) => api.providerInvoices.call({ cursor, limit: 200 }) }}
              />
            ),
          },
          {
            id: 'payments',
            label: 'Payments',
            content: () => (
              <DataTable
                name="provider-payments"
                label="Payments"
                query={paid}
                columns={payments}
                getId={getId}
                filtered={false}
                empty={<EmptyState title="No payments yet" />}
                csv={{ page: (cursor) => api.providerPayments.call({ cursor, limit: 200 }) }}
              />
            ),
          },
        ]}
      />
      {state.invoice && state.of && (
        <InvoiceSheet
          id={state.invoice}
          tenantId={state.of}
          onClose={() => setUrl({ invoice: undefined, of: undefined })}
        />
      )}
    </PageBody>
  );
}
