import { useWatch } from 'react-hook-form';
import { z } from 'zod';
import { NumberField, SelectField, SwitchField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid } from '#ui/form/form.tsx';
import type { ZodForm } from '#ui/form/use-zod-form.ts';
import { NumberText } from '#ui/format/values.tsx';
import { ipManagement } from '../../contract.ts';
import { parseCidr, poolProblems, rangeOf, sizeOf } from '../../rules.ts';
import { purposeOptions, typeOptions } from './pool-values.tsx';

const lines = z
  .array(z.string().trim().optional())
  .default([])
  .transform((list) => list.filter((line): line is string => Boolean(line)));

/** The server's own rules, and what only makes sense for one type of pool left out for the others. */
export const poolSchema = ipManagement.operations.createPool.in
  .extend({ dnsServers: lines })
  .transform((pool) => ({
    ...pool,
    gateway: pool.type === 'ipv6_pd' ? null : pool.gateway || null,
    delegatedLength: pool.type === 'ipv6_pd' ? (pool.delegatedLength ?? null) : null,
  }))
  .superRefine((pool, context) => {
    for (const { field, message } of poolProblems(pool))
      context.addIssue({ code: 'custom', path: field.split('.'), message });
  });
export type PoolFormIn = z.input<typeof poolSchema>;
export type PoolFormOut = z.output<typeof poolSchema>;

export const emptyPool: PoolFormIn = {
  name: '',
  type: 'ipv4_private',
  cidr: '',
  dnsServers: [],
  isDefault: false,
  vrf: '',
  purpose: 'subscribers',
  status: 'active',
  autoAssign: true,
  allowManual: true,
  quarantineSeconds: 3600,
  warnAtPercent: 80,
  criticalAtPercent: 90,
  notes: '',
};

/** What the range would hold, said while it is typed. */
function SizeNote({ form }: { form: ZodForm<PoolFormIn, PoolFormOut> }) {
  const [cidr, type, gateway, delegatedLength] = useWatch({
    control: form.control,
    name: ['cidr', 'type', 'gateway', 'delegatedLength'],
  });
  const pool = {
    cidr,
    type,
    gateway: type === 'ipv6_pd' ? null : gateway || null,
    delegatedLength: type === 'ipv6_pd' ? (delegatedLength ?? null) : null,
  };
  if (!parseCidr(cidr)) return <>Such as 203.0.113.0/24. No two pools of a VRF may overlap.</>;
  // Said while it is typed; on submit the same words stand beside their field.
  const [problem] = poolProblems(pool);
  if (problem && (problem.field === 'cidr' || problem.field === 'gateway'))
    return <span className="text-warn-ink">{problem.message}</span>;
  if (problem) return <>No two pools of a VRF may overlap.</>;
  const size = sizeOf(rangeOf(pool), pool.gateway);
  const what =
    type === 'ipv6_pd' ? `prefixes of /${delegatedLength}` : size === 1 ? 'usable address' : 'usable addresses';
  return (
    <>
      {size >= 1e9 ? 'More than a billion' : <NumberText value={size} />} {what}.
    </>
  );
}

/** What a pool is: the range and its VRF cannot change later. */
export function RangeFields({ form }: { form: ZodForm<PoolFormIn, PoolFormOut> }) {
  const { control } = form;
  const type = useWatch({ control, name: 'type' });
  return (
    <FieldGrid>
      <TextField control={control} name="name" label="Name" placeholder="Berlin residential" autoFocus />
      <SelectField control={control} name="type" label="Type" options={typeOptions} />
      <TextField control={control} name="cidr" label="Range" mono spellCheck={false} help={<SizeNote form={form} />} />
      <TextField
        control={control}
        name="vrf"
        label="VRF"
        mono
        spellCheck={false}
        optional
        placeholder="global table"
        help="Ranges of different VRFs may overlap."
      />
      {type === 'ipv6_pd' && (
        <NumberField
          control={control}
          name="delegatedLength"
          label="Delegated length"
          prefix="/"
          placeholder="56"
          help="What one subscriber receives; /56 is usual."
        />
      )}
      {type !== 'ipv6_pd' && (
        <TextField
          control={control}
          name="gateway"
          label="Gateway"
          mono
          spellCheck={false}
          optional
          help="Inside the range; never given to a subscriber."
        />
      )}
      <SelectField control={control} name="purpose" label="Purpose" options={purposeOptions} />
    </FieldGrid>
  );
}

/** How it is handled; all of it can change later. */
export function HandlingFields({ form }: { form: ZodForm<PoolFormIn, PoolFormOut> }) {
  const { control } = form;
  return (
    <FieldGrid>
      <TextField control={control} name="dnsServers.0" label="DNS server" mono spellCheck={false} optional />
      <TextField control={control} name="dnsServers.1" label="Second DNS server" mono spellCheck={false} optional />
      <NumberField control={control} name="vlanId" label="VLAN" optional placeholder="100" />
      <NumberField
        control={control}
        name="quarantineSeconds"
        label="Rest after release"
        unit="hours"
        scale={3600}
        help="Before anyone else gets the address."
      />
      <NumberField control={control} name="warnAtPercent" label="Warn when used" unit="%" />
      <NumberField control={control} name="criticalAtPercent" label="Alarm when used" unit="%" />
      <SwitchField
        control={control}
        name="isDefault"
        label="Default pool"
        help="New subscriptions draw from it unless they name another. There is one for addresses and one for prefixes."
      />
      <SwitchField
        control={control}
        name="autoAssign"
        label="Give out the next free address"
        help="Off: only what is asked for by name."
      />
      <SwitchField
        control={control}
        name="allowManual"
        label="Give out addresses by name"
        help="Off: nobody picks; static addresses need it on."
      />
      <TextareaField control={control} name="notes" label="Notes" optional rows={2} />
    </FieldGrid>
  );
}
