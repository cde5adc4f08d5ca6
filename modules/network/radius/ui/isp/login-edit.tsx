import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Callout } from '#ui/base/callout.tsx';
import { Switch } from '#ui/base/choice.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { NumberField } from '#ui/form/fields.tsx';
import { Form, FormSection } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { whyNotSpeed } from '../../rules.ts';
import { LoginSections, loginSchema, valuesOf } from './login-fields.tsx';
import type { AccountView } from './login-values.tsx';
import { radiusApi } from './radius-values.tsx';

export interface LoginDialogProps {
  login: AccountView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** What the live session will notice: speed at once, the rest when it logs in again. */
function Live({ disconnect, onChange }: { disconnect: boolean; onChange: (disconnect: boolean) => void }) {
  return (
    <Callout tone="info" title="The subscriber is online.">
      <p>
        A new speed reaches the session at once by CoA. Addresses, VLANs, timeouts and bindings hold from the next login
        on.
      </p>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is the control */}
      <label className="mt-2 flex items-center gap-2">
        <Switch checked={disconnect} onCheckedChange={onChange} aria-label="Disconnect now" />
        Disconnect now, so that everything holds at once
      </label>
    </Callout>
  );
}

function EditForm({ login, onOpenChange }: Omit<LoginDialogProps, 'open'>) {
  const client = useQueryClient();
  const update = useMutation(radiusApi.updateAccount.mutationOptions());
  const [disconnect, setDisconnect] = useState(false);
  const form = useZodForm(loginSchema, { defaultValues: valuesOf(login) });
  const planSpeed = whyNotSpeed(login);
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save"
      onCancel={() => onOpenChange(false)}
      onSubmit={async ({ username: _name, password: _password, customerId: _customer, ...values }) => {
        await update.mutateAsync({ id: login.id, ...values, ...(disconnect ? { disconnect } : {}) });
        await client.invalidateQueries({ queryKey: radiusApi.key() });
        const holds = !login.online
          ? 'It holds from the next login on.'
          : disconnect
            ? 'The session is being disconnected.'
            : 'What is not speed holds from the next login on.';
        toast.ok(`${login.username} is saved. ${holds}`);
        onOpenChange(false);
      }}
    >
      {login.online && <Live disconnect={disconnect} onChange={setDisconnect} />}
      <FormSection title="Speed" description={planSpeed ?? undefined}>
        <NumberField
          control={form.control}
          name="downloadKbps"
          label="Download"
          unit="Mbit/s"
          scale={1000}
          disabled={planSpeed !== null}
        />
        <NumberField
          control={form.control}
          name="uploadKbps"
          label="Upload"
          unit="Mbit/s"
          scale={1000}
          disabled={planSpeed !== null}
        />
      </FormSection>
      <LoginSections form={form} />
    </Form>
  );
}

export const EditLogin = ({ login, open, onOpenChange }: LoginDialogProps) => (
  <Sheet open={open} onOpenChange={onOpenChange} title={`Edit ${login.username}`} size="lg">
    {open && <EditForm login={login} onOpenChange={onOpenChange} />}
  </Sheet>
);
