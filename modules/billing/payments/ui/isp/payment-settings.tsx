import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Settings } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { SelectField, TextareaField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { paymentsApi as api } from './payment-values.tsx';

type Saved = Awaited<ReturnType<typeof api.settings.call>>;
const schema = z.object({
  gateway: z.enum(['none', 'sandbox']),
  instructions: z.string().trim().max(1000, 'At most 1000 characters.'),
});

/** How subscribers pay: the gateway online, and the provider's words for every other way. */
export function PaymentSettingsButton() {
  const [open, setOpen] = useState(false);
  const read = useCan('billing.payment-settings:read');
  return (
    <>
      <Button icon={<Settings />} reason={read.reason} onClick={() => setOpen(true)}>
        How subscribers pay
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="How subscribers pay"
        description="The portal shows this on every open bill."
      >
        {open && <Loading onDone={() => setOpen(false)} />}
      </Dialog>
    </>
  );
}

function Loading({ onDone }: { onDone: () => void }) {
  const settings = useQuery(api.settings.queryOptions({ input: {} }));
  if (settings.isError) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  return settings.data ? <SettingsForm settings={settings.data} onDone={onDone} /> : <Skeleton.Lines count={4} />;
}

function SettingsForm({ settings, onDone }: { settings: Saved; onDone: () => void }) {
  const save = useMutation(api.updateSettings.mutationOptions());
  const client = useQueryClient();
  const write = useCan('billing.payment-settings:write');
  const form = useZodForm(schema, {
    defaultValues: {
      gateway: settings.gateway === 'sandbox' ? 'sandbox' : 'none',
      instructions: settings.instructions,
    },
  });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save"
      reason={write.reason}
      onCancel={onDone}
      onSubmit={async ({ gateway, instructions }) => {
        await save.mutateAsync({ gateway: gateway === 'none' ? null : gateway, instructions });
        await client.invalidateQueries({ queryKey: api.settings.key() });
        toast.ok('Saved.');
        onDone();
      }}
    >
      <SelectField
        control={form.control}
        name="gateway"
        label="Paying online"
        options={[
          { value: 'none', label: 'Not offered' },
          ...(settings.offered.includes('sandbox')
            ? [{ value: 'sandbox', label: 'Sandbox: plays a card gateway' }]
            : []),
        ]}
      />
      {form.watch('gateway') === 'sandbox' && (
        <Callout tone="warn" className="mb-4" title="No money moves">
          The sandbox takes test cards only and is for trying things. Bills count as paid all the same.
        </Callout>
      )}
      <TextareaField
        control={form.control}
        name="instructions"
        label="How to pay otherwise"
        rows={4}
        optional
        help="Bank account, mobile money number, where the counter is."
      />
    </Form>
  );
}
