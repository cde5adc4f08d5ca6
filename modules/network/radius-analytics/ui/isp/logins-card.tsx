import type { UseQueryResult } from '@tanstack/react-query';
import { Card } from '#ui/base/card.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatNumber } from '#ui/format/quantity.ts';
import { everyMinute, type LoginPoint } from './login-series.ts';

export const spans = ['1h', '6h', '24h'] as const;
export type Span = (typeof spans)[number];
export const spanMs: Record<Span, number> = { '1h': 3_600_000, '6h': 21_600_000, '24h': 86_400_000 };
const spanNames: Record<Span, string> = { '1h': '1 h', '6h': '6 h', '24h': '24 h' };

const leastShownMs = 15 * 60_000;
/** A server that is younger than the time asked for is shown since it began. */
const shownFrom = (firstMs: number | undefined, fromMs: number, toMs: number): number =>
  firstMs === undefined ? fromMs : Math.max(fromMs, Math.min(firstMs, toMs - leastShownMs));

export interface LoginsCardProps {
  query: UseQueryResult<{ items: LoginPoint[] }>;
  fromMs: number;
  toMs: number;
  span: Span;
  onSpan: (span: Span) => void;
  className?: string;
}

export function LoginsCard({ query, fromMs, toMs, span, onSpan, className }: LoginsCardProps) {
  const { locale } = useFormat();
  const minutes = query.data ? everyMinute(query.data.items, fromMs, toMs) : [];
  return (
    <Card
      title="Logins per minute"
      {...(className ? { className } : {})}
      aside={
        <Segmented
          label="Time shown"
          value={span}
          onChange={onSpan}
          options={spans.map((value) => ({ value, label: spanNames[value] }))}
        />
      }
    >
      <Chart
        label={`Logins let in and refused per minute, last ${spanNames[span]}`}
        height={260}
        brush
        from={shownFrom(minutes[0]?.atMs, fromMs, toMs)}
        to={toMs}
        pending={query.isPending}
        error={query.data ? undefined : query.error}
        onRetry={() => query.refetch()}
        format={(logins) => formatNumber(logins, locale)}
        series={[
          { name: 'Let in', kind: 'area', tone: 'ok', points: minutes.map(({ atMs, accepts }) => [atMs, accepts]) },
          { name: 'Refused', kind: 'area', tone: 'bad', points: minutes.map(({ atMs, rejects }) => [atMs, rejects]) },
        ]}
        empty={`Nobody has logged in during the last ${spanNames[span]}.`}
      />
    </Card>
  );
}
