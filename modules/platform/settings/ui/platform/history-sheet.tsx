import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { Button } from '#ui/base/button.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { settingsApi as api, inWords, type SettingView } from './setting-card.tsx';

/** Every value the setting had; each can be set again. */
export function HistorySheet({ setting, onClose }: { setting: SettingView; onClose: () => void }) {
  const { name, title, unit, value } = setting;
  const client = useQueryClient();
  const write = useCan('platform.setting:write');
  const query = useQuery(api.history.queryOptions({ input: { name } }));
  const restore = useMutation(api.restore.mutationOptions());
  const { data } = query;
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description="What it was, and who changed it."
    >
      {query.isError && !data && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {!data && !query.isError && <Skeleton.Lines />}
      {data?.items.length === 0 && (
        <EmptyState icon={<History />} title="Never changed">
          It is as it came.
        </EmptyState>
      )}
      <ol className="flex flex-col">
        {data?.items.map((change) => (
          <li key={change.id} className="flex items-start gap-3 border-line py-3 not-last:border-b">
            <div className="min-w-0 flex-1">
              <p className="wrap-anywhere">
                <span className="text-ink-3">{inWords(change.before, unit)}</span> → {inWords(change.value, unit)}
              </p>
              <p className="text-sm text-ink-3">
                {change.changedBy}, <RelativeTime at={change.changedAt} />
                {change.reason && ` · ${change.reason}`}
              </p>
            </div>
            <Button
              size="sm"
              reason={write.reason ?? (change.before === value ? 'This is the value now.' : undefined)}
              pending={restore.isPending}
              onClick={() =>
                restore.mutateAsync({ name, changeId: change.id }).then(
                  async () => {
                    await client.invalidateQueries({ queryKey: api.key() });
                    toast.ok(`${title}: ${inWords(change.before, unit)} again.`);
                  },
                  (error) => toast.problem(error),
                )
              }
            >
              Restore<span className="sr-only"> {inWords(change.before, unit)}</span>
            </Button>
          </li>
        ))}
      </ol>
    </Sheet>
  );
}
