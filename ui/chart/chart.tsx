import { lazy, type ReactNode, Suspense } from 'react';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { useT } from '#ui/i18n/i18n.ts';
import type { Tone } from '#ui/tone.ts';

export interface ChartSeries {
  name: string;
  kind: 'line' | 'area' | 'bar';
  /** Time series: instants in milliseconds or ISO text. Categories: their names. Null leaves a gap: nothing was measured. */
  points: readonly (readonly [number | string, number | null])[];
  /** Series of one stack are added up. */
  stack?: string;
  tone?: Tone;
}

export interface ChartProps {
  /** What is shown, for people who do not see it. */
  label: string;
  series: readonly ChartSeries[];
  /** Writes a value with its unit, on the axis and in the tooltip: `(bps) => formatBps(bps, locale)`. */
  format: (value: number) => string;
  x?: 'time' | 'category';
  height?: number;
  /** A strip below to choose a part of the time, and zoom with the wheel. */
  brush?: boolean;
  /** The period asked for, in milliseconds; a measured part of it stays in its place. */
  from?: number;
  to?: number;
  /** A limit drawn across: the plan's speed, a threshold. */
  limit?: { value: number; label: string };
  /** The query's state. */
  pending?: boolean;
  error?: unknown;
  onRetry?: () => void;
  /** Shown instead of the chart when nothing was measured. */
  empty?: ReactNode;
}

const EchartsView = lazy(() => import('./echarts-view.tsx'));

/** Lines, areas and bars over time or categories. The chart library loads when the first chart is shown. */
export function Chart(props: ChartProps) {
  const { series, height = 220, pending = false, error, onRetry, empty } = props;
  const t = useT();
  const frame = { height };
  if (error) return <ErrorState error={error} {...(onRetry ? { onRetry } : {})} className="py-6" />;
  if (pending) return <ChartSkeleton height={height} />;
  if (series.every(({ points }) => points.length === 0)) {
    return (
      <div className="grid place-items-center text-ink-3" style={frame}>
        {empty ?? t('chart.empty')}
      </div>
    );
  }
  return (
    <Suspense fallback={<ChartSkeleton height={height} />}>
      <EchartsView {...props} height={height} />
    </Suspense>
  );
}

const ChartSkeleton = ({ height }: { height: number }) => (
  <div className="flex items-end gap-2 pt-2 pb-6" style={{ height }} aria-busy>
    {[46, 58, 40, 64, 72, 54, 80, 66, 74, 50, 60, 44].map((share, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a fixed picture
      <div key={at} className="flex-1" style={{ height: `${share}%` }}>
        <Skeleton className="h-full rounded-sm opacity-60" />
      </div>
    ))}
  </div>
);
