import { useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { NumberField, PasswordField, SelectField, SwitchField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm, type ZodForm } from '#ui/form/use-zod-form.ts';
import { nasInput, nasVendors } from '../../contract.ts';
import { vendorNames } from '../../rules.ts';
import { type NasView, radiusApi } from './radius-values.tsx';

const vendorOptions = nasVendors.map((value) => ({ value, label: vendorNames[value] }));

/** An empty field means: no secret named, no RadSec. */
const schema = nasInput.extend({
  sharedSecret: z.union([z.literal('').transform(() => undefined), nasInput.shape.sharedSecret]),
  radsecIdentity: z.union([z.literal('').transform(() => null), nasInput.shape.radsecIdentity]),
});
type NasForm = ZodForm<z.input<typeof schema>, z.output<typeof schema>>;

function NasFields({ form, secretHelp }: { form: NasForm; secretHelp: string }) {
  const { control } = form;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField control={control} name="name" label="Name" placeholder="bng-1" />
      <SelectField
        control={control}
        name="vendor"
        label="Make"
        options={vendorOptions}
        help="Decides how it is told a subscriber’s speed."
      />
      <TextField
        control={control}
        name="address"
        label="Address"
        mono
        help="The one its RADIUS packets come from."
        placeholder="198.51.100.7"
      />
      <NumberField
        control={control}
        name="coaPort"
        label="CoA port"
        help="UDP port where it takes disconnects; mostly 3799, on Cisco often 1700, on EdgeOS 3779."
      />
      <PasswordField
        control={control}
        name="sharedSecret"
        label="Shared secret"
        optional
        autoComplete="new-password"
        help={secretHelp}
      />
      <TextField
        control={control}
        name="radsecIdentity"
        label="RadSec certificate"
        optional
        mono
        placeholder="bng-1.example.net"
        help="For RADIUS over TLS: a name in its client certificate, or its SHA-256 fingerprint."
      />
      <SwitchField
        control={control}
        name="requireMessageAuthenticator"
        label="Demand Message-Authenticator"
        help="Protects logins against forged answers (Blast-RADIUS). Switch off only for a device too old to send it."
      />
      <TextareaField control={control} name="description" label="Description" optional rows={2} />
    </div>
  );
}

export interface NasDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Told the secret where one was set: it is in no later answer. */
  onSaved: (nas: NasView) => void;
}

function CreateForm({ onOpenChange, onSaved }: Omit<NasDialogProps, 'open'>) {
  const client = useQueryClient();
  const create = useMutation(radiusApi.createNas.mutationOptions());
  const form = useZodForm(schema, {
    defaultValues: {
      vendor: 'mikrotik',
      coaPort: 3799,
      requireMessageAuthenticator: true,
      radsecIdentity: '',
      description: '',
    },
    draft: 'nas.new',
    draftWithout: ['sharedSecret'],
  });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Add NAS"
      onCancel={() => onOpenChange(false)}
      onSubmit={async (values) => {
        const made = await create.mutateAsync(values);
        await client.invalidateQueries({ queryKey: radiusApi.listNas.key() });
        onSaved(made);
      }}
    >
      <NasFields form={form} secretHelp="Leave empty and a good one is made. It is shown once." />
    </Form>
  );
}

function EditForm({ nas, onOpenChange, onSaved }: Omit<NasDialogProps, 'open'> & { nas: NasView }) {
  const client = useQueryClient();
  const update = useMutation(radiusApi.updateNas.mutationOptions());
  const { name, address, vendor, coaPort, requireMessageAuthenticator, description } = nas;
  const radsecIdentity = nas.radsecIdentity ?? '';
  const form = useZodForm(schema, {
    defaultValues: { name, address, vendor, coaPort, requireMessageAuthenticator, radsecIdentity, description },
  });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save"
      onCancel={() => onOpenChange(false)}
      onSubmit={async (values) => {
        const saved = await update.mutateAsync({ id: nas.id, ...values });
        await client.invalidateQueries({ queryKey: radiusApi.key() });
        toast.ok(`${saved.name} is saved and in use.`);
        onSaved(saved);
      }}
    >
      <NasFields
        form={form}
        secretHelp="Leave empty to keep it. A new one must be set on the device at the same time, or its logins stop."
      />
    </Form>
  );
}

export function NasCreateDialog({ open, onOpenChange, onSaved }: NasDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add a NAS"
      description="The router your subscribers log in at."
      size="lg"
    >
      {open && <CreateForm onOpenChange={onOpenChange} onSaved={onSaved} />}
    </Dialog>
  );
}

export function NasEditDialog({ nas, open, onOpenChange, onSaved }: NasDialogProps & { nas: NasView }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Edit ${nas.name}`} size="lg">
      {open && <EditForm nas={nas} onOpenChange={onOpenChange} onSaved={onSaved} />}
    </Dialog>
  );
}
