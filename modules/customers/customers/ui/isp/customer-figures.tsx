import { useQuery } from '@tanstack/react-query';
import { useHealthSummary } from '#modules/customers/health/ui/isp/health.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { Money, NumberText, RelativeTime } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { subscriptionsApi } from './customer-queries.ts';
import { customersApi as api, listPath } from './customer-values.tsx';

/** How the customer base stands; each number leads to its rows. All come from tallies, none from counting. */
export function CustomerFigures() {
  const metrics = useQuery(api.metrics.queryOptions({ input: {} }));
  const health = useHealthSummary();
  const money = useCan('billing.subscription:read');
  const revenue = useQuery({
    ...subscriptionsApi.metrics.queryOptions({ input: {} }),
    enabled: money.reason === undefined,
  });
  const problemOf = (query: { isError: boolean; error: unknown }) =>
    query.isError ? toProblem(query.error).message : undefined;
  const problem = problemOf(metrics);
  const { data } = metrics;
  const count = (value: number | undefined) => (value === undefined ? undefined : <NumberText value={value} />);
  const perCustomer =
    revenue.data && data && data.active > 0 ? Math.round(revenue.data.mrrMinor / data.active) : undefined;
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      <StatCard
        label="Customers"
        value={count(data?.total)}
        problem={problem}
        to={listPath}
        source={
          data &&
          [data.prospects && `${data.prospects} prospects`, data.closed && `${data.closed} closed`]
            .filter(Boolean)
            .join(', ')
        }
      />
      <StatCard
        label="Active"
        value={count(data?.active)}
        problem={problem}
        to={`${listPath}?status=active`}
        source={data && `${data.suspended} suspended`}
      />
      <StatCard
        label="New in 30 days"
        value={count(data?.createdLast30Days)}
        problem={problem}
        to={`${listPath}?sort=-createdAt`}
      />
      <StatCard
        label="Left in 30 days"
        value={count(data?.churnedLast30Days)}
        problem={problem}
        to={`${listPath}?status=inactive`}
        source="Ended their last service"
      />
      <StatCard
        label="At risk"
        value={count(health.data && health.data.atRisk + health.data.critical)}
        problem={problemOf(health)}
        to={`${listPath}?sort=health&segment=at-risk`}
        source={
          health.data?.computedAt && (
            <>
              {health.data.critical} critical, <RelativeTime at={health.data.computedAt} />
            </>
          )
        }
      />
      <StatCard
        label="Monthly revenue"
        value={revenue.data && <Money amountMinor={revenue.data.mrrMinor} currency={revenue.data.currency} />}
        problem={money.reason ?? problemOf(revenue)}
        source={
          revenue.data &&
          perCustomer !== undefined && (
            <>
              <Money amountMinor={perCustomer} currency={revenue.data.currency} /> per active customer
            </>
          )
        }
      />
    </div>
  );
}
