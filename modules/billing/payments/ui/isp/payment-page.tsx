import { useMutation, useQuery } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { z } from 'zod';
import { DownloadPdf } from '#modules/billing/documents/ui/isp/download-pdf.tsx';
import { LocalDate } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { CopyText, Mono } from '#ui/base/copy.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateTime, Money } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, usePageParams, useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import {
  paymentsApi as api,
  HowPaid,
  PaymentChip,
  type PaymentDetailView,
  useRefreshPayments,
} from './payment-values.tsx';
import { RefundDialog, useRefundRefusal } from './refund-dialog.tsx';

const url = z.object({ dialog: z.enum(['refund']).optional() });
export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(api.get.queryOptions({ input: { id: params['id'] ?? '' } }));

const origins = { staff: 'By staff', portal: 'In the portal', autopay: 'By autopay' } as const;

function About({ payment }: { payment: PaymentDetailView }) {
  return (
    <DescriptionList
      items={[
        {
          term: 'Customer',
          value: (
            <Link
              to={`/dashboard/operations/customers/${payment.customerId}`}
              className="text-brand-text hover:underline"
            >
              {payment.customerName} ({payment.customerNumber})
            </Link>
          ),
        },
        { term: 'How', value: <HowPaid payment={payment} /> },
        { term: 'Reference', value: payment.reference && <CopyText text={payment.reference} mono />, hideEmpty: true },
        { term: 'Received', value: payment.receivedOn && <LocalDate date={payment.receivedOn} />, hideEmpty: true },
        { term: 'Begun', value: <DateTime at={payment.createdAt} show="minute" /> },
        { term: 'Taken', value: `${origins[payment.origin]}${payment.recordedBy ? `: ${payment.recordedBy}` : ''}` },
      ]}
    />
  );
}

function Paid({ payment }: { payment: PaymentDetailView }) {
  const use = useMutation(api.allocate.mutationOptions());
  const refresh = useRefreshPayments();
  const write = useCan('billing.payment:write');
  const money = (amountMinor: number) => <Money amountMinor={amountMinor} currency={payment.currency} />;
  return (
    <>
      {payment.allocations.length === 0 && <p className="text-ink-3">It has paid no invoice.</p>}
      <ul className="divide-y divide-line">
        {payment.allocations.map((part) => (
          <li key={part.id} className="flex items-baseline justify-between gap-4 py-1.5">
            <Link to={`/dashboard/billing-revenue/invoices/${part.invoiceId}`} className="hover:underline">
              <Mono>{part.invoiceNumber}</Mono> {part.amountMinor < 0 && <span className="text-ink-3">taken back</span>}
            </Link>
            {money(part.amountMinor)}
          </li>
        ))}
      </ul>
      {payment.creditMinor > 0 && (
        <div className="mt-3 flex items-center justify-between gap-4 border-t border-line pt-3">
          <span>{money(payment.creditMinor)} is left as credit</span>
          <Button
            size="sm"
            reason={write.reason}
            pending={use.isPending}
            onClick={() =>
              use.mutateAsync({ id: payment.id }).then(
                () => refresh().then(() => toast.ok('The credit has paid what it could.')),
                (error: unknown) => toast.problem(error),
              )
            }
          >
            Use for open invoices
          </Button>
        </div>
      )}
    </>
  );
}

function Refunds({ payment }: { payment: PaymentDetailView }) {
  if (payment.refunds.length === 0) return <p className="text-ink-3">Nothing was given back.</p>;
  return (
    <ul className="divide-y divide-line">
      {payment.refunds.map((refund) => (
        <li key={refund.id} className="flex items-baseline justify-between gap-4 py-1.5">
          <span className="min-w-0">
            {refund.reason}{' '}
            <StatusChip status={refund.status} tones={{ pending: 'info', succeeded: 'ok', failed: 'bad' }} />
            <span className="block text-sm text-ink-3">
              <DateTime at={refund.requestedAt} show="minute" /> by {refund.refundedBy}
              {refund.failureReason && `: ${refund.failureReason}`}
            </span>
          </span>
          <Money amountMinor={refund.amountMinor} currency={payment.currency} />
        </li>
      ))}
    </ul>
  );
}

