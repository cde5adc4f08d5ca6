import { useQuery } from '@tanstack/react-query';
import { StatusChip } from '#ui/base/badge.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { bulkApi, people, runTones } from './bulk-api.ts';

interface RunsSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onShow: (id: string) => void;
}

/** What was done for many customers at once, by whom, and how it went. */
export function RunsSheet({ open, onOpenChange, onShow }: RunsSheetProps) {
  const query = useQuery({ ...bulkApi.list.queryOptions({ input: { limit: 50 } }), enabled: open });
  useLiveQueries('bulk-runs', [bulkApi.list.key()], { enabled: open });
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Bulk actions">
      {query.isPending && <Skeleton className="h-16" />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && (
        <EmptyState title="None yet">Choose customers in the list, then an action.</EmptyState>
      )}
      <ul className="divide-y divide-line">
        {query.data?.items.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              className="w-full rounded-md px-1 py-2 text-start hover:bg-raised"
              onClick={() => onShow(run.id)}
            >
              <span className="flex items-center justify-between gap-2">
                <span className="font-medium">{run.title}</span>
                <StatusChip tones={runTones} status={run.status} />
              </span>
              <span className="block text-sm text-ink-3">
                {people(run.customers)} · {run.done} done
                {run.failed > 0 && `, ${run.failed} failed`} · {run.createdBy} · <RelativeTime at={run.createdAt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
