import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { api, isFailing, kindNames, ProviderState, type ProviderView } from './provider-values.tsx';

interface Props {
  provider: ProviderView | null;
  onClose: () => void;
  onEdit: (provider: ProviderView) => void;
  onChanged: () => Promise<unknown>;
}

/** What to enter at the provider, how it fares, and the switch. */
export function ProviderSheet({ provider: p, onClose, onEdit, onChanged }: Props) {
  return (
    <Sheet
      open={p !== null}
      onOpenChange={(open) => !open && onClose()}
      title={p?.name ?? ''}
      description={p ? kindNames[p.kind] : ''}
    >
      {p && <ProviderDetails provider={p} onClose={onClose} onEdit={onEdit} onChanged={onChanged} />}
    </Sheet>
  );
}

/** On a line of its own and whole: it is compared letter by letter with what stands at the provider. */
const Address = ({ label, text }: { label: string; text: string }) => (
  <div>
    <p className="text-ink-3">{label}</p>
    <CopyText mono text={text} className="text-start">
      <span className="whitespace-normal wrap-anywhere">{text}</span>
    </CopyText>
  </div>
);

function ProviderDetails({ provider: p, onClose, onEdit, onChanged }: Props & { provider: ProviderView }) {
  const write = useCan('identity.provider:write');
  const update = useMutation(api.update.mutationOptions());
  const remove = useMutation(api.remove.mutationOptions());
  const check = useMutation(api.check.mutationOptions());
  const [removing, setRemoving] = useState(false);
  const toggle = async () => {
    await update.mutateAsync({ id: p.id, isEnabled: !p.isEnabled });
    await onChanged();
    toast.ok(p.isEnabled ? 'Nobody can sign in there any more.' : 'It is offered at sign-in now.');
  };
  const fact = (term: string, value: React.ReactNode) => ({ term, value });
  return (
    <div className="flex flex-col gap-4">
      {p.lastError && (
        <Callout
          tone={isFailing(p) ? 'warn' : 'info'}
          title={isFailing(p) ? 'The last sign-in failed' : 'A sign-in failed before the last one'}
        >
          {p.lastError} (<RelativeTime at={p.lastErrorAt ?? p.createdAt} />)
        </Callout>
      )}
      <DescriptionList
        items={[
          fact('State', <ProviderState provider={p} />),
          fact('Domains', p.domains.join(', ')),
          ...(p.kind === 'oidc'
            ? [
                fact('Issuer', p.issuer),
                fact('Client ID', p.clientId),
                fact('Client secret', p.hasClientSecret ? 'Stored' : 'None'),
              ]
            : [
                fact('Entity ID', p.entityId),
                fact('Certificate ends', p.certificateExpiresAt ? <DateTime at={p.certificateExpiresAt} /> : '–'),
              ]),
          fact('People from there', p.people),
          fact('Last used', p.lastUsedAt ? <RelativeTime at={p.lastUsedAt} /> : 'Never'),
        ]}
      />
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">To be entered at the provider</h3>
        <Address label={p.kind === 'oidc' ? 'Redirect URI' : 'ACS URL'} text={p.callbackUrl} />
        {p.kind === 'saml' && <Address label="Entity ID and metadata" text={p.serviceEntityId} />}
      </section>
      {check.data && (
        <Callout
          tone={check.data.isReachable ? 'ok' : 'bad'}
          title={check.data.isReachable ? 'As it should be' : 'Not as it should be'}
        >
          {check.data.finding}
        </Callout>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          {...(p.isEnabled ? {} : { variant: 'primary' })}
          reason={write.reason}
          pending={update.isPending}
          onClick={toggle}
        >
          {p.isEnabled ? 'Switch off' : 'Switch on'}
        </Button>
        <Button reason={write.reason} pending={check.isPending} onClick={() => check.mutate({ id: p.id })}>
          Check
        </Button>
        <Button reason={write.reason} onClick={() => onEdit(p)}>
          Change
        </Button>
        <Button variant="danger" reason={write.reason} onClick={() => setRemoving(true)}>
          Remove
        </Button>
      </div>
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove ${p.name}?`}
        confirmLabel="Remove"
        onConfirm={async () => {
          await remove.mutateAsync({ id: p.id });
          await onChanged();
          onClose();
          toast.ok('The provider is removed.');
        }}
      >
        Its people stay colleagues; they set a password with “Forgot password?” to sign in.
      </ConfirmDialog>
    </div>
  );
}
