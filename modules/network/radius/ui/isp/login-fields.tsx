import { z } from 'zod';
import { loginInput } from '#modules/network/radius-logins/contract.ts';
import { NumberField, SelectField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { FormSection } from '#ui/form/form.tsx';
import type { ZodForm } from '#ui/form/use-zod-form.ts';
import { accountFields } from '../../contract.ts';
import { type AccountView, bindingOptions, priorityOptions } from './login-values.tsx';

/** An empty field is a value that is taken away, not one that is left alone. */
const emptied = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === undefined || value === '' || value === 'policy' ? null : value), schema);
const lines = (text: unknown) =>
  typeof text === 'string'
    ? text
        .split(/[\s,;]+/)
        .map((part) => part.trim())
        .filter(Boolean)
    : text;

const settingsSchema = {
  framedIpAddress: emptied(accountFields.framedIpAddress),
  framedPool: emptied(accountFields.framedPool),
  framedIpv6Prefix: emptied(accountFields.framedIpv6Prefix),
  framedIpv6Address: emptied(accountFields.framedIpv6Address),
  framedIpv6Pool: emptied(accountFields.framedIpv6Pool),
  delegatedIpv6Prefix: emptied(accountFields.delegatedIpv6Prefix),
  delegatedIpv6PrefixPool: emptied(accountFields.delegatedIpv6PrefixPool),
  sessionTimeoutSeconds: emptied(accountFields.sessionTimeoutSeconds),
  idleTimeoutSeconds: emptied(accountFields.idleTimeoutSeconds),
  simultaneousUse: accountFields.simultaneousUse,
  circuitId: emptied(accountFields.circuitId),
  remoteId: emptied(accountFields.remoteId),
  lineBinding: emptied(accountFields.lineBinding),
  macAddresses: z.preprocess(lines, accountFields.macAddresses),
  macBinding: emptied(accountFields.macBinding),
  serviceVlan: emptied(accountFields.serviceVlan),
  customerVlan: emptied(accountFields.customerVlan),
  priorityClass: accountFields.priorityClass,
  note: z.string().trim().max(500).optional().default(''),
};
/** One form for a new login and a known one; a known one keeps its name, password and customer. */
export const loginSchema = z.object({
  ...settingsSchema,
  username: loginInput.shape.username,
  password: z.union([z.literal('').transform(() => undefined), loginInput.shape.password]),
  customerId: z.uuid().optional(),
  downloadKbps: z.int('Give the download speed.').positive(),
  uploadKbps: z.int('Give the upload speed.').positive(),
});
export type LoginForm = ZodForm<z.input<typeof loginSchema>, z.output<typeof loginSchema>>;

/** As the form begins. */
export const valuesOf = (login?: AccountView) => ({
  username: login?.username ?? '',
  password: '',
  customerId: login?.customerId ?? undefined,
  downloadKbps: login?.downloadKbps,
  uploadKbps: login?.uploadKbps,
  framedIpAddress: login?.framedIpAddress ?? '',
  framedPool: login?.framedPool ?? '',
  framedIpv6Prefix: login?.framedIpv6Prefix ?? '',
  framedIpv6Address: login?.framedIpv6Address ?? '',
  framedIpv6Pool: login?.framedIpv6Pool ?? '',
  delegatedIpv6Prefix: login?.delegatedIpv6Prefix ?? '',
  delegatedIpv6PrefixPool: login?.delegatedIpv6PrefixPool ?? '',
  sessionTimeoutSeconds: login?.sessionTimeoutSeconds ?? undefined,
  idleTimeoutSeconds: login?.idleTimeoutSeconds ?? undefined,
  simultaneousUse: login?.simultaneousUse ?? 1,
  circuitId: login?.circuitId ?? '',
  remoteId: login?.remoteId ?? '',
  lineBinding: login?.lineBinding ?? 'policy',
  macAddresses: login?.macAddresses.join('\n') ?? '',
  macBinding: login?.macBinding ?? 'policy',
  serviceVlan: login?.serviceVlan ?? undefined,
  customerVlan: login?.customerVlan ?? undefined,
  priorityClass: login?.priorityClass ?? ('standard' as const),
  note: login?.note ?? '',
});

const perPolicy = [{ value: 'policy', label: 'As the policy says' }, ...bindingOptions];

/** Addresses, line, devices, limits: the parts of a login's form. */
export function LoginSections({ form: { control } }: { form: LoginForm }) {
  return (
    <>
      <FormSection
        title="Line and devices"
        description="Leave empty to let it log in from anywhere. Option 82 is what the access node says of the line."
      >
        <TextField control={control} name="circuitId" label="Circuit id" optional mono placeholder="OLT1/1/1/1:1" />
        <TextField control={control} name="remoteId" label="Remote id" optional mono placeholder="HWTC12345678" />
        <SelectField control={control} name="lineBinding" label="From another line" options={perPolicy} />
        <SelectField control={control} name="macBinding" label="From another device" options={perPolicy} />
        <TextareaField
          control={control}
          name="macAddresses"
          label="Devices (MAC addresses)"
          optional
          rows={2}
          placeholder="AA:BB:CC:DD:EE:0F"
          help="One per line; any spelling is understood."
        />
        <NumberField control={control} name="serviceVlan" label="Outer VLAN" optional help="S-VLAN, 1 to 4094." />
        <NumberField
          control={control}
          name="customerVlan"
          label="Inner VLAN"
          optional
          help="C-VLAN, where lines are double tagged (QinQ)."
        />
      </FormSection>
      <FormSection title="Addresses" description="A pool is one of the router’s, and is only used without an address.">
        <TextField control={control} name="framedIpAddress" label="IPv4 address" optional mono />
        <TextField control={control} name="framedPool" label="IPv4 pool" optional mono />
        <TextField control={control} name="framedIpv6Prefix" label="IPv6 prefix of the link" optional mono />
        <TextField control={control} name="framedIpv6Pool" label="IPv6 pool of the link" optional mono />
        <TextField control={control} name="framedIpv6Address" label="IPv6 address of the link" optional mono />
        <TextField control={control} name="delegatedIpv6Prefix" label="Delegated IPv6 prefix" optional mono />
        <TextField control={control} name="delegatedIpv6PrefixPool" label="Delegation pool" optional mono />
      </FormSection>
      <FormSection title="Limits">
        <NumberField
          control={control}
          name="simultaneousUse"
          label="Sessions at once"
          help="0 is without limit. What happens beyond it is the policy’s."
        />
        <SelectField
          control={control}
          name="priorityClass"
          label="Priority"
          options={priorityOptions}
          help="Who is let in first when everybody logs in at once."
        />
        <NumberField control={control} name="sessionTimeoutSeconds" label="Session timeout" unit="s" optional />
        <NumberField control={control} name="idleTimeoutSeconds" label="Idle timeout" unit="s" optional />
        <TextareaField control={control} name="note" label="Note" optional rows={2} />
      </FormSection>
    </>
  );
}
