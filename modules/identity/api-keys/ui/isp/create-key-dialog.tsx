import { useMutation, useQuery } from '@tanstack/react-query';
import { useController } from 'react-hook-form';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { PermissionMatrix } from '#ui/access/permission-matrix.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { SelectField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { apiKeys } from '../../contract.ts';

const api = clientFor(apiKeys, 'isp');
const staffApi = clientFor(staff, 'isp');

const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: 'never', label: 'Until it is revoked' },
];
const input = z.object({
  name: z.string().trim().min(1, 'A name is needed.').max(100),
  lifetime: z.string(),
  permissions: z.array(z.string()).min(1, 'Give at least one permission.'),
});

export interface CreateKeyDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCreated: (key: string) => Promise<void>;
}

export const CreateKeyDialog = ({ open, onOpenChange, onCreated }: CreateKeyDialogProps) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    size="lg"
    title="New API key"
    description="Give it no more than the program needs. It is shown once."
  >
    {open && <CreateForm onCancel={() => onOpenChange(false)} onCreated={onCreated} />}
  </Dialog>
);

function CreateForm({ onCancel, onCreated }: { onCancel: () => void; onCreated: (key: string) => Promise<void> }) {
  const catalogue = useQuery(staffApi.permissions.queryOptions({ input: {}, staleTime: 300_000 }));
  const create = useMutation(api.create.mutationOptions());
  const form = useZodForm(input, { defaultValues: { name: '', lifetime: '90', permissions: [] } });
  const { control } = form;
  const { field, fieldState } = useController({ control, name: 'permissions' });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Create key"
      onCancel={onCancel}
      onSubmit={async ({ name, lifetime, permissions }) => {
        const made = await create.mutateAsync({
          name,
          permissions,
          expiresInDays: lifetime === 'never' ? null : Number(lifetime),
        });
        await onCreated(made.key ?? '');
      }}
    >
      <FieldGrid>
        <TextField
          control={control}
          name="name"
          label="What it is for"
          placeholder="Accounting export"
          autoFocus
          autoComplete="off"
        />
        <SelectField control={control} name="lifetime" label="Ends after" options={lifetimes} />
      </FieldGrid>
      <div>
        {catalogue.isError && <ErrorState error={catalogue.error} onRetry={() => catalogue.refetch()} />}
        {!catalogue.data && !catalogue.isError && <Skeleton.Lines />}
        {catalogue.data && (
          <PermissionMatrix catalogue={catalogue.data.items} value={field.value} onChange={field.onChange} />
        )}
        {fieldState.error?.message && (
          <p role="alert" className="mt-2 text-sm text-bad-ink">
            {fieldState.error.message}
          </p>
        )}
      </div>
    </Form>
  );
}
