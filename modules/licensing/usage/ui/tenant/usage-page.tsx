import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { metrics } from '#modules/licensing/catalogue/contract.ts';
import { Card } from '#ui/base/card.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatNumber, splitBytes } from '#ui/format/quantity.ts';
import { Money } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { licensingUsage } from '../../contract.ts';
import { UsageBars } from '../usage-bars.tsx';

const api = clientFor(licensingUsage, 'tenant');
const url = z.object({ metric: z.enum(metrics).default('subscribers') });

export default function UsagePage() {
  const [{ metric }, setUrl] = useUrlState(url);
  const { locale } = useFormat();
  const usage = useQuery(api.usage.queryOptions({ input: {} }));
  const history = useQuery(api.history.queryOptions({ input: { metric, days: 365 } }));
  useLiveQueries('licence-usage', [api.key()]);
  const items = usage.data?.items ?? [];
  const sum = (of: 'overageMinor' | 'forecastOverageMinor') => items.reduce((n, m) => n + m[of], 0);
  const { periodStart, periodEnd, currency } = items[0] ?? {};
  const own = items.find((m) => m.metric === metric);
  const format = (value: number) => {
    if (metric !== 'storage_bytes') return formatNumber(value, locale);
    const { value: text, unit } = splitBytes(value, locale);
    return `${text} ${unit}`;
  };
  const money = (amountMinor: number) =>
    usage.data ? <Money amountMinor={amountMinor} currency={currency} /> : undefined;
  return (
    <PageBody>
      <PageHeader title="Usage" subtitle={periodStart ? `${periodStart} to ${periodEnd}` : undefined} />
      <div className="mb-4 grid gap-3 sm:grid-cols-2">
        <StatCard
          label="Over the plan so far"
          value={money(sum('overageMinor'))}
          source="Charged with the next invoice"
        />
        <StatCard
          label="Over the plan at the end of the period"
          value={money(sum('forecastOverageMinor'))}
          source="An estimate, if use goes on like this"
        />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <QueryCard title="Quotas" query={usage} lines={10}>
          {(data) => <UsageBars items={data.items} />}
        </QueryCard>
        <Card title="By day">
          <div className="mb-3 overflow-x-auto">
            <Segmented
              label="What"
              value={metric}
              onChange={(next) => setUrl({ metric: next })}
              options={items.filter((m) => m.metric !== 'sms').map((m) => ({ value: m.metric, label: m.name }))}
            />
          </div>
          <Chart
            label={`${own?.name ?? 'Use'} by day`}
            format={format}
            series={[
              {
                name: own?.name ?? 'Use',
                kind: own?.kind === 'sum' ? 'bar' : 'area',
                points: (history.data?.items ?? []).map((d) => [`${d.day}T00:00:00Z`, d.value] as const),
              },
            ]}
            {...(own?.kind === 'peak' && own.included !== null
              ? { limit: { value: own.included, label: 'Included' } }
              : {})}
            pending={history.isPending}
            error={history.isError ? history.error : undefined}
            onRetry={() => history.refetch()}
            empty="Nothing was measured yet; it is once an hour."
          />
        </Card>
      </div>
    </PageBody>
  );
}
