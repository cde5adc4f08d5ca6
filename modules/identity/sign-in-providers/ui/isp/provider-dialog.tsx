import { useMutation, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PasswordField, RadioField, SelectField, SwitchField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { api, type ProviderView } from './provider-values.tsx';

const staffApi = clientFor(staff, 'isp');
const text = z.string().trim().default('');
const schema = z
  .object({
    kind: z.enum(['oidc', 'saml']),
    name: z.string().trim().min(1, 'A name is needed.').max(100),
    domains: z.string().trim().min(1, 'Name at least one domain.'),
    issuer: text,
    clientId: text,
    clientSecret: z.string().default(''),
    entityId: text,
    ssoUrl: text,
    certificate: text,
    createsMembers: z.boolean(),
    roleId: text,
  })
  .superRefine((value, ctx) => {
    const needed =
      value.kind === 'oidc' ? (['issuer', 'clientId'] as const) : (['entityId', 'ssoUrl', 'certificate'] as const);
    for (const path of needed)
      if (!value[path]) ctx.addIssue({ code: 'custom', path: [path], message: 'This is needed.' });
    if (value.createsMembers && !value.roleId)
      ctx.addIssue({ code: 'custom', path: ['roleId'], message: 'Choose the role that new colleagues get.' });
  });
const kinds = [
  { value: 'oidc', label: 'OpenID Connect', help: 'Entra ID, Google Workspace, Okta, Keycloak, Authentik' },
  { value: 'saml', label: 'SAML 2.0', help: 'AD FS, Shibboleth, and whatever speaks nothing newer' },
];

interface Props {
  /** The one to change; `new`: add one; null: closed. */
  of: ProviderView | 'new' | null;
  onClose: () => void;
  onSaved: (provider: ProviderView) => Promise<void>;
}

export const ProviderDialog = ({ of, onClose, onSaved }: Props) => (
  <Dialog
    open={of !== null}
    onOpenChange={(open) => !open && onClose()}
    size="lg"
    title={of === 'new' ? 'New sign-in provider' : `Change ${of?.name ?? ''}`}
    description="Staff whose addresses are of its domains can sign in there instead of with a password."
  >
    {of && <ProviderForm of={of === 'new' ? null : of} onClose={onClose} onSaved={onSaved} />}
  </Dialog>
);

function ProviderForm({ of, onClose, onSaved }: Omit<Props, 'of'> & { of: ProviderView | null }) {
  const create = useMutation(api.create.mutationOptions());
  const update = useMutation(api.update.mutationOptions());
  const roles = useQuery(staffApi.listRoles.queryOptions({ input: {} }));
  const form = useZodForm(schema, {
    defaultValues: {
      kind: of?.kind ?? 'oidc',
      name: of?.name ?? '',
      domains: of?.domains.join(', ') ?? '',
      issuer: of?.issuer ?? '',
      clientId: of?.clientId ?? '',
      clientSecret: '',
      entityId: of?.entityId ?? '',
      ssoUrl: of?.ssoUrl ?? '',
      certificate: of?.certificate ?? '',
      createsMembers: of?.createsMembers ?? false,
      roleId: of?.roleId ?? '',
    },
  });
  const { control } = form;
  const kind = form.watch('kind');
  const creates = form.watch('createsMembers');
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel={of ? 'Save' : 'Add provider'}
      onCancel={onClose}
      onSubmit={async (v) => {
        const settings =
          v.kind === 'oidc'
            ? { issuer: v.issuer, clientId: v.clientId, ...(v.clientSecret ? { clientSecret: v.clientSecret } : {}) }
            : { entityId: v.entityId, ssoUrl: v.ssoUrl, certificate: v.certificate };
        const common = {
          name: v.name,
          domains: v.domains.split(/[\s,;]+/).filter(Boolean),
          createsMembers: v.createsMembers,
          roleId: v.createsMembers ? v.roleId : null,
          ...settings,
        };
        const saved = of
          ? await update.mutateAsync({ id: of.id, ...common })
          : await create.mutateAsync({ kind: v.kind, ...common });
        toast.ok(of ? 'Saved.' : 'Added. Enter our addresses at the provider, then switch it on.');
        await onSaved(saved);
      }}
    >
      <FieldGrid columns={1}>
        {!of && <RadioField control={control} name="kind" label="Kind" options={kinds} />}
        <TextField
          control={control}
          name="name"
          label="Name"
          placeholder="Company sign-in"
          help="Shown at sign-in."
          autoFocus
        />
        <TextField
          control={control}
          name="domains"
          label="Domains of addresses"
          placeholder="example.com, example.net"
          help="Only addresses of these domains are accepted from this provider."
          spellCheck={false}
        />
        {kind === 'oidc' ? (
          <>
            <TextField
              control={control}
              name="issuer"
              label="Issuer"
              placeholder="https://login.example.com/realms/staff"
              mono
              spellCheck={false}
            />
            <TextField control={control} name="clientId" label="Client ID" mono spellCheck={false} autoComplete="off" />
            <PasswordField
              control={control}
              name="clientSecret"
              label="Client secret"
              optional
              autoComplete="new-password"
              help={
                of?.hasClientSecret
                  ? 'Leave empty to keep the one that is stored.'
                  : 'Kept sealed and never shown again. Empty for a public client.'
              }
            />
          </>
        ) : (
          <>
            <TextField control={control} name="entityId" label="Entity ID of the provider" mono spellCheck={false} />
            <TextField
              control={control}
              name="ssoUrl"
              label="Sign-in address (HTTP-Redirect)"
              mono
              spellCheck={false}
            />
            <TextareaField
              control={control}
              name="certificate"
              label="Signing certificate"
              rows={5}
              help="X.509, as PEM or from the provider’s metadata."
            />
          </>
        )}
        <SwitchField
          control={control}
          name="createsMembers"
          label="Make colleagues of new people"
          help="Otherwise only people who were invited can come in this way."
        />
        {creates && (
          <SelectField
            control={control}
            name="roleId"
            label="Their role"
            options={(roles.data?.items ?? []).map((role) => ({ value: role.id, label: role.name }))}
          />
        )}
      </FieldGrid>
    </Form>
  );
}
