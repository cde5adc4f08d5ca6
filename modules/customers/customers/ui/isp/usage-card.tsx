import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { Card } from '#ui/base/card.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatBps, formatBytes } from '#ui/format/quantity.ts';
import { Bytes } from '#ui/format/values.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { radiusApi } from './customer-queries.ts';
import { hourlyBps } from './usage-series.ts';
import { useMonthUsage } from './use-month-usage.ts';

const url = z.object({ usage: z.enum(['month', 'hours']).default('month') });
const height = 210;

/** Traffic of the running month by the day, or of the last two weeks by the hour, with a strip to look closer. */
export function UsageCard({ customerId, className }: { customerId: string; className?: string }) {
  const [{ usage }, setUrl] = useUrlState(url);
  const { usedBytes } = useMonthUsage(customerId);
  return (
    <Card
      title="Usage"
      {...(className ? { className } : {})}
      aside={
        <>
          {usedBytes ? (
            <span>
              <Bytes bytes={usedBytes} /> this month
            </span>
          ) : undefined}
          <Segmented
            label="Usage shown"
            value={usage}
            onChange={(next) => setUrl({ usage: next })}
            options={[
              { value: 'month', label: 'Month by day' },
              { value: 'hours', label: '14 days by hour' },
            ]}
          />
        </>
      }
    >
      {usage === 'month' ? <Month customerId={customerId} /> : <Hours customerId={customerId} />}
    </Card>
  );
}

function Month({ customerId }: { customerId: string }) {
  const { locale } = useFormat();
  const { query, days = [] } = useMonthUsage(customerId);
  const measured = days.some(({ traffic }) => traffic !== null);
  const points = (read: (traffic: { downloadBytes: number; uploadBytes: number }) => number) =>
    measured ? days.map(({ day, traffic }) => [day.slice(8), traffic && read(traffic)] as const) : [];
  return (
    <Chart
      label="Traffic by day of this month"
      x="category"
      height={height}
      pending={query.isPending}
      error={query.data ? undefined : query.error}
      onRetry={() => query.refetch()}
      format={(bytes) => formatBytes(bytes, locale)}
      series={[
        { name: 'Download', kind: 'bar', stack: 'day', points: points((t) => t.downloadBytes) },
        { name: 'Upload', kind: 'bar', stack: 'day', tone: 'info', points: points((t) => t.uploadBytes) },
      ]}
      empty="Nothing was measured this month."
    />
  );
}

const hourMs = 3_600_000;
const spanMs = 14 * 24 * hourMs;

function Hours({ customerId }: { customerId: string }) {
  const { locale } = useFormat();
  const [toMs] = useState(() => Math.ceil(Date.now() / hourMs) * hourMs);
  const [from, to] = [new Date(toMs - spanMs).toISOString(), new Date(toMs).toISOString()];
  const query = useQuery(radiusApi.usage.queryOptions({ input: { customerId, from, to, bucket: 'hour' } }));
  const { down, up } = hourlyBps(query.data?.items ?? [], from, to);
  const points = (values: readonly (number | null)[]) =>
    query.data?.items.length ? values.map((bps, hour) => [toMs - spanMs + hour * hourMs, bps] as const) : [];
  return (
    <Chart
      label="Mean speed by the hour, last 14 days"
      height={height}
      brush
      from={toMs - spanMs}
      to={toMs}
      pending={query.isPending}
      error={query.data ? undefined : query.error}
      onRetry={() => query.refetch()}
      format={(bps) => formatBps(bps, locale)}
      series={[
        { name: 'Download', kind: 'area', points: points(down) },
        { name: 'Upload', kind: 'line', tone: 'info', points: points(up) },
      ]}
      empty="Nothing was measured in the last 14 days."
    />
  );
}
