import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { Button } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { Tabs } from '#ui/base/tabs.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateTime, Money } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { accountBilling } from '../../contract.ts';
import { InvoiceChip, InvoiceLines, saveFile } from '../invoice-values.tsx';

const api = clientFor(accountBilling, 'tenant');
const url = z.object({
  tab: z.enum(['invoices', 'receipts']).default('invoices'),
  invoice: z.string().optional(),
  pay: z.string().optional(),
});
type Invoice = Awaited<ReturnType<typeof api.invoices.call>>['items'][number];
type Payment = Awaited<ReturnType<typeof api.payments.call>>['items'][number];

const save = (file: Promise<File>) => file.then(saveFile).catch(toast.problem);
const payments: Column<Payment>[] = [
  { id: 'at', header: 'Received', cell: (p) => <DateTime at={p.at} />, text: (p) => p.at, width: 170, fixed: true },
  {
    id: 'amount',
    header: 'Amount',
    align: 'end',
    cell: (p) => <Money amountMinor={p.amountMinor} currency={p.currency} />,
    text: (p) => p.amountMinor,
    width: 120,
  },
  { id: 'method', header: 'By', cell: (p) => p.method, text: (p) => p.method, width: 180 },
  {
    id: 'invoice',
    header: 'Invoice',
    cell: (p) => <Mono>{p.invoiceNumber}</Mono>,
    text: (p) => p.invoiceNumber,
    width: 190,
  },
  {
    id: 'receipt',
    header: 'Receipt',
    cell: (p) => p.refusal ?? <Mono>{p.receiptNumber ?? ''}</Mono>,
    text: (p) => p.refusal ?? p.receiptNumber ?? '',
    width: 260,
  },
  {
    id: 'pdf',
    header: 'PDF',
    text: () => '',
    width: 110,
    cell: (p) =>
      p.receiptNumber && (
        <Button
          size="sm"
          variant="ghost"
          icon={<Download />}
          aria-label={`PDF of receipt ${p.receiptNumber}`}
          onClick={() => save(api.receiptPdf.call({ id: p.id }))}
        >
          PDF
        </Button>
      ),
  },
];
const getId = (row: { id: string }) => row.id;

function InvoiceSheet({ id, onClose, onPay }: { id: string; onClose: () => void; onPay: () => void }) {
  const invoice = useQuery(api.invoice.queryOptions({ input: { id } }));
  const write = useCan('licensing.billing:write');
  const { data } = invoice;
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={data ? data.number : 'Invoice'}
      description={data && `${data.sellerName} to ${data.payerName}, due ${data.dueOn}`}
      footer={
        data && (
          <>
            <Button icon={<Download />} onClick={() => save(api.invoicePdf.call({ id }))}>
              PDF
            </Button>
            <Button
              variant="primary"
              reason={
                write.reason ??
                (data.status !== 'open'
                  ? 'There is nothing to pay.'
                  : data.charging
                    ? 'A card is being charged.'
                    : undefined)
              }
              onClick={onPay}
            >
              Pay
            </Button>
          </>
        )
      }
    >
      {invoice.isError && !data && <ErrorState error={invoice.error} onRetry={() => invoice.refetch()} />}
      {!data && !invoice.isError && <Skeleton.Lines />}
      {data && (
        <>
          <div className="mb-3">
            <InvoiceChip invoice={data} />
          </div>
          <InvoiceLines invoice={data} />
          {data.payments.map((p) => (
            <p key={p.id} className="mt-2 text-sm text-ink-2">
              <DateTime at={p.at} />: {p.method}, {p.outcome === 'succeeded' ? 'paid' : (p.refusal ?? 'refused')}
            </p>
          ))}
        </>
      )}
    </Sheet>
  );
}

export default function ReceiptsPage() {
  const [state, setUrl] = useUrlState(url);
  const client = useQueryClient();
  const invoices = useInfiniteQuery(
    api.invoices.infiniteOptions({ input: (cursor: string | undefined) => ({ cursor, limit: 100 }), ...keyset }),
  );
  const paid = useInfiniteQuery(
    api.payments.infiniteOptions({ input: (cursor: string | undefined) => ({ cursor, limit: 100 }), ...keyset }),
  );
  const methods = useQuery(api.methods.queryOptions({ input: {} }));
  const pay = useMutation(api.pay.mutationOptions());
  useLiveQueries('account-billing', [api.key()]);
  const card = methods.data?.items.find((m) => m.isDefault);
  const columns: Column<Invoice>[] = [
    {
      id: 'number',
      header: 'Number',
      fixed: true,
      width: 210,
      text: (i) => i.number,
      cell: (i) => (
        <Button size="sm" variant="ghost" onClick={() => setUrl({ invoice: i.id }, { push: true })}>
          {i.number}
        </Button>
      ),
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
    {
      id: 'period',
      header: 'Period',
      cell: (i) => `${i.periodStart} to ${i.periodEnd}`,
      text: (i) => i.periodStart,
      width: 210,
    },
  ];
  return (
    <PageBody wide>
      <PageHeader title="Invoices and receipts" subtitle="What DotMac charges you" />
      <Tabs
        label="Papers"
        value={state.tab}
        onChange={(tab) => setUrl({ tab: tab === 'receipts' ? 'receipts' : 'invoices' }, { push: true })}
        tabs={[
          {
            id: 'invoices',
            label: 'Invoices',
            content: () => (
              <DataTable
                name="account-invoices"
                label="Invoices"
                query={invoices}
                columns={columns}
                getId={getId}
                filtered={false}
                empty={<EmptyState title="No invoices yet">The first comes when the trial ends.</EmptyState>}
                csv={{ page: (cursor) => api.invoices.call({ cursor, limit: 200 }) }}
              />
            ),
          },
          {
            id: 'receipts',
            label: 'Payments and receipts',
            content: () => (
              <DataTable
                name="account-payments"
                label="Payments"
                query={paid}
                columns={payments}
                getId={getId}
                filtered={false}
                empty={<EmptyState title="Nothing was paid yet" />}
                csv={{ page: (cursor) => api.payments.call({ cursor, limit: 200 }) }}
              />
            ),
          },
        ]}
      />
      {state.invoice && !state.pay && (
        <InvoiceSheet
          id={state.invoice}
          onClose={() => setUrl({ invoice: undefined })}
          onPay={() => setUrl({ pay: state.invoice })}
        />
      )}
      <ConfirmDialog
        open={state.pay !== undefined}
        onOpenChange={(open) => !open && setUrl({ pay: undefined })}
        title="Pay this invoice?"
        tone="primary"
        confirmLabel="Pay by card"
        reason={card ? undefined : 'Add a card under Payment methods first.'}
        onConfirm={async () => {
          await pay.mutateAsync({ id: state.pay ?? '' });
          await client.invalidateQueries({ queryKey: api.key() });
          toast.info('The card is being charged.');
        }}
      >
        {card ? `${card.brand} •••• ${card.last4} is charged once.` : 'There is no card yet.'}
      </ConfirmDialog>
    </PageBody>
  );
}
