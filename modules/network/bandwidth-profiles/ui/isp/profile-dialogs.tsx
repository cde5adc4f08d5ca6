import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Reach } from '#modules/network/speed-rollouts/ui/isp/reach.tsx';
import { type Change, ChangeList } from '#ui/base/changes.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatBps } from '#ui/format/quantity.ts';
import { whyNotRemove } from '../../rules.ts';
import { ProfileForm, type ProfileValues } from './profile-form.tsx';
import { type ProfileView, profileApi } from './profile-values.tsx';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function CreateProfileDialog({ open, onOpenChange }: DialogProps) {
  const client = useQueryClient();
  const create = useMutation(profileApi.create.mutationOptions());
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New bandwidth profile"
      description="A speed that several plans can sell."
      size="lg"
    >
      {open && (
        <ProfileForm
          defaultValues={{ description: '' }}
          draft="bandwidth-profile.new"
          submitLabel="Create profile"
          onCancel={() => onOpenChange(false)}
          onSubmit={async (values) => {
            const made = await create.mutateAsync(values);
            await client.invalidateQueries({ queryKey: profileApi.list.key() });
            toast.ok(`${made.name} is created. Choose it in an internet plan.`);
            onOpenChange(false);
          }}
        />
      )}
    </Dialog>
  );
}

const speeds = [
  ['downloadKbps', 'Download'],
  ['uploadKbps', 'Upload'],
  ['burstDownloadKbps', 'Burst download'],
  ['burstUploadKbps', 'Burst upload'],
  ['burstDownloadThresholdKbps', 'Download threshold'],
  ['burstUploadThresholdKbps', 'Upload threshold'],
] as const;
const speedKeys = [...speeds.map(([key]) => key), 'burstSeconds', 'qosProfileName'] as const;

function changesOf(profile: ProfileView, values: ProfileValues, locale: string): Change[] {
  const speed = (kbps: number | null) => (kbps === null ? 'none' : formatBps(kbps * 1000, locale));
  const named: Change[] = speeds
    .filter(([key]) => profile[key] !== values[key])
    .map(([key, label]) => ({ label, before: speed(profile[key]), after: speed(values[key]) }));
  if (profile.burstSeconds !== values.burstSeconds)
    named.push({
      label: 'Averaged over',
      before: `${profile.burstSeconds ?? 'no'} seconds`,
      after: `${values.burstSeconds ?? 'no'} seconds`,
    });
  if (profile.qosProfileName !== values.qosProfileName)
    named.push({
      label: 'QoS profile',
      before: profile.qosProfileName ?? 'none',
      after: values.qosProfileName ?? 'none',
    });
  return named;
}

export interface ChangingDialogProps extends DialogProps {
  profile: ProfileView;
  /** Told the run that carries the speed to its users, where there is one. */
  onRollout: (rolloutId: string | null) => void;
}

/** Edits a profile. Whom a new speed would touch is shown and confirmed first. */
export function EditProfileDialog({ profile, open, onOpenChange, onRollout }: ChangingDialogProps) {
  const client = useQueryClient();
  const { locale } = useFormat();
  const update = useMutation(profileApi.update.mutationOptions());
  const [asked, setAsked] = useState<ProfileValues | null>(null);
  const save = async (values: ProfileValues) => {
    const saved = await update.mutateAsync({ id: profile.id, ...values });
    await client.invalidateQueries({ queryKey: profileApi.key() });
    toast.ok(`${saved.name} is changed.`);
    onOpenChange(false);
    onRollout(saved.rolloutId);
  };
  const { name, description, downloadKbps, uploadKbps, burstDownloadKbps, burstUploadKbps } = profile;
  const { burstDownloadThresholdKbps, burstUploadThresholdKbps, burstSeconds, qosProfileName } = profile;
  return (
    <>
      <Dialog open={open} onOpenChange={onOpenChange} title={`Edit ${name}`} size="lg">
        {open && (
          <ProfileForm
            defaultValues={{
              name,
              description,
              downloadKbps,
              uploadKbps,
              burstDownloadKbps,
              burstUploadKbps,
              burstDownloadThresholdKbps,
              burstUploadThresholdKbps,
              burstSeconds,
              qosProfileName,
            }}
            submitLabel="Save"
            onCancel={() => onOpenChange(false)}
            onSubmit={async (values) => {
              const changes = speedKeys.some((key) => profile[key] !== values[key]);
              if (changes && profile.planCount > 0) setAsked(values);
              else await save(values);
            }}
          />
        )}
      </Dialog>
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={(next) => !next && setAsked(null)}
        title={`Change the speed of ${name}?`}
        tone="primary"
        confirmLabel="Change speed"
        onConfirm={async () => {
          if (asked) await save(asked);
        }}
      >
        <div className="flex flex-col gap-3">
          {asked && <Reach bandwidthProfileId={profile.id} />}
          {asked && <ChangeList changes={changesOf(profile, asked, locale)} />}
        </div>
      </ConfirmDialog>
    </>
  );
}

/** Tells every live session its speed again: after a router lost its queues, or somebody changed speeds by hand. */
export function ApplyProfileDialog({ profile, open, onOpenChange, onRollout }: ChangingDialogProps) {
  const apply = useMutation(profileApi.apply.mutationOptions());
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Apply ${profile.name} again?`}
      tone="primary"
      confirmLabel="Apply"
      onConfirm={async () => {
        const { rolloutId } = await apply.mutateAsync({ id: profile.id });
        onRollout(rolloutId);
      }}
    >
      <div className="flex flex-col gap-3">
        <p className="text-ink-2">
          Every live session is told its speed, also those that should have it. Use it after a router lost its queues or
          speeds were changed by hand.
        </p>
        {open && <Reach bandwidthProfileId={profile.id} />}
      </div>
    </ConfirmDialog>
  );
}

export function RemoveProfileDialog({
  profile,
  open,
  onOpenChange,
  onRemoved,
}: DialogProps & { profile: ProfileView; onRemoved: () => void }) {
  const client = useQueryClient();
  const remove = useMutation(profileApi.remove.mutationOptions());
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove ${profile.name}?`}
      confirmLabel="Remove profile"
      reason={whyNotRemove(profile) ?? undefined}
      onConfirm={async () => {
        await remove.mutateAsync({ id: profile.id });
        await client.invalidateQueries({ queryKey: profileApi.list.key() });
        toast.ok(`${profile.name} is removed.`);
        onRemoved();
      }}
    >
      Nobody uses it. It cannot be chosen any more.
    </ConfirmDialog>
  );
}
