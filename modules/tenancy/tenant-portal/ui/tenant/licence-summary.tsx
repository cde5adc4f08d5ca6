import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { accountTones, accountApi as contracts } from '#modules/licensing/accounts/ui/licensing-values.tsx';
import { licensingSeats } from '#modules/licensing/seats/contract.ts';
import { licensingUsage } from '#modules/licensing/usage/contract.ts';
import { UsageBars } from '#modules/licensing/usage/ui/usage-bars.tsx';
import { StatusChip } from '#ui/base/badge.tsx';
import { ButtonLink } from '#ui/base/button.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { Money } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';

const seatsApi = clientFor(licensingSeats, 'tenant');
const usageApi = clientFor(licensingUsage, 'tenant');
const problemOf = ({ isError, error }: { isError: boolean; error: unknown }) =>
  isError ? toProblem(error).message : undefined;

/** The plan that runs and what its next invoice comes to, and how many seats are taken. */
export function LicenceFigures() {
  const account = useQuery(contracts.account.queryOptions({ input: {} }));
  const stock = useQuery(seatsApi.stock.queryOptions({ input: {} }));
  useLiveQueries('licence', [contracts.account.key(), seatsApi.stock.key()]);
  useLiveQueries('seats', [seatsApi.stock.key()]);
  const { data } = account;
  const total = stock.data?.items.reduce((n, s) => n + s.included + s.bought, 0);
  return (
    <>
      <StatCard
        label="Plan"
        value={data && (data.plan?.name ?? 'None')}
        source={data && <StatusChip status={data.status} tones={accountTones} />}
        problem={problemOf(account)}
        to="/tenant-portal/billing/subscription"
      />
      <StatCard
        label="Next invoice"
        value={data && <Money amountMinor={data.nextMinor} currency={data.currency} />}
        source={data && (data.periodEnd ? `On ${data.periodEnd}, and what goes over the quotas` : 'Nothing is charged')}
        problem={problemOf(account)}
        to="/tenant-portal/billing/receipts"
      />
      <StatCard
        label="Seats in use"
        value={stock.data && `${stock.data.items.reduce((n, s) => n + s.used, 0)} of ${total}`}
        source={stock.data?.items.map((s) => `${s.name} ${s.used}/${s.included + s.bought}`).join(' · ')}
        problem={problemOf(stock)}
        to="/tenant-portal/licenses"
      />
    </>
  );
}

/** The plan's quotas as far as they are used. */
export function UsageCard({ className }: { className: string }) {
  const usage = useQuery(usageApi.usage.queryOptions({ input: {} }));
  useLiveQueries('licence-usage', [usageApi.usage.key()]);
  return (
    <QueryCard
      title="Usage this period"
      query={usage}
      lines={10}
      className={className}
      aside={
        <ButtonLink size="sm" to="/tenant-portal/billing/usage">
          History and forecast
        </ButtonLink>
      }
    >
      {({ items }) => <UsageBars items={items} />}
    </QueryCard>
  );
}
