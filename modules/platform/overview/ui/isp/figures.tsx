import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { StatCard } from '#ui/base/stat-card.tsx';
import { Money, NumberText, RelativeTime } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { customersApi, invoicesApi, may, orchestrationApi, radiusApi, subscriptionsApi } from './dashboard-queries.ts';

interface FigureProps<Data> {
  label: string;
  query: UseQueryResult<Data>;
  to: string;
  value: (data: Data) => ReactNode;
  source: (data: Data) => ReactNode;
}

/** A number that leads to its rows; when it cannot be had, the card says why. */
const Figure = <Data,>({ label, query, to, value, source }: FigureProps<Data>) => (
  <StatCard
    label={label}
    to={to}
    value={query.data === undefined ? undefined : value(query.data)}
    source={query.data !== undefined && source(query.data)}
    problem={query.isError && query.data === undefined ? toProblem(query.error).message : undefined}
  />
);

const Subscribers = () => (
  <Figure
    label="Subscribers"
    query={useQuery(customersApi.metrics.queryOptions({ input: {} }))}
    to="/dashboard/operations/customers?status=active"
    value={(m) => <NumberText value={m.active} />}
    source={(m) => `${m.createdLast30Days} new customers in 30 days, ${m.suspended} suspended`}
  />
);
const Online = () => (
  <Figure
    label="Online now"
    query={useQuery(radiusApi.metrics.queryOptions({ input: {} }))}
    to="/dashboard/radius/sessions"
    value={(m) => <NumberText value={m.online} />}
    source={(m) => (
      <span>
        {m.rejectsLastHour} logins refused in the last hour{m.measuredAt && ', measured '}
        {m.measuredAt && <RelativeTime at={m.measuredAt} />}
      </span>
    )}
  />
);
const Recurring = () => (
  <Figure
    label="Monthly recurring revenue"
    query={useQuery(subscriptionsApi.metrics.queryOptions({ input: {} }))}
    to="/dashboard/billing-revenue/subscriptions?status=active"
    value={(m) => <Money amountMinor={m.mrrMinor} currency={m.currency} />}
    source={(m) => `${m.active} active subscriptions, ${m.suspended} suspended`}
  />
);
const Overdue = () => (
  <Figure
    label="Overdue"
    query={useQuery(invoicesApi.metrics.queryOptions({ input: {} }))}
    to="/dashboard/billing-revenue/invoices?state=overdue"
    value={(m) => <Money amountMinor={m.overdueMinor} currency={m.currency} />}
    source={(m) => `${m.overdue} of ${m.open} open invoices`}
  />
);
const OpenSagas = () => (
  <Figure
    label="Open provisioning"
    query={useQuery(orchestrationApi.metrics.queryOptions({ input: {} }))}
    to="/dashboard/orchestration?status=running"
    value={(m) => <NumberText value={m.open} />}
    source={(m) =>
      `Last day: ${m.completedLastDay} done, ${m.rolledBackLastDay} rolled back, ${m.failedLastDay} failed`
    }
  />
);

/** The numbers on top, each for those who may see its rows. */
export function Figures() {
  const all = [
    { can: useCan(may.customers), card: <Subscribers key="subscribers" /> },
    { can: useCan(may.radius), card: <Online key="online" /> },
    { can: useCan(may.subscriptions), card: <Recurring key="recurring" /> },
    { can: useCan(may.invoices), card: <Overdue key="overdue" /> },
    { can: useCan(may.orchestration), card: <OpenSagas key="sagas" /> },
  ];
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 max-sm:grid-cols-1 lg:grid-cols-5">
      {all.filter(({ can }) => can.allowed).map(({ card }) => card)}
    </div>
  );
}
