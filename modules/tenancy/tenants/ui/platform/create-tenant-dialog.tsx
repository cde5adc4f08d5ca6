import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useWatch } from 'react-hook-form';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { ComboboxField, SelectField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { tenants } from '../../contract.ts';
import { slugFrom } from '../../rules.ts';
import {
  tenantsApi as api,
  countryOptions,
  currencyOptions,
  localeOptions,
  within,
  zoneOptions,
} from './tenant-values.tsx';

export interface CreateTenantDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCreated: (id: string) => Promise<void>;
}

export const CreateTenantDialog = ({ open, onOpenChange, onCreated }: CreateTenantDialogProps) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    size="lg"
    title="New internet provider"
    description="It begins empty, with the built-in roles. Its administrator gets an invitation by mail."
  >
    {open && <CreateForm onCancel={() => onOpenChange(false)} onCreated={onCreated} />}
  </Dialog>
);

function CreateForm({ onCancel, onCreated }: { onCancel: () => void; onCreated: (id: string) => Promise<void> }) {
  const client = useQueryClient();
  const create = useMutation(api.create.mutationOptions());
  const form = useZodForm(tenants.operations.create.in, {
    defaultValues: {
      name: '',
      slug: '',
      country: '',
      currency: '',
      timeZone: '',
      locale: 'en',
      adminName: '',
      adminEmail: '',
    },
    draft: 'tenant.new',
  });
  const { control, setValue, getFieldState } = form;
  const name = useWatch({ control, name: 'name' });
  useEffect(() => {
    // Follows the name until somebody types a short name of their own.
    if (!getFieldState('slug').isTouched) setValue('slug', slugFrom(name));
  }, [name, setValue, getFieldState]);

  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Create provider"
      onCancel={onCancel}
      onSubmit={async (values) => {
        const made = await create.mutateAsync(values);
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(`${made.name} is there.`, { description: `The invitation to ${made.adminEmail} is in the outbox.` });
        await onCreated(made.id);
      }}
    >
      <FieldGrid>
        <TextField control={control} name="name" label="Name" autoFocus autoComplete="off" />
        <TextField
          control={control}
          name="slug"
          label="Short name"
          help="In links and on the command line; it stays."
          mono
          autoComplete="off"
          spellCheck={false}
        />
        <ComboboxField
          control={control}
          name="country"
          label="Country"
          source="countries"
          load={within(countryOptions)}
          help="It stays: tax rules depend on it."
        />
        <ComboboxField
          control={control}
          name="currency"
          label="Currency"
          source="currencies"
          load={within(currencyOptions)}
          help="It stays: invoices are written in it."
        />
        <ComboboxField
          control={control}
          name="timeZone"
          label="Time zone"
          source="time-zones"
          load={within(zoneOptions)}
          help="Billing days begin at its midnight."
        />
        <SelectField control={control} name="locale" label="Language" options={localeOptions} />
        <TextField control={control} name="adminName" label="Administrator’s name" autoComplete="off" />
        <TextField
          control={control}
          name="adminEmail"
          label="Administrator’s e-mail"
          type="email"
          autoComplete="off"
          help="The invitation goes here."
        />
      </FieldGrid>
    </Form>
  );
}
