import { useQuery } from '@tanstack/react-query';
import { Card } from '#ui/base/card.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatNumber } from '#ui/format/quantity.ts';
import { formatDate } from '#ui/format/time.ts';
import { analyticsApi } from './analytics-queries.ts';
import { type Asked, fileSuffix } from './asked.ts';
import { CsvButton } from './csv-button.tsx';

export function SubscribersCard({ asked, className }: { asked: Asked; className: string }) {
  const { locale } = useFormat();
  const query = useQuery(analyticsApi.subscribers.queryOptions({ input: asked }));
  const items = query.data?.items ?? [];
  return (
    <Card
      title="Subscribers online per day"
      className={className}
      aside={
        <CsvButton
          name={`subscribers-${fileSuffix(asked)}`}
          what="subscribers per day"
          rows={items}
          columns={[
            { header: 'Day', text: (row) => row.day },
            { header: 'Subscribers', text: (row) => row.subscribers },
          ]}
        />
      }
    >
      <Chart
        label="Different subscribers online per day"
        x="category"
        height={230}
        pending={query.isPending}
        error={query.data ? undefined : query.error}
        onRetry={() => query.refetch()}
        format={(value) => formatNumber(value, locale)}
        series={[
          {
            name: 'Subscribers',
            kind: 'bar',
            points: items.map(({ day, subscribers }) => [formatDate(day, 'day', locale, 'UTC'), subscribers]),
          },
        ]}
        empty="Nobody was online in this period."
      />
    </Card>
  );
}
