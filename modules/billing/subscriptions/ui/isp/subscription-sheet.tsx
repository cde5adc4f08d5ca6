import { useQuery } from '@tanstack/react-query';
import { LocalDate } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { Speed } from '#modules/catalog/internet-plans/ui/isp/plan-values.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { DateTime, Money, NumberText } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { suspendReasonText } from '../../rules.ts';
import { PlanChanges } from './plan-changes.tsx';
import { SubscriptionButtons } from './subscription-actions.tsx';
import {
  subscriptionsApi as api,
  dayBefore,
  Price,
  SubscriptionChip,
  type SubscriptionView,
} from './subscription-values.tsx';

const link = 'text-brand-text hover:underline';

const Facts = ({ subscription: s }: { subscription: SubscriptionView }) => (
  <DescriptionList
    items={[
      { term: 'State', value: <SubscriptionChip subscription={s} /> },
      {
        term: 'Customer',
        value: (
          <Link to={`/dashboard/operations/customers/${s.customerId}`} className={link}>
            {s.customerName} ({s.customerNumber})
          </Link>
        ),
      },
      {
        term: 'Plan',
        value: (
          <Link to={`/dashboard/services/internet-plans/${s.planId}`} className={link}>
            {s.planName}
          </Link>
        ),
      },
      { term: 'Speed', value: <Speed {...s} /> },
      {
        term: 'Price, fixed at the sale',
        value: <Price amountMinor={s.priceMinor} currency={s.currency} cycle={s.cycle} />,
      },
      {
        term: 'From the next period',
        value:
          s.nextPriceMinor === null ? null : (
            <Price amountMinor={s.nextPriceMinor} currency={s.currency} cycle={s.nextCycle ?? s.cycle} />
          ),
        hideEmpty: true,
      },
      {
        term: 'Setup fee',
        value: s.setupFeeMinor === 0 ? null : <Money amountMinor={s.setupFeeMinor} currency={s.currency} />,
        hideEmpty: true,
      },
      {
        term: 'Running period',
        value:
          s.periodStart && s.periodEnd ? (
            <>
              <LocalDate date={s.periodStart} /> – <LocalDate date={dayBefore(s.periodEnd)} />
            </>
          ) : null,
        hideEmpty: true,
      },
      { term: 'Sold', value: <DateTime at={s.orderedAt} show="minute" /> },
      { term: 'Active since', value: s.activatedAt && <DateTime at={s.activatedAt} show="minute" />, hideEmpty: true },
      { term: 'Cancelled', value: s.cancelledAt && <DateTime at={s.cancelledAt} show="minute" />, hideEmpty: true },
    ]}
  />
);

/** The days that are not charged. */
function Pauses({ id }: { id: string }) {
  const pauses = useQuery(api.pauses.queryOptions({ input: { id } }));
  if (pauses.isError) return <ErrorState error={pauses.error} onRetry={() => void pauses.refetch()} />;
  if (!pauses.data) return <Skeleton.Lines count={2} />;
  if (pauses.data.items.length === 0) return <p className="text-ink-3">Never suspended.</p>;
  return (
    <ul className="divide-y divide-line">
      {pauses.data.items.map((pause) => (
        <li key={pause.id} className="flex items-baseline justify-between gap-4 py-1.5">
          <span>
            From <LocalDate date={pause.fromDate} />
            {pause.toDate ? (
              <>
                , resumed <LocalDate date={pause.toDate} />
              </>
            ) : (
              <strong> until now</strong>
            )}
            <span className="block text-sm text-ink-3">{suspendReasonText[pause.reason]}</span>
          </span>
          <span className="num text-ink-2">
            <NumberText value={pause.days} /> {pause.days === 1 ? 'day' : 'days'} not charged
          </span>
        </li>
      ))}
    </ul>
  );
}

/** One subscription beside the list: what was sold, what it costs, what was not charged, and every action. */
export function SubscriptionSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const query = useQuery({ ...api.get.queryOptions({ input: { id: id ?? '' } }), enabled: id !== undefined });
  const data = id === undefined ? undefined : query.data;
  return (
    <Sheet
      open={id !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={data ? `${data.number} · ${data.planName}` : 'Subscription'}
    >
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {!data && !query.isError && <Skeleton.Lines count={8} />}
      {data && (
        <div className="flex flex-col gap-5">
          <div className="flex flex-wrap gap-2">
            <SubscriptionButtons subscription={data} />
          </div>
          {data.status === 'failed' && data.statusReason && (
            <Callout tone="bad" title="Provisioning failed and was rolled back.">
              {data.statusReason}
            </Callout>
          )}
          {data.status === 'suspended' && (
            <Callout tone="warn" title={`Suspended: ${data.statusReason ?? 'no reason given'}`}>
              {data.suspendedAt && (
                <>
                  Since <DateTime at={data.suspendedAt} show="minute" />. Logins are refused.
                </>
              )}
            </Callout>
          )}
          {data.status === 'cancelled' && (
            <Callout tone="info" title={`Cancelled: ${data.statusReason ?? 'no reason given'}`} />
          )}
          <Facts subscription={data} />
          <PlanChanges subscriptionId={data.id} />
          <section>
            <h3 className="mb-1">Suspensions</h3>
            <Pauses id={data.id} />
          </section>
        </div>
      )}
    </Sheet>
  );
}
