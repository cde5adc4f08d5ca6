import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { ProgressDrawer } from '#ui/base/progress-drawer.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type SpeedRollout, speedRollouts } from '../../contract.ts';
import { whyNotCancel } from '../../rules.ts';

export type RolloutView = View<typeof SpeedRollout, 'isp'>;
export const rolloutApi = clientFor(speedRollouts, 'isp');
const radiusApi = clientFor(radius, 'isp');

const shownFailures = 20;

/** Sessions that did not take the speed, the newest first, with what their NAS said. */
function Failures({ rollout }: { rollout: RolloutView }) {
  const failed = rollout.refused + rollout.unanswered;
  const query = useQuery({
    ...radiusApi.listCoa.queryOptions({ input: { rolloutId: rollout.id, failed: 'true', limit: shownFailures } }),
    enabled: failed > 0,
  });
  if (failed === 0 || !query.data) return null;
  return (
    <section className="mt-4">
      <h3 className="mb-1">Not taken</h3>
      <ul className="divide-y divide-line">
        {query.data.items.map((one) => (
          <li key={one.id} className="py-1.5">
            <span dir="ltr">{one.username}</span> <span className="text-ink-3">at {one.nasName}</span>
            <span className="block text-sm text-ink-3">
              {one.outcome === 'nak' ? 'Refused' : 'No answer'}
              {one.errorCauseText && `: ${one.errorCauseText}`}
              {one.fallbackId && ' · disconnected instead'}
              {one.followUpAt && ' · asked again soon'}
            </span>
          </li>
        ))}
      </ul>
      {failed > shownFailures && <p className="mt-1 text-sm text-ink-3">All of them are in the file.</p>}
    </section>
  );
}

const Counts = ({ rollout: r }: { rollout: RolloutView }) => (
  <DescriptionList
    items={[
      { term: 'Live sessions told', value: <NumberText value={r.sessionsAsked} /> },
      { term: 'Done by the NAS', value: <NumberText value={r.acknowledged} /> },
      { term: 'Refused', value: <NumberText value={r.refused} /> },
      { term: 'No answer', value: <NumberText value={r.unanswered} /> },
      {
        term: 'Disconnected instead',
        value: r.disconnected > 0 && <NumberText value={r.disconnected} />,
        hideEmpty: true,
      },
      { term: 'Ended meanwhile', value: r.ended > 0 && <NumberText value={r.ended} />, hideEmpty: true },
      { term: 'Finished', value: r.finishedAt && <RelativeTime at={r.finishedAt} />, hideEmpty: true },
    ]}
  />
);

/** A speed on its way to all who have it. It goes on when the drawer closes. */
export function RolloutDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const write = useCan('network.bandwidth-profile:write');
  const cancel = useMutation(rolloutApi.cancel.mutationOptions());
  const query = useQuery({
    ...rolloutApi.get.queryOptions({ input: { id: id ?? '' } }),
    enabled: id !== undefined,
    // It is on record a moment after the change that began it.
    retry: 10,
    retryDelay: 500,
    refetchInterval: ({ state }) => (state.data?.finishedAt ? false : 3000),
  });
  useLiveQueries('speed-rollouts', [rolloutApi.get.key(), rolloutApi.list.key(), radiusApi.listCoa.key()], {
    enabled: id !== undefined,
    everyMs: 500,
  });
  const data = id === undefined ? undefined : query.data;
  const mayCancel = data !== undefined && write.allowed && whyNotCancel(data) === null;
  return (
    <>
      <ProgressDrawer
        open={id !== undefined}
        onOpenChange={(open) => !open && onClose()}
        title={data?.title ?? 'New speed'}
        status={data?.status ?? 'queued'}
        done={data?.subscriptionsDone ?? 0}
        total={data && data.status !== 'queued' ? Math.max(data.subscriptions, data.subscriptionsDone) : null}
        failed={data ? data.refused + data.unanswered : 0}
        startedAt={data?.startedAt ?? null}
        onCancel={mayCancel ? () => setAsking(true) : undefined}
        failedRowsUrl={data && `/api/v1/radius/speed-rollouts/${data.id}/failures.csv`}
      >
        {data && (
          <>
            {data.cancelledAt && (
              <p className="mb-3 text-ink-2">
                Cancelled <RelativeTime at={data.cancelledAt} />: who was not told gets the speed at the next login.
              </p>
            )}
            <Counts rollout={data} />
            <Failures rollout={data} />
            <p className="mt-4">
              <Link
                to={`/dashboard/orchestration/${encodeURIComponent(data.runId)}`}
                className="text-brand-text hover:underline"
              >
                Steps of this run
              </Link>
            </p>
          </>
        )}
      </ProgressDrawer>
      {data && (
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          title="Stop telling live sessions?"
          confirmLabel="Stop"
          onConfirm={async () => {
            await cancel.mutateAsync({ id: data.id });
            await client.invalidateQueries({ queryKey: rolloutApi.key() });
          }}
        >
          Sessions that were told keep the new speed. The others get it when they log in again.
        </ConfirmDialog>
      )}
    </>
  );
}
