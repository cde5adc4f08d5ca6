import { useQuery } from '@tanstack/react-query';
import type { ComponentProps, ReactNode } from 'react';
import { StatCard } from '#ui/base/stat-card.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatBps, formatPercent } from '#ui/format/quantity.ts';
import { formatDate } from '#ui/format/time.ts';
import { Bytes, Duration, NumberText } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { changeOf } from '../../rules.ts';
import { analyticsApi } from './analytics-queries.ts';
import type { Asked } from './asked.ts';
import { addDays, daysBefore, startOfDay } from './period.ts';

type Delta = NonNullable<ComponentProps<typeof StatCard>['delta']>;

function deltaOf(now: number | null, before: number | null, against: string, locale: string): Delta | undefined {
  const change = changeOf(now, before);
  if (change === null) return undefined;
  const sign = change > 0 ? '+' : '';
  const direction = Math.abs(change) < 0.005 ? 'flat' : change > 0 ? 'up' : 'down';
  return { text: `${sign}${formatPercent(change, locale)}`, against, direction };
}

const useSummary = (asked: Asked) =>
  useQuery({ ...analyticsApi.summary.queryOptions({ input: asked }), placeholderData: (before) => before });

/** Whether the period before was measured from its beginning: half a period is no measure of a whole one. */
export function useComparable(asked: Asked): boolean {
  const { timeZone } = useFormat();
  const since = useSummary(asked).data?.measuredSince;
  const earlier = daysBefore({ from: asked.fromDate, to: asked.toDate });
  return since != null && Date.parse(since) < startOfDay(addDays(earlier.from, 1), timeZone);
}

/** The period in numbers, each beside the period before. */
export function SummaryFigures({ asked, days }: { asked: Asked; days: number }) {
  const { locale, timeZone } = useFormat();
  const query = useSummary(asked);
  const comparable = useComparable(asked);
  const { data } = query;
  const problem = query.isError && !data ? toProblem(query.error).message : undefined;
  const against = days === 1 ? 'against the day before' : `against the ${days} days before`;
  const card = (label: string, value: ReactNode, now: number | null, before: number | null, source?: ReactNode) => {
    const delta = data && comparable && deltaOf(now, before, against, locale);
    return (
      <StatCard
        label={label}
        value={data && value}
        problem={problem}
        source={data && source}
        {...(delta ? { delta } : {})}
      />
    );
  };
  const hour = (of: number) => `${String(of).padStart(2, '0')}:00`;
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 max-sm:grid-cols-1 lg:grid-cols-3 2xl:grid-cols-6">
      {card(
        'Downloaded',
        data && <Bytes bytes={data.downloadBytes} />,
        data?.downloadBytes ?? null,
        data?.previousDownloadBytes ?? null,
      )}
      {card(
        'Uploaded',
        data && <Bytes bytes={data.uploadBytes} />,
        data?.uploadBytes ?? null,
        data?.previousUploadBytes ?? null,
      )}
      {card(
        'Most online at a time',
        data && <NumberText value={data.peakSessions} />,
        data?.peakSessions ?? null,
        data?.previousPeakSessions ?? null,
        data?.peakAt && formatDate(data.peakAt, days > 2 ? 'minute' : 'time', locale, timeZone),
      )}
      {card(
        'Subscribers a day',
        data && (data.subscribersPerDay === null ? null : <NumberText value={data.subscribersPerDay} />),
        data?.subscribersPerDay ?? null,
        data?.previousSubscribersPerDay ?? null,
        'different logins online',
      )}
      {card(
        'Mean session',
        data && (data.meanSessionSeconds === null ? null : <Duration seconds={data.meanSessionSeconds} />),
        data?.meanSessionSeconds ?? null,
        data?.previousMeanSessionSeconds ?? null,
        data && (
          <>
            <NumberText value={data.sessionsEnded} /> ended
          </>
        ),
      )}
      <StatCard
        label="Peak hour"
        problem={problem}
        value={
          data && (data.busiestHour === null ? null : `${hour(data.busiestHour)}–${hour((data.busiestHour + 1) % 24)}`)
        }
        source={data?.busiestHourBytes != null && `${formatBps((data.busiestHourBytes * 8) / 3600, locale)} on average`}
      />
    </div>
  );
}
