import { useInfiniteQuery } from '@tanstack/react-query';
import { Receipt } from 'lucide-react';
import type { View } from '#kernel/contract/fields.ts';
import { CreditNotesCard } from '#modules/billing/credit-notes/ui/isp/credit-notes-card.tsx';
import type { Invoice } from '#modules/billing/invoices/contract.ts';
import { openMinor } from '#modules/billing/invoices/rules.ts';
import { InvoiceChip, LocalDate } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { Card, Grid } from '#ui/base/card.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Money } from '#ui/format/values.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { BillingCard } from './billing-card.tsx';
import { invoicesApi } from './customer-queries.ts';

type InvoiceView = View<typeof Invoice, 'isp'>;

const columns: Column<InvoiceView>[] = [
  {
    id: 'number',
    header: 'Invoice',
    cell: (row) => <Mono>{row.number}</Mono>,
    text: (row) => row.number,
    width: 140,
    fixed: true,
  },
  { id: 'issued', header: 'Issued', cell: (row) => <LocalDate date={row.issueDate} />, text: (row) => row.issueDate },
  { id: 'due', header: 'Due', cell: (row) => <LocalDate date={row.dueDate} />, text: (row) => row.dueDate },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => <InvoiceChip invoice={row} />,
    text: (row) => row.status,
    width: 110,
  },
  {
    id: 'total',
    header: 'Total',
    align: 'end',
    cell: (row) => <Money amountMinor={row.totalMinor} currency={row.currency} />,
    text: (row) => row.totalMinor,
    width: 100,
  },
  {
    id: 'open',
    header: 'Left to pay',
    align: 'end',
    cell: (row) => (openMinor(row) === 0 ? '—' : <Money amountMinor={openMinor(row)} currency={row.currency} />),
    text: openMinor,
    width: 100,
  },
];
const idOf = (row: InvoiceView) => row.id;
const hrefOf = (row: InvoiceView) => `/dashboard/billing-revenue/invoices/${row.id}`;

export function BillingTab({ customerId }: { customerId: string }) {
  const query = useInfiniteQuery(
    invoicesApi.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ customerId, cursor, limit: 25 }),
      ...keyset,
    }),
  );
  return (
    <Grid>
      <CreditNotesCard customerId={customerId} className="lg:col-span-12" />
      <BillingCard customerId={customerId} className="lg:col-span-4" />
      <Card title="Invoices" flush className="lg:col-span-8">
        <DataTable
          name="customer-invoices"
          label="Invoices"
          height="auto"
          query={query}
          columns={columns}
          getId={idOf}
          rowHref={hrefOf}
          empty={
            <EmptyState icon={<Receipt />} title="No invoices yet" className="py-8">
              The first one is issued by itself when a service becomes active.
            </EmptyState>
          }
        />
      </Card>
    </Grid>
  );
}
