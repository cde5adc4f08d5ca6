import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { DescriptionList } from '#ui/base/card.tsx';
import { ProgressDrawer } from '#ui/base/progress-drawer.tsx';
import { toast } from '#ui/base/toast.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { actionWords, whyNotCancel } from '../../rules.ts';
import { type BulkRunView, bulkApi } from './bulk-api.ts';

const shown = 30;

/** Those for whom it was not done, with the reason of each. */
function NotDone({ run, outcome, title }: { run: BulkRunView; outcome: 'failed' | 'skipped'; title: string }) {
  const query = useQuery({
    ...bulkApi.items.queryOptions({ input: { id: run.id, outcome, limit: shown } }),
    enabled: run[outcome] > 0,
  });
  if (run[outcome] === 0) return null;
  return (
    <section className="mt-4" aria-label={title}>
      <h3 className="mb-1">{title}</h3>
      <ul className="divide-y divide-line">
        {query.data?.items.map((item) => (
          <li key={item.customerId} className="py-1.5">
            <Link to={`/dashboard/operations/customers/${item.customerId}`} className="text-brand-text hover:underline">
              {item.name || item.number}
            </Link>{' '}
            <span className="text-ink-3">{item.number}</span>
            <span className="block text-sm text-ink-3">{item.reason}</span>
          </li>
        ))}
      </ul>
      {run[outcome] > shown && <p className="mt-1 text-sm text-ink-3">All of them are in the file.</p>}
    </section>
  );
}

/** An action on its way. It goes on when the drawer closes. */
export function RunDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const client = useQueryClient();
  const write = useCan('customers.customer:write');
  const cancel = useMutation(bulkApi.cancel.mutationOptions());
  const query = useQuery({
    ...bulkApi.get.queryOptions({ input: { id: id ?? '' } }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data?.finishedAt ? false : 2000),
  });
  useLiveQueries('bulk-runs', [bulkApi.get.key(), bulkApi.items.key()], { enabled: id !== undefined, everyMs: 500 });
  const run = id === undefined ? undefined : query.data;
  const mayCancel = run !== undefined && write.allowed && whyNotCancel(run.status, run.cancelledAt) === null;
  const stop = async (runId: string) => {
    try {
      await cancel.mutateAsync({ id: runId });
      await client.invalidateQueries({ queryKey: bulkApi.key() });
    } catch (error) {
      toast.problem(error);
    }
  };
  const status = run?.status === 'draft' ? 'queued' : run?.status;
  return (
    <ProgressDrawer
      open={id !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={run?.title ?? 'Action'}
      status={status ?? 'queued'}
      done={run ? run.done + run.skipped + run.failed : 0}
      total={run?.customers ?? null}
      failed={run?.failed ?? 0}
      startedAt={run?.startedAt ?? null}
      onCancel={run && mayCancel ? () => void stop(run.id) : undefined}
      failedRowsUrl={run?.finishedAt ? `/api/v1/customers/bulk/${run.id}/results.csv` : undefined}
    >
      {run && (
        <>
          {run.cancelledAt && (
            <p className="mb-3 text-ink-2">
              Cancelled <RelativeTime at={run.cancelledAt} />: what was done stays done.
            </p>
          )}
          <DescriptionList
            items={[
              { term: `Customers ${actionWords[run.action].done}`, value: <NumberText value={run.done} /> },
              { term: 'Left out', value: <NumberText value={run.skipped} /> },
              { term: 'Failed', value: <NumberText value={run.failed} /> },
              { term: 'Begun by', value: run.createdBy },
            ]}
          />
          <NotDone run={run} outcome="failed" title="Failed" />
          <NotDone run={run} outcome="skipped" title="Left out" />
        </>
      )}
    </ProgressDrawer>
  );
}
