import { useQuery } from '@tanstack/react-query';
import { Card } from '#ui/base/card.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatNumber } from '#ui/format/quantity.ts';
import { analyticsApi } from './analytics-queries.ts';
import { type Asked, fileSuffix } from './asked.ts';
import { CsvButton } from './csv-button.tsx';
import { addDays, startOfDay } from './period.ts';

export function ConcurrencyCard({ asked, className }: { asked: Asked; className: string }) {
  const { locale, timeZone } = useFormat();
  const query = useQuery(analyticsApi.concurrency.queryOptions({ input: asked }));
  const items = query.data?.items ?? [];
  const fine = items.length > 1 && Date.parse(items[1]!.at) - Date.parse(items[0]!.at) < 3_600_000;
  const number = (value: number) => formatNumber(value, locale);
  return (
    <Card
      title="Sessions online"
      className={className}
      aside={
        <>
          {items.length > 0 && <span>{fine ? 'every five minutes' : 'most of each hour'}</span>}
          <CsvButton
            name={`sessions-online-${fileSuffix(asked)}`}
            what="sessions online"
            rows={items}
            columns={[
              { header: 'From', text: (row) => row.at },
              { header: 'Most online', text: (row) => row.peakSessions },
              { header: 'Online at its end', text: (row) => row.endSessions },
              { header: 'Began', text: (row) => row.started },
              { header: 'Ended', text: (row) => row.stopped },
            ]}
          />
        </>
      }
    >
      <Chart
        key={`${asked.fromDate}${asked.toDate}`}
        label="Sessions online over time"
        height={260}
        brush
        from={startOfDay(asked.fromDate, timeZone)}
        to={startOfDay(addDays(asked.toDate, 1), timeZone)}
        pending={query.isPending}
        error={query.data ? undefined : query.error}
        onRetry={() => query.refetch()}
        format={number}
        series={[
          { name: 'Online', kind: 'area', points: items.map(({ at, peakSessions }) => [Date.parse(at), peakSessions]) },
          {
            name: 'Began',
            kind: 'line',
            tone: 'ok',
            points: items.map(({ at, started }) => [Date.parse(at), started]),
          },
          {
            name: 'Ended',
            kind: 'line',
            tone: 'bad',
            points: items.map(({ at, stopped }) => [Date.parse(at), stopped]),
          },
        ]}
        empty="No session was reported in this period."
      />
    </Card>
  );
}
