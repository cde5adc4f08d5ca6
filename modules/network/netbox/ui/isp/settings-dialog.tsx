import { useMutation } from '@tanstack/react-query';
import { z } from 'zod';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PasswordField, SwitchField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { netbox } from '../../contract.ts';
import { netboxApi as api, type SettingsView, useRefreshNetbox } from './netbox-values.tsx';

interface OpenProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const pairs = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split('=').map((part) => part.trim()));

/** The operation's own input; VRFs are written one to a line, and a field left empty is left out. */
const schema = netbox.operations.configure.in.omit({ vrfs: true, token: true, tenantSlug: true }).extend({
  token: z.string().trim().max(200).default(''),
  tenantSlug: z.string().trim().max(100).default(''),
  vrfLines: z
    .string()
    .default('')
    .refine(
      (text) => pairs(text).every((pair) => pair.length === 2 && pair[0] && pair[1]),
      'One pair to a line: ours = NetBox’s.',
    ),
});

function SettingsForm({ settings, onClose }: { settings: SettingsView; onClose: () => void }) {
  const form = useZodForm(schema, {
    defaultValues: {
      url: settings.url ?? '',
      token: '',
      verifyTls: settings.verifyTls,
      tenantSlug: settings.tenantSlug ?? '',
      vrfLines: settings.vrfs.map(({ ours, netbox: theirs }) => `${ours} = ${theirs}`).join('\n'),
    },
  });
  const configure = useMutation(api.configure.mutationOptions());
  const refresh = useRefreshNetbox();
  const { control } = form;
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save"
      onCancel={onClose}
      onSubmit={async ({ url, token, verifyTls, tenantSlug, vrfLines }) => {
        const vrfs = pairs(vrfLines).map(([ours = '', theirs = '']) => ({ ours, netbox: theirs }));
        await configure.mutateAsync({
          url,
          verifyTls,
          tenantSlug: tenantSlug || null,
          vrfs,
          ...(token ? { token } : {}),
        });
        await refresh();
        toast.ok('Saved. Compare to see whether NetBox answers.');
        onClose();
      }}
    >
      <FieldGrid columns={1}>
        <TextField
          control={control}
          name="url"
          label="Address of NetBox"
          wide
          placeholder="https://netbox.example.net"
          mono
          spellCheck={false}
          autoFocus
          help="Where people open it, without /api. One inside your network must be allowed by the operator of this installation (DOTMAC_OUTGOING_ALLOW)."
        />
        <PasswordField
          control={control}
          name="token"
          label="API token"
          autoComplete="new-password"
          optional={settings.hasToken}
          help={
            settings.hasToken
              ? 'Leave empty to keep the one that is stored.'
              : 'It needs to view, add and change prefixes and IP addresses. Kept sealed and never shown again.'
          }
        />
        <TextField
          control={control}
          name="tenantSlug"
          label="NetBox tenant"
          mono
          spellCheck={false}
          optional
          help="Slug of the tenant that new objects are given to."
        />
        <TextareaField
          control={control}
          name="vrfLines"
          label="Routing tables"
          placeholder="voice = VOICE"
          rows={3}
          optional
          help="Our VRF = name of the VRF in NetBox, one pair to a line. The global table is the same on both sides."
        />
        <SwitchField
          control={control}
          name="verifyTls"
          label="Check its certificate"
          help="Turn off only for a certificate of your own making."
        />
      </FieldGrid>
    </Form>
  );
}

export const SettingsDialog = ({ settings, open, onOpenChange }: OpenProps & { settings: SettingsView }) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    title={settings.configured ? 'NetBox settings' : 'Connect NetBox'}
    description="Prefixes and IP addresses are compared with pools and reservations. Nothing is changed until you apply it."
  >
    <SettingsForm settings={settings} onClose={() => onOpenChange(false)} />
  </Dialog>
);

export function DisconnectDialog({ open, onOpenChange }: OpenProps) {
  const disconnect = useMutation(api.disconnect.mutationOptions());
  const refresh = useRefreshNetbox();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Disconnect NetBox?"
      confirmLabel="Disconnect"
      onConfirm={async () => {
        await disconnect.mutateAsync({});
        await refresh();
      }}
    >
      Its address, its token and which rows belong together are forgotten. Pools, reservations and everything in NetBox
      stay as they are.
    </ConfirmDialog>
  );
}
