import { useQuery } from '@tanstack/react-query';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { Bytes, Money, NumberText } from '#ui/format/values.tsx';
import type { Interval } from '../../rules.ts';
import { type AccountView, catalogueApi, intervalName, type PlanView } from '../licensing-values.tsx';

const Quantity = ({ value, bytes }: { value: number | null; bytes?: boolean }) =>
  value === null ? <>Unlimited</> : bytes ? <Bytes bytes={value} /> : <NumberText value={value} />;

function Facts({ plan }: { plan: PlanView }) {
  const { allowances: a, seats } = plan;
  return (
    <ul className="mt-3 space-y-1 text-sm text-ink-2">
      <li>
        <Quantity value={a.subscribers.included} /> subscribers
      </li>
      <li>
        <Quantity value={a.storage_bytes.included} bytes /> storage
      </li>
      <li>
        {plan.features.includes('api') ? (
          <>
            <Quantity value={a.api_calls.included} /> API calls a month
          </>
        ) : (
          'No API'
        )}
      </li>
      <li>
        {seats.admin} Admin, {seats.operator} Operator, {seats['read-only']} Read-only seats
      </li>
      <li>{plan.features.length} modules</li>
    </ul>
  );
}

interface PlanCardsProps {
  account: AccountView | undefined;
  interval: Interval;
  reason: string | undefined;
  onChoose: (planId: string) => void;
}

/** The plans on sale side by side; the one that runs is marked. */
export function PlanCards({ account, interval, reason, onChoose }: PlanCardsProps) {
  const plans = useQuery(catalogueApi.plans.queryOptions({ input: {} }));
  const modules = useQuery(catalogueApi.features.queryOptions({ input: {} }));
  if (plans.isError && !plans.data) return <ErrorState error={plans.error} onRetry={() => plans.refetch()} />;
  if (!plans.data) return <Skeleton.Lines count={6} />;
  const named = new Map(modules.data?.items.map((m) => [m.key, m.name]));
  return (
    <div className="mb-6 grid gap-4 md:grid-cols-2 lg:grid-cols-3">
      {plans.data.items.map((plan) => {
        const isMine = account?.plan?.id === plan.id && account.interval === interval && account.status !== 'cancelled';
        const price = interval === 'year' ? plan.yearMinor : plan.monthMinor;
        return (
          <section
            key={plan.id}
            aria-label={plan.name}
            className="flex flex-col rounded-lg border border-line bg-panel p-4 shadow-card"
          >
            <h3 className="flex items-center gap-2 text-lg font-semibold">
              {plan.name} {isMine && <Chip tone="brand">Yours</Chip>}
            </h3>
            <p className="text-sm text-ink-3">{plan.tagline}</p>
            <p className="mt-3">
              <span className="text-2xl font-semibold">
                <Money amountMinor={price} currency={plan.currency} />
              </span>{' '}
              <span className="text-ink-3">{intervalName[interval]}</span>
            </p>
            <Facts plan={plan} />
            <p className="mt-2 mb-4 text-sm text-ink-3">{plan.features.map((f) => named.get(f) ?? f).join(', ')}</p>
            <Button
              className="mt-auto justify-center"
              variant={isMine ? 'default' : 'primary'}
              reason={
                reason ??
                (isMine
                  ? 'This is your plan.'
                  : account?.plan || account?.status === 'cancelled'
                    ? undefined
                    : 'Ask us to open a contract.')
              }
              onClick={() => onChoose(plan.planId)}
            >
              Choose {plan.name}
            </Button>
          </section>
        );
      })}
    </div>
  );
}
