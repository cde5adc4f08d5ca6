import { useQuery } from '@tanstack/react-query';
import { Ban, Banknote, Printer } from 'lucide-react';
import { z } from 'zod';
import { DownloadPdf } from '#modules/billing/documents/ui/isp/download-pdf.tsx';
import { TakePaymentDialog } from '#modules/billing/payments/ui/isp/take-payment-dialog.tsx';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { DateTime, Money } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, usePageParams, useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { openMinor } from '../../rules.ts';
import { useInvoiceRefusal, VoidDialog } from './invoice-dialogs.tsx';
import { InvoicePaper } from './invoice-paper.tsx';
import {
  invoicesApi as api,
  countryText,
  InvoiceChip,
  type InvoiceDetailView,
  LocalDate,
  methodText,
} from './invoice-values.tsx';

const url = z.object({ dialog: z.enum(['payment', 'void']).optional() });

export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(api.get.queryOptions({ input: { id: params['id'] ?? '' } }));

const link = 'text-brand-text hover:underline';
const head = 'border-b border-line px-4 py-2 text-sm font-medium text-ink-3';
const cell = 'border-b border-line px-4 py-2.5';

function Lines({ invoice }: { invoice: InvoiceDetailView }) {
  const money = (amountMinor: number) => <Money amountMinor={amountMinor} currency={invoice.currency} />;
  const sums: [string, number][] = [['Total', invoice.totalMinor]];
  if (invoice.paidMinor > 0) sums.push(['Paid', -invoice.paidMinor]);
  if (invoice.status === 'open') sums.push(['Left to pay', openMinor(invoice)]);
  return (
    <>
      <table className="w-full border-separate border-spacing-0" aria-label="Lines">
        <thead>
          <tr>
            <th scope="col" className={`${head} text-start`}>
              Description
            </th>
            <th scope="col" className={`${head} text-end max-sm:hidden`}>
              Quantity
            </th>
            <th scope="col" className={`${head} text-end max-sm:hidden`}>
              Price
            </th>
            <th scope="col" className={`${head} text-end`}>
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.map((line) => (
            <tr key={line.id}>
              <td className={cell}>{line.description}</td>
              <td className={`${cell} num text-end max-sm:hidden`}>{line.quantity}</td>
              <td className={`${cell} text-end max-sm:hidden`}>{money(line.unitMinor)}</td>
              <td className={`${cell} text-end`}>{money(line.amountMinor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="ms-auto flex max-w-72 flex-col gap-2 px-4 py-3 font-semibold">
        {sums.map(([term, amount]) => (
          <div key={term} className="flex justify-between gap-6">
            <dt>{term}</dt>
            <dd>{money(amount)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Payments({ invoice }: { invoice: InvoiceDetailView }) {
  if (invoice.payments.length === 0) return <p className="text-ink-3">No payment yet.</p>;
  return (
    <ul className="divide-y divide-line">
      {invoice.payments.map((payment) => (
        <li key={payment.id} className="flex items-baseline justify-between gap-4 py-1.5">
          <span className="min-w-0">
            <Link to={`/dashboard/billing-revenue/payments/${payment.paymentId}`} className="hover:underline">
              {payment.amountMinor < 0 ? 'Taken back' : methodText[payment.method]}
            </Link>
            {payment.reference && (
              <span className="block py-1">
                <CopyText text={payment.reference} mono />
              </span>
            )}
            <span className="block text-sm text-ink-3">
              <DateTime at={payment.receivedAt} show="minute" /> by {payment.recordedBy}
            </span>
          </span>
          <Money amountMinor={payment.amountMinor} currency={invoice.currency} />
        </li>
      ))}
    </ul>
  );
}

function BilledTo({ invoice }: { invoice: InvoiceDetailView }) {
  const { locale } = useFormat();
  return (
    <DescriptionList
      items={[
        {
          term: 'Customer',
          value: (
            <Link to={`/dashboard/operations/customers/${invoice.customerId}`} className={link}>
              {invoice.customerName} ({invoice.customerNumber})
            </Link>
          ),
        },
        {
          term: 'Address',
          value: [
            invoice.billingAddress.line1,
            invoice.billingAddress.line2,
            `${invoice.billingAddress.postcode} ${invoice.billingAddress.city}`.trim(),
            countryText(invoice.billingAddress.country, locale),
          ]
            .filter(Boolean)
            .join(', '),
        },
        { term: 'Tax number', value: invoice.taxNumber, hideEmpty: true },
        {
          term: 'Subscription',
          value: invoice.subscriptionId && (
            <Link to={`/dashboard/billing-revenue/subscriptions?open=${invoice.subscriptionId}`} className={link}>
              Show
            </Link>
          ),
          hideEmpty: true,
        },
        { term: 'Issued', value: <LocalDate date={invoice.issueDate} /> },
        { term: 'Due', value: <LocalDate date={invoice.dueDate} /> },
      ]}
    />
  );
}

export default function InvoicePage() {
  const { id } = usePageParams<{ id: string }>();
  const [{ dialog }, setUrl] = useUrlState(url);
  const query = useQuery(api.get.queryOptions({ input: { id } }));
  const why = useInvoiceRefusal();
  useLiveQueries('invoices', [api.get.key()]);
  const { data } = query;
  const reason = { pay: data && why('recordPayment', data), void: data && why('void', data) };
  const ask = (what: 'payment' | 'void') => setUrl({ dialog: what }, { push: true });
  usePaletteActions(
    data
      ? [
          { label: `Record a payment for ${data.number}`, run: () => ask('payment'), reason: reason.pay },
          { label: `Void ${data.number}`, run: () => ask('void'), reason: reason.void },
          { label: `Print ${data.number}`, run: () => window.print() },
        ]
      : [],
  );
  if (query.isError && !data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <PageBody>
      <PageHeader
        title={data?.number ?? null}
        crumb={data?.number}
        status={data && <InvoiceChip invoice={data} />}
        subtitle={
          data && (
            <>
              {data.customerName} · <Money amountMinor={data.totalMinor} currency={data.currency} /> · due{' '}
              <LocalDate date={data.dueDate} />
            </>
          )
        }
        actions={
          <>
            <DownloadPdf what="invoice" id={id} disabled={!data} />
            <Button icon={<Printer />} disabled={!data} onClick={() => window.print()}>
              Print
            </Button>
            <Button icon={<Ban />} variant="danger" disabled={!data} reason={reason.void} onClick={() => ask('void')}>
              Void
            </Button>
            <Button
              icon={<Banknote />}
              variant="primary"
              disabled={!data}
              reason={reason.pay}
              onClick={() => ask('payment')}
            >
              Take payment
            </Button>
          </>
        }
      />
      {data?.status === 'void' && (
        <Callout tone="info" className="mb-4" title={`Void: ${data.voidReason ?? 'no reason given'}`}>
          {data.voidedAt && <DateTime at={data.voidedAt} show="minute" />}
        </Callout>
      )}
      <Grid>
        <Card title="Lines" className="self-start lg:col-span-8" flush>
          {data ? <Lines invoice={data} /> : <Skeleton.Lines count={4} className="p-4" />}
        </Card>
        <div className="flex flex-col gap-4 lg:col-span-4">
          <Card title="Billed to">{data ? <BilledTo invoice={data} /> : <Skeleton.Lines count={5} />}</Card>
          <Card title="Payments">{data ? <Payments invoice={data} /> : <Skeleton.Lines count={2} />}</Card>
        </div>
      </Grid>
      {data && (
        <>
          <TakePaymentDialog
            customer={{ id: data.customerId, name: data.customerName }}
            invoiceId={data.id}
            open={dialog === 'payment'}
            onOpenChange={(open) => !open && setUrl({ dialog: undefined })}
          />
          <VoidDialog
            invoice={data}
            open={dialog === 'void'}
            onOpenChange={(open) => !open && setUrl({ dialog: undefined })}
          />
          <InvoicePaper invoice={data} />
        </>
      )}
    </PageBody>
  );
}
