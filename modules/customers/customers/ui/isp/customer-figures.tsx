import { useQuery } from '@tanstack/react-query';
import { StatCard } from '#ui/base/stat-card.tsx';
import { NumberText } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { customersApi as api, listPath } from './customer-values.tsx';

/** How many customers there are in which state; each number leads to its rows. */
export function CustomerFigures() {
  const metrics = useQuery(api.metrics.queryOptions({ input: {} }));
  const problem = metrics.isError ? toProblem(metrics.error).message : undefined;
  const { data } = metrics;
  const count = (value: number | undefined) => (value === undefined ? undefined : <NumberText value={value} />);
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-5">
      <StatCard
        label="Customers"
        value={count(data?.total)}
        problem={problem}
        to={listPath}
        source={data && data.closed > 0 && `${data.closed} closed`}
      />
      <StatCard
        label="Active"
        value={count(data?.active)}
        problem={problem}
        to={`${listPath}?status=active`}
        source="With a running service"
      />
      <StatCard
        label="Suspended"
        value={count(data?.suspended)}
        problem={problem}
        to={`${listPath}?status=suspended`}
        source="Every service is suspended"
      />
      <StatCard
        label="Prospects"
        value={count(data?.prospects)}
        problem={problem}
        to={`${listPath}?status=prospect`}
        source="Nothing sold yet"
      />
      <StatCard
        label="New in 30 days"
        value={count(data?.createdLast30Days)}
        problem={problem}
        to={`${listPath}?sort=-createdAt`}
      />
    </div>
  );
}
