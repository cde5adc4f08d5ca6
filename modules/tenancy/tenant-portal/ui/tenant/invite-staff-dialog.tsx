import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { SelectField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { tenantPortal } from '../../contract.ts';
import { portalApi as api } from '../portal-api.ts';

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export const InviteStaffDialog = ({ open, onOpenChange }: Props) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    title="Invite staff"
    description="They get a mail with a link to your console that works once, for seven days."
  >
    {open && <InviteForm onClose={() => onOpenChange(false)} />}
  </Dialog>
);

function InviteForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const roles = useQuery(api.staffRoles.queryOptions({ input: {} }));
  const invite = useMutation(api.inviteStaff.mutationOptions());
  const form = useZodForm(tenantPortal.operations.inviteStaff.in, {
    defaultValues: { email: '', name: '', roleId: '' },
  });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Send invitation"
      onCancel={onClose}
      onSubmit={async (values) => {
        await invite.mutateAsync(values);
        await client.invalidateQueries({ queryKey: api.staff.key() });
        toast.ok(`${values.name} is invited.`, { description: values.email });
        onClose();
      }}
    >
      <FieldGrid>
        <TextField control={form.control} name="name" label="Name" autoFocus autoComplete="off" />
        <TextField control={form.control} name="email" label="E-mail" type="email" autoComplete="off" />
      </FieldGrid>
      <SelectField
        control={form.control}
        name="roleId"
        label="Role"
        options={(roles.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Form>
  );
}
