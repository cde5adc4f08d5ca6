import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Trash2 } from 'lucide-react';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateTime, NumberText, RelativeTime } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { isProblemCurrent, vendorNames, whyNotRemove } from '../../rules.ts';
import { LastSeen, NasHealth } from './nas-columns.tsx';
import { NasEditDialog } from './nas-form.tsx';
import { NasProbes } from './nas-probes.tsx';
import { NasSetupText } from './nas-setup-text.tsx';
import { type NasView, radiusApi } from './radius-values.tsx';

const Facts = ({ nas }: { nas: NasView }) => (
  <DescriptionList
    items={[
      { term: 'State', value: <NasHealth nas={nas} /> },
      { term: 'Address', value: <CopyText text={nas.address} mono /> },
      { term: 'Make', value: vendorNames[nas.vendor] },
      { term: 'CoA port', value: <span className="num">{nas.coaPort}</span> },
      { term: 'Message-Authenticator', value: nas.requireMessageAuthenticator ? 'Demanded' : 'Not demanded' },
      {
        term: 'RadSec certificate',
        value: nas.radsecIdentity === null ? null : <CopyText text={nas.radsecIdentity} mono />,
        hideEmpty: true,
      },
      { term: 'Online', value: <NumberText value={nas.liveSessions} /> },
      { term: 'Last packet', value: <LastSeen nas={nas} /> },
      { term: 'Added', value: <DateTime at={nas.createdAt} /> },
      { term: 'Description', value: nas.description || null, hideEmpty: true },
    ]}
  />
);

export type NasDialogName = 'edit' | 'remove';
export interface NasSheetProps {
  id: string | undefined;
  dialog: NasDialogName | undefined;
  onDialog: (dialog: NasDialogName | undefined) => void;
  onClose: () => void;
  onSecret: (nas: NasView) => void;
}

function RemoveDialog({
  nas,
  open,
  onOpenChange,
  onRemoved,
}: {
  nas: NasView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRemoved: () => void;
}) {
  const client = useQueryClient();
  const remove = useMutation(radiusApi.removeNas.mutationOptions());
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove ${nas.name}?`}
      confirmLabel="Remove NAS"
      nameToType={nas.name}
      reason={whyNotRemove(nas) ?? undefined}
      onConfirm={async () => {
        await remove.mutateAsync({ id: nas.id });
        await client.invalidateQueries({ queryKey: radiusApi.listNas.key() });
        toast.ok(`${nas.name} is removed.`);
        onRemoved();
      }}
    >
      Its packets are no longer answered, from now on. Past sessions keep its name.
    </ConfirmDialog>
  );
}

/** One NAS beside the list: how it is doing, what to paste into it, and every action. */
export function NasSheet({ id, dialog, onDialog, onClose, onSecret }: NasSheetProps) {
  const query = useQuery({ ...radiusApi.getNas.queryOptions({ input: { id: id ?? '' } }), enabled: id !== undefined });
  const nas = id === undefined ? undefined : query.data;
  const write = useCan('network.radius:write');
  const opens = (name: NasDialogName) => (open: boolean) => onDialog(open ? name : undefined);
  return (
    <Sheet open={id !== undefined} onOpenChange={(open) => !open && onClose()} title={nas?.name ?? 'NAS'} size="lg">
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {!nas && !query.isError && <Skeleton.Lines count={10} />}
      {nas && (
        <div className="flex flex-col gap-5">
          <div className="flex flex-wrap gap-2">
            <Button size="sm" icon={<Pencil />} reason={write.reason} onClick={() => onDialog('edit')}>
              Edit
            </Button>
            <ButtonLink size="sm" to={`/dashboard/radius/sessions?nasId=${nas.id}`}>
              Show sessions
            </ButtonLink>
            <Button
              size="sm"
              variant="danger"
              icon={<Trash2 />}
              reason={write.reason ?? whyNotRemove(nas) ?? undefined}
              onClick={() => onDialog('remove')}
            >
              Remove
            </Button>
          </div>
          {isProblemCurrent(nas) && nas.lastProblemAt && (
            <Callout tone="bad" title={`Packets are not believed: ${nas.lastProblem}`}>
              Last <RelativeTime at={nas.lastProblemAt} />. They get no answer until that is put right.
            </Callout>
          )}
          <Facts nas={nas} />
          <NasProbes key={nas.id} nasId={nas.id} />
          <section>
            <h3 className="mb-2">Set up the device</h3>
            <NasSetupText key={nas.id} nas={nas} />
          </section>
          <NasEditDialog
            nas={nas}
            open={dialog === 'edit'}
            onOpenChange={opens('edit')}
            onSaved={(saved) => {
              onDialog(undefined);
              if (saved.newSecret !== undefined) onSecret(saved);
            }}
          />
          <RemoveDialog nas={nas} open={dialog === 'remove'} onOpenChange={opens('remove')} onRemoved={onClose} />
        </div>
      )}
    </Sheet>
  );
}