function AskGateway({ id }: { id: string }) {
  const ask = useMutation(api.ask.mutationOptions());
  const write = useCan('billing.payment:write');
  return (
    <Button
      reason={write.reason}
      pending={ask.isPending}
      onClick={() =>
        ask.mutateAsync({ id }).then(
          () => toast.ok('The gateway is asked.'),
          (error: unknown) => toast.problem(error),
        )
      }
    >
      Ask the gateway
    </Button>
  );
}

/** The cards the gateway keeps for this customer; their numbers are its alone. */
function Cards({ customerId }: { customerId: string }) {
  const cards = useQuery(api.methodsOf.queryOptions({ input: { customerId } }));
  const active = (cards.data?.items ?? []).filter(({ status }) => status === 'active');
  if (cards.isError) return <ErrorState error={cards.error} onRetry={() => void cards.refetch()} />;
  if (active.length === 0) return <p className="text-ink-3">No card is kept.</p>;
  return (
    <ul className="divide-y divide-line">
      {active.map((card) => (
        <li key={card.id} className="flex justify-between gap-4 py-1.5">
          <span>
            {card.brand} {card.lastFour} {card.isDefault && <span className="text-ink-3">default</span>}
          </span>
          <span className={card.expired ? 'text-bad-ink' : 'text-ink-3'}>
            {card.expired ? 'expired ' : ''}
            {String(card.expiryMonth).padStart(2, '0')}/{card.expiryYear}
          </span>
        </li>
      ))}
    </ul>
  );
}

export default function PaymentPage() {
  const { id } = usePageParams<{ id: string }>();
  const [{ dialog }, setUrl] = useUrlState(url);
  const query = useQuery(api.get.queryOptions({ input: { id } }));
  const why = useRefundRefusal();
  useLiveQueries('payments', [api.get.key()], { only: ({ ids }) => ids['paymentId'] === id });
  const { data } = query;
  if (query.isError && !data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const title = data && (data.receiptNumber ?? 'Payment');
  return (
    <PageBody>
      <PageHeader
        title={title ?? null}
        crumb={title}
        status={data && <PaymentChip status={data.status} />}
        subtitle={
          data && (
            <>
              {data.customerName} · <Money amountMinor={data.amountMinor} currency={data.currency} />
            </>
          )
        }
        actions={
          <>
            {data?.provider === 'sandbox' && data.status === 'pending' && <AskGateway id={id} />}
            <DownloadPdf
              what="receipt"
              id={id}
              disabled={!data}
              reason={data && !data.receiptNumber ? 'No money has come in, so there is no receipt.' : undefined}
            />
            <Button
              icon={<Undo2 />}
              variant="danger"
              disabled={!data}
              reason={data && why(data)}
              onClick={() => setUrl({ dialog: 'refund' }, { push: true })}
            >
              Give money back
            </Button>
          </>
        }
      />
      {data?.failureReason && (
        <Callout tone="bad" className="mb-4" title="The money did not come">
          {data.failureReason}
        </Callout>
      )}
      <Grid>
        <Card title="What it paid" className="self-start lg:col-span-7">
          {data ? <Paid payment={data} /> : <Skeleton.Lines count={3} />}
        </Card>
        <div className="flex flex-col gap-4 lg:col-span-5">
          <Card title="Payment">{data ? <About payment={data} /> : <Skeleton.Lines count={5} />}</Card>
          {data && data.provider !== 'manual' && (
            <Card title="Kept cards">
              <Cards customerId={data.customerId} />
            </Card>
          )}
          <Card title="Given back">{data ? <Refunds payment={data} /> : <Skeleton.Lines count={2} />}</Card>
        </div>
      </Grid>
      {data && (
        <RefundDialog
          payment={data}
          open={dialog === 'refund'}
          onOpenChange={(open) => !open && setUrl({ dialog: undefined })}
        />
      )}
    </PageBody>
  );
}
