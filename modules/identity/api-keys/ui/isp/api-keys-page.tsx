import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { permissionSentence } from '#ui/access/permission-words.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { SecretReveal } from '#ui/base/secret-reveal.tsx';
import { Select } from '#ui/base/select.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { DateTime, RelativeTime, useNow } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { type ApiKey, apiKeys } from '../../contract.ts';
import { CreateKeyDialog } from './create-key-dialog.tsx';

type KeyView = View<typeof ApiKey, 'isp'>;
const api = clientFor(apiKeys, 'isp');
const listOptions = () => api.list.queryOptions({ input: {} });
const url = z.object({ dialog: z.enum(['create']).optional() });

const NoKeys = () => (
  <EmptyState icon={<KeyRound />} title="No API keys yet">
    A key lets a program use the API under your rules: it can do what its permissions say and nothing more.
  </EmptyState>
);

export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(listOptions());

const isOver = (key: KeyView, nowMs: number) =>
  key.revokedAt !== null || (key.expiresAt !== null && Date.parse(key.expiresAt) <= nowMs);

function State({ apiKey: k }: { apiKey: KeyView }) {
  const now = useNow();
  if (k.revokedAt)
    return (
      <Chip>
        Revoked <RelativeTime at={k.revokedAt} />
      </Chip>
    );
  if (!k.expiresAt) return <Chip tone="ok">In use, no end</Chip>;
  if (isOver(k, now)) return <Chip>Ended</Chip>;
  return (
    <Chip tone="ok">
      Until <DateTime at={k.expiresAt} />
    </Chip>
  );
}

const May = ({ permissions }: { permissions: readonly string[] }) => (
  <Tooltip tip={permissions.map(permissionSentence).join(' · ')}>
    <span className="underline decoration-ink-3 decoration-dotted underline-offset-4">
      {permissions.length === 1 ? permissionSentence(permissions[0] ?? '') : `${permissions.length} permissions`}
    </span>
  </Tooltip>
);

function Revoke({ apiKey: k, onAsk }: { apiKey: KeyView; onAsk: (key: KeyView) => void }) {
  const write = useCan('identity.api-key:write');
  if (k.revokedAt) return null;
  return (
    <Button size="sm" variant="danger" reason={write.reason} aria-label={`Revoke ${k.name}`} onClick={() => onAsk(k)}>
      Revoke
    </Button>
  );
}

function Rotate({ apiKey: k, onAsk }: { apiKey: KeyView; onAsk: (key: KeyView) => void }) {
  const write = useCan('identity.api-key:write');
  const now = useNow();
  if (isOver(k, now)) return null;
  return (
    <Button size="sm" reason={write.reason} aria-label={`Rotate ${k.name}`} onClick={() => onAsk(k)}>
      Rotate
    </Button>
  );
}

const graces = [
  { value: '0', label: 'At once' },
  { value: '1', label: 'After an hour' },
  { value: '24', label: 'After a day' },
  { value: '168', label: 'After a week' },
];

/** A new secret for a program, and time to put it there before the old one ends. */
function RotateDialog({
  asked,
  onClose,
  onMade,
}: {
  asked: KeyView | null;
  onClose: () => void;
  onMade: (key: string) => Promise<void>;
}) {
  const rotate = useMutation(api.rotate.mutationOptions());
  const [hours, setHours] = useState('24');
  return (
    <ConfirmDialog
      open={asked !== null}
      onOpenChange={(open) => !open && onClose()}
      title={`Rotate the key ${asked?.name}?`}
      tone="primary"
      confirmLabel="Make the new key"
      onConfirm={async () => {
        const made = await rotate.mutateAsync({ id: asked?.id ?? '', graceHours: Number(hours) });
        await onMade(made.key ?? '');
      }}
    >
      <p className="mb-3">A new key of the same name and permissions is made and shown once. The old one ends:</p>
      <Select aria-label="The old key ends" value={hours} onChange={setHours} options={graces} />
    </ConfirmDialog>
  );
}

const columns = (onRevoke: (key: KeyView) => void, onRotate: (key: KeyView) => void): SimpleColumn<KeyView>[] => [
  { id: 'name', header: 'Name', cell: (k) => <span className="font-medium">{k.name}</span> },
  { id: 'prefix', header: 'Begins with', cell: (k) => <Mono>{k.prefix}</Mono> },
  { id: 'may', header: 'May', cell: (k) => <May permissions={k.permissions} /> },
  { id: 'state', header: 'State', cell: (k) => <State apiKey={k} /> },
  {
    id: 'used',
    header: 'Last used',
    cell: (k) => (k.lastUsedAt ? <RelativeTime at={k.lastUsedAt} /> : <span className="text-ink-3">Never</span>),
  },
  {
    id: 'made',
    header: 'Made',
    cell: (k) => (
      <>
        <RelativeTime at={k.createdAt} /> <span className="text-ink-3">by {k.createdBy}</span>
      </>
    ),
  },
  {
    id: 'actions',
    header: 'Actions',
    quiet: true,
    align: 'end',
    cell: (k) => (
      <span className="inline-flex gap-2">
        <Rotate apiKey={k} onAsk={onRotate} />
        <Revoke apiKey={k} onAsk={onRevoke} />
      </span>
    ),
  },
];

export default function ApiKeysPage() {
  const client = useQueryClient();
  const [state, setState] = useUrlState(url);
  const keys = useQuery(listOptions());
  const revoke = useMutation(api.revoke.mutationOptions());
  const write = useCan('identity.api-key:write');
  const [revoking, setRevoking] = useState<KeyView | null>(null);
  const [rotating, setRotating] = useState<KeyView | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const create = () => setState({ dialog: 'create' }, { push: true });
  usePaletteActions([{ label: 'New API key', run: create, reason: write.reason }]);
  const { data } = keys;
  const refresh = () => client.invalidateQueries({ queryKey: api.key() });
  return (
    <PageBody>
      <PageHeader
        title="API keys"
        subtitle="Sent in the header X-API-Key. The API is described at /api/reference."
        actions={
          <Button variant="primary" icon={<Plus />} reason={write.reason} onClick={create}>
            New API key
          </Button>
        }
      />
      <Card>
        {keys.isError && !data && <ErrorState error={keys.error} onRetry={() => keys.refetch()} />}
        {!data && !keys.isError && <Skeleton.Lines />}
        {data?.items.length === 0 && <NoKeys />}
        {data && data.items.length > 0 && (
          <SimpleTable
            label="API keys"
            rows={data.items}
            columns={columns(setRevoking, setRotating)}
            getId={(k) => k.id}
          />
        )}
      </Card>
      <CreateKeyDialog
        open={state.dialog === 'create'}
        onOpenChange={(open) => !open && setState({ dialog: undefined })}
        onCreated={async (key) => {
          setState({ dialog: undefined });
          setSecret(key);
          await refresh();
        }}
      />
      <RotateDialog
        asked={rotating}
        onClose={() => setRotating(null)}
        onMade={async (key) => {
          setSecret(key);
          await refresh();
        }}
      />
      <SecretReveal secret={secret} title="Your new API key" onClose={() => setSecret(null)}>
        Send it as the header X-API-Key.
      </SecretReveal>
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => !open && setRevoking(null)}
        title={`Revoke the key ${revoking?.name}?`}
        confirmLabel="Revoke"
        onConfirm={async () => {
          await revoke.mutateAsync({ id: revoking?.id ?? '' });
          await refresh();
          toast.ok('The key is revoked.');
        }}
      >
        Programs that use it are refused at once. It cannot be taken back.
      </ConfirmDialog>
    </PageBody>
  );
}
