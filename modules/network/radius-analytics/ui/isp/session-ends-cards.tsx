import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { Card } from '#ui/base/card.tsx';
import { Meter } from '#ui/base/meter.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatNumber } from '#ui/format/quantity.ts';
import { Duration, NumberText, Percent } from '#ui/format/values.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { causeName, lengthNames } from '../../rules.ts';
import { analyticsApi } from './analytics-queries.ts';
import { type Asked, fileSuffix } from './asked.ts';
import { CsvButton } from './csv-button.tsx';
import { byCause, byLength, type Cause } from './session-ends.ts';

const useEnds = (asked: Asked) => useQuery(analyticsApi.sessionEnds.queryOptions({ input: asked }));

export function LengthsCard({ asked, className }: { asked: Asked; className: string }) {
  const { locale } = useFormat();
  const query = useEnds(asked);
  const lengths = query.data ? byLength(query.data.items, lengthNames) : [];
  return (
    <Card
      title="Length of ended sessions"
      className={className}
      aside={
        <CsvButton
          name={`session-lengths-${fileSuffix(asked)}`}
          what="lengths of sessions"
          rows={lengths}
          columns={[
            { header: 'Length', text: (row) => row.name },
            { header: 'Sessions', text: (row) => row.sessions },
          ]}
        />
      }
    >
      <Chart
        label="Ended sessions by their length"
        x="category"
        height={230}
        pending={query.isPending}
        error={query.data ? undefined : query.error}
        onRetry={() => query.refetch()}
        format={(value) => formatNumber(value, locale)}
        series={[{ name: 'Sessions', kind: 'bar', points: lengths.map(({ name, sessions }) => [name, sessions]) }]}
        empty="No session ended in this period."
      />
    </Card>
  );
}

const columns: SimpleColumn<Cause>[] = [
  {
    id: 'cause',
    header: 'Cause',
    cell: (row) => (
      <>
        {causeName(row.cause)}
        {causeName(row.cause) !== row.cause && row.cause !== '' && (
          <span className="ms-2 text-sm text-ink-3">{row.cause}</span>
        )}
      </>
    ),
  },
  { id: 'sessions', header: 'Sessions', align: 'end', cell: (row) => <NumberText value={row.sessions} /> },
  {
    id: 'share',
    header: 'Share',
    align: 'end',
    cell: (row) => (
      <span className="inline-flex w-28 items-center gap-2">
        <Meter share={row.share} label={`Share of ${causeName(row.cause)}`} className="flex-1" />
        <Percent share={row.share} digits={0} />
      </span>
    ),
  },
  { id: 'mean', header: 'Mean length', align: 'end', cell: (row) => <Duration seconds={row.meanSeconds} /> },
];

export function CausesCard({ asked, className }: { asked: Asked; className: string }) {
  const query = useEnds(asked);
  const causes = query.data ? byCause(query.data.items) : [];
  return (
    <QueryCard
      title="Why sessions ended"
      query={query}
      className={className}
      aside={
        <CsvButton
          name={`terminate-causes-${fileSuffix(asked)}`}
          what="causes"
          rows={causes}
          columns={[
            { header: 'Acct-Terminate-Cause', text: (row) => row.cause },
            { header: 'Sessions', text: (row) => row.sessions },
            { header: 'Mean seconds', text: (row) => Math.round(row.meanSeconds) },
          ]}
        />
      }
    >
      {() =>
        causes.length === 0 ? (
          <EmptyState icon={<History />} title="No session ended in this period" className="py-8" />
        ) : (
          <SimpleTable label="Why sessions ended" rows={causes} columns={columns} getId={(row) => row.cause} />
        )
      }
    </QueryCard>
  );
}
