import { Fingerprint, Pencil } from 'lucide-react';
import { useState } from 'react';
import { Chip } from '#ui/base/badge.tsx';
import { Button, IconButton } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { passkeysWork } from '#ui/session/passkey.ts';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { type OwnPasskey, useOwnActions, useOwnSecurity } from './own-security.ts';
import { AddPasskeyDialog, RenamePasskeyDialog } from './passkey-dialogs.tsx';

const columns = (
  onRename: (passkey: OwnPasskey) => void,
  onRemove: (passkey: OwnPasskey) => void,
): SimpleColumn<OwnPasskey>[] => [
  {
    id: 'name',
    header: 'Name',
    cell: (p) => (
      <span className="inline-flex items-center gap-1 font-medium">
        {p.name}
        <IconButton size="sm" label={`Rename ${p.name}`} onClick={() => onRename(p)}>
          <Pencil />
        </IconButton>
      </span>
    ),
  },
  {
    id: 'kept',
    header: 'Kept',
    cell: (p) => (p.synced ? <Chip>On all your devices</Chip> : <Chip>In one device</Chip>),
  },
  { id: 'made', header: 'Added', cell: (p) => <RelativeTime at={p.createdAt} /> },
  {
    id: 'used',
    header: 'Last used',
    cell: (p) => (p.lastUsedAt ? <RelativeTime at={p.lastUsedAt} /> : <span className="text-ink-3">Never</span>),
  },
  {
    id: 'remove',
    header: 'Remove',
    quiet: true,
    align: 'end',
    cell: (p) => (
      <Button size="sm" variant="danger" aria-label={`Remove ${p.name}`} onClick={() => onRemove(p)}>
        Remove
      </Button>
    ),
  },
];

/** The account's passkeys: a finger, a face or a PIN instead of the password and the code. */
export function PasskeysCard({ className }: { className?: string }) {
  const security = useOwnSecurity();
  const { removePasskey } = useOwnActions();
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState<OwnPasskey | null>(null);
  const [removing, setRemoving] = useState<OwnPasskey | null>(null);
  return (
    <QueryCard
      title="Passkeys"
      query={security}
      {...(className ? { className } : {})}
      aside={
        <Button
          size="sm"
          icon={<Fingerprint />}
          reason={
            passkeysWork() ? undefined : 'Passkeys need a browser that knows them, https, and a host with a name.'
          }
          onClick={() => setAdding(true)}
        >
          Add a passkey
        </Button>
      }
    >
      {({ passkeys }) => (
        <>
          {passkeys.length === 0 ? (
            <EmptyState icon={<Fingerprint />} title="No passkeys yet" className="py-4">
              With one, a finger, a face or a PIN of your device signs you in: nothing to type, nothing to steal.
            </EmptyState>
          ) : (
            <SimpleTable
              label="Passkeys"
              rows={passkeys}
              columns={columns(setRenaming, setRemoving)}
              getId={(p) => p.id}
            />
          )}
          <AddPasskeyDialog open={adding} onClose={() => setAdding(false)} />
          <RenamePasskeyDialog passkey={renaming} onClose={() => setRenaming(null)} />
          <ConfirmDialog
            open={removing !== null}
            onOpenChange={(open) => !open && setRemoving(null)}
            title={`Remove the passkey ${removing?.name}?`}
            confirmLabel="Remove passkey"
            onConfirm={() => removePasskey(removing?.id ?? '')}
          >
            It signs nobody in any more. The device may still offer it; delete it there too.
          </ConfirmDialog>
        </>
      )}
    </QueryCard>
  );
}
