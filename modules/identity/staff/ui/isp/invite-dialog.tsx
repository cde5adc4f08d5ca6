import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { staff } from '../../contract.ts';
import { RolePicker } from './role-picker.tsx';
import { staffApi as api } from './staff-values.tsx';

export interface InviteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export const InviteDialog = ({ open, onOpenChange }: InviteDialogProps) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    title="Invite a colleague"
    description="They get a mail with a link that works once, for seven days, and choose their own password."
  >
    {open && <InviteForm onClose={() => onOpenChange(false)} />}
  </Dialog>
);

function InviteForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const invite = useMutation(api.invite.mutationOptions());
  const form = useZodForm(staff.operations.invite.in, { defaultValues: { email: '', name: '', roleIds: [] } });
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
      <RolePicker form={form} name="roleIds" />
    </Form>
  );
}
