import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat } from '#ui/format/format-context.tsx';
import { radiusApi } from './customer-queries.ts';
import { monthByDay, totalBytes } from './usage-series.ts';

const hourMs = 3_600_000;

/** Traffic of the running month by day; one query for the card and the chart. */
export function useMonthUsage(customerId: string) {
  const { timeZone } = useFormat();
  const [to] = useState(() => Math.ceil(Date.now() / hourMs) * hourMs);
  const query = useQuery(
    radiusApi.usage.queryOptions({
      input: {
        customerId,
        from: new Date(to - 32 * 24 * hourMs).toISOString(),
        to: new Date(to).toISOString(),
        bucket: 'day',
      },
    }),
  );
  const days = query.data && monthByDay(query.data.items, to - 1, timeZone);
  const usedBytes = days && totalBytes(days.flatMap(({ traffic }) => traffic ?? []));
  return { query, days, usedBytes };
}
