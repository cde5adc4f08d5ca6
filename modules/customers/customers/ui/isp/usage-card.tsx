import { Card } from '#ui/base/card.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatBytes } from '#ui/format/quantity.ts';
import { Bytes } from '#ui/format/values.tsx';
import { useMonthUsage } from './use-month-usage.ts';

/** Traffic of the running month, a bar for each day. */
export function UsageCard({ customerId, className }: { customerId: string; className?: string }) {
  const { locale } = useFormat();
  const { query, days = [], usedBytes } = useMonthUsage(customerId);
  const measured = days.some(({ traffic }) => traffic !== null);
  const points = (read: (traffic: { downloadBytes: number; uploadBytes: number }) => number) =>
    measured ? days.map(({ day, traffic }) => [day.slice(8), traffic && read(traffic)] as const) : [];
  return (
    <Card
      title="Usage this month"
      {...(className ? { className } : {})}
      aside={usedBytes ? <Bytes bytes={usedBytes} /> : undefined}
    >
      <Chart
        label="Traffic by day of this month"
        x="category"
        height={200}
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
    </Card>
  );
}
