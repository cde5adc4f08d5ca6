import { Package } from 'lucide-react';
import type { ReactNode } from 'react';
import { LocalDate } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { Price, SubscriptionChip } from '#modules/billing/subscriptions/ui/isp/subscription-values.tsx';
import { Speed } from '#modules/catalog/internet-plans/ui/isp/plan-values.tsx';
import { SubscriptionQuota } from '#modules/network/quota/ui/isp/quota-card.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Bytes, RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { mainSubscription, type SubscriptionView, useSubscriptions } from './customer-queries.ts';
import { useMonthUsage } from './use-month-usage.ts';

/** A period stays until its successor is billed. */
const hasEnded = (periodEnd: string) => Date.parse(periodEnd) < Date.now();

/** What the customer has bought, and how much of it is used. */
export function SubscriptionCard({
  customerId,
  title,
  className,
}: {
  customerId: string;
  title: ReactNode;
  className?: string;
}) {
  const subscriptions = useSubscriptions(customerId);
  const main = mainSubscription(subscriptions.data?.items ?? []);
  return (
    <QueryCard
      title={title}
      query={subscriptions}
      {...(className ? { className } : {})}
      lines={5}
      status={() => main && <SubscriptionChip subscription={main} />}
      aside={() =>
        main?.periodEnd &&
        main.status === 'active' && (
          <>
            {hasEnded(main.periodEnd) ? 'invoiced to' : 'renews'} <LocalDate date={main.periodEnd} />
          </>
        )
      }
    >
      {({ items }) =>
        main ? (
          <Main subscription={main} all={items} />
        ) : (
          <EmptyState icon={<Package />} title="Nothing sold yet" className="py-6">
            Sell a plan with the button above; provisioning begins at once.
          </EmptyState>
        )
      }
    </QueryCard>
  );
}

function Main({ subscription: s, all }: { subscription: SubscriptionView; all: readonly SubscriptionView[] }) {
  const running = all.filter(({ status }) => status === 'active' || status === 'suspended').length;
  return (
    <>
      <p className="text-2xl font-semibold tracking-[-0.02em]">
        <Link to={`/dashboard/services/internet-plans/${s.planId}`} className="hover:text-brand-text">
          {s.planName}
        </Link>
      </p>
      <p className="text-ink-2">
        <Speed {...s} /> · <Price amountMinor={s.priceMinor} currency={s.currency} cycle={s.cycle} />
      </p>
      {s.status === 'pending' && <Callout tone="info" className="mt-3" title="Provisioning is under way." />}
      {s.status === 'suspended' && (
        <Callout tone="warn" className="mt-3" title={`Suspended: ${s.statusReason ?? 'no reason given'}`} />
      )}
      {s.status === 'failed' && (
        <Callout
          tone="bad"
          className="mt-3"
          title={`Provisioning was rolled back: ${s.statusReason ?? 'no reason given'}`}
        />
      )}
      {(s.status === 'active' || s.status === 'suspended') && <Used customerId={s.customerId} subscriptionId={s.id} />}
      <div className="mt-3">
        <DescriptionList
          items={[
            { term: 'Active / total', value: `${running} / ${all.length}` },
            { term: 'Number', value: s.number },
            { term: 'Active since', value: s.activatedAt && <RelativeTime at={s.activatedAt} />, hideEmpty: true },
          ]}
        />
      </div>
    </>
  );
}

function Used({ customerId, subscriptionId }: { customerId: string; subscriptionId: string }) {
  const { usedBytes } = useMonthUsage(customerId);
  return (
    <>
      {usedBytes !== undefined && (
        <p className="mt-3 flex justify-between gap-2">
          <span className="text-ink-3">Usage this month</span>
          <Bytes bytes={usedBytes} />
        </p>
      )}
      <SubscriptionQuota customerId={customerId} subscriptionId={subscriptionId} />
    </>
  );
}
