import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Card } from '#ui/base/card.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatBps } from '#ui/format/quantity.ts';
import { Bps, RelativeTime, useNow } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { radiusApi } from './dashboard-queries.ts';
import { type Sample, trafficLine, withSample } from './traffic.ts';

const hourMs = 3_600_000;
const spanMs = 24 * hourMs;

/** Traffic of all subscribers: the last day by the hour, the present as the routers report it. */
export function TrafficCard({ className }: { className?: string }) {
  const { locale } = useFormat();
  const now = useNow();
  // Asked anew when an hour is over, not at every tick.
  const untilMs = Math.ceil(now / hourMs) * hourMs;
  const usage = useQuery(
    radiusApi.usage.queryOptions({
      input: { from: new Date(untilMs - spanMs).toISOString(), to: new Date(untilMs).toISOString(), bucket: 'hour' },
    }),
  );
  const metrics = useQuery(radiusApi.metrics.queryOptions({ input: {} }));
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const { measuredAt, downloadBps, uploadBps } = metrics.data ?? {};
  useEffect(() => {
    if (!measuredAt || downloadBps === undefined || uploadBps === undefined) return;
    setSamples((before) => withSample(before, { atMs: Date.parse(measuredAt), downloadBps, uploadBps }));
  }, [measuredAt, downloadBps, uploadBps]);

  const line = usage.data ? trafficLine(usage.data.items, samples, untilMs - spanMs, now) : [];
  const measured = line.some(({ download }) => download !== null);
  return (
    <Card
      title="Traffic"
      {...(className ? { className } : {})}
      aside={
        <>
          {downloadBps !== undefined && uploadBps !== undefined && (
            <span>
              <Bps bps={downloadBps} /> down · <Bps bps={uploadBps} /> up
            </span>
          )}
          {measuredAt && <RelativeTime at={measuredAt} />}
          <Link to="/dashboard/radius/analytics" className="hover:text-ink hover:underline">
            Analytics
          </Link>
        </>
      }
    >
      <Chart
        label="Traffic of all subscribers in the last 24 hours"
        height={270}
        brush
        from={untilMs - spanMs}
        to={untilMs}
        pending={usage.isPending}
        error={usage.data ? undefined : usage.error}
        onRetry={() => usage.refetch()}
        format={(bps) => formatBps(bps, locale)}
        series={[
          {
            name: 'Download',
            kind: 'area',
            points: measured ? line.map(({ atMs, download }) => [atMs, download]) : [],
          },
          {
            name: 'Upload',
            kind: 'line',
            tone: 'info',
            points: measured ? line.map(({ atMs, upload }) => [atMs, upload]) : [],
          },
        ]}
        empty="No router has reported traffic in the last 24 hours."
      />
    </Card>
  );
}
