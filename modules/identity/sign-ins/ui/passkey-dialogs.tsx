import { z } from 'zod';
import { deviceOf } from '#kernel/identity/device.ts';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PasswordField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { addPasskey } from '#ui/session/passkey.ts';
import { useRealm } from '#ui/session/session-provider.tsx';
import { type OwnPasskey, useOwnActions } from './own-security.ts';

const name = z.string().trim().min(1, 'A name is needed.').max(60, 'At most 60 characters.');
const adding = z.object({ name, password: z.string().min(1, 'Give your password.') });

/** Asks for the password, then the device for a passkey. */
export function AddPasskeyForm({ onDone, onCancel }: { onDone: () => void | Promise<void>; onCancel?: () => void }) {
  const realm = useRealm();
  const form = useZodForm(adding, { defaultValues: { name: deviceOf(navigator.userAgent).name, password: '' } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Add passkey"
      {...(onCancel ? { onCancel } : {})}
      onSubmit={async (values) => {
        await addPasskey(realm, values.password, values.name, 'No passkey was made. Try again when your device asks.');
        toast.ok('The passkey is added.');
        await onDone();
      }}
    >
      <FieldGrid columns={1}>
        <TextField
          control={form.control}
          name="name"
          label="Name"
          help="To tell it from others later."
          autoComplete="off"
          maxLength={60}
        />
        <PasswordField
          control={form.control}
          name="password"
          label="Password"
          help="So that nobody else adds theirs at your desk."
          autoComplete="current-password"
        />
      </FieldGrid>
    </Form>
  );
}

export function AddPasskeyDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { refresh } = useOwnActions();
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Add a passkey"
      description="Your device will ask for a finger, a face or its PIN."
    >
      {open && (
        <AddPasskeyForm
          onCancel={onClose}
          onDone={async () => {
            await refresh();
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

export const RenamePasskeyDialog = ({ passkey, onClose }: { passkey: OwnPasskey | null; onClose: () => void }) => (
  <Dialog open={passkey !== null} onOpenChange={(next) => !next && onClose()} title="Name the passkey">
    {passkey && <RenameForm passkey={passkey} onClose={onClose} />}
  </Dialog>
);

function RenameForm({ passkey, onClose }: { passkey: OwnPasskey; onClose: () => void }) {
  const { renamePasskey } = useOwnActions();
  const form = useZodForm(z.object({ name }), { defaultValues: { name: passkey.name } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save name"
      onCancel={onClose}
      onSubmit={async (values) => {
        await renamePasskey(passkey.id, values.name);
        onClose();
      }}
    >
      <TextField control={form.control} name="name" label="Name" autoComplete="off" maxLength={60} autoFocus />
    </Form>
  );
}
