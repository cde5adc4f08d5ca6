import { useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { localDateText } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { cycleShort } from '#modules/catalog/internet-plans/ui/isp/plan-values.tsx';
import { customers } from '#modules/customers/customers/contract.ts';
import { StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { Money } from '#ui/format/values.tsx';
import { type Subscription, subscriptions } from '../../contract.ts';
import type { Cycle, SubscriptionStatus } from '../../rules.ts';

export type SubscriptionView = View<typeof Subscription, 'isp'>;
export const subscriptionsApi = clientFor(subscriptions, 'isp');

export const subscriptionTones: StatusTones<SubscriptionStatus> = {
  pending: ['info', 'Provisioning'],
  active: 'ok',
  suspended: 'warn',
  cancelled: 'neutral',
  failed: 'bad',
};

/** The state, with its reason on hover. */
export const SubscriptionChip = ({
  subscription: { status, statusReason },
}: {
  subscription: Pick<SubscriptionView, 'status' | 'statusReason'>;
}) => (
  <Tooltip tip={statusReason ?? undefined}>
    <span>
      <StatusChip status={status} tones={subscriptionTones} />
    </span>
  </Tooltip>
);

export const Price = ({ amountMinor, currency, cycle }: { amountMinor: number; currency: string; cycle: Cycle }) => (
  <span className="num">
    <Money amountMinor={amountMinor} currency={currency} />
    <span className="text-ink-3"> / {cycleShort[cycle]}</span>
  </span>
);

/** The price of the running period; a different one from the next period on is marked, and told on hover. */
export function PriceNow({ subscription: s }: { subscription: SubscriptionView }) {
  const { locale } = useFormat();
  const price = <Price amountMinor={s.priceMinor} currency={s.currency} cycle={s.cycle} />;
  if (s.nextPriceMinor === null || s.periodEnd === null) return price;
  const next = formatMoney(s.nextPriceMinor, s.currency, { locale });
  const from = localDateText(s.periodEnd, locale);
  return (
    <Tooltip tip={`${next} every ${cycleShort[s.nextCycle ?? s.cycle]} from ${from}`}>
      <span className="underline decoration-ink-3 decoration-dotted underline-offset-4">{price}</span>
    </Tooltip>
  );
}

/** A period ends before its end date; people read the last day that is in. */
export const dayBefore = (date: string) =>
  new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** After a command: everything that shows a subscription, its customer, its plan's count or its invoices. */
export function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [subscriptions, invoices, customers, internetPlans].map((contract) =>
        client.invalidateQueries({ queryKey: clientFor(contract, 'isp').key() }),
      ),
    );
}
