import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { Timeline } from '#ui/base/timeline.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { keyset } from '#ui/table/columns.ts';
import { topics } from '../../contract.ts';
import type { Topic } from '../../rules.ts';
import { recordsApi as api, eventTones } from './records-values.tsx';

const options = [
  { value: 'all' as const, label: 'All' },
  ...topics.map((topic) => ({ value: topic, label: topic.replace(/^./, (c) => c.toUpperCase()) })),
];

/** What happened to a customer, newest first, by topic. */
export function TimelineCard({
  customerId,
  limit = 30,
  className,
}: {
  customerId: string;
  limit?: number;
  className?: string;
}) {
  const [topic, setTopic] = useState<Topic | 'all'>('all');
  const timeline = useInfiniteQuery(
    api.timeline.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: customerId, cursor, limit, ...(topic === 'all' ? {} : { topic }) }),
      ...keyset,
    }),
  );
  const mine = (event: { ids: Record<string, string> }) => event.ids['customerId'] === customerId;
  const keys = [api.timeline.key()];
  useLiveQueries('customers', keys, { only: mine });
  useLiveQueries('subscribers', keys, { only: mine });
  useLiveQueries('records', keys, { only: mine });
  const entries = timeline.data?.pages.flatMap((page) => page.items);
  return (
    <Card
      title="Timeline"
      {...(className ? { className } : {})}
      aside={
        <div className="max-w-full overflow-x-auto">
          <Segmented label="Topic" value={topic} onChange={setTopic} options={options} />
        </div>
      }
    >
      {timeline.isError && !entries && (
        <ErrorState error={timeline.error} onRetry={() => timeline.refetch()} className="py-6" />
      )}
      {timeline.isPending && <Skeleton.Lines count={6} />}
      {entries?.length === 0 && <p className="py-4 text-ink-3">Nothing of this kind has happened yet.</p>}
      {entries && entries.length > 0 && (
        <Timeline
          entries={entries.map(({ id, at, text, event, topic: kind }) => ({
            id,
            at,
            text,
            kind,
            tone: eventTones[event] ?? 'neutral',
          }))}
        />
      )}
      {timeline.hasNextPage && (
        <div className="mt-2 flex justify-center">
          <Button
            size="sm"
            variant="ghost"
            pending={timeline.isFetchingNextPage}
            onClick={() => timeline.fetchNextPage()}
          >
            Earlier
          </Button>
        </div>
      )}
    </Card>
  );
}
