import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RadioField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { accountManagers, managerRoles } from '../contract.ts';
import { roleMeanings, roleNames } from '../rules.ts';
import { type ManagerDoor, managerApis } from './manager-values.ts';

export interface InviteManagerDialogProps {
  door: ManagerDoor;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export const InviteManagerDialog = ({ door, open, onOpenChange }: InviteManagerDialogProps) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    title="Invite an account manager"
    description="They get a mail with a link that works once, for seven days, and choose a password for the tenant portal."
  >
    {open && <InviteForm door={door} onClose={() => onOpenChange(false)} />}
  </Dialog>
);

function InviteForm({ door, onClose }: { door: ManagerDoor; onClose: () => void }) {
  const api = managerApis[door];
  const client = useQueryClient();
  const invite = useMutation(api.invite.mutationOptions());
  const form = useZodForm(accountManagers.operations.invite.in, {
    defaultValues: { email: '', name: '', role: 'billing' },
  });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Send invitation"
      onCancel={onClose}
      onSubmit={async (values) => {
        const made = await invite.mutateAsync(values);
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(`${made.name} is invited.`, { description: made.email });
        onClose();
      }}
    >
      <FieldGrid>
        <TextField control={form.control} name="name" label="Name" autoFocus autoComplete="off" />
        <TextField control={form.control} name="email" label="E-mail" type="email" autoComplete="off" />
      </FieldGrid>
      <RadioField
        control={form.control}
        name="role"
        label="May"
        options={managerRoles.map((role) => ({
          value: role,
          label: roleNames[role],
          help: roleMeanings[role],
        }))}
      />
    </Form>
  );
}
