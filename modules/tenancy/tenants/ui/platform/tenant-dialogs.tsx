import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { RadioCards } from '#ui/base/choice.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { ComboboxField, SelectField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { tenants } from '../../contract.ts';
import { suspensionEffects } from '../../rules.ts';
import { tenantsApi as api, localeOptions, optionOf, type TenantView, within, zoneOptions } from './tenant-values.tsx';

interface TenantDialogProps {
  tenant: TenantView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function useSaved() {
  const client = useQueryClient();
  return async (sentence: string, description?: string) => {
    await client.invalidateQueries({ queryKey: api.key() });
    toast.ok(sentence, description ? { description } : {});
  };
}

export function SuspendTenant({ tenant, open, onOpenChange }: TenantDialogProps) {
  const saved = useSaved();
  const suspend = useMutation(api.suspend.mutationOptions());
  const [reason, setReason] = useState('');
  const [network, setNetwork] = useState<'on' | 'off'>('on');
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Suspend ${tenant.name}?`}
      confirmLabel="Suspend"
      nameToType={tenant.slug}
      reason={reason.trim().length < 3 ? 'Say why.' : undefined}
      onConfirm={async () => {
        await suspend.mutateAsync({ id: tenant.id, reason: reason.trim(), networkOn: network === 'on' });
        setReason('');
        await saved(`${tenant.name} is suspended.`);
      }}
    >
      <RadioCards
        label="Its network"
        value={network}
        onChange={setNetwork}
        options={[
          { value: 'on', label: 'Network goes on', help: 'Its subscribers are not made to pay for it.' },
          { value: 'off', label: 'Network stops', help: 'Nobody logs in any more.' },
        ]}
      />
      <ul className="mt-3 list-disc ps-5">
        {suspensionEffects(network === 'on').map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      <label htmlFor="suspend-reason" className="mt-3 mb-1 block text-sm">
        Why
      </label>
      <Textarea
        id="suspend-reason"
        rows={2}
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </ConfirmDialog>
  );
}

export function ResumeTenant({ tenant, open, onOpenChange }: TenantDialogProps) {
  const saved = useSaved();
  const resume = useMutation(api.resume.mutationOptions());
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Restore ${tenant.name}?`}
      confirmLabel="Restore"
      tone="primary"
      onConfirm={async () => {
        await resume.mutateAsync({ id: tenant.id });
        await saved(`${tenant.name} is restored.`);
      }}
    >
      Its staff can work again at once.
    </ConfirmDialog>
  );
}

const editInput = tenants.operations.update.in.omit({ id: true });

export const EditTenant = ({ tenant, open, onOpenChange }: TenantDialogProps) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    title={`Edit ${tenant.name}`}
    description="Short name, country and currency stay: links, tax and invoices depend on them."
  >
    {open && <EditForm tenant={tenant} onClose={() => onOpenChange(false)} />}
  </Dialog>
);

function EditForm({ tenant, onClose }: { tenant: TenantView; onClose: () => void }) {
  const saved = useSaved();
  const update = useMutation(api.update.mutationOptions());
  const { name, timeZone, locale, adminEmail } = tenant;
  const languages = optionOf(localeOptions, locale)
    ? localeOptions
    : [...localeOptions, { value: locale, label: locale }];
  const form = useZodForm(editInput, { defaultValues: { name, timeZone, locale, adminEmail } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save"
      onCancel={onClose}
      onSubmit={async (values) => {
        await update.mutateAsync({ id: tenant.id, ...values });
        await saved('Saved.');
        onClose();
      }}
    >
      <FieldGrid>
        <TextField control={form.control} name="name" label="Name" autoComplete="off" />
        <TextField
          control={form.control}
          name="adminEmail"
          label="Administrator’s e-mail"
          type="email"
          autoComplete="off"
          help="Whom we write to about this provider."
        />
        <ComboboxField
          control={form.control}
          name="timeZone"
          label="Time zone"
          source="time-zones"
          load={within(zoneOptions)}
          current={optionOf(zoneOptions, timeZone)}
          help="Billing days begin at its midnight."
        />
        <SelectField control={form.control} name="locale" label="Language" options={languages} />
      </FieldGrid>
    </Form>
  );
}

const inviteInput = z.object({
  name: z.string().trim().min(1, 'A name is needed.').max(100),
  email: z.email('This is not an e-mail address.').toLowerCase().max(254),
});

export const InviteAdministrator = ({ tenant, open, onOpenChange }: TenantDialogProps) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    title={`Invite the administrator of ${tenant.name} again`}
    description="The earlier link stops working. This is possible only while nobody has entered."
  >
    {open && <InviteForm tenant={tenant} onClose={() => onOpenChange(false)} />}
  </Dialog>
);

function InviteForm({ tenant, onClose }: { tenant: TenantView; onClose: () => void }) {
  const saved = useSaved();
  const invite = useMutation(api.inviteAdministrator.mutationOptions());
  const form = useZodForm(inviteInput, { defaultValues: { name: '', email: tenant.adminEmail } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Send invitation"
      onCancel={onClose}
      onSubmit={async (values) => {
        await invite.mutateAsync({ id: tenant.id, ...values });
        await saved('A new invitation is on its way.', `${values.email}; it is in the outbox.`);
        onClose();
      }}
    >
      <FieldGrid>
        <TextField control={form.control} name="name" label="Name" autoFocus autoComplete="off" />
        <TextField control={form.control} name="email" label="E-mail" type="email" autoComplete="off" />
      </FieldGrid>
    </Form>
  );
}
