import { useQuery } from '@tanstack/react-query';
import { Card } from '#ui/base/card.tsx';
import { Segmented, Switch } from '#ui/base/choice.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatBytes } from '#ui/format/quantity.ts';
import { useNow } from '#ui/format/values.tsx';
import { analyticsApi } from './analytics-queries.ts';
import { type Asked, fileSuffix } from './asked.ts';
import { CsvButton } from './csv-button.tsx';
import { addDays, daysBefore, lengthInDays, startOfDay } from './period.ts';
import { everyHour, moved } from './usage-series.ts';

export const buckets = ['hour', 'day'] as const;
export type Bucket = (typeof buckets)[number];
export interface UsageCardProps {
  asked: Asked;
  bucket: Bucket;
  compare: boolean;
  onChange: (patch: { bucket?: Bucket; compare?: boolean }) => void;
  className: string;
}

/** Traffic by the hour or day; the period before as a line across. */
export function UsageCard({ asked, bucket, compare, onChange, className }: UsageCardProps) {
  const { locale, timeZone } = useFormat();
  const days = { from: asked.fromDate, to: asked.toDate };
  const [fromMs, toMs] = [startOfDay(days.from, timeZone), startOfDay(addDays(days.to, 1), timeZone)];
  const earlier = daysBefore(days);
  const earlierMs = startOfDay(earlier.from, timeZone);
  const now = useNow();
  const query = useQuery(analyticsApi.usage.queryOptions({ input: { ...asked, bucket } }));
  const before = useQuery({
    ...analyticsApi.usage.queryOptions({ input: { ...asked, fromDate: earlier.from, toDate: earlier.to, bucket } }),
    enabled: compare,
  });
  const items = query.data
    ? bucket === 'hour'
      ? everyHour(query.data.items, fromMs, toMs, now)
      : query.data.items
    : [];
  const kind = bucket === 'hour' ? ('area' as const) : ('bar' as const);
  const dayCount = lengthInDays(days);
  return (
    <Card
      title="Traffic"
      className={className}
      aside={
        <>
          <label htmlFor="compare" className="flex items-center gap-2">
            <Switch id="compare" checked={compare} onCheckedChange={(on) => onChange({ compare: on })} />
            {dayCount === 1 ? 'Day before' : `${dayCount} days before`}
          </label>
          <Segmented
            label="Traffic by"
            value={bucket}
            onChange={(next) => onChange({ bucket: next })}
            options={[
              { value: 'hour', label: 'Hourly' },
              { value: 'day', label: 'Daily' },
            ]}
          />
          <CsvButton
            name={`traffic-${bucket}-${fileSuffix(asked)}`}
            what="traffic"
            rows={query.data?.items ?? []}
            columns={[
              { header: bucket === 'hour' ? 'Hour' : 'Day', text: (row) => row.at },
              { header: 'Download bytes', text: (row) => row.downloadBytes },
              { header: 'Upload bytes', text: (row) => row.uploadBytes },
            ]}
          />
        </>
      }
    >
      <Chart
        key={`${asked.fromDate}${asked.toDate}${bucket}`}
        label={`Traffic by the ${bucket}`}
        height={300}
        brush
        from={fromMs}
        to={toMs}
        pending={query.isPending}
        error={query.data ? undefined : query.error}
        onRetry={() => query.refetch()}
        format={(bytes) => formatBytes(bytes, locale)}
        series={[
          {
            name: 'Download',
            kind,
            stack: 'traffic',
            points: items.map(({ at, downloadBytes }) => [Date.parse(at), downloadBytes]),
          },
          {
            name: 'Upload',
            kind,
            stack: 'traffic',
            points: items.map(({ at, uploadBytes }) => [Date.parse(at), uploadBytes]),
          },
          ...(compare && before.data
            ? [
                {
                  name: 'Both, before',
                  kind: 'line' as const,
                  tone: 'neutral' as const,
                  points: moved(before.data.items, fromMs - earlierMs),
                },
              ]
            : []),
        ]}
        empty="No traffic was measured in this period."
      />
    </Card>
  );
}
