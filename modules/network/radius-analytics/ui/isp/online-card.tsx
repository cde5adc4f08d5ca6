import { useQuery } from '@tanstack/react-query';
import { Card } from '#ui/base/card.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatNumber } from '#ui/format/quantity.ts';
import { NumberText } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { analyticsApi, quietLink } from './analytics-queries.ts';
import { dayIn } from './period.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** How many were online in the last 24 hours, by five minutes. */
export function OnlineCard({ nowMs, className }: { nowMs: number; className: string }) {
  const { locale, timeZone } = useFormat();
  const [fromDate, toDate] = [dayIn(nowMs - dayMs, timeZone), dayIn(nowMs, timeZone)];
  const query = useQuery(
    analyticsApi.concurrency.queryOptions({ input: { fromDate, toDate }, refetchInterval: 2 * minuteMs }),
  );
  const points = query.data?.items.filter(({ at }) => Date.parse(at) >= nowMs - dayMs) ?? [];
  const peak = points.reduce((most, { peakSessions }) => Math.max(most, peakSessions), 0);
  return (
    <Card
      title="Sessions online, last 24 h"
      className={className}
      aside={
        <>
          {points.length > 0 && (
            <span>
              most <NumberText value={peak} />
            </span>
          )}
          <Link to="/dashboard/radius/analytics" className={quietLink}>
            Analytics
          </Link>
        </>
      }
    >
      <Chart
        label="Sessions online in the last 24 hours"
        height={260}
        brush
        from={nowMs - dayMs}
        to={nowMs}
        pending={query.isPending}
        error={query.data ? undefined : query.error}
        onRetry={() => query.refetch()}
        format={(sessions) => formatNumber(sessions, locale)}
        series={[{ name: 'Online', kind: 'area', points: points.map(({ at, endSessions }) => [at, endSessions]) }]}
        empty="No session was reported in the last 24 hours."
      />
    </Card>
  );
}
