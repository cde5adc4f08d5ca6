import { useMutation } from '@tanstack/react-query';
import { z } from 'zod';
import { Callout } from '#ui/base/callout.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { RadioField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { type PasswordForm, passwordForms } from '../../contract.ts';
import { passwordFormMeanings, passwordFormNames } from '../../rules.ts';
import { freeradiusApi as api, type StatusView } from './freeradius-values.tsx';

const input = z.object({ passwordForm: z.enum(passwordForms) });
const options = passwordForms.map((value) => ({
  value,
  label: passwordFormNames[value],
  help: passwordFormMeanings[value],
}));

interface EnableProps {
  /** The form in use, when it is only to be changed. */
  current: PasswordForm | null;
  onCancel: () => void;
  onEnabled: (status: StatusView) => Promise<void>;
}

function EnableForm({ current, onCancel, onEnabled }: EnableProps) {
  const enable = useMutation(api.enable.mutationOptions());
  const form = useZodForm(input, { defaultValues: { passwordForm: current ?? 'nt_hash' } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel={current ? 'Change and copy again' : 'Enable FreeRADIUS'}
      onCancel={onCancel}
      onSubmit={async (values) => onEnabled(await enable.mutateAsync(values))}
    >
      <Callout tone="warn" title="Passwords and NAS secrets are copied">
        In DotMac they are encrypted. For FreeRADIUS they lie in the database in the form below, readable by its role
        and by whoever has a copy of the database. They are removed when you disable it.
      </Callout>
      <RadioField
        control={form.control}
        name="passwordForm"
        label="Passwords are copied as"
        options={options}
        columns={1}
      />
      {current && (
        <p className="text-ink-2">A new database password is set: give it to FreeRADIUS, or it stays outside.</p>
      )}
    </Form>
  );
}

export const EnableDialog = ({ open, ...props }: EnableProps & { open: boolean }) => (
  <Dialog
    open={open}
    onOpenChange={(next) => !next && props.onCancel()}
    size="lg"
    title={props.current ? 'Change how passwords are copied' : 'Enable FreeRADIUS'}
    description="It reads logins and writes accounting through a database role of its own."
  >
    {open && <EnableForm {...props} />}
  </Dialog>
);
