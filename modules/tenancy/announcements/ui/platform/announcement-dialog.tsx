import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { CheckboxField, RadioField, SelectField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { type Announcement, announcements, severities } from '../../contract.ts';

const api = clientFor(announcements, 'platform');
const tenantsApi = clientFor(tenants, 'platform');

export const severityWords = { info: 'Information', warning: 'Warning', critical: 'Critical' };

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The one to change; without it a new one is written. */
  of?: View<typeof Announcement, 'platform'> | undefined;
}

export const AnnouncementDialog = (props: Props) => (
  <Dialog
    open={props.open}
    onOpenChange={props.onOpenChange}
    title={props.of ? 'Change the announcement' : 'New announcement'}
    description="A banner above every page, until it is over or the person puts it away."
  >
    {props.open && <AnnouncementForm key={props.of?.id} {...props} />}
  </Dialog>
);

const schema = z.object({
  title: z.string().trim().min(1, 'Say it in a line.').max(120),
  body: z.string().trim().max(2000),
  severity: z.enum(severities),
  to: z.string(),
  isp: z.boolean(),
  tenant: z.boolean(),
  customer: z.boolean(),
  from: z.string(),
  until: z.string(),
});
/** What a `datetime-local` field holds, in the zone of who writes. */
const local = (iso: string | null | undefined) => {
  if (!iso) return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
const instantOf = (text: string) => (text ? new Date(text).toISOString() : undefined);

function AnnouncementForm({ of, onOpenChange }: Props) {
  const client = useQueryClient();
  const providers = useQuery(tenantsApi.list.queryOptions({ input: { limit: 200 } }));
  const publish = useMutation(api.publish.mutationOptions());
  const update = useMutation(api.update.mutationOptions());
  const several = of?.audience === 'some' && of.tenantIds.length > 1;
  const form = useZodForm(schema, {
    defaultValues: {
      title: of?.title ?? '',
      body: of?.body ?? '',
      severity: of?.severity ?? 'info',
      to: several ? 'same' : (of?.tenantIds[0] ?? 'all'),
      isp: of ? of.doors.includes('isp') : true,
      tenant: of ? of.doors.includes('tenant') : true,
      customer: of ? of.doors.includes('customer') : false,
      from: local(of?.from),
      until: local(of?.until),
    },
  });
  const { control } = form;
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel={of ? 'Save' : 'Publish'}
      onCancel={() => onOpenChange(false)}
      onSubmit={async ({ title, body, severity, to, isp, tenant, customer, from, until }) => {
        const begins = instantOf(from);
        const content = {
          title,
          body,
          severity,
          audience: to === 'all' ? ('all' as const) : ('some' as const),
          tenantIds: to === 'all' ? [] : to === 'same' ? [...(of?.tenantIds ?? [])] : [to],
          doors: [
            ...(isp ? (['isp'] as const) : []),
            ...(tenant ? (['tenant'] as const) : []),
            ...(customer ? (['customer'] as const) : []),
          ],
          ...(begins ? { from: begins } : {}),
          until: instantOf(until) ?? null,
        };
        await (of ? update.mutateAsync({ id: of.id, ...content }) : publish.mutateAsync(content));
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(of ? 'The announcement is changed.' : 'The announcement is published.');
        onOpenChange(false);
      }}
    >
      <TextField control={control} name="title" label="Title" autoFocus />
      <TextareaField control={control} name="body" label="Text" rows={4} />
      <RadioField
        control={control}
        name="severity"
        label="Severity"
        options={severities.map((value) => ({ value, label: severityWords[value] }))}
      />
      <SelectField
        control={control}
        name="to"
        label="For"
        options={[
          { value: 'all', label: 'All providers' },
          ...(several ? [{ value: 'same', label: `The same ${of.tenantIds.length} providers` }] : []),
          ...(providers.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <CheckboxField control={control} name="isp" label="Show in the console of its staff" />
      <CheckboxField control={control} name="tenant" label="Show in the tenant portal, and mail its account managers" />
      <CheckboxField control={control} name="customer" label="Show to its subscribers" />
      <FieldGrid>
        <TextField control={control} name="from" label="From" type="datetime-local" help="Empty: now." />
        <TextField control={control} name="until" label="Until" type="datetime-local" help="Empty: until withdrawn." />
      </FieldGrid>
    </Form>
  );
}
