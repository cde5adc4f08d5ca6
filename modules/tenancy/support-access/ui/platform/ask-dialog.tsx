import { useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { ComboboxField, RadioField, SelectField, TextareaField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { supportAccess } from '../../contract.ts';
import { spokenMinutes } from '../access-values.tsx';

const api = clientFor(supportAccess, 'platform');
const providers = clientFor(tenants, 'platform');
const { shape } = supportAccess.operations.ask.in;
const lengths = ['15', '30', '60', '120', '240', '480'] as const;
const formInput = z.object({
  tenantId: shape.tenantId,
  reason: shape.reason,
  role: z.enum(['read-only', 'admin']),
  minutes: z.enum(lengths),
});

export interface AskDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Known where one asks from a provider's page. */
  tenant?: { id: string; name: string } | undefined;
}

export const AskDialog = ({ open, onOpenChange, tenant }: AskDialogProps) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    title={tenant ? `Ask to enter ${tenant.name}` : 'Ask to enter a provider'}
    description="Its administrators read the reason, and everything done inside is in their audit trail under your name."
  >
    {open && <AskForm tenant={tenant} onClose={() => onOpenChange(false)} />}
  </Dialog>
);

function AskForm({ tenant, onClose }: { tenant: AskDialogProps['tenant']; onClose: () => void }) {
  const client = useQueryClient();
  const ask = useMutation(api.ask.mutationOptions());
  const act = useCan('platform.tenant:write');
  const form = useZodForm(formInput, {
    defaultValues: { tenantId: tenant?.id ?? '', reason: '', role: 'read-only', minutes: '60' },
  });
  const { control } = form;
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Ask"
      onCancel={onClose}
      onSubmit={async ({ minutes, ...values }) => {
        const asked = await ask.mutateAsync({ ...values, minutes: Number(minutes) });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(`${asked.tenantName} is asked.`);
        onClose();
      }}
    >
      {!tenant && (
        <ComboboxField
          control={control}
          name="tenantId"
          label="Provider"
          source="providers"
          load={async (q) =>
            (await providers.list.call({ ...(q ? { q } : {}), limit: 20 })).items.map(({ id, name, slug }) => ({
              value: id,
              label: name,
              hint: slug,
            }))
          }
        />
      )}
      <TextareaField
        control={control}
        name="reason"
        label="Reason"
        help="What they read: say which problem, and whose ticket."
      />
      <RadioField
        control={control}
        name="role"
        label="What for"
        options={[
          { value: 'read-only', label: 'To look', help: 'Nothing can be changed.' },
          {
            value: 'admin',
            label: 'To act',
            help: 'Also to change things; never accounts, roles or keys.',
            reason: act.reason,
          },
        ]}
      />
      <SelectField
        control={control}
        name="minutes"
        label="For how long"
        options={lengths.map((value) => ({ value, label: spokenMinutes(Number(value)) }))}
      />
    </Form>
  );
}
