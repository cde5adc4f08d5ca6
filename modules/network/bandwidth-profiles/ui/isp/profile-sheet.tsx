import { useQuery } from '@tanstack/react-query';
import { Pencil, RefreshCw, Trash2 } from 'lucide-react';
import { Users } from '#modules/network/speed-rollouts/ui/isp/reach.tsx';
import { type RolloutView, rolloutApi } from '#modules/network/speed-rollouts/ui/isp/rollout-drawer.tsx';
import { StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { whyNotRemove } from '../../rules.ts';
import { ApplyProfileDialog, EditProfileDialog, RemoveProfileDialog } from './profile-dialogs.tsx';
import { Burst, None, type ProfileView, profileApi, SpeedPair } from './profile-values.tsx';

export type ProfileDialogName = 'edit' | 'apply' | 'remove';
export interface ProfileSheetProps {
  id: string | undefined;
  dialog: ProfileDialogName | undefined;
  onDialog: (dialog: ProfileDialogName | undefined) => void;
  onClose: () => void;
  onRollout: (rolloutId: string | null) => void;
}

const rolloutTones: StatusTones<RolloutView['status']> = {
  queued: ['info', 'Waiting'],
  running: ['info', 'Running'],
  done: ['ok', 'Done'],
  cancelled: ['neutral', 'Cancelled'],
};

const Facts = ({ profile: p }: { profile: ProfileView }) => (
  <DescriptionList
    items={[
      { term: 'Speed', value: <SpeedPair download={p.downloadKbps} upload={p.uploadKbps} /> },
      { term: 'Burst', value: <Burst profile={p} /> },
      { term: 'QoS profile on the router', value: p.qosProfileName ?? <None /> },
      { term: 'Changed', value: <RelativeTime at={p.updatedAt} /> },
      { term: 'Description', value: p.description || null, hideEmpty: true },
    ]}
  />
);

/** The changes of its speed that went out to users, newest first. */
function Rollouts({ id, onOpen }: { id: string; onOpen: (rolloutId: string) => void }) {
  const query = useQuery(rolloutApi.list.queryOptions({ input: { causeId: id, limit: 5 } }));
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton.Lines count={2} />;
  if (query.data.items.length === 0) return <p className="text-ink-3">It has not been applied to anybody yet.</p>;
  return (
    <ul className="divide-y divide-line">
      {query.data.items.map((rollout) => (
        <li key={rollout.id} className="flex items-center justify-between gap-3 py-1.5">
          <button
            type="button"
            className="text-start text-brand-text hover:underline"
            onClick={() => onOpen(rollout.id)}
          >
            <RelativeTime at={rollout.createdAt} />
            <span className="block text-sm text-ink-3">
              {rollout.subscriptionsDone} subscriptions, {rollout.acknowledged} of {rollout.sessionsAsked} sessions
            </span>
          </button>
          <StatusChip status={rollout.status} tones={rolloutTones} />
        </li>
      ))}
    </ul>
  );
}

const UsedBy = ({ profile }: { profile: ProfileView }) =>
  profile.planNames.length === 0 ? (
    <p className="text-ink-3">No plan sells it. Choose it in an internet plan.</p>
  ) : (
    <ul>
      {profile.planNames.map((name) => (
        <li key={name}>
          <Link
            to={`/dashboard/services/internet-plans?q=${encodeURIComponent(name)}`}
            className="text-brand-text hover:underline"
          >
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );

/** One profile beside the list: its speeds, who uses it, and what it was last applied to. */
export function ProfileSheet({ id, dialog, onDialog, onClose, onRollout }: ProfileSheetProps) {
  const query = useQuery({ ...profileApi.get.queryOptions({ input: { id: id ?? '' } }), enabled: id !== undefined });
  const write = useCan('network.bandwidth-profile:write');
  const data = id === undefined ? undefined : query.data;
  const close = () => onDialog(undefined);
  const dialogFor = (name: ProfileDialogName) => ({
    open: dialog === name,
    onOpenChange: (next: boolean) => !next && close(),
  });
  return (
    <Sheet
      open={id !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={data?.name ?? 'Bandwidth profile'}
    >
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {!data && !query.isError && <Skeleton.Lines count={8} />}
      {data && (
        <div className="flex flex-col gap-5">
          <div className="flex flex-wrap gap-2">
            <Button size="sm" icon={<Pencil />} reason={write.reason} onClick={() => onDialog('edit')}>
              Edit
            </Button>
            <Button
              size="sm"
              icon={<RefreshCw />}
              reason={write.reason ?? (data.planCount === 0 ? 'No plan sells it.' : undefined)}
              onClick={() => onDialog('apply')}
            >
              Apply again
            </Button>
            <Button
              size="sm"
              variant="danger"
              icon={<Trash2 />}
              reason={write.reason ?? whyNotRemove(data) ?? undefined}
              onClick={() => onDialog('remove')}
            >
              Remove
            </Button>
          </div>
          <Facts profile={data} />
          <section>
            <h3 className="mb-1">Who uses it</h3>
            <UsedBy profile={data} />
            {data.planCount > 0 && (
              <div className="mt-2">
                <Users bandwidthProfileId={data.id} />
              </div>
            )}
          </section>
          <section>
            <h3 className="mb-1">Applied</h3>
            <Rollouts id={data.id} onOpen={onRollout} />
          </section>
          <EditProfileDialog profile={data} {...dialogFor('edit')} onRollout={onRollout} />
          <ApplyProfileDialog profile={data} {...dialogFor('apply')} onRollout={onRollout} />
          <RemoveProfileDialog profile={data} {...dialogFor('remove')} onRemoved={onClose} />
        </div>
      )}
    </Sheet>
  );
}
