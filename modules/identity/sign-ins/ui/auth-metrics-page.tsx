import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Segmented } from '#ui/base/choice.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatNumber } from '#ui/format/quantity.ts';
import { NumberText, Percent, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useRealm } from '#ui/session/session-provider.tsx';
import { type SignInMetrics, signIns } from '../contract.ts';
import { factorWords } from './sign-in-values.tsx';

const apis = { isp: clientFor(signIns, 'isp'), platform: clientFor(signIns, 'platform') };
const spans = ['7', '30', '90'] as const;
const url = z.object({ days: z.enum(spans).default('30') });
type Metrics = View<typeof SignInMetrics, 'isp'>;
type Count = 'signedIn' | 'failed' | 'lockedOut' | 'resets' | 'newDevices';

const figures: { id: Count; label: string; moreIsBad: boolean }[] = [
  { id: 'signedIn', label: 'Sign-ins', moreIsBad: false },
  { id: 'failed', label: 'Failed tries', moreIsBad: true },
  { id: 'lockedOut', label: 'Lock-outs', moreIsBad: true },
  { id: 'newDevices', label: 'New devices', moreIsBad: true },
  { id: 'resets', label: 'Passwords reset', moreIsBad: true },
];

function deltaOf({ id, moreIsBad }: (typeof figures)[number], data: Metrics, days: string) {
  const change = data[id] - (data.before[0]?.[id] ?? 0);
  return {
    text: `${change > 0 ? '+' : ''}${change}`,
    against: `against the ${days} days before`,
    direction: change > 0 ? ('up' as const) : change < 0 ? ('down' as const) : ('flat' as const),
    tone: moreIsBad && change > 0 ? ('warn' as const) : ('neutral' as const),
  };
}

export default function AuthMetricsPage() {
  const { locale } = useFormat();
  const [{ days }, setUrl] = useUrlState(url);
  const api = apis[useRealm() === 'platform' ? 'platform' : 'isp'];
  const query = useQuery(api.metrics.queryOptions({ input: { days: Number(days) } }));
  useLiveQueries('sign-ins', [api.metrics.key()]);
  const { data } = query;
  return (
    <PageBody>
      <PageHeader
        title="Sign-in metrics"
        subtitle={
          data && (
            <>
              {data.uniqueStaff} {data.uniqueStaff === 1 ? 'colleague' : 'colleagues'} and {data.uniqueSubscribers}{' '}
              {data.uniqueSubscribers === 1 ? 'subscriber' : 'subscribers'} signed in; counted{' '}
              <RelativeTime at={data.measuredAt} />. Tries at accounts that do not exist are not among them.
            </>
          )
        }
        actions={
          <Segmented
            label="Time shown"
            value={days}
            onChange={(next) => setUrl({ days: next })}
            options={spans.map((value) => ({ value, label: `${value} days` }))}
          />
        }
      />
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-5">
        {figures.map((figure) => (
          <StatCard
            key={figure.id}
            label={figure.label}
            value={data && <NumberText value={data[figure.id]} />}
            problem={query.isError && !data ? toProblem(query.error).message : undefined}
            {...(data ? { delta: deltaOf(figure, data, days) } : {})}
          />
        ))}
      </div>
      <div className="mt-4 grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <QueryCard title="By day" query={query}>
          {(found) => (
            <Chart
              label={`Sign-ins and failed tries by day, last ${days} days`}
              x="category"
              height={260}
              format={(value) => formatNumber(value, locale)}
              series={[
                { name: 'Signed in', kind: 'bar', tone: 'ok', points: found.days.map((d) => [d.day, d.signedIn]) },
                { name: 'Failed', kind: 'bar', tone: 'warn', points: found.days.map((d) => [d.day, d.failed]) },
                { name: 'Locked out', kind: 'bar', tone: 'bad', points: found.days.map((d) => [d.day, d.lockedOut]) },
              ]}
            />
          )}
        </QueryCard>
        <QueryCard title="By method" query={query}>
          {(found) => <Methods metrics={found} />}
        </QueryCard>
      </div>
    </PageBody>
  );
}

function Methods({ metrics: { factors, signedIn } }: { metrics: Metrics }) {
  if (factors.length === 0) return <p className="text-ink-3">Nobody signed in.</p>;
  return (
    <ul className="flex flex-col gap-3">
      {factors.map(({ factor, signIns: count }) => (
        <li key={factor}>
          <div className="flex justify-between gap-2">
            <span>{factorWords[factor]}</span>
            <span className="text-ink-2">
              <NumberText value={count} /> · <Percent share={signedIn > 0 ? count / signedIn : 0} digits={0} />
            </span>
          </div>
          <div aria-hidden className="mt-1 h-1.5 rounded-full bg-sunken">
            <div
              className="h-full rounded-full bg-brand"
              style={{ width: `${(count / Math.max(1, signedIn)) * 100}%` }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
