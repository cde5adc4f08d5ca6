import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, RotateCw } from 'lucide-react';
import type { View } from '#kernel/contract/fields.ts';
import { Button } from '#ui/base/button.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import type { WaitingReaction } from '../../contract.ts';
import { systemApi as api, everyMs } from './system-values.ts';

type Row = View<typeof WaitingReaction, 'platform'>;

const Retry = ({ row }: { row: Row }) => {
  const client = useQueryClient();
  const write = useCan('platform.system:write');
  const retry = useMutation(api.retryReaction.mutationOptions());
  return (
    <Button
      size="sm"
      variant="ghost"
      icon={<RotateCw />}
      reason={write.reason}
      pending={retry.isPending}
      onClick={() =>
        retry.mutateAsync({ eventId: row.eventId, reaction: row.reaction }).then(
          () => client.invalidateQueries({ queryKey: api.waiting.key() }),
          (error) => toast.problem(error),
        )
      }
    >
      Retry now<span className="sr-only"> {row.reaction}</span>
    </Button>
  );
};
const columns: SimpleColumn<Row>[] = [
  { id: 'reaction', header: 'Reaction', cell: (row) => <Mono>{row.reaction}</Mono> },
  { id: 'event', header: 'To', cell: (row) => <Mono>{row.event}</Mono> },
  { id: 'provider', header: 'Provider', cell: (row) => row.providerName },
  { id: 'attempts', header: 'Tries', align: 'end', cell: (row) => <NumberText value={row.attempts + 1} /> },
  { id: 'behind', header: 'Behind it', align: 'end', cell: (row) => <NumberText value={row.behind - 1} /> },
  { id: 'next', header: 'Next try', align: 'end', cell: (row) => <RelativeTime at={row.nextAt} /> },
  { id: 'retry', header: 'Retry', quiet: true, align: 'end', cell: (row) => <Retry row={row} /> },
];

export function ReactionsCard() {
  const query = useQuery(api.waiting.queryOptions({ input: {}, refetchInterval: everyMs }));
  return (
    <QueryCard title="Reactions that wait" query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={<CircleCheck />} title="Nothing waits">
            Every reaction has done its work. What fails is listed here, with what it failed at in the log.
          </EmptyState>
        ) : (
          <SimpleTable
            label="Reactions that wait"
            rows={items}
            columns={columns}
            getId={(row) => `${row.reaction}-${row.eventId}`}
          />
        )
      }
    </QueryCard>
  );
}
