import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { SecretReveal } from '#ui/base/secret-reveal.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { SelectField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { RelativeTime } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { type ScimToken, scim } from '../../contract.ts';

type TokenView = View<typeof ScimToken, 'isp'>;
const api = clientFor(scim, 'isp');
const staffApi = clientFor(staff, 'isp');
const input = z.object({
  name: z.string().trim().min(1, 'A name is needed.').max(100),
  roleId: z.string().min(1, 'Choose a role.'),
});

function TokenForm({ onCancel, onMade }: { onCancel: () => void; onMade: (token: string) => Promise<void> }) {
  const roles = useQuery(staffApi.listRoles.queryOptions({ input: {} }));
  const create = useMutation(api.createToken.mutationOptions());
  const form = useZodForm(input, { defaultValues: { name: '', roleId: '' } });
  const { control } = form;
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Connect"
      onCancel={onCancel}
      onSubmit={async (values) => onMade((await create.mutateAsync(values)).token ?? '')}
    >
      <FieldGrid columns={1}>
        <TextField
          control={control}
          name="name"
          label="Directory"
          placeholder="Entra ID"
          autoFocus
          autoComplete="off"
        />
        <SelectField
          control={control}
          name="roleId"
          label="Role of people in no group"
          options={(roles.data?.items ?? []).map((role) => ({ value: role.id, label: role.name }))}
        />
      </FieldGrid>
    </Form>
  );
}

const columns = (reason: string | undefined, onRevoke: (token: TokenView) => void): SimpleColumn<TokenView>[] => [
  { id: 'name', header: 'Directory', cell: (t) => <span className="font-medium">{t.name}</span> },
  { id: 'by', header: 'Connected by', cell: (t) => t.createdBy },
  { id: 'made', header: 'Since', cell: (t) => <RelativeTime at={t.createdAt} /> },
  {
    id: 'used',
    header: 'Last heard',
    cell: (t) => (t.lastUsedAt ? <RelativeTime at={t.lastUsedAt} /> : <span className="text-ink-3">Never</span>),
  },
  {
    id: 'revoke',
    header: 'Revoke',
    quiet: true,
    align: 'end',
    cell: (t) => (
      <Button size="sm" variant="danger" reason={reason} aria-label={`Revoke ${t.name}`} onClick={() => onRevoke(t)}>
        Revoke
      </Button>
    ),
  },
];

/** Directories that make, change and lock out colleagues by SCIM 2.0. */
export function DirectoryCard() {
  const client = useQueryClient();
  const tokens = useQuery(api.listTokens.queryOptions({ input: {} }));
  const revoke = useMutation(api.revokeToken.mutationOptions());
  const write = useCan('identity.provider:write');
  const [isOpen, setOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<TokenView | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: api.key() });
  const { data } = tokens;
  return (
    <Card
      title="Directory (SCIM 2.0)"
      aside={
        <Button size="sm" reason={write.reason} onClick={() => setOpen(true)}>
          Connect a directory
        </Button>
      }
    >
      <p className="mb-3 max-w-prose text-ink-2">
        Okta, Entra ID or Keycloak tell us who works here: people are made, renamed and locked out as the directory
        says, and its groups fill your roles. Its address is{' '}
        <CopyText mono text={`${window.location.origin}/scim/v2`} />
      </p>
      {tokens.isError && !data && <ErrorState error={tokens.error} onRetry={() => tokens.refetch()} />}
      {!data && !tokens.isError && <Skeleton.Lines />}
      {data?.items.length === 0 && <p className="text-ink-3">No directory is connected.</p>}
      {data && data.items.length > 0 && (
        <SimpleTable
          label="Directories"
          rows={data.items}
          columns={columns(write.reason, setRevoking)}
          getId={(t) => t.id}
        />
      )}
      <Dialog
        open={isOpen}
        onOpenChange={setOpen}
        title="Connect a directory"
        description="It may give any role that you could give. Its token is shown once."
      >
        {isOpen && (
          <TokenForm
            onCancel={() => setOpen(false)}
            onMade={async (token) => {
              setOpen(false);
              setSecret(token);
              await refresh();
            }}
          />
        )}
      </Dialog>
      <SecretReveal secret={secret} title="The directory’s token" onClose={() => setSecret(null)}>
        Enter it at the directory as its bearer token.
      </SecretReveal>
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => !open && setRevoking(null)}
        title={`Revoke the token of ${revoking?.name}?`}
        confirmLabel="Revoke"
        onConfirm={async () => {
          await revoke.mutateAsync({ id: revoking?.id ?? '' });
          await refresh();
          toast.ok('The directory is disconnected.');
        }}
      >
        Colleagues stay as they are; the directory can change nothing any more.
      </ConfirmDialog>
    </Card>
  );
}
