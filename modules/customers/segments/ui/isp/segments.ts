import { useQuery } from '@tanstack/react-query';
import { callsFor, clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { type Segment, segments } from '../../contract.ts';

export const segmentsApi = clientFor(segments, 'isp');
export const segmentCalls = callsFor(segments, 'isp');
export type SegmentView = View<typeof Segment, 'isp'>;

/** The segments with how many customers each holds, kept fresh. */
export function useSegments() {
  const list = useQuery(segmentsApi.list.queryOptions({ input: {} }));
  const counts = useQuery(segmentsApi.counts.queryOptions({ input: {} }));
  useLiveQueries('segments', [segmentsApi.key()]);
  const countOf = new Map(counts.data?.items.map(({ id, customers }) => [id, customers]));
  return { list, countOf, items: list.data?.items ?? [] };
}
